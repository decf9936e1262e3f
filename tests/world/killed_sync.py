"""A sync to be killed: it tells each page before that is taken, in a process of its own."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from taskiq import InMemoryBroker

from connectors.kit.contract import Cursor, Envelope
from gateway.store.engine import open_store
from gateway.sync.schedule import Schedule
from gateway.sync.worker import PULL, Worker
from gateway.vault.keys import open_key_file
from gateway.vault.seal import Vault
from tests.world.loop import run
from tests.world.scripted import Fixed, ScriptedConnector, connector, parts_of, story

PAGES = 12
PER_PAGE = 6


def unheard(_page: int) -> None:
    """For a sync that nobody listens to."""


@dataclass
class SpokenConnector(ScriptedConnector):
    """Tells the number of each page before it is taken."""

    tell: Callable[[int], None] = unheard

    async def pull(self, cursor: Cursor | None) -> AsyncIterator[Envelope]:
        async for envelope in super().pull(cursor):
            self.tell(envelope.number)
            yield envelope


async def sync(
    url: str, key_file: Path, *, start: int, tell: Callable[[int], None] = unheard
) -> None:
    """Take what is due, to the end; `start` moves the lease's clock past an earlier process."""
    store = open_store(url)
    vault = Vault(open_key_file(key_file, store_is_empty=True))
    plain = connector(bodies=story(PAGES, PER_PAGE))
    spoken = SpokenConnector(plain.connection, plain.pages, tell=tell)
    parts = await parts_of(store, vault, spoken)
    clock = Fixed()
    clock.move(start * 200)
    schedule = Schedule(store, clock=clock)
    worker = Worker(
        {spoken.connection.id: spoken}, parts, schedule, broker=InMemoryBroker(), every_s=60
    )
    await worker.prepare()
    await worker.drain(PULL)
    await worker.idle()
    await store.close()


def in_own_process(url: str, key_file: Path, start: int, pages: Connection) -> None:
    """The whole of a child process; the pages go out over the pipe."""
    run(sync(url, key_file, start=start, tell=pages.send))
    pages.close()
