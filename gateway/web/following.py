"""Knows where changes come from: the record of them, and notices that there are new ones."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Protocol

from gateway.clock import Clock
from gateway.orders import changes
from gateway.orders.changes import Change
from gateway.store.engine import Store
from gateway.telemetry.logs import Log, places_of
from gateway.web.open_streams import OpenStreams

AGAIN_S = 1.0


class SharedReads:
    """Hundreds who ask the same at once are one read.

    Whoever asks joins a read that has not begun, never one that has: it could miss a change of
    which they were told already.
    """

    def __init__(self, read: Callable[[int, int], Awaitable[list[Change]]]) -> None:
        self._read = read
        self._one = asyncio.Lock()
        self._next: dict[tuple[int, int], asyncio.Task[list[Change]]] = {}

    async def of(self, sequence: int, limit: int) -> list[Change]:
        """What the read gives for these; raises what it raises."""
        asked = (sequence, limit)
        joined = self._next.get(asked)
        if joined is None:
            joined = self._next[asked] = asyncio.create_task(self._begin(asked))
        return await asyncio.shield(joined)

    async def _begin(self, asked: tuple[int, int]) -> list[Change]:
        async with self._one:
            del self._next[asked]
            return await self._read(*asked)


class StoredChanges:
    """`gateway.web.ports.Changes` from the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._shared = SharedReads(self._since)

    async def newest(self) -> int:
        """The last sequence number, 0 when there is none."""
        async with self._store.reading() as connection:
            return await changes.newest(connection)

    async def since(self, sequence: int, *, limit: int) -> list[Change]:
        """Orders changed after `sequence`, each once at its latest version, by sequence."""
        return await self._shared.of(sequence, limit)

    async def _since(self, sequence: int, limit: int) -> list[Change]:
        async with self._store.reading() as connection:
            return await changes.since(connection, sequence, limit=limit)


class Subscribing(Protocol):
    """`gateway.sync.notices.Notices`; what a notice says is not needed, only that it comes."""

    def subscribe(self) -> AsyncGenerator[object, None]:
        """Every notice from now on."""
        ...


async def wake_streams(
    notices: Subscribing, streams: OpenStreams, *, clock: Clock, log: Log
) -> None:
    """Wake every stream at each notice, for as long as the process lives.

    A notice that is lost costs a heartbeat's time, never a change: streams read the record.
    """
    while True:
        try:
            async for _ in notices.subscribe():
                streams.notify()
        except Exception as error:  # noqa: BLE001 (the task's catch-all: streams go on without it)
            log.warning("notices", exception=type(error).__name__, trace=places_of(error))
        streams.notify()
        await clock.sleep(AGAIN_S)
