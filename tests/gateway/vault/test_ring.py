"""The ring moves on under a serving gateway; kill -9 anywhere and nothing is lost."""

import random
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway.clock import instant_text
from gateway.store.engine import Store, open_store
from gateway.vault.alarm import Failure
from gateway.vault.datakeys import ensure_keys, load_keys
from gateway.vault.keys import KeySource, open_key_file
from gateway.vault.ring import Moved, in_use, wrap_by
from gateway.vault.rotation import prepare, rotate
from gateway.vault.seal import DataKey, Vault, VaultError
from gateway.vault.tables import data_keys
from tests.world.counts import examples
from tests.world.killed_rotation import in_own_process
from tests.world.killing import killed
from tests.world.loop import run
from tests.world.scripted import NOW

AT = instant_text(NOW)
KEEP = timedelta(days=35)
PEOPLE = [f"p{number:03}" for number in range(60)]


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


async def made(store: Store, vault: Vault, *people: str) -> dict[str, DataKey]:
    async with store.writing() as connection:
        return await ensure_keys(connection, people, vault=vault, at=AT)


async def loaded(store: Store, vault: Vault) -> dict[str, DataKey]:
    async with store.reading() as connection:
        return await load_keys(connection, PEOPLE, vault=vault)


async def used(store: Store) -> dict[str, int]:
    async with store.reading() as connection:
        return await in_use(connection)


async def turned(store: Store, path: Path, *, days: int = 0) -> list[Moved]:
    at = NOW + timedelta(days=days)
    return [moved async for moved in rotate(store, path, at=at, keep_for=KEEP)]


def test_a_gateway_with_the_old_file_reads_on_and_wraps_by_the_new_key(
    store: Store, path: Path
) -> None:
    async def walk() -> None:
        vault = serving(path)
        before = await made(store, vault, *PEOPLE[:50])
        steps = await turned(store, path)
        assert steps[0] == Moved(0, 50)
        assert steps[-1] == Moved(50, 50)
        assert await loaded(store, vault) == before
        await made(store, vault, *PEOPLE[50:])
        newest = open_key_file(path, store_is_empty=False).ring[0].id
        assert await used(store) == {newest: 60}
        await store.close()

    run(walk())


def test_a_gateway_that_makes_keys_in_the_midst_never_wraps_by_the_old_key(
    store: Store, path: Path
) -> None:
    async def walk() -> None:
        vault = serving(path)
        await made(store, vault, *PEOPLE[:50])
        number = 50
        async for _ in rotate(store, path, at=NOW, keep_for=KEEP):
            await made(store, vault, PEOPLE[number])
            number += 1
        assert number > 51
        newest = open_key_file(path, store_is_empty=False).ring[0].id
        assert await used(store) == {newest: number}
        await store.close()

    run(walk())


def test_a_machine_without_the_new_key_is_refused_and_makes_nothing(
    store: Store, path: Path, tmp_path: Path
) -> None:
    elsewhere = Path(shutil.copy(path, tmp_path / "elsewhere.json"))

    async def walk() -> None:
        vault = serving(elsewhere)
        await made(store, vault, "p1")
        await turned(store, path)
        with pytest.raises(VaultError, match="not in the key file"):
            await made(store, vault, "p2")
        assert vault.alarm.counts == {}, "to make a key is to open nothing"
        with pytest.raises(VaultError, match="not in the key file"):
            async with store.reading() as connection:
                await load_keys(connection, {"p1"}, vault=vault)
        assert vault.alarm.counts == {Failure.RING_KEY_MISSING: 1}
        assert sum((await used(store)).values()) == 1
        await store.close()

    run(walk())


def test_a_prepared_key_waits_until_the_rotation_and_is_the_one_it_takes(
    store: Store, path: Path
) -> None:
    async def walk() -> None:
        vault = serving(path)
        await made(store, vault, "p1")
        first = open_key_file(path, store_is_empty=False).ring[0].id
        prepared = (await prepare(store, path)).ring[0].id
        assert (await prepare(store, path)).ring[0].id == prepared
        await made(store, serving(path), "p2")
        assert await used(store) == {first: 2}
        await turned(store, path)
        assert await used(store) == {prepared: 2}
        await store.close()

    run(walk())


def test_a_retired_key_stays_for_the_backups_then_goes(store: Store, path: Path) -> None:
    async def walk() -> list[int]:
        await made(store, serving(path), "p1")
        lengths: list[int] = []
        for days in (0, 30, 70):
            await turned(store, path, days=days)
            lengths.append(len(open_key_file(path, store_is_empty=False).ring))
        await store.close()
        return lengths

    assert run(walk()) == [2, 3, 2]


def test_a_restored_backup_opens_and_is_moved_on(store: Store, path: Path) -> None:
    async def walk() -> None:
        vault = serving(path)
        before = await made(store, vault, "p001")
        first = open_key_file(path, store_is_empty=False).ring[0].id
        async with store.reading() as connection:
            row = (await connection.execute(select(data_keys))).mappings().one()
        await turned(store, path)
        async with store.writing() as connection:
            await connection.execute(data_keys.delete())
            await connection.execute(data_keys.insert(), dict(row))
        await wrap_by(store, first)
        assert await loaded(store, serving(path)) == before
        await turned(store, path)
        newest = open_key_file(path, store_is_empty=False).ring[0].id
        assert newest != first
        assert await used(store) == {newest: 1}
        assert await loaded(store, serving(path)) == before
        await store.close()

    run(walk())


def test_a_rotation_killed_again_and_again_loses_nothing(database_url: str, path: Path) -> None:
    async def begin() -> dict[str, DataKey]:
        store = open_store(database_url)
        keys = await made(store, serving(path), *PEOPLE)
        await store.close()
        return keys

    async def end() -> tuple[dict[str, DataKey], dict[str, int]]:
        store = open_store(database_url)
        await turned(store, path)
        found = await loaded(store, serving(path)), await used(store)
        await store.close()
        return found

    before = run(begin())
    chance = random.Random(5)  # noqa: S311 (the moment of a kill, no secret)
    kills = sum(
        killed(in_own_process, database_url, path, after=chance.randint(0, 6))
        for _ in range(examples(4))
    )
    after, by = run(end())
    newest = open_key_file(path, store_is_empty=False).ring[0].id
    assert kills >= 2
    assert after == before
    assert by == {newest: len(PEOPLE)}
