"""Knows the bytes of server-sent events, and drops a reader that does not take them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import msgspec
from starlette.responses import StreamingResponse
from starlette.types import Message, Send

from gateway.web.errors import WebError
from gateway.web.follower import Delivery
from gateway.web.streams import Told

HEARTBEAT: Final = b":\n\n"
TAKEN_WITHIN_S: Final = 20.0


def event(name: str, *, data: bytes = b"", token: str | None = None) -> bytes:
    """One event; JSON has no line breaks of its own, a token none at all."""
    lines = [b"event: " + name.encode()]
    if token is not None:
        lines.append(b"id: " + token.encode())
    lines.append(b"data: " + data)
    return b"\n".join(lines) + b"\n\n"


async def events(told: AsyncIterator[Told]) -> AsyncIterator[bytes]:
    """What a stream tells, as events; a refusal is told in a last `next`."""
    async for one in told:
        match one:
            case None:
                yield HEARTBEAT
            case Delivery(content=content, token=token):
                yield event("next", data=content, token=token)
            case WebError():
                yield event("next", data=msgspec.json.encode(one.body()))
    yield event("complete")


class EventStream(StreamingResponse):
    """A stream of events; a reader that takes nothing for 20 s is dropped, and may resume."""

    media_type = "text/event-stream"

    def __init__(
        self, chunks: AsyncIterator[bytes], *, taken_within_s: float = TAKEN_WITHIN_S
    ) -> None:
        super().__init__(chunks, headers={"X-Accel-Buffering": "no"})
        self._taken_within_s = taken_within_s

    async def stream_response(self, send: Send) -> None:
        """Send every chunk, each within its time."""

        async def bounded(message: Message) -> None:
            async with asyncio.timeout(self._taken_within_s):
                await send(message)

        try:
            await super().stream_response(bounded)
        except TimeoutError:
            return
