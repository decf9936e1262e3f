"""Knows how a change reaches open streams: order id and version, nothing else."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol
from weakref import WeakSet

SLOW_READER = 1_000
"""Different orders waiting for one reader before it is dropped."""


@dataclass(frozen=True, slots=True)
class Notice:
    """An order moved to a version."""

    order_id: str
    version: int


class SlowReaderError(Exception):
    """This reader is too far behind; it may resume by change sequence."""


class Notices(Protocol):
    """Publish and subscribe, on one machine or across replicas."""

    async def publish(self, notices: list[Notice]) -> None:
        """Tell every subscriber."""
        ...

    def subscribe(self) -> "Subscription":
        """Every notice from now on, only the latest of an order that waits."""
        ...


class _Mailbox:
    """What waits for one reader: the latest version of each order."""

    def __init__(self) -> None:
        self._waiting: dict[str, int] = {}
        self._filled = asyncio.Event()
        self.dropped = False

    def drop(self) -> None:
        """End this reader's stream."""
        self.dropped = True
        self._filled.set()

    def put(self, notice: Notice) -> None:
        """Add, replacing an older version of the same order."""
        if len(self._waiting) >= SLOW_READER and notice.order_id not in self._waiting:
            self.drop()
        else:
            held = self._waiting.get(notice.order_id, 0)
            self._waiting[notice.order_id] = max(held, notice.version)
        self._filled.set()

    async def get(self) -> Notice:
        """The one that waits longest; raises `SlowReaderError` after a drop."""
        while not self._waiting and not self.dropped:
            self._filled.clear()
            await self._filled.wait()
        if self.dropped:
            raise SlowReaderError
        order_id = next(iter(self._waiting))
        return Notice(order_id, self._waiting.pop(order_id))


class Subscription(AsyncGenerator[Notice, None]):
    """One reader's stream. It begins when it is made, and ends with whoever holds it."""

    def __init__(self, mailbox: _Mailbox) -> None:
        self._mailbox = mailbox
        self._closed = False

    async def asend(self, value: None, /) -> Notice:  # noqa: ARG002 (a generator's own signature)
        """The next notice; raises `SlowReaderError` when this reader was dropped."""
        if self._closed:
            raise StopAsyncIteration
        return await self._mailbox.get()

    async def athrow(
        self,
        typ: type[BaseException] | BaseException,
        val: object = None,  # noqa: ARG002 (a generator's own signature)
        tb: TracebackType | None = None,  # noqa: ARG002 (as above)
        /,
    ) -> Notice:
        """End the stream with this error."""
        await self.aclose()
        raise typ if isinstance(typ, BaseException) else typ()

    async def aclose(self) -> None:
        """Read no more."""
        self._closed = True
        self._mailbox.drop()


class LocalNotices:
    """Within one process."""

    def __init__(self) -> None:
        self._readers: WeakSet[_Mailbox] = WeakSet()

    async def publish(self, notices: list[Notice]) -> None:
        """Tell every subscriber of this process."""
        for reader in tuple(self._readers):
            for notice in notices:
                reader.put(notice)

    def drop_readers(self) -> None:
        """End every stream: each reader may have missed something."""
        for reader in tuple(self._readers):
            reader.drop()

    def subscribe(self) -> Subscription:
        """See `Notices.subscribe`."""
        mailbox = _Mailbox()
        self._readers.add(mailbox)
        return Subscription(mailbox)
