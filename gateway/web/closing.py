"""Knows how a sign-out or a withdrawn role reaches the open streams of every replica at once.

In one process `OpenStreams` is the port itself. A notice that was missed costs a heartbeat's time:
a stream asks who its person is at every delivery.
"""

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final, cast

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

from gateway.clock import Clock
from gateway.telemetry.logs import Log
from gateway.web.open_streams import OpenStreams

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CHANNEL: Final = "portal:closings"
READY_WITHIN_S: Final = 2.0
AGAIN_AFTER_S: Final = 1.0


class Closing(msgspec.Struct, frozen=True):
    """Whose streams end: ids of ours, nothing else."""

    subject: str | None = None
    sid: str | None = None


class RedisCloser:
    """`gateway.session.ports.Closer` across replicas; its owner closes `redis`."""

    def __init__(self, redis: Redis, streams: OpenStreams, *, clock: Clock, log: Log) -> None:
        self._redis = redis
        self._streams = streams
        self._clock = clock
        self._log = log
        self._listener: asyncio.Task[None] | None = None
        self._subscribed = asyncio.Event()

    async def start(self) -> None:
        """Listen; returns once subscribed, or after a while when Redis is away."""
        self._listener = asyncio.create_task(self._listen_for_ever())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._subscribed.wait(), READY_WITHIN_S)

    async def stop(self) -> None:
        """Listen no more."""
        if self._listener is not None:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)

    async def close(self, *, subject: str | None = None, sid: str | None = None) -> None:
        """End every stream of that person, or of that sign-in: here first, then everywhere."""
        await self._streams.close(subject=subject, sid=sid)
        notice = msgspec.json.encode(Closing(subject, sid))
        try:
            await self._redis.publish(CHANNEL, notice)  # pyright: ignore[reportUnknownMemberType] (its types are open)
        except (RedisError, OSError):
            self._log.warning("closings reach this process only")

    async def _listen_for_ever(self) -> None:
        while True:
            with contextlib.suppress(RedisError, OSError, msgspec.MsgspecError):
                await self._listen()
            # closings were missed: every stream asks now who its person is
            self._subscribed.clear()
            self._streams.notify()
            self._log.warning("closings are not heard")
            await self._clock.sleep(AGAIN_AFTER_S)

    async def _listen(self) -> None:
        async with self._redis.pubsub() as channel:  # pyright: ignore[reportUnknownMemberType] (its types are open)
            await channel.subscribe(CHANNEL)
            heard_on = cast("AsyncIterator[dict[str, bytes | str]]", channel.listen())  # pyright: ignore[reportUnknownMemberType] (as above)
            async for message in heard_on:
                self._subscribed.set()
                if message["type"] == "message":
                    heard = msgspec.json.decode(message["data"], type=Closing)
                    await self._streams.close(subject=heard.subject, sid=heard.sid)
