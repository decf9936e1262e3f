"""`python -m tests.bench.least_told FILE serve …` does for each delivery only what it must.

All who follow are recognised and an event of each is durable before any is sent the file's text,
one after another, by one task: what a stream costs beyond that is following its own place and plan.
"""

import asyncio
import sys
from collections.abc import Mapping
from datetime import datetime
from functools import partialmethod
from pathlib import Path
from typing import Final

from starlette.websockets import WebSocket

from gateway.audit.events import Event, Kind
from gateway.cli import main
from gateway.session.authenticate import Authenticated
from gateway.web.messages import ACK, SUBPROTOCOL
from gateway.web.open_streams import OpenStreams
from gateway.web.ports import WebParts
from gateway.web.sockets import SocketWindow
from schema.vocabulary.facts import JsonValue
from tests.bench.audit_batch import SHOWN

ORDER_ID: Final = "ORDER-ID"
"""Stands in the text for the order that changed."""


class Broadcast:
    """Those who follow, and what they are sent."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._following: dict[WebSocket, str] = {}
        self._parts: WebParts | None = None
        self._telling = asyncio.Lock()
        self._running: set[asyncio.Task[None]] = set()
        self._newest = 0

    async def follow(self, parts: WebParts, socket: WebSocket) -> None:
        """Say what graphql-transport-ws says at first, keep an event, then listen."""
        self._parts = parts
        await socket.accept(subprotocol=SUBPROTOCOL)
        bearer = socket.headers["authorization"]
        await socket.receive()
        await socket.send_text(ACK)
        await socket.receive()
        self._newest = await parts.changes.newest()
        opened = _event(await self._recognised(bearer), {}, at=parts.clock.now())
        await parts.audit.record(opened)
        self._following[socket] = bearer
        try:
            while (await socket.receive())["type"] != "websocket.disconnect":
                pass
        finally:
            self._following.pop(socket, None)

    def notify(self) -> None:
        """There may be a change."""
        if self._parts is not None:
            task = asyncio.get_running_loop().create_task(self._tell(self._parts))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _tell(self, parts: WebParts) -> None:
        async with self._telling:
            changed = await parts.changes.since(self._newest, limit=1)
            if not changed:
                return
            self._newest = changed[0].sequence
            following = dict(self._following)
            bearers = list(dict.fromkeys(following.values()))
            found = await asyncio.gather(*(self._recognised(one) for one in bearers))
            people, at = dict(zip(bearers, found, strict=True)), parts.clock.now()
            events = [_event(people[one], SHOWN, at=at) for one in following.values()]
            await parts.audit.record_all(events)
            text = self._text.replace(ORDER_ID, changed[0].order_id)
            for socket in following:
                await socket.send_text(text)

    async def _recognised(self, bearer: str) -> Authenticated:
        assert self._parts is not None
        who = await self._parts.signing.authenticate(cookies={}, authorization=bearer)
        assert isinstance(who, Authenticated)
        return who


def _event(who: Authenticated, shown: Mapping[str, JsonValue], *, at: datetime) -> Event:
    body = {**shown, "session": who.principal.session_id}
    kind = Kind.STREAM_DELIVERY if shown else Kind.STREAM_OPENED
    return Event(kind=kind, subject=who.principal.subject, at=at, body=body)


async def follow(self: SocketWindow, socket: WebSocket, broadcast: Broadcast) -> None:
    """In place of `SocketWindow.answer`."""
    await broadcast.follow(self._parts, socket)


def notify(_: OpenStreams, broadcast: Broadcast) -> None:
    """In place of `OpenStreams.notify`."""
    broadcast.notify()


if __name__ == "__main__":
    following = Broadcast(Path(sys.argv.pop(1)).read_text(encoding="utf-8"))
    SocketWindow.answer = partialmethod(follow, broadcast=following)  # pyright: ignore[reportAttributeAccessIssue] (in a process of its own)
    OpenStreams.notify = partialmethod(notify, broadcast=following)  # pyright: ignore[reportAttributeAccessIssue] (as above)
    main()
