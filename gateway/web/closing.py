"""Knows how a sign-out or a withdrawn role reaches the open streams of every replica at once.

In one process `OpenStreams` is the port itself. A notice that was missed costs a heartbeat's time:
a stream asks who its person is at every delivery.
"""

from typing import Final

import msgspec
from redis.asyncio import Redis

from gateway.clock import Clock
from gateway.store.channel import Channel
from gateway.telemetry.logs import Log
from gateway.web.open_streams import OpenStreams

CHANNEL: Final = "portal:closings"


class Closing(msgspec.Struct, frozen=True):
    """Whose streams end: ids of ours, nothing else."""

    subject: str | None = None
    sid: str | None = None


class RedisCloser:
    """`gateway.session.ports.Closer` across replicas; its owner closes `redis`."""

    def __init__(self, redis: Redis, streams: OpenStreams, *, clock: Clock, log: Log) -> None:
        self._streams = streams
        self._log = log
        self._channel = Channel(
            redis, CHANNEL, Closing, hear=self._heard, missed=self._missed, clock=clock
        )

    async def start(self) -> None:
        """Listen; returns once it does, or after a while when Redis is away."""
        await self._channel.start()

    async def stop(self) -> None:
        """Listen no more."""
        await self._channel.stop()

    async def close(self, *, subject: str | None = None, sid: str | None = None) -> None:
        """End every stream of that person, or of that sign-in: here first, then everywhere."""
        await self._streams.close(subject=subject, sid=sid)
        if not await self._channel.tell(Closing(subject, sid)):
            self._log.warning("closings reach this process only")

    async def _heard(self, told: Closing) -> None:
        await self._streams.close(subject=told.subject, sid=told.sid)

    def _missed(self) -> None:
        """Every stream asks now who its person is."""
        self._streams.notify()
        self._log.warning("closings are not heard")
