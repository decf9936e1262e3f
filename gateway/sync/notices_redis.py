"""Knows how notices go between the processes of a group."""

from typing import Final

import structlog
from redis.asyncio import Redis

from gateway.clock import Clock
from gateway.store.channel import Channel
from gateway.sync.notices import LocalNotices, Notice, Subscription

CHANNEL: Final = "portal:changes"
log = structlog.get_logger()


class RedisNotices:
    """Across processes: told through Redis, delivered to the local readers of each."""

    def __init__(self, redis: Redis, *, clock: Clock) -> None:
        self._local = LocalNotices()
        self._channel = Channel(
            redis,
            CHANNEL,
            list[tuple[str, int]],
            hear=self._heard,
            missed=self._missed,
            clock=clock,
        )

    async def start(self) -> None:
        """Listen; returns once it does, or after a while when Redis is away."""
        await self._channel.start()

    async def stop(self) -> None:
        """Stop listening."""
        await self._channel.stop()

    async def publish(self, notices: list[Notice]) -> None:
        """Tell every replica."""
        pairs = [(notice.order_id, notice.version) for notice in notices]
        if not await self._channel.tell(pairs):
            # the rows are committed: whoever can still be told is told
            log.warning("notices reach this process only", count=len(notices))
            await self._local.publish(notices)

    def subscribe(self) -> Subscription:
        """See `Notices.subscribe`."""
        return self._local.subscribe()

    async def _heard(self, pairs: list[tuple[str, int]]) -> None:
        await self._local.publish([Notice(*pair) for pair in pairs])

    def _missed(self) -> None:
        """Readers leave, and resume by change sequence."""
        self._local.drop_readers()
        log.warning("notices are not heard")
