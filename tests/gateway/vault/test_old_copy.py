"""A rotation on a machine that has an old copy of the key file changes nothing, in no place."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway.store.engine import Store
from gateway.sync.reindex import rotate_index
from gateway.vault.keys import KeyFileError, open_key_file
from gateway.vault.marks import settle
from gateway.vault.rotation import prepare, prepare_chain, prepare_index, rotate, rotate_values
from gateway.vault.tables import vault_state
from tests.gateway.vault.test_reseal import filled
from tests.gateway.vault.test_ring import KEEP
from tests.world.killed_reseal import HOLDINGS, LATER
from tests.world.loop import run


async def state(store: Store) -> dict[str, object]:
    async with store.reading() as connection:
        return dict((await connection.execute(select(vault_state))).mappings().one())


async def turned(store: Store, path: Path, what: str) -> None:
    if what == "ring":
        moves = rotate(store, path, at=LATER, keep_for=KEEP)
    elif what == "index":
        moves = rotate_index(store, path, at=LATER, keep_for=KEEP)
    else:
        moves = rotate_values(store, path, at=LATER, holdings=HOLDINGS)
    async for _ in moves:
        pass


@pytest.mark.parametrize("what", ["ring", "index", "traceability"])
def test_a_key_that_the_store_names_must_be_in_the_file(
    store: Store, tmp_path: Path, what: str
) -> None:
    """Else its next key would have the name of the one that is missing, and another's values."""

    async def walk() -> None:
        path, copy = tmp_path / "vault.json", tmp_path / "copy.json"
        keys = open_key_file(path, store_is_empty=True)
        async with store.writing() as connection:
            await settle(connection, keys)
        await filled(store, path, pages=1)
        shutil.copy(path, copy)
        await turned(store, path, what)
        before, held = await state(store), copy.read_bytes()
        making = {"ring": prepare, "index": prepare_index, "traceability": prepare_chain}[what]
        with pytest.raises(KeyFileError, match="copy the newest key file here"):
            await making(store, copy)
        with pytest.raises(KeyFileError, match="copy the newest key file here"):
            await turned(store, copy, what)
        assert copy.read_bytes() == held
        after = await state(store)
        assert {**after, "reseal_before": None} == {**before, "reseal_before": None}
        await store.close()

    run(walk())
