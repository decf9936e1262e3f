"""A patient is erased from a terminal in two steps, held back and audited as by the portal."""

import asyncio
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway.app.erasing import Standing, erase, show_standing
from gateway.app.house import StartError, open_house
from gateway.audit.tables import audit_events
from gateway.settings import Settings
from gateway.store.engine import open_store
from gateway.store.migrate import migrate
from gateway.sync.pull import pull
from gateway.vault.erasure import place_hold
from tests.gateway.app.test_key_files import settings
from tests.world.scripted import connector, page, parts_of, record

OFFICER = "officer-1"


@pytest.fixture
def given(database_url: str, tmp_path: Path) -> Settings:
    """A store with one patient whose order was cancelled, and one whose order is under way."""
    asyncio.run(migrate(database_url))
    found = settings(tmp_path, database_url)

    async def fill() -> None:
        said = [record("Ended", n, kind) for n, kind in ((1, "SUBMITTED"), (2, "CANCELLED"))]
        source = connector(bodies=[page([*said, record("Open", 1)])])
        async with open_house(found) as house:
            await pull(source, await parts_of(house.store, house.vault, source))

    asyncio.run(fill())
    return found


def patient(given: Settings, name: str) -> str:
    async def walk() -> str:
        async with open_house(given) as house:
            return house.vault.opaque_id("patient", "helvance", name)

    return asyncio.run(walk())


def shown(given: Settings, who: str) -> Standing:
    return asyncio.run(show_standing(given, who, by=OFFICER))


def events(given: Settings) -> list[tuple[str, str]]:
    async def walk() -> list[tuple[str, str]]:
        store = open_store(given.database_url)
        async with store.reading() as connection:
            rows = await connection.execute(
                select(audit_events.c.kind, audit_events.c.subject).order_by(audit_events.c.at)
            )
            found = [(str(kind), str(subject)) for kind, subject in rows]
        await store.close()
        return [one for one in found if one[0] != "CHAIN_BEGINS"]

    return asyncio.run(walk())


def test_a_patient_is_erased_with_the_code_that_was_shown_and_the_proof_is_printed(
    given: Settings,
) -> None:
    who = patient(given, "Ended")
    standing = shown(given, who)
    assert standing.lines[0] == f"patient {who}, restricted: no"
    assert standing.code is not None
    proof = json.loads("\n".join(asyncio.run(erase(given, who, by=OFFICER, code=standing.code))))
    assert proof["by"] == OFFICER
    assert proof["digest"]
    assert {"what": "DATA_KEY", "count": 1} in proof["destroyed"]
    again = shown(given, who)
    assert (again.code, again.lines[0]) == (None, "erased already")
    assert [kind for kind, _ in events(given)] == [
        "RIGHTS_READ",
        "RIGHTS_READ",
        "ERASURE",
        "RIGHTS_READ",
    ]
    assert {subject for _, subject in events(given)} == {OFFICER}


def test_another_code_erases_nobody(given: Settings) -> None:
    who = patient(given, "Ended")
    with pytest.raises(StartError, match="run it without --confirm"):
        asyncio.run(erase(given, who, by=OFFICER, code="00000000"))
    assert shown(given, who).code is not None


def test_a_hold_that_came_meanwhile_makes_the_code_void(given: Settings) -> None:
    who = patient(given, "Ended")
    code = shown(given, who).code or ""

    async def hold() -> None:
        async with open_house(given) as house, house.store.writing() as connection:
            await place_hold(
                connection, who, hold_id="h1", kind="LEGAL_CLAIM", at="2026", by="officer-2"
            )

    asyncio.run(hold())
    with pytest.raises(StartError, match="not the code"):
        asyncio.run(erase(given, who, by=OFFICER, code=code))
    held = shown(given, who)
    assert held.code is None
    assert "held by LEGAL_CLAIM, since 2026 by officer-2" in held.lines[-1]


def test_whose_order_is_under_way_is_held_and_nobody_unknown_is_told(given: Settings) -> None:
    held = shown(given, patient(given, "Open"))
    assert held.code is None
    assert "held by TREATMENT_UNDER_WAY" in held.lines[-1]
    with pytest.raises(StartError, match="no such patient"):
        shown(given, "nobody")
