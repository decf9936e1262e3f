"""Every sealed value moves under new keys while a gateway serves; kill -9 loses nothing."""

import random
import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from gateway.orders.tables import facts, orders, patients
from gateway.store.engine import Store, open_store
from gateway.store.migrate import migrate
from gateway.store.types import Sealed, metadata
from gateway.sync.intake import Parts
from gateway.sync.pull import pull
from gateway.sync.replay import replay
from gateway.sync.tables import envelopes
from gateway.vault.datakeys import load_keys
from gateway.vault.keys import KeyFileError, KeySource, open_key_file, rotating
from gateway.vault.rotation import prepare_chain, rotate_values
from gateway.vault.seal import NAMED_BYTES, Place, Vault, VaultError
from gateway.vault.tables import data_keys, vault_state
from tests.world.counts import examples
from tests.world.killed_reseal import HOLDINGS, LATER, in_own_process, resealing
from tests.world.killing import killed
from tests.world.loop import run
from tests.world.opened import Opened, opened
from tests.world.scripted import Fixed, ScriptedConnector, connector, page, parts_of, record, story

PAGES, PER_PAGE = 6, 6
Filled = tuple[Parts, ScriptedConnector]


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


async def filled(store: Store, path: Path, *, pages: int = PAGES) -> Filled:
    """A store that has taken so many of the vendor's pages."""
    source = connector(bodies=story(PAGES, PER_PAGE))
    later, source.pages = source.pages[pages:], source.pages[:pages]
    parts = await parts_of(store, serving(path), source, clock=Fixed())
    await pull(source, parts)
    source.pages += later
    return parts, source


async def frames(store: Store) -> set[bytes]:
    """Every sealed value as it is stored, and every wrapped key."""
    found: set[bytes] = set()
    async with store.reading() as connection:
        for table in (facts, patients, orders, envelopes, data_keys):
            held = [one for one in table.c if isinstance(one.type, Sealed) or one.name == "wrapped"]
            for row in await connection.execute(select(*held)):
                found |= {value for value in row if value is not None}
    return found


async def bodies(store: Store, vault: Vault) -> dict[str, object]:
    """The raw documents, opened."""
    found: dict[str, object] = {}
    async with store.reading() as connection:
        rows = list(await connection.execute(select(envelopes.c.envelope_id, envelopes.c.body)))
        keys = await load_keys(connection, [str(name) for name, _ in rows], vault=vault)
    for name, body in rows:
        place = Place("envelopes", "body", str(name))
        found[str(name)] = vault.open(body, key=keys[str(name)], place=place)
    return found


def test_a_holding_is_told_of_every_sealed_column() -> None:
    told = {(one.table.name, name) for one in HOLDINGS for name in (*one.personal, *one.chain)}
    there = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.c
        if isinstance(column.type, Sealed)
    }
    assert told == there


def test_everything_opens_as_before_and_no_frame_or_key_is_the_old_one(
    store: Store, path: Path
) -> None:
    async def walk() -> None:
        parts, source = await filled(store, path)
        before, raw, old = (
            await opened(store, parts.vault),
            await bodies(store, parts.vault),
            await frames(store),
        )
        last = [m async for m in rotate_values(store, path, at=LATER, holdings=HOLDINGS)][-1]
        assert last.done == last.total
        assert not old & await frames(store)
        for vault in (parts.vault, serving(path)):
            assert await opened(store, vault) == before
            assert await bodies(store, vault) == raw
        await replay({source.connection.id: source}, parts)
        assert await opened(store, parts.vault) == before
        async with store.reading() as connection:
            assert await connection.scalar(select(vault_state.c.reseal_before)) is None
        await store.close()

    run(walk())


def test_nothing_is_left_under_the_old_traceability_key(store: Store, path: Path) -> None:
    async def walk() -> None:
        await filled(store, path)
        async for _ in rotate_values(store, path, at=LATER, holdings=HOLDINGS):
            pass
        newest = serving(path)
        assert await heads(store) == {newest.head(newest.chain_key())}
        assert len(open_key_file(path, store_is_empty=False).all_chain) == 2
        await store.close()

    run(walk())


def test_who_reads_and_writes_in_the_midst_is_answered_rightly(store: Store, path: Path) -> None:
    async def walk() -> Opened:
        parts, source = await filled(store, path, pages=3)
        cut_at = 3
        rotation = rotate_values(store, path, at=LATER, holdings=HOLDINGS)
        async for _ in rotation:
            shown = await opened(store, parts.vault)
            assert all(row["direct"] for row in shown["patients"])
            if cut_at < PAGES:
                cut_at += 1
                await pull(source, parts)
        found = await opened(store, parts.vault)
        await store.close()
        return found

    async def undisturbed() -> Opened:
        url = f"sqlite:///{path.parent / 'undisturbed.sqlite'}"
        await migrate(url)
        other = open_store(url)
        parts, _ = await filled(other, path)
        found = await opened(other, parts.vault)
        await other.close()
        return found

    expected = run(undisturbed())
    assert run(walk()) == expected


def test_a_value_that_does_not_open_stops_it_by_name_and_mended_it_goes_on(
    store: Store, path: Path
) -> None:
    async def walk() -> None:
        parts, _ = await filled(store, path)
        before = await opened(store, parts.vault)
        async with store.reading() as connection:
            row = (await connection.execute(select(patients).limit(1))).mappings().one()
        mine = patients.c.patient_id == row["patient_id"]
        async with store.writing() as connection:
            await connection.execute(update(patients).where(mine).values(direct=b"spoilt" * 9))
        with pytest.raises(VaultError, match=f"patients.direct of row {row['patient_id']} does"):
            async for _ in rotate_values(store, path, at=LATER, holdings=HOLDINGS):
                pass
        async with store.writing() as connection:
            await connection.execute(update(patients).where(mine).values(direct=row["direct"]))
        async for _ in rotate_values(store, path, at=LATER, holdings=HOLDINGS):
            pass
        assert await opened(store, parts.vault) == before
        await store.close()

    run(walk())


def test_a_second_rotation_beside_one_is_refused(path: Path) -> None:
    with (
        rotating(path),
        pytest.raises(KeyFileError, match="another rotation is at work"),
        rotating(path),
    ):
        pytest.fail("two at once")
    with rotating(path):
        pass


def test_a_rotation_killed_again_and_again_loses_no_value(database_url: str, path: Path) -> None:
    async def shown() -> tuple[Opened, dict[str, object], set[bytes]]:
        store = open_store(database_url)
        vault = serving(path)
        found = await opened(store, vault), await bodies(store, vault), await frames(store)
        await store.close()
        return found

    async def begin() -> None:
        store = open_store(database_url)
        await filled(store, path)
        await store.close()

    run(begin())
    before, raw, old = run(shown())
    chance = random.Random(7)  # noqa: S311 (the moment of a kill, no secret)
    kills = 0
    for number in range(examples(5)):
        later_s = chance.uniform(0.0, 0.02)
        kills += killed(in_own_process, database_url, path, after=number % 5, later_s=later_s)
        assert run(shown())[:2] == (before, raw)
    run(resealing(database_url, path))
    after, raw_after, new = run(shown())
    assert kills >= 2
    assert (after, raw_after) == (before, raw)
    assert not old & new


def test_a_prepared_traceability_key_seals_nothing_before_and_a_copy_of_the_file_works_after(
    store: Store, path: Path, tmp_path: Path
) -> None:
    async def prepared() -> Vault:
        await filled(store, path, pages=3)
        keys = await prepare_chain(store, path)
        assert keys.next_chain is not None
        assert await prepare_chain(store, path) == keys, "asked again it makes no other"
        source = connector(bodies=story(PAGES, PER_PAGE))
        await pull(source, await parts_of(store, serving(path), source, clock=Fixed()))
        assert await heads(store) == {serving(path).head(serving(path).chain_key())}
        await store.close()
        return serving(path)

    async def rotated(elsewhere: Vault, before: Opened) -> None:
        async for _ in rotate_values(store, path, at=LATER, holdings=HOLDINGS):
            pass
        newest = serving(path).head(serving(path).chain_key())
        assert await heads(store) == {newest}
        assert await opened(store, elsewhere) == before
        source = connector(bodies=[page([record("Later", 1)])])
        await pull(source, await parts_of(store, elsewhere, source, clock=Fixed()))
        assert await heads(store) == {newest}, "who has the copy seals by the key that is named"
        await store.close()

    async def shown(vault: Vault) -> Opened:
        found = await opened(store, vault)
        await store.close()
        return found

    vault = run(prepared())
    copy = tmp_path / "copy.json"
    shutil.copy(path, copy)
    run(rotated(serving(copy), run(shown(vault))))


async def heads(store: Store) -> set[bytes]:
    """How the CHAIN values of orders and facts begin: each names its key."""
    found: set[bytes] = set()
    async with store.reading() as connection:
        for column in (facts.c.chain, orders.c.chain, orders.c.chain_partial):
            some = select(func.substr(column, 1, NAMED_BYTES)).where(column.is_not(None))
            found |= {bytes(head) for head in await connection.scalars(some)}
    return found
