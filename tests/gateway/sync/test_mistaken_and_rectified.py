"""An order entered in error goes; what two people put right of its patient does not go with it."""

from datetime import timedelta
from pathlib import Path

import pytest

from gateway.store.engine import Store
from gateway.sync.retention import forget_mistaken
from tests.world.opened import opened
from tests.world.rectified_patient import OFFICER, TRUE, WHO, Desk, desk, newest, shown, told
from tests.world.scripted import record

DAYS = timedelta(days=90)
ORDERS = (WHO, "second")
"""Those that were there when the patient was put right."""


async def in_error(here: Desk, *orders: str) -> None:
    """The manufacturer takes these back, and they outlive their time."""
    mistakes = [record(one, 9, "ENTERED_IN_ERROR", patient={}) for one in orders]
    await here.says(*({**one, "patient": WHO} for one in mistakes))
    here.clock.move(DAYS.total_seconds())
    assert await forget_mistaken(here.parts, keep_for=DAYS) == len(orders)


async def says(here: Desk) -> str:
    one = newest(shown(await here.of(OFFICER).of(here.patient)))
    return f"{one['in_force']} {one['manufacturer_says']}"


@pytest.mark.parametrize(
    ("name", "said"), [(f"Family-{WHO}", "AS_BEFORE"), ("Third", "OTHERWISE"), (TRUE, "SAME")]
)
def test_the_order_in_their_stead_shows_the_patient_as_put_right(
    store: Store, tmp_path: Path, name: str, said: str
) -> None:
    async def act(here: Desk) -> None:
        await here.put()
        await here.says(told(2, order="third", family_name=name))
        assert await says(here) == f"True {said}"
        await in_error(here, *ORDERS)
        seen = await here.seen()
        assert TRUE in seen
        assert "Family-" not in seen
        assert "Third" not in seen
        assert await says(here) == f"True {said}"
        assert await forget_mistaken(here.parts, keep_for=DAYS) == 0

    desk(store, tmp_path, act)


def test_with_the_last_order_of_the_patient_it_goes(store: Store, tmp_path: Path) -> None:
    async def act(here: Desk) -> None:
        await here.put()
        await in_error(here, *ORDERS)
        assert TRUE not in repr(await opened(store, here.vault))

    desk(store, tmp_path, act)
