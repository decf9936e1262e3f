"""Who looks how a patient stands neither waits for whoever writes the patient, nor fails by it."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import update

from gateway.clock import SystemClock
from gateway.orders.tables import patients
from gateway.store.engine import Store
from schema.api.ports import Trouble
from tests.gateway.disclosure.test_rights import OFFICER, Desk, desk, standing

WHILE_S = 0.3
"""What is asked has begun by then, and would be waiting."""


@pytest.mark.parametrize("asked", ["standing", "rectifications"])
def test_a_look_meets_a_writer_of_the_patient(store: Store, tmp_path: Path, asked: str) -> None:
    async def act(here: Desk) -> None:
        rights = here.of(OFFICER)
        async with store.writing() as connection:
            await connection.execute(update(patients).values(connection="moved"))
            if asked == "standing":
                looking = asyncio.ensure_future(rights.standing(here.patient))
            else:
                looking = asyncio.ensure_future(rights.rectifications.of(here.patient))
            await SystemClock().sleep(WHILE_S)
        found = await looking
        assert not isinstance(found, Trouble)
        assert standing(found)["patient"] == here.patient

    desk(store, tmp_path, act)
