"""A rotation of the index key to be killed: it tells each step before the next, in a process."""

from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from gateway.store.engine import open_store
from gateway.sync import reindex
from tests.world.loop import run
from tests.world.scripted import NOW


async def reindexing(url: str, key_file: Path, *, tell: Connection | None = None) -> int:
    """Rotate to the end, in small steps; how many there were."""
    reindex.AT_ONCE = 2
    store = open_store(url)
    steps = 0
    async for _ in reindex.rotate_index(store, key_file, at=NOW, keep_for=timedelta(days=35)):
        steps += 1
        if tell is not None:
            tell.send(steps)
    await store.close()
    return steps


def in_own_process(url: str, key_file: Path, steps: Connection) -> None:
    """The whole of a child process; the steps go out over the pipe."""
    run(reindexing(url, key_file, tell=steps))
    steps.close()
