"""Knows how a change reaches open streams: order id and version, nothing else."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, cast
from weakref import WeakSet

import msgspec
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from gateway.clock import Clock

CHANNEL = "portal:changes"
READY_WITHIN_S = 2.0
AGAIN_AFTER_S = 1.0
log = structlog.get_logger()
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


class RedisNotices:
    """Across processes: published to Redis, delivered to the local readers of each."""

    def __init__(self, redis: Redis, *, clock: Clock) -> None:
        self._redis = redis
        self._clock = clock
        self._local = LocalNotices()
        self._listener: asyncio.Task[None] | None = None
        self._subscribed = asyncio.Event()

    async def start(self) -> None:
        """Listen; returns once subscribed, or after `READY_WITHIN_S` when Redis is away."""
        self._listener = asyncio.create_task(self._listen_for_ever())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._subscribed.wait(), READY_WITHIN_S)

    async def _listen_for_ever(self) -> None:
        while True:
            with contextlib.suppress(RedisError, OSError, msgspec.DecodeError):
                await self._listen()
            # notices were missed: readers leave, and resume by change sequence
            self._local.drop_readers()
            self._subscribed.clear()
            log.warning("notices are not heard")
            await self._clock.sleep(AGAIN_AFTER_S)

    async def _listen(self) -> None:
        # redis-py leaves the types of its publish and subscribe calls open
        async with self._redis.pubsub() as channel:  # pyright: ignore[reportUnknownMemberType]
            await channel.subscribe(CHANNEL)
            heard_on = cast("AsyncIterator[dict[str, bytes | str]]", channel.listen())  # pyright: ignore[reportUnknownMemberType]
            async for message in heard_on:
                self._subscribed.set()
                if message["type"] == "message":
                    heard = msgspec.json.decode(message["data"], type=list[tuple[str, int]])
                    await self._local.publish([Notice(*pair) for pair in heard])

    async def stop(self) -> None:
        """Stop listening."""
        if self._listener is not None:
            self._listener.cancel()
            with contextlib.suppress(asyncio.CancelledError, RedisError):
                await self._listener

    async def publish(self, notices: list[Notice]) -> None:
        """Tell every replica."""
        pairs = [(notice.order_id, notice.version) for notice in notices]
        try:
            await self._redis.publish(CHANNEL, msgspec.json.encode(pairs))  # pyright: ignore[reportUnknownMemberType]
        except (RedisError, OSError):
            # the rows are committed: whoever can still be told is told
            log.warning("notices reach this process only", count=len(notices))
            await self._local.publish(notices)

    def subscribe(self) -> Subscription:
        """See `Notices.subscribe`."""
        return self._local.subscribe()
