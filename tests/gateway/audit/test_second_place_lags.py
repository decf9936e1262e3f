"""A second place that gets nothing any more does not pass for one that bears witness."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from gateway.audit.checkpoints import Moment
from gateway.audit.findings import Found
from gateway.audit.stream import LAG_MOST
from gateway.audit.tables import audit_stream
from gateway.clock import SystemClock
from gateway.store.engine import Store
from tests.gateway.audit.test_handover import Shaky, handing
from tests.gateway.audit.test_inserted import sign
from tests.gateway.audit.test_verify import fill, kept, verdict
from tests.world.loop import run


@pytest.mark.parametrize(
    ("more", "minutes", "found"),
    [(LAG_MOST + 1, 15, True), (LAG_MOST + 1, 0, False), (2, 15, False)],
)
def test_a_second_place_that_stood_still_while_the_stream_went_on_is_found(
    store: Store, more: int, minutes: int, *, found: bool
) -> None:
    async def walk() -> None:
        witness = await fill(store)
        begun = SystemClock().now()
        await sign(store, "c", Moment.BEGIN, at=begun)
        for _ in range(1, more):
            await sign(store, "c", Moment.INTERVAL, at=begun + timedelta(minutes=minutes))
        lagging = await verdict(store, witness)
        assert lagging.unwitnessed == more
        expected = [(Found.SECOND_PLACE_GAP, "c")] if found else []
        assert [(one.what, one.writer) for one in lagging.findings] == expected
        whole = await verdict(store, await kept(store))
        assert (whole.unwitnessed, whole.findings) == (0, ())
        await store.close()

    run(walk())


def test_a_position_beyond_the_stream_stops_no_hand_over(store: Store) -> None:
    async def walk() -> None:
        made = await fill(store)
        place = Shaky()
        await handing(store, place).hand_over()
        async with store.writing() as connection:
            await connection.execute(update(audit_stream).values(handed=1_000_000))
        await sign(store, "c", Moment.BEGIN, at=SystemClock().now())
        handover = handing(store, place)
        assert await handover.hand_over() == len(made) + 1
        assert place.kept == [*made, *await kept(store)]
        assert handover.state.waiting >= 0
        await store.close()

    run(walk())
