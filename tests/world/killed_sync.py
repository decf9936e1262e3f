"""A sync in a process of its own, to be killed: says each page on its output as it comes."""

import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
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


@dataclass
class SpokenConnector(ScriptedConnector):
    """Says the number of each page before it is taken."""

    async def pull(self, cursor: Cursor | None) -> AsyncIterator[Envelope]:
        async for envelope in super().pull(cursor):
            sys.stdout.write(f"page {envelope.number}\n")
            sys.stdout.flush()
            yield envelope


async def sync(url: str, key_file: Path, *, start: int) -> None:
    """Take what is due, to the end; `start` moves the lease's clock past an earlier process."""
    store = open_store(url)
    vault = Vault(open_key_file(key_file, store_is_empty=True))
    plain = connector(bodies=story(PAGES, PER_PAGE))
    spoken = SpokenConnector(plain.connection, plain.pages)
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


if __name__ == "__main__":
    run(sync(sys.argv[1], Path(sys.argv[2]), start=int(sys.argv[3])))
