"""A vault with keys of its own, and a store in which orders stand in every way to site a."""

from pathlib import Path

import pytest

from gateway.store.engine import Store
from gateway.vault.keys import open_key_file
from gateway.vault.seal import Vault
from tests.world.asking import planted
from tests.world.loop import run
from tests.world.sealed_orders import write


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(open_key_file(tmp_path / "vault.json", store_is_empty=True))


@pytest.fixture
def planted_store(store: Store, vault: Vault) -> Store:
    async def fill() -> None:
        await write(store, vault, *planted())
        await store.close()

    run(fill())
    return store
