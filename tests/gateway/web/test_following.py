import asyncio
from collections.abc import AsyncGenerator

from gateway.clock import SystemClock
from gateway.sync.notices import LocalNotices, Notice
from gateway.telemetry.logs import Log
from gateway.web.following import wake_streams
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
