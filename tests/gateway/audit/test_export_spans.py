"""A span of the audit is a part of the stream without a gap, though machines' clocks differ."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from gateway.audit.chain import WriterChain
from gateway.audit.checking import verify_export
from gateway.audit.checkpoints import Moment, add_checkpoint
from gateway.audit.tables import audit_checkpoints
from gateway.clock import instant_text
from gateway.store.engine import Store
from tests.gateway.audit.test_export import exported
from tests.gateway.audit.test_verify import fill
from tests.world.audited import SIGNER, TENANT
from tests.world.loop import run
from tests.world.scripted import NOW

AHEAD = (0, 10, 8, 20, 18, 30, 28)
"""Seconds: every second checkpoint is another machine's, whose clock is some seconds behind."""

LATER = NOW + timedelta(days=3_650)
"""After all that stands before them."""


async def skewed(store: Store) -> None:
    """A stream of two machines' heartbeats."""
    for number, seconds in enumerate(AHEAD):
        kind = Moment.BEGIN if number < 2 else Moment.INTERVAL
        chain = WriterChain(writer=f"machine-{number % 2}", tenant=TENANT)
        at = instant_text(LATER + timedelta(seconds=seconds))
        async with store.writing() as connection:
            await add_checkpoint(connection, chain.interval(kind, at=at), signer=SIGNER)


@pytest.mark.parametrize(
    "span",
    [{"at_or_after": 9}, {"before": 19}, {"at_or_after": 19}, {"at_or_after": 9, "before": 19}],
)
def test_a_span_of_two_clocks_is_whole(store: Store, span: dict[str, int]) -> None:
    async def walk() -> tuple[list[bytes], int]:
        await fill(store)
        await skewed(store)
        ends = {name: instant_text(LATER + timedelta(seconds=s)) for name, s in span.items()}
        lines = await exported(store, **ends)
        async with store.reading() as connection:
            table = audit_checkpoints.c
            query = select(table.number)
            if "at_or_after" in ends:
                query = query.where(table.at >= ends["at_or_after"])
            if "before" in ends:
                query = query.where(table.at < ends["before"])
            within = len((await connection.scalars(query)).all())
        await store.close()
        return lines, within

    lines, within = run(walk())
    found = verify_export(lines, pinned=None, witness=None)
    assert found.findings == ()
    assert found.checkpoints >= within > 0
