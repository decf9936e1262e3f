"""A rotation of values to be killed: it tells each step before the next, in its own process."""

from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from gateway.orders.sealed_rows import SEALED_ORDERS
from gateway.store.engine import open_store
from gateway.sync.tables import SEALED_ENVELOPES
from gateway.vault import rechain, reseal
from gateway.vault.rotation import rotate_values
from tests.world.loop import run
from tests.world.scripted import NOW

LATER = NOW + timedelta(days=1)
HOLDINGS = (*SEALED_ORDERS, SEALED_ENVELOPES)


async def resealing(url: str, key_file: Path, *, tell: Connection | None = None) -> int:
    """Rotate to the end, in small steps; how many there were."""
    reseal.KEYS_AT_ONCE = rechain.AT_ONCE = 5
    store = open_store(url)
    steps = 0
    async for _ in rotate_values(store, key_file, at=LATER, holdings=HOLDINGS):
        steps += 1
        if tell is not None:
            tell.send(steps)
    await store.close()
    return steps


def in_own_process(url: str, key_file: Path, steps: Connection) -> None:
    """The whole of a child process; the steps go out over the pipe."""
    run(resealing(url, key_file, tell=steps))
    steps.close()
