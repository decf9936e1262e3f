"""Somebody who speaks graphql-transport-ws by hand, against the real server."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import cast

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from gateway.session.sessions import SESSION_COOKIE
from tests.world.loop import run
from tests.world.serving import serving
from tests.world.webapp import ORIGIN, World

FOLLOW = {"query": "subscription { orderChanged { id version reset order { status } } }"}
VIEWER = {"query": "{ viewer { name } }"}
BROWSER = {"cookie": f"{SESSION_COOKIE}=person", "origin": ORIGIN}
PROGRAM = {"authorization": "Bearer program"}
NAME = "I. Okafor"
SOON_S = 5.0
Json = dict[str, object]
Talk = Callable[["Client"], Awaitable[None]]


class Client:
    """One socket of somebody who speaks the protocol's messages by hand."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, **message: object) -> None:
        await self.socket.send(json.dumps(message))

    async def heard(self) -> Json:
        async with asyncio.timeout(SOON_S):
            return json.loads(await self.socket.recv())

    async def greet(self, payload: object = None) -> None:
        await self.say(type="connection_init", **({} if payload is None else {"payload": payload}))
        assert await self.heard() == {"type": "connection_ack"}

    async def follow(self, name: str = "1", **more: object) -> None:
        await self.say(id=name, type="subscribe", payload={**FOLLOW, **more})

    async def change(self) -> tuple[Json, str]:
        """The next change, and what resumes after it."""
        payload = cast("dict[str, dict[str, object]]", (await self.heard())["payload"])
        return cast("Json", payload["data"]["orderChanged"]), str(payload["extensions"]["resume"])

    async def closed(self) -> int:
        """The code with which the server closes, whatever it says before."""
        async with asyncio.timeout(SOON_S):
            with suppress(ConnectionClosed):
                while True:
                    await self.socket.recv()
        return self.socket.close_code or 0


@asynccontextmanager
async def talking(
    port: int, headers: dict[str, str], *, spoken: str | None = "graphql-transport-ws"
) -> AsyncGenerator[Client]:
    given = dict(headers)
    origin = given.pop("origin", None)
    async with connect(
        "ws://localhost:8660/graphql",
        host="127.0.0.1",
        port=port,
        subprotocols=None if spoken is None else [Subprotocol(spoken)],
        additional_headers=given,
        origin=None if origin is None else Origin(origin),
    ) as socket:
        yield Client(socket)


def tell(world: World, talk: Talk, headers: dict[str, str] | None = None) -> None:
    async def telling() -> None:
        async with serving(world.app) as port, talking(port, headers or PROGRAM) as client:
            await talk(client)

    run(telling())
    assert len(world.streams) == 0


def moved(world: World, order_id: str = "o-1", version: int = 4) -> None:
    world.changes.add(order_id, version)
    world.streams.notify()


def data(message: Json) -> object:
    return cast("Json", message["payload"])["data"]


def code(message: Json) -> object:
    entry = cast("list[dict[str, Json]]", message["payload"])[0]
    assert message["type"] == "error"
    return entry["extensions"]["code"]
