"""One suite over both closers: in the process, and across replicas by Redis."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest
from redis.asyncio import Redis

from gateway.clock import SystemClock
from gateway.session.ports import Closer
from gateway.telemetry.logs import Log
from gateway.web.closing import CHANNEL, RedisCloser
from gateway.web.open_streams import OpenStreams, Stream
from tests.world.loop import run, until

WITHIN_S = 2.0
"""IDENTITY: every open stream closes within 2 s."""


@dataclass
class Replica:
    """A process: its streams, and who ends streams for it."""

    streams: OpenStreams
    closer: Closer

    def opened(self, subject: str = "subject-1", sid: str = "sid-1") -> Stream:
        stream = Stream(subject, sid)
        self.streams.add(stream)
        return stream


@asynccontextmanager
async def replicas(kind: str, url: str) -> AsyncGenerator[list[Replica]]:
    """One process, or two that share a Redis."""
    if kind == "memory":
        streams = OpenStreams()
        yield [Replica(streams, streams)]
        return
    async with AsyncExitStack() as stack:
        found: list[Replica] = []
        for _ in range(2):
            redis = Redis.from_url(url)
            stack.push_async_callback(redis.aclose)
            streams = OpenStreams()
            closer = RedisCloser(redis, streams, clock=SystemClock(), log=Log("streams"))
            await closer.start()
            stack.push_async_callback(closer.stop)
            found.append(Replica(streams, closer))
        yield found


async def is_ended(stream: Stream) -> bool:
    await until(lambda: stream.ended, within_s=WITHIN_S)
    return stream.wake.is_set()


@pytest.fixture(params=["memory", "redis"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("which", [{"subject": "subject-1"}, {"sid": "sid-1"}])
def test_streams_end_on_every_replica(kind: str, redis_url: str, which: dict[str, str]) -> None:
    async def story() -> None:
        async with replicas(kind, redis_url) as running:
            streams = [replica.opened() for replica in running]
            await running[0].closer.close(**which)
            for stream in streams:
                assert await is_ended(stream)

    run(story())


def test_others_stay_open(kind: str, redis_url: str) -> None:
    async def story() -> None:
        async with replicas(kind, redis_url) as running:
            others = [replica.opened("subject-2", "sid-2") for replica in running]
            theirs = [replica.opened() for replica in running]
            await running[-1].closer.close(subject="subject-1")
            for stream in theirs:
                assert await is_ended(stream)
            assert not any(stream.ended for stream in others)

    run(story())


def test_without_redis_this_process_still_closes() -> None:
    async def story() -> None:
        redis = Redis.from_url("redis://127.0.0.1:1/0")
        streams = OpenStreams()
        closer = RedisCloser(redis, streams, clock=SystemClock(), log=Log("streams"))
        replica = Replica(streams, closer)
        stream = replica.opened()
        await closer.close(sid="sid-1")
        assert stream.ended
        await redis.aclose()

    run(story())


def test_after_closings_were_missed_every_stream_asks_again(redis_url: str) -> None:
    async def story() -> None:
        async with replicas("redis", redis_url) as running, Redis.from_url(redis_url) as other:
            stream = running[1].opened()
            await other.publish(CHANNEL, b"no notice of ours")
            assert await stream.woken(within_s=WITHIN_S)
            assert not stream.ended
            await asyncio.sleep(1.3)  # noqa: TID251 (it listens again after a second)
            await running[0].closer.close(sid="sid-1")
            assert await is_ended(stream)

    run(story())
