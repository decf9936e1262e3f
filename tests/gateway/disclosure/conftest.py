"""A store in which orders stand in every way to site a."""

import pytest

from gateway.store.engine import Store
from gateway.vault.seal import Vault
from tests.world.asking import planted
from tests.world.loop import run
from tests.world.sealed_orders import write


@pytest.fixture
def planted_store(store: Store, vault: Vault) -> Store:
    async def fill() -> None:
        await write(store, vault, *planted())
        await store.close()

    run(fill())
    return store
