"""A rotation to be killed: it tells each step before the next, in a process of its own."""

from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from gateway.store.engine import open_store
from gateway.vault import ring
from gateway.vault.rotation import rotate
from tests.world.loop import run
from tests.world.scripted import NOW


async def rotation(url: str, key_file: Path, *, tell: Connection | None = None) -> int:
    """Rotate to the end, in small steps; how many data keys moved."""
    ring.AT_ONCE = 7
    store = open_store(url)
    done = 0
    async for moved in rotate(store, key_file, at=NOW, keep_for=timedelta(days=35)):
        done = moved.done
        if tell is not None:
            tell.send(done)
    await store.close()
    return done


def in_own_process(url: str, key_file: Path, steps: Connection) -> None:
    """The whole of a child process; the steps go out over the pipe."""
    run(rotation(url, key_file, tell=steps))
    steps.close()
