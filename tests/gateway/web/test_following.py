import asyncio
from collections.abc import AsyncGenerator

from gateway.clock import SystemClock
from gateway.orders.changes import Change
from gateway.sync.notices import LocalNotices, Notice
from gateway.telemetry.logs import Log
from gateway.web.follower import Fresh
from gateway.web.following import SharedReads, wake_streams
from gateway.web.open_streams import OpenStreams, Stream
from tests.world.loop import run


class Broken:
    """A source of notices that fails."""

    async def subscribe(self) -> AsyncGenerator[object, None]:
        yield 1
        raise ValueError("S3CRET")


def opened() -> tuple[OpenStreams, Stream]:
    streams, stream = OpenStreams(), Stream("subject-1", "sid-1")
    streams.add(stream)
    return streams, stream


def test_a_notice_wakes_every_stream() -> None:
    async def story() -> None:
        streams, stream = opened()
        notices = LocalNotices()
        task = asyncio.create_task(
            wake_streams(notices, streams, clock=SystemClock(), log=Log("web"))
        )
        await SystemClock().sleep(0.01)
        await notices.publish([Notice("o-1", 2)])
        assert await stream.woken(within_s=1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run(story())


def test_notices_that_fail_are_subscribed_to_again() -> None:
    async def story() -> None:
        streams, stream = opened()
        task = asyncio.create_task(
            wake_streams(Broken(), streams, clock=SystemClock(), log=Log("web"))
        )
        for _ in range(2):
            assert await stream.woken(within_s=2)
            stream.wake.clear()
        assert not task.done()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run(story())


def test_a_notice_leaves_asleep_what_a_socket_holds_for_itself() -> None:
    streams, stream = opened()
    held = Stream("subject-1", "sid-1", counted=False)
    streams.add(held)
    streams.notify()
    assert stream.wake.is_set()
    assert not held.wake.is_set()


def test_those_who_ask_before_a_read_begins_share_it_and_none_joins_one_that_began() -> None:
    async def story() -> None:
        began, go, reads = asyncio.Event(), asyncio.Event(), list[int]()

        async def read(sequence: int, limit: int) -> list[Change]:
            reads.append(sequence)
            began.set()
            await go.wait()
            return [Change(len(reads), "o-1", limit)]

        shared = SharedReads(read)
        first = asyncio.create_task(shared.of(7, 9))
        await began.wait()
        later = [asyncio.create_task(shared.of(7, 9)) for _ in range(5)]
        await SystemClock().sleep(0)
        go.set()
        assert await first == [Change(1, "o-1", 9)]
        assert await asyncio.gather(*later) == [[Change(2, "o-1", 9)]] * 5
        assert reads == [7, 7]

    run(story())


def test_what_was_looked_at_is_not_looked_at_again_whichever_look_a_stream_comes_from() -> None:
    fresh = Fresh()
    first = [Change(1, "o-1", 1), Change(2, "o-2", 1)]
    second = [Change(2, "o-2", 1), Change(3, "o-1", 2)]
    assert list(fresh.among(second, before=first)) == [Change(3, "o-1", 2)]
    assert list(fresh.among(second, before=first)) == [Change(3, "o-1", 2)]
    assert list(fresh.among(second, before=())) == second, "who begins has all before them"
    assert list(fresh.among(first, before=second)) == [Change(1, "o-1", 1)]
