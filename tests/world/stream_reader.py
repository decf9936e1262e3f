"""Knows a browser's reader of a stream, and tells stories of what it reads."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Final, Self, cast

from starlette.types import Message, Scope

from gateway.session.sessions import SESSION_COOKIE
from tests.world.loop import run
from tests.world.webapp import World

BODY: Final = json.dumps({"documentId": "sha256:follow"}).encode()
SOON_S: Final = 2.0


class Reader:
    """A browser's reader over bare ASGI: events as they come, until it goes away."""

    def __init__(self, world: World, *, last_id: str | None = None, slow: bool = False) -> None:
        self.world = world
        self.status = 0
        self.headers = [
            (b"host", b"localhost:8660"),
            (b"content-type", b"application/json"),
            (b"accept", b"text/event-stream"),
            (b"x-portal", b"1"),
            (b"cookie", f"{SESSION_COOKIE}=person".encode()),
        ]
        if last_id is not None:
            self.headers.append((b"last-event-id", last_id.encode()))
        self._chunks: asyncio.Queue[bytes] = asyncio.Queue()
        self._gone = asyncio.Event()
        self._asked = False
        self.may_take = asyncio.Event()
        self.is_waited_for = asyncio.Event()
        if not slow:
            self.may_take.set()

    async def __aenter__(self) -> Self:
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/graphql",
            "raw_path": b"/graphql",
            "query_string": b"",
            "headers": self.headers,
            "http_version": "1.1",
            "scheme": "http",
            "server": ("localhost", 8660),
            "root_path": "",
        }
        self._task = asyncio.create_task(self._run(scope))
        while not self.status:
            await asyncio.wait_for(self._yielding(), SOON_S)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._gone.set()
        self.may_take.set()
        await asyncio.wait_for(self._task, SOON_S)

    async def _run(self, scope: Scope) -> None:
        await self.world.app(scope, self._receive, self._send)

    async def event(self) -> tuple[str, dict[str, object], str]:
        """The next event: name, data, id; heartbeats are passed over."""
        while True:
            text = (await asyncio.wait_for(self._chunks.get(), SOON_S)).decode()
            if text.startswith(":"):
                continue
            lines = dict(line.split(": ", 1) for line in text.strip().split("\n") if ": " in line)
            return lines["event"], json.loads(lines.get("data", "{}")), lines.get("id", "")

    async def change(self) -> tuple[dict[str, object], str]:
        """The next change and its id."""
        name, data, token = await self.event()
        assert name == "next", data
        shown = cast("dict[str, dict[str, object]]", data["data"])
        return shown["orderChanged"], token

    async def quiet(self) -> None:
        """Wait for two heartbeats with nothing between."""
        for _ in range(2):
            chunk = await asyncio.wait_for(self._chunks.get(), SOON_S)
            assert chunk.startswith(b":"), chunk

    async def _yielding(self) -> None:
        await asyncio.sleep(0)  # noqa: TID251 (lets the other task run)

    async def _receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": BODY, "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message.get("body"):
            if not self.may_take.is_set():
                self.is_waited_for.set()
            await self.may_take.wait()
            self._chunks.put_nowait(message["body"])


def change(world: World, order_id: str = "o-1", version: int = 4) -> None:
    """An order changes, and the streams hear of it."""
    world.changes.add(order_id, version)
    world.streams.notify()


def reading(
    world: World, story: Callable[[Reader], Awaitable[None]], *, last_id: str | None = None
) -> None:
    """Tell a story of one reader, after which no stream is open."""

    async def tell() -> None:
        async with Reader(world, last_id=last_id) as reader:
            await story(reader)

    run(tell())
    assert len(world.streams) == 0
