from dataclasses import replace

import pytest
from sqlalchemy import Table, func, select

from connectors.kit.contract import Envelope, Parsed
from connectors.kit.errors import Cause, ConnectorError
from gateway.clock import instant_text
from gateway.orders.tables import facts, orders
from gateway.store.engine import Store
from gateway.sync.intake import Parts
from gateway.sync.notices import Notice
from gateway.sync.pull import pull
from gateway.sync.replay import rebuild, replay
from gateway.sync.tables import envelopes, quarantine
from gateway.vault.lookups import find_orders
from gateway.vault.seal import Vault
from schema.vocabulary.facts import JsonValue
from tests.world.loop import run
from tests.world.opened import opened
from tests.world.scripted import (
    NOW,
    ScriptedConnector,
    connector,
    page,
    parts_of,
    record,
    story,
)


async def count(parts: Parts, table: Table) -> int:
    async with parts.store.reading() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)


async def place_of(parts: Parts, name: str = "helvance") -> str | None:
    cursor = await parts.states.cursor(name)
    return cursor.value if cursor else None


def test_a_pull_keeps_envelopes_facts_rows_and_its_place(store: Store, vault: Vault) -> None:
    async def walk() -> tuple[object, ...]:
        parts = await parts_of(store, vault)
        await pull(connector(pages=3), parts)
        found = [await count(parts, table) for table in (envelopes, facts, orders)]
        place = await place_of(parts)
        await store.close()
        return (*found, place)

    assert run(walk()) == (3, 12, 4, "3")


def test_a_second_pull_of_the_same_pages_adds_nothing(store: Store, vault: Vault) -> None:
    async def walk() -> tuple[int, bool]:
        parts = await parts_of(store, vault)
        one = connector(pages=3)
        await pull(one, parts)
        before = await opened(store, vault)
        changed = await pull(ScriptedConnector(one.connection, [*one.pages, *one.pages]), parts)
        same = await opened(store, vault) == before
        await store.close()
        return changed, same

    assert run(walk()) == (0, True)


def test_a_failure_keeps_what_came_before_and_the_next_pull_goes_on(
    store: Store, vault: Vault
) -> None:
    async def walk() -> tuple[str | None, int, int]:
        parts = await parts_of(store, vault)
        one = connector(pages=5)
        one.fails = {2: ConnectorError(Cause.UNAVAILABLE, "503")}
        with pytest.raises(ConnectorError):
            await pull(one, parts)
        place, kept = await place_of(parts), await count(parts, facts)
        await pull(connector(pages=5), parts)
        all_of_them = await count(parts, facts)
        await store.close()
        return place, kept, all_of_them

    assert run(walk()) == ("2", 8, 20)


def test_an_unreadable_page_is_asked_for_once_more_then_left_aside(
    store: Store, vault: Vault
) -> None:
    async def walk() -> tuple[object, ...]:
        parts = await parts_of(store, vault)
        good, after = story(2)
        one = connector(bodies=[good, b"<html>log in", after])
        with pytest.raises(ConnectorError, match="MALFORMED"):
            await pull(one, parts)
        first = (await place_of(parts), await count(parts, facts))
        await pull(one, parts)
        async with store.reading() as connection:
            kept = await connection.scalar(
                select(func.count()).where(envelopes.c.quarantined.is_(True))
            )
        second = (await place_of(parts), await count(parts, facts), kept)
        await store.close()
        return first, second

    assert run(walk()) == (("1", 8), ("3", 8, 1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"product_code": "Q" * 65},
        {"care_team": ["Q" * 65]},
        {"planned_doses": 2**40},
        {"vendor_order_number": "half\x00"},
        {"no_such_field": 1},
        {"collections": {}},
    ],
)
def test_a_record_that_does_not_fit_is_quarantined_alone(
    store: Store, vault: Vault, wrong: dict[str, JsonValue]
) -> None:
    async def walk() -> tuple[int, list[str], str]:
        parts = await parts_of(store, vault)
        bad = record("BAD", 1, "SUBMITTED", **wrong)
        await pull(connector(bodies=[page([record("A", 1), bad, record("B", 1)])]), parts)
        async with store.reading() as connection:
            pointers = list(await connection.scalars(select(quarantine.c.pointer)))
            details = str(await connection.scalar(select(quarantine.c.detail)))
        found = await count(parts, orders)
        await store.close()
        return found, pointers, details

    found, pointers, details = run(walk())
    assert (found, pointers) == (2, ["/1"])
    assert "QQQ" not in details


def test_a_change_is_told_after_it_is_kept(store: Store, vault: Vault) -> None:
    async def walk() -> set[Notice]:
        parts = await parts_of(store, vault)
        heard = parts.notices.subscribe()
        await pull(connector(pages=1), parts)
        found = {await anext(heard) for _ in range(4)}
        await heard.aclose()
        await store.close()
        return found

    found = run(walk())
    assert {notice.version for notice in found} == {1}
    assert len(found) == 4


def test_an_order_is_found_by_the_identifiers_it_came_with(store: Store, vault: Vault) -> None:
    async def walk() -> list[tuple[str, ...]]:
        parts = await parts_of(store, vault)
        await pull(connector(pages=1), parts)
        asked = (("mrn", "mrn-o1"), ("coi_id", "COI-O1"), ("vendor_order_number", "o1"))
        async with store.reading() as connection:
            found = [
                await find_orders(
                    connection,
                    sites=frozenset({"st-alder"}),
                    field=field,
                    text=text,
                    vault=vault,
                )
                for field, text in asked
            ]
        await store.close()
        return found

    expected = vault.opaque_id("order", "helvance", "O1")
    assert run(walk()) == [(expected,)] * 3


def test_nothing_a_vendor_called_personal_stands_in_clear(store: Store, vault: Vault) -> None:
    async def walk() -> str:
        parts = await parts_of(store, vault)
        await pull(connector(pages=2), parts)
        text = ""
        async with store.reading() as connection:
            for table in (facts, orders, envelopes, quarantine):
                text += repr((await connection.execute(select(table))).all())
        await store.close()
        return text

    text = run(walk())
    assert text
    assert not [word for word in ("Family-O1", "MRN-O1", "COI-O1") if word in text]


def test_replaying_every_envelope_gives_the_same_facts(store: Store, vault: Vault) -> None:
    async def walk() -> tuple[bool, int, int]:
        parts = await parts_of(store, vault)
        one = connector(pages=3)
        await pull(one, parts)
        before = await opened(store, vault)
        async with store.writing() as connection:
            await connection.execute(facts.delete())
        again = await replay({"helvance": one}, parts)
        same = (await opened(store, vault))["facts"] == before["facts"]
        await store.close()
        return same, again.envelopes, len(before["facts"])

    assert run(walk()) == (True, 3, 12)


def test_a_mended_mapping_repairs_history_and_empties_the_quarantine(
    store: Store, vault: Vault
) -> None:
    class Mended(ScriptedConnector):
        def parse(self, envelope: Envelope) -> Parsed:
            body = envelope.body.replace(b"BROKEN", b"ACCEPTED")
            return super().parse(replace(envelope, body=body))

    async def walk() -> tuple[object, ...]:
        parts = await parts_of(store, vault)
        one = connector(bodies=[page([record("A", 1), record("A", 2, "BROKEN")])])
        await pull(one, parts)
        first = (await _status(parts), await count(parts, quarantine))
        await replay({"helvance": Mended(one.connection, one.pages)}, parts)
        second = (await _status(parts), await count(parts, quarantine))
        await store.close()
        return first, second

    assert run(walk()) == (("SUBMITTED", 1), ("ACCEPTED", 0))


async def _status(parts: Parts) -> str:
    async with parts.store.reading() as connection:
        return str(await connection.scalar(select(orders.c.status)))


def test_rebuilding_every_row_from_facts_changes_none(store: Store, vault: Vault) -> None:
    async def walk() -> tuple[bool, int]:
        parts = await parts_of(store, vault)
        await pull(connector(pages=3), parts)
        before = await opened(store, vault)
        rebuilt = await rebuild(parts)
        same = await opened(store, vault) == before
        await store.close()
        return same, rebuilt

    assert run(walk()) == (True, 4)


def test_a_walk_that_hangs_is_cut_at_its_deadline(store: Store, vault: Vault) -> None:
    async def walk() -> None:
        parts = await parts_of(store, vault)
        one = connector(pages=1)
        one.hangs_s = 30
        with pytest.raises(ConnectorError, match="DEADLINE"):
            await pull(one, parts, deadline_s=0.1)
        await store.close()

    run(walk())


def test_what_a_source_says_of_itself(store: Store, vault: Vault) -> None:
    async def walk() -> tuple[object, ...]:
        parts = await parts_of(store, vault)
        first = (await parts.states.sources())[0]
        await parts.states.succeeded("helvance", every_s=15)
        second = (await parts.states.sources())[0]
        await store.close()
        return first.state, second.state, second.as_of

    assert run(walk()) == ("STARTING", "LIVE", instant_text(NOW))
