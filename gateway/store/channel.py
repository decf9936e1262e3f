"""Knows a channel between the processes of a group: what one tells, all hear, through Redis."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final, Generic, TypeVar, cast

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

from gateway.clock import Clock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

READY_WITHIN_S: Final = 2.0
AGAIN_AFTER_S: Final = 1.0
Told = TypeVar("Told")


class Channel(Generic[Told]):
    """One named channel, heard by each process that started to listen; its owner closes `redis`.

    `hear` takes what is told, a value of `kind` as JSON. `missed` is called whenever something may
    have been told unheard: Redis was away, or what came was of another kind.
    """

    def __init__(
        self,
        redis: Redis,
        name: str,
        kind: type[Told],
        *,
        hear: Callable[[Told], Awaitable[None]],
        missed: Callable[[], None],
        clock: Clock,
    ) -> None:
        self._redis = redis
        self._name = name
        self._kind = kind
        self._hear = hear
        self._missed = missed
        self._clock = clock
        self._listener: asyncio.Task[None] | None = None
        self._subscribed = asyncio.Event()

    async def start(self) -> None:
        """Listen; returns once subscribed, or after `READY_WITHIN_S` when Redis is away."""
        self._listener = asyncio.create_task(self._listen_for_ever())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._subscribed.wait(), READY_WITHIN_S)

    async def stop(self) -> None:
        """Listen no more."""
        if self._listener is not None:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)

    async def tell(self, value: Told) -> bool:
        """Tell every process that listens; false when Redis is away."""
        try:
            await self._redis.publish(self._name, msgspec.json.encode(value))  # pyright: ignore[reportUnknownMemberType] (its types are open)
        except (RedisError, OSError):
            return False
        return True

    async def _listen_for_ever(self) -> None:
        while True:
            with contextlib.suppress(RedisError, OSError, msgspec.MsgspecError):
                await self._listen()
            self._subscribed.clear()
            self._missed()
            await self._clock.sleep(AGAIN_AFTER_S)

    async def _listen(self) -> None:
        async with self._redis.pubsub() as channel:  # pyright: ignore[reportUnknownMemberType] (its types are open)
            await channel.subscribe(self._name)
            heard_on = cast("AsyncIterator[dict[str, bytes | str]]", channel.listen())  # pyright: ignore[reportUnknownMemberType] (as above)
            async for message in heard_on:
                self._subscribed.set()
                if message["type"] == "message":
                    await self._hear(msgspec.json.decode(message["data"], type=self._kind))
