"""Rows that are kept sealed are shown during and after a rotation as before it, by no alarm."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway.disclosure.kept import FEWEST_ROWS
from gateway.disclosure.reads import ROWS
from gateway.store.engine import Store
from gateway.sync.reindex import rotate_index
from gateway.vault.keys import KeySource, open_key_file
from gateway.vault.ring import Moved
from gateway.vault.rotation import rotate, rotate_values
from gateway.vault.seal import Vault
from gateway.vault.tables import vault_state
from schema.api.ports import Treated
from schema.vocabulary.principals import Role
from tests.gateway.disclosure.test_sealing import Asking
from tests.world.asking import planted, someone
from tests.world.killed_reseal import HOLDINGS, LATER
from tests.world.loop import run
from tests.world.sealed_orders import write

CHAIN = "{ orders { nodes { coiId { value } } } }"
COORDINATOR, PHYSICIAN = someone(Role.COORDINATOR), someone(Role.PHYSICIAN)


def of_chain(row: Treated) -> object:
    return row["coi_id"]


@pytest.fixture(params=[0, FEWEST_ROWS], ids=["row-by-row", "as-one"])
def path(planted_store: Store, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The key file of a store whose lists are kept row by row, or are long enough to be as one."""
    found = tmp_path / "keys" / "vault.json"
    _, model, *_ = planted()
    more = [replace(model, name=f"SITE-{number}") for number in range(request.param)]

    async def fill() -> None:
        await write(planted_store, serving(found), *more)
        await planted_store.close()

    run(fill())
    return found


def serving(path: Path) -> Vault:
    """The vault of a gateway that has the file as it is now, and looks again."""
    source = KeySource(path)
    return Vault(open_key_file(path, store_is_empty=False), source=source)


async def chain(asking: Asking) -> tuple[bytes, int]:
    """What a coordinator is shown, and how many rows of it were kept sealed."""
    found, reads = await asking.listed(COORDINATOR, question=CHAIN, write=of_chain)
    return found, reads.opened.get(ROWS, 0)


async def chain_is_named_anew(store: Store, old: str) -> bool:
    async with store.reading() as connection:
        named = await connection.scalar(select(vault_state.c.chain_key))
    return named not in {None, old}


def values_of(store: Store, path: Path) -> AsyncIterator[Moved]:
    return rotate_values(store, path, at=LATER, holdings=HOLDINGS)


def ring_of(store: Store, path: Path) -> AsyncIterator[Moved]:
    return rotate(store, path, at=LATER, keep_for=timedelta(0))


def index_of(store: Store, path: Path) -> AsyncIterator[Moved]:
    return rotate_index(store, path, at=LATER, keep_for=timedelta(0))


@pytest.mark.parametrize("rotation", [values_of, ring_of, index_of])
def test_who_asks_in_the_midst_is_answered_as_before(
    planted_store: Store, path: Path, rotation: Callable[[Store, Path], AsyncIterator[Moved]]
) -> None:
    async def walk() -> None:
        vault = serving(path)
        asking = Asking(planted_store, vault)
        before = await everything(asking)
        async for _ in rotation(planted_store, path):
            for _ in range(3):  # forgotten, kept, opened
                assert await everything(asking) == before
            # with the same keys, but nothing kept: the vault meets what stands in the store now
            assert await everything(Asking(planted_store, vault)) == before
        for _ in range(3):
            assert await everything(asking) == before
        assert (await chain(asking))[1] > 0
        assert vault.alarm.counts == {}
        await planted_store.close()

    run(walk())


async def everything(asking: Asking) -> tuple[bytes, bytes]:
    found, _ = await chain(asking)
    physicians, _ = await asking.listed(PHYSICIAN)
    return found, physicians


def test_rows_kept_before_the_vault_knows_the_new_traceability_key_are_shown_after(
    planted_store: Store, path: Path
) -> None:
    async def walk() -> None:
        vault = serving(path)
        asking, old = Asking(planted_store, vault), vault.chain_key()
        before, _ = await chain(asking)
        count = before.count(b"Canary")
        rotation = values_of(planted_store, path)
        async for _ in rotation:
            if await chain_is_named_anew(planted_store, old.name):
                break
        for kept in (0, 0, count):
            assert await chain(asking) == (before, kept)
        async for _ in rotation:
            pass
        assert vault.chain_key() == old, "nothing under the new key was met"
        await asking.listed(PHYSICIAN)
        assert vault.chain_key() != old
        for _ in range(2):
            assert await chain(asking) == (before, count)
        assert vault.alarm.counts == {}
        await planted_store.close()

    run(walk())
