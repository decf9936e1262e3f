"""Knows how notices go between the processes of a group."""

import asyncio
import contextlib
from typing import TYPE_CHECKING, cast

import msgspec
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from gateway.clock import Clock
from gateway.sync.notices import LocalNotices, Notice, Subscription

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CHANNEL = "portal:changes"
READY_WITHIN_S = 2.0
AGAIN_AFTER_S = 1.0
log = structlog.get_logger()


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
