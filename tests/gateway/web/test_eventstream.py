import asyncio
from collections.abc import AsyncIterator

from starlette.types import Message

from gateway.web.eventstream import HEARTBEAT, EventStream, event
from tests.world.loop import run

SCOPE = {"type": "http", "asgi": {"spec_version": "2.3"}}


def test_an_event_has_its_name_id_and_data() -> None:
    told = event("next", data=b'{"a":"\\n"}', token="t")
    assert told == b'event: next\nid: t\ndata: {"a":"\\n"}\n\n'


def test_the_end_has_no_data() -> None:
    assert event("complete") == b"event: complete\ndata: \n\n"


def test_a_reader_that_takes_nothing_is_dropped() -> None:
    ended: list[bool] = []

    async def chunks() -> AsyncIterator[bytes]:
        try:
            while True:
                yield HEARTBEAT
        finally:
            ended.append(True)

    async def receive() -> Message:
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    async def story() -> None:
        async with asyncio.timeout(5):
            await EventStream(chunks(), taken_within_s=0.05)(SCOPE, receive, send)
        await asyncio.sleep(0)  # noqa: TID251 (lets the generator end)

    run(story())
    assert ended == [True]
