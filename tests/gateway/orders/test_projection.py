"""Rows made of facts, on both databases."""

import asyncio
import random
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete, func, select

from gateway.orders.facts import StorableFact
from gateway.orders.projection import incomplete_orders, project, refold_due
from gateway.orders.tables import care_team, changes, facts, orders, patients
from gateway.store.engine import Store
from gateway.vault.seal import Vault
from gateway.vault.tables import data_keys
from schema.vocabulary.facts import JsonValue, OrderDocument
from tests.world.fact_lines import EPOCH, day, fact
from tests.world.loop import run
from tests.world.order_record import BASIS, NOW, keep, rebuild, rows, sealer_for, stored
from tests.world.stories import every_journey, facts_of

RELEASED = fact("M RELEASED@58")
Rows = dict[str, list[dict[str, JsonValue]]]


def _world(count: int) -> list[list[StorableFact]]:
    """Orders of the pretend world, a list each; every fact tells a little more of the patient."""
    found: list[list[StorableFact]] = []
    for number, journey in enumerate(list(every_journey())[:: max(1, 160 // count)]):
        said: list[StorableFact] = []
        for place, one in enumerate(facts_of(journey, epoch=EPOCH, after=timedelta(0))):
            basis: OrderDocument = {**BASIS, "kind": journey.kind.value}
            told: OrderDocument = {"patient": {"weight_kg": 50.0 + place}}
            own = replace(one, id=f"{number}:{one.id}", corrects=_named(number, one.corrects))
            own = replace(own, retracts=_named(number, one.retracts))
            said.append(
                stored(own, told if place else basis, order=f"o{number}", patient=f"p{number // 2}")
            )
        found.append(said)
    return found


def _named(number: int, link: str | None) -> str | None:
    return None if link is None else f"{number}:{link}"


def _said(found: Rows) -> Rows:
    """All but what counts writes."""
    return {
        name: [{k: v for k, v in row.items() if k != "version"} for row in some]
        for name, some in found.items()
    }


def test_an_order_becomes_its_row(store: Store, vault: Vault) -> None:
    async def tell() -> Rows:
        await keep(store, vault, stored(RELEASED))
        found = await rows(store, vault)
        await store.close()
        return found

    (order,), (patient,), (team,) = run(tell()).values()
    assert (order["status"], order["version"], order["urgency"]) == ("RELEASED", 1, 12)
    assert (order["site_id"], order["infusing_site_id"]) == ("st-alder", "st-alder")
    assert order["chain_partial"] == {"coi_id": "****M2QD", "funding": {}}
    assert order["commercial"] == {"funding": {"payer_name": "CanaryPayer"}}
    assert patient["direct_partial"] == {"family_name": "C.", "mrn": "****0932"}
    assert patient["quasi_partial"] == {"birth_date": "1961"}
    assert team["subject"] == "l.meier"


def test_nothing_new_moves_no_version(store: Store, vault: Vault) -> None:
    async def tell() -> tuple[int, int, int | None]:
        await keep(store, vault, stored(RELEASED))
        async with store.writing() as connection:
            sealer = await sealer_for(connection, vault, ["p1"])
            later = NOW + timedelta(hours=1)
            moved = await project(connection, [("o1", "p1")], as_of=later, sealer=sealer)
            version = await connection.scalar(select(orders.c.version))
            noted = await connection.scalar(select(func.count()).select_from(changes))
        await store.close()
        return len(moved), version or 0, noted

    assert run(tell()) == (0, 1, 1)


def test_a_fact_found_to_be_learned_earlier_moves_the_version(store: Store, vault: Vault) -> None:
    """Its history shows when each fact was learned, the row only when the last one was."""

    async def tell() -> tuple[list[int], JsonValue]:
        before = fact("M QC_TESTING@40")
        await keep(store, vault, stored(replace(before, learned_at=day(50))))
        await keep(store, vault, stored(replace(RELEASED, learned_at=day(58))))
        versions: list[int] = []
        for number in (50, 45, 45, 47):
            await keep(store, vault, stored(replace(before, learned_at=day(number))))
            async with store.reading() as connection:
                versions.append(await connection.scalar(select(orders.c.version)) or 0)
                noted = await connection.scalar(select(func.count()).select_from(changes))
        await store.close()
        return versions, noted

    assert run(tell()) == ([2, 3, 3, 3], 3)


def test_time_alone_makes_an_order_stale_when_it_said_so(store: Store, vault: Vault) -> None:
    async def wait() -> tuple[list[object], list[JsonValue]]:
        await keep(store, vault, stored(RELEASED))
        at = day(61) + timedelta(microseconds=1)
        async with store.writing() as connection:
            early = await refold_due(connection, as_of=day(61), limit=9)
            due = await refold_due(connection, as_of=at, limit=9)
            sealer = await sealer_for(connection, vault, ["p1"])
            await project(connection, due, as_of=at, sealer=sealer)
        found = await rows(store, vault)
        await store.close()
        return [early, due], [found["orders"][0]["overlays"], found["orders"][0]["version"]]

    assert run(wait()) == ([[], [("o1", "p1")]], [["STALE"], 2])


def test_an_order_nobody_described_waits_without_a_row(store: Store, vault: Vault) -> None:
    async def tell() -> tuple[list[str], int, list[str]]:
        await keep(store, vault, stored(RELEASED, {}))
        async with store.reading() as connection:
            waiting = await incomplete_orders(connection)
        moved = await keep(store, vault, stored(fact("M ACCEPTED@3")))
        async with store.reading() as connection:
            left = await incomplete_orders(connection)
        await store.close()
        return waiting, len(moved), left

    assert run(tell()) == (["o1"], 1, [])


def test_revisions_of_a_fact_each_have_their_state(store: Store, vault: Vault) -> None:
    async def tell() -> Rows:
        first = fact("M RELEASED@58", name="f")
        await keep(store, vault, stored(first), stored(replace(first, revision=2)))
        found = await rows(store, vault)
        await store.close()
        return found

    body = run(tell())["orders"][0]["body"]
    assert isinstance(body, dict)
    assert isinstance(body["fact_states"], dict)
    states = [one["state"] for one in body["fact_states"].values() if isinstance(one, dict)]
    assert sorted(map(str, states)) == ["COUNTS", "SUPERSEDED"]


def test_a_patient_is_one_person_in_all_their_orders(store: Store, vault: Vault) -> None:
    renamed: OrderDocument = {**BASIS, "patient": {"family_name": "Renamed"}}

    async def tell() -> tuple[list[str], Rows]:
        await keep(store, vault, stored(fact("M ACCEPTED@3"), order="o1"))
        moved = await keep(store, vault, stored(fact("M ACCEPTED@4"), renamed, order="o2"))
        found = await rows(store, vault)
        await store.close()
        return [one.order_id for one in moved], found

    moved, found = run(tell())
    direct = found["patients"][0]["direct"]
    assert moved == ["o1", "o2"]
    assert direct == {"family_name": "Renamed", "mrn": "Canary-0932"}


def test_rebuilding_gives_equal_rows(store: Store, vault: Vault) -> None:
    async def both() -> tuple[Rows, Rows, Rows]:
        for said in _world(20):
            await keep(store, vault, *said)
        before = await rows(store, vault)
        await rebuild(store, vault, as_of=NOW + timedelta(days=3))
        after = await rows(store, vault)
        async with store.writing() as connection:
            for table in (care_team, orders, patients):
                await connection.execute(delete(table))
        await rebuild(store, vault)
        from_nothing = await rows(store, vault)
        await store.close()
        return before, after, from_nothing

    before, after, from_nothing = run(both())
    assert len(before["orders"]) >= 20
    assert after == before
    assert _said(from_nothing) == _said(before)


def test_the_order_of_arrival_never_matters(store: Store, vault: Vault) -> None:
    said = [one for some in _world(6) for one in some]
    shuffled = random.Random(4).sample(said, len(said))  # noqa: S311 (an order, not a secret)

    async def both() -> tuple[Rows, Rows]:
        await keep(store, vault, *said)
        straight = await rows(store, vault)
        await _forget(store)
        for one in shuffled:
            await keep(store, vault, one)
        one_by_one = await rows(store, vault)
        await store.close()
        return straight, one_by_one

    straight, one_by_one = run(both())
    assert _said(one_by_one) == _said(straight)


def test_an_erased_patient_keeps_a_status_and_nothing_personal(store: Store, vault: Vault) -> None:
    async def erase() -> Rows:
        await keep(store, vault, stored(RELEASED))
        async with store.writing() as connection:
            await connection.execute(data_keys.update().values(wrapped=None, destroyed_at="x"))
            sealer = await sealer_for(connection, vault, ["p1"])
            await project(connection, [("o1", "p1")], as_of=NOW, sealer=sealer)
            found = [dict(row) for row in (await connection.execute(select(patients))).mappings()]
            status = await connection.scalar(select(orders.c.status))
        await store.close()
        return {"patients": found, "orders": [{"status": status}]}

    found = run(erase())
    sealed = (
        "direct",
        "direct_partial",
        "contact",
        "quasi",
        "quasi_partial",
        "clinical",
        "special",
    )
    assert [found["patients"][0][name] for name in sealed] == [None] * 7
    assert found["orders"] == [{"status": "RELEASED"}]


def test_two_writers_of_one_order_leave_one_row(store: Store, vault: Vault) -> None:
    async def race() -> Rows:
        await keep(store, vault, stored(fact("M ACCEPTED@3")))
        words = ("M RELEASED@56", "M QC_TESTING@50", "M MFG_STARTED@45", "C COLLECTED@40")
        await asyncio.gather(*(keep(store, vault, stored(fact(word))) for word in words))
        found = await rows(store, vault)
        await store.close()
        return found

    (order,) = run(race())["orders"]
    assert (order["status"], order["version"]) == ("RELEASED", 5)


async def _forget(store: Store) -> None:
    async with store.writing() as connection:
        for table in (care_team, orders, patients, changes, facts):
            await connection.execute(delete(table))
