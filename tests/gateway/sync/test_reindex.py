"""The index key moves on under a serving gateway; both are looked under, kill -9 loses nothing."""

import random
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from gateway.orders.tables import orders
from gateway.store.engine import Store, open_store
from gateway.sync.chores import DAY_S, Indexing
from gateway.sync.intake import Parts
from gateway.sync.pull import pull
from gateway.sync.reindex import index_some, rotate_index
from gateway.vault.keys import KeySource, open_key_file
from gateway.vault.lookups import find_orders, index_keys_in_use
from gateway.vault.rotation import prepare_index
from gateway.vault.seal import Vault, VaultError
from gateway.vault.tables import lookups
from tests.world.counts import examples
from tests.world.killed_reindex import in_own_process, reindexing
from tests.world.killing import killed
from tests.world.loop import run
from tests.world.scripted import NOW, ScriptedConnector, connector, page, parts_of, record

if TYPE_CHECKING:
    from schema.vocabulary.facts import JsonValue

KEEP = timedelta(days=35)
BORN = "1961-04-03"
PEOPLE = [f"O{number}" for number in range(12)]


def told(name: str, number: int = 1) -> bytes:
    said = {
        "family_name": f"Müller-{name}",
        "given_name": "Anna",
        "mrn": f"MRN-{name}",
        "birth_date": BORN,
    }
    dins: list[JsonValue] = [
        {"ref": "1.1", "din": f"A9999 26 {name}", "bags": [{"ref": "1", "din": f"BAG-{name}"}]}
    ]
    return page([record(name, number, patient={**said}, collections=dins)])


SOUGHT = {
    "mrn": "mrn-{}",
    "coi_id": "COI-{}",
    "vendor_order_number": "{}",
    "din": "BAG-{}",
    "name_and_birth_date": BORN + " ANNA MUELLER {}",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A key file that was just made."""
    found = tmp_path / "ring" / "vault.json"
    open_key_file(found, store_is_empty=True)
    return found


def serving(path: Path) -> Vault:
    """The vault of a gateway that has the file as it is now, and looks again."""
    source = KeySource(path)
    return Vault(open_key_file(path, store_is_empty=False), source=source)


async def filled(store: Store, path: Path) -> tuple[Parts, ScriptedConnector]:
    source = connector(bodies=[told(name) for name in PEOPLE])
    parts = await parts_of(store, serving(path), source)
    await pull(source, parts)
    return parts, source


async def finds(store: Store, vault: Vault, name: str) -> set[str]:
    """By which of all identifiers this order is found, alone."""
    found: set[str] = set()
    async with store.reading() as connection:
        mine = vault.opaque_id("order", "helvance", name)
        for field, text in SOUGHT.items():
            there = await find_orders(
                connection,
                sites=frozenset({"st-alder", "elsewhere"}),
                field=field,
                text=text.format(name),
                vault=vault,
            )
            assert there in {(), (mine,)}
            found |= {field} if there else set()
    return found


async def used(store: Store) -> dict[str, int]:
    async with store.reading() as connection:
        return await index_keys_in_use(connection)


async def turn(store: Store, path: Path, *, days: int = 0) -> None:
    at = NOW + timedelta(days=days)
    async for _ in rotate_index(store, path, at=at, keep_for=KEEP):
        pass


def test_an_order_is_found_by_all_that_it_is_looked_up_by(store: Store, path: Path) -> None:
    async def walk() -> None:
        parts, _ = await filled(store, path)
        assert await finds(store, parts.vault, "O3") == {*SOUGHT}
        async with store.reading() as connection:
            assert not await find_orders(
                connection,
                sites=frozenset({"elsewhere"}),
                field="mrn",
                text="MRN-O3",
                vault=parts.vault,
            )
        await store.close()

    run(walk())


def test_rows_of_an_earlier_release_are_made_anew_by_the_worker(store: Store, path: Path) -> None:
    async def walk() -> None:
        parts, _ = await filled(store, path)
        async with store.writing() as connection:
            await connection.execute(lookups.delete().where(lookups.c.field.like("name%")))
            await connection.execute(lookups.delete().where(lookups.c.field == "din"))
            await connection.execute(update(lookups).values(index_key=""))
        assert await finds(store, parts.vault, "O3") == {"mrn", "coi_id", "vendor_order_number"}
        chore = Indexing(parts)
        assert await chore() == DAY_S
        assert await finds(store, parts.vault, "O3") == {*SOUGHT}
        assert [*await used(store)] == [*parts.vault.index_keys()]
        assert (await index_some(store, vault=parts.vault, after="")).indexed == 0
        await store.close()

    run(walk())


def test_both_keys_are_looked_under_meanwhile_and_new_orders_come_under_the_new(
    store: Store, path: Path
) -> None:
    async def walk() -> None:
        parts, source = await filled(store, path)
        old = parts.vault.index_keys()[0]
        rotation = rotate_index(store, path, at=NOW, keep_for=KEEP)
        await anext(rotation)
        source.pages.append(told("Late"))
        await pull(source, parts)
        assert {*await used(store)} == {old, open_key_file(path, store_is_empty=False).index_id}
        for name in ("Late", *PEOPLE):
            assert await finds(store, parts.vault, name) == {*SOUGHT}
        async for _ in rotation:
            for name in ("Late", "O3"):
                assert await finds(store, parts.vault, name) == {*SOUGHT}
        assert {*await used(store)} == {open_key_file(path, store_is_empty=False).index_id}
        await store.close()

    run(walk())


def test_a_retired_key_leaves_the_file_when_no_backup_needs_it(store: Store, path: Path) -> None:
    async def walk() -> list[int]:
        await filled(store, path)
        sizes: list[int] = []
        for days in (0, 10, 36, 47):
            await turn(store, path, days=days)
            sizes.append(len(open_key_file(path, store_is_empty=False).all_index))
        await store.close()
        return sizes

    assert run(walk()) == [2, 3, 3, 3]


def test_a_machine_without_the_key_in_force_finds_nothing_and_says_so(
    store: Store, path: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.json"
    copy.write_bytes(path.read_bytes())
    copy.chmod(0o600)

    async def walk() -> None:
        await filled(store, path)
        await turn(store, path)
        with pytest.raises(VaultError, match="not in the key file"):
            await finds(store, serving(copy), "O3")
        await store.close()

    run(walk())


def test_a_prepared_key_indexes_nothing_before_it_is_named(store: Store, path: Path) -> None:
    async def walk() -> None:
        parts, source = await filled(store, path)
        first = await prepare_index(store, path)
        assert await prepare_index(store, path) == first
        source.pages.append(told("Late"))
        await pull(source, await parts_of(store, serving(path), source))
        assert len(await used(store)) == 1
        assert first.all_index[0].id not in await used(store)
        assert await finds(store, serving(path), "Late") == {*SOUGHT}
        await turn(store, path)
        assert [*await used(store)] == [first.all_index[0].id]
        assert await finds(store, parts.vault, "Late") == {*SOUGHT}
        await store.close()

    run(walk())


def test_an_order_that_does_not_open_stops_nobody_and_keeps_its_old_rows(
    store: Store, path: Path
) -> None:
    async def walk() -> None:
        parts, _ = await filled(store, path)
        hurt = parts.vault.opaque_id("order", "helvance", "O5")
        async with store.writing() as connection:
            mine = orders.c.order_id == hurt
            await connection.execute(update(orders).where(mine).values(chain=b"spoilt" * 9))
        await turn(store, path)
        assert len(await used(store)) == 2
        for name in PEOPLE:
            assert await finds(store, parts.vault, name) == {*SOUGHT}
        assert open_key_file(path, store_is_empty=False).old_index[0].retired_at is None
        await store.close()

    run(walk())


def test_a_rotation_killed_again_and_again_loses_nobody(database_url: str, path: Path) -> None:
    async def begin() -> None:
        store = open_store(database_url)
        await filled(store, path)
        await store.close()

    async def check() -> int:
        store = open_store(database_url)
        for name in PEOPLE:
            assert await finds(store, serving(path), name) == {*SOUGHT}
        keys = len(await used(store))
        await store.close()
        return keys

    run(begin())
    chance = random.Random(11)  # noqa: S311 (the moment of a kill, no secret)
    kills = 0
    for number in range(examples(4)):
        later_s = chance.uniform(0.0, 0.01)
        kills += killed(in_own_process, database_url, path, after=number % 4, later_s=later_s)
        run(check())
    run(reindexing(database_url, path))
    assert run(check()) == 1
    assert kills >= 2
