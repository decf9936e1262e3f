"""One suite over both: within a process, and over a real Redis."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from redis.asyncio import Redis

from gateway.clock import SystemClock
from gateway.sync.notices import (
    SLOW_READER,
    LocalNotices,
    Notice,
    Notices,
    SlowReaderError,
)
from gateway.sync.notices_redis import RedisNotices
from tests.world.databases import free_port
from tests.world.loop import run

Walk = Callable[[Notices], Awaitable[None]]
WITHIN_S = 5


async def over_redis(url: str, walk: Walk) -> None:
    client = Redis.from_url(url)
    notices = RedisNotices(client, clock=SystemClock())
    await notices.start()
    try:
        await walk(notices)
    finally:
        await notices.stop()
        await client.aclose()
        await SystemClock().sleep(0.02)  # a transport closes one turn of the loop later


@pytest.fixture(params=["process", "redis"])
def each(request: pytest.FixtureRequest) -> Callable[[Walk], None]:
    """Runs a walk over one of the two."""

    def in_process(walk: Walk) -> None:
        async def whole() -> None:
            await walk(LocalNotices())

        run(whole())

    def in_redis(walk: Walk) -> None:
        run(over_redis(str(request.getfixturevalue("redis_url")), walk))

    return in_process if request.param == "process" else in_redis


def test_every_reader_hears_a_notice(each: Callable[[Walk], None]) -> None:
    async def walk(notices: Notices) -> None:
        readers = [notices.subscribe() for _ in range(3)]
        await notices.publish([Notice("o1", 4)])
        async with asyncio.timeout(WITHIN_S):
            assert [await anext(reader) for reader in readers] == [Notice("o1", 4)] * 3

    each(walk)


def test_a_reader_gets_only_the_latest_of_an_order(each: Callable[[Walk], None]) -> None:
    async def walk(notices: Notices) -> None:
        reader = notices.subscribe()
        await notices.publish([Notice("o1", 1), Notice("o2", 7), Notice("o1", 3), Notice("o1", 2)])
        async with asyncio.timeout(WITHIN_S):
            assert {await anext(reader), await anext(reader)} == {Notice("o1", 3), Notice("o2", 7)}

    each(walk)


def test_a_slow_reader_is_dropped_and_a_quick_one_is_not(each: Callable[[Walk], None]) -> None:
    async def walk(notices: Notices) -> None:
        slow = notices.subscribe()
        await notices.publish([Notice(f"o{n}", 1) for n in range(SLOW_READER + 1)])
        async with asyncio.timeout(WITHIN_S):
            with pytest.raises(SlowReaderError):
                await anext(slow)
            quick = notices.subscribe()
            await notices.publish([Notice("last", 1)])
            assert await anext(quick) == Notice("last", 1)

    each(walk)


def test_a_closed_reader_hears_no_more(each: Callable[[Walk], None]) -> None:
    async def walk(notices: Notices) -> None:
        reader = notices.subscribe()
        await reader.aclose()
        await notices.publish([Notice("o1", 1)])
        assert [notice async for notice in reader] == []

    each(walk)


def test_replicas_hear_each_other(redis_url: str) -> None:
    async def walk(first: Notices) -> None:
        reader = first.subscribe()

        async def speak(second: Notices) -> None:
            await second.publish([Notice("o1", 2)])

        await over_redis(redis_url, speak)
        async with asyncio.timeout(WITHIN_S):
            assert await anext(reader) == Notice("o1", 2)

    run(over_redis(redis_url, walk))


def test_without_redis_this_process_still_hears_itself() -> None:
    async def walk(notices: Notices) -> None:
        reader = notices.subscribe()
        await notices.publish([Notice("o1", 2)])
        assert await anext(reader) == Notice("o1", 2)

    run(over_redis(f"redis://127.0.0.1:{free_port()}/0", walk))
