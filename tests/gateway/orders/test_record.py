"""Facts on both databases: written once, as first learned, sealed from the first row."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from gateway.clock import instant_text
from gateway.orders.facts import flaw_of, read
from gateway.orders.tables import care_team, changes, facts, orders, patients
from gateway.store.engine import Store
from gateway.vault.seal import Vault
from schema.vocabulary.facts import Fact, OrderDocument, SourcedFact
from tests.world.fact_lines import day, fact
from tests.world.loop import run
from tests.world.order_record import BASIS, keep, sealer_for, stored

RELEASED = fact("M RELEASED@30")


def test_a_fact_told_twice_is_kept_once_and_changes_nothing(store: Store, vault: Vault) -> None:
    async def tell() -> tuple[int, int | None]:
        await keep(store, vault, stored(RELEASED), stored(RELEASED))
        again = await keep(store, vault, stored(replace(RELEASED, learned_at=day(31))))
        async with store.reading() as connection:
            count = await connection.scalar(select(func.count()).select_from(facts))
        await store.close()
        return len(again), count

    assert run(tell()) == (0, 1)


@pytest.mark.parametrize("days", [(30, 31), (31, 30)])
def test_it_is_kept_as_first_learned(store: Store, vault: Vault, days: tuple[int, int]) -> None:
    async def tell() -> str | None:
        for number in days:
            await keep(store, vault, stored(replace(RELEASED, learned_at=day(number))))
        async with store.reading() as connection:
            found = await connection.scalar(select(facts.c.learned_at))
        await store.close()
        return found

    assert run(tell()) == instant_text(day(30))


def test_what_was_said_is_read_back(store: Store, vault: Vault) -> None:
    async def tell() -> tuple[Fact, OrderDocument]:
        await keep(store, vault, stored(RELEASED))
        async with store.writing() as connection:
            sealer = await sealer_for(connection, vault, ["p1"])
            (kept,) = await read(connection, "o1", sealer=sealer)
        await store.close()
        return kept.fact, kept.payload

    assert run(tell()) == (RELEASED, BASIS)


def test_nothing_personal_stands_in_clear_in_any_row(store: Store, vault: Vault) -> None:
    async def every_byte() -> str:
        await keep(store, vault, stored(RELEASED))
        found: list[object] = []
        async with store.reading() as connection:
            for table in (facts, orders, patients, care_team, changes):
                found += [tuple(row) for row in await connection.execute(select(table))]
        await store.close()
        return repr(found)

    held = run(every_byte())
    assert "GRANTED" in held  # what is OPERATIONAL is there: the search reaches the rows
    for secret in ("Canary", "1961", "71.5", "K7M2QD"):
        assert secret not in held


@pytest.mark.parametrize(
    ("bad", "path"),
    [
        ({"fact": replace(RELEASED, ref="x" * 65)}, "ref"),
        ({"fact": replace(RELEASED, kind="\x00")}, "kind"),
        ({"fact": replace(RELEASED, cycle=-1)}, "cycle"),
        ({"fact": replace(RELEASED, revision=2**31)}, "revision"),
        ({"payload": {"patient": {"family_name": 7}}}, "/patient/family_name"),
    ],
)
def test_a_fact_that_can_not_be_kept_is_named_by_its_path(
    bad: dict[str, object], path: str
) -> None:
    sound = SourcedFact(fact=RELEASED, order_ref="o1", payload=BASIS)
    assert flaw_of(sound) is None
    assert (flaw_of(replace(sound, **bad)) or "").startswith(f"{path}: expected")
