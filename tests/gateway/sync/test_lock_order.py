"""Keys are held before rows by everybody, so that nobody waits in a circle (PostgreSQL)."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from gateway.orders.tables import patients
from gateway.store.engine import Store, open_store
from gateway.sync.correcting import Corrector
from gateway.vault.tables import data_keys
from gateway.vault.tombstones import Tombstone
from schema.vocabulary.rights import CorrectableField
from tests.conftest import fresh_postgresql
from tests.gateway.sync.test_erasure import World, world
from tests.world.loop import run

WAITING = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


async def meets_a_rotation(here: World, act: str) -> None:
    """`act` begins while a rotation holds the patient's key; then that one takes the rows."""
    store = here.parts.store
    mine = data_keys.c.patient_id == here.patient
    rows = select(patients.c.patient_id).where(patients.c.patient_id == here.patient)
    async with store.writing() as rotation:
        await rotation.execute(select(data_keys.c.patient_id).where(mine).with_for_update())
        task = asyncio.create_task(carried_out(here, act))
        async with asyncio.timeout(20):
            while not await _waits(store):
                assert not task.done(), "it never came to the key"
        await rotation.execute(rows.with_for_update(nowait=True))
    await task


async def carried_out(here: World, act: str) -> None:
    if act == "bury":
        await here.eraser.bury()
    else:
        await here.eraser.erase(here.patient, by="officer")


async def _waits(store: Store) -> bool:
    async with store.reading() as connection:
        return bool(await connection.scalar(WAITING))


@pytest.fixture
def postgresql_store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """SQLite has one writer, who can't wait in a circle."""
    opened = open_store(fresh_postgresql(request))
    yield opened
    run(opened.close())


@pytest.mark.parametrize("act", ["bury", "erase"])
def test_an_erasure_that_meets_a_rotation_holds_no_row_yet(
    postgresql_store: Store, tmp_path: Path, act: str
) -> None:
    async def walk() -> None:
        here = await world(postgresql_store, tmp_path)
        if act == "bury":
            stone = Tombstone(patient=here.patient, erasure="e1", at="2026", by="officer")
            here.eraser.tombstones.add(stone)
        await meets_a_rotation(here, act)
        assert "Family-Canary" not in await here.sees()
        await here.close()

    run(walk())


def test_a_second_entry_that_meets_a_rotation_waits_for_the_key_that_opens(
    postgresql_store: Store, tmp_path: Path
) -> None:
    """With the key of before it were told of as of something that was tampered with."""

    async def walk() -> None:
        here = await world(postgresql_store, tmp_path)
        desk = Corrector(here.parts)
        name = CorrectableField.FAMILY_NAME
        one = await desk.ask(here.patient, name=name, value="True", by="a", officer=False)
        assert one is not None
        mine = data_keys.c.patient_id == here.patient
        async with postgresql_store.writing() as rotation:
            await rotation.execute(select(data_keys.c.patient_id).where(mine).with_for_update())
            entry = asyncio.create_task(desk.tried(one, "True", by="b"))
            async with asyncio.timeout(20):
                while not await _waits(postgresql_store):
                    assert not entry.done(), "it never came to the key"
        assert await entry
        await here.close()

    run(walk())
