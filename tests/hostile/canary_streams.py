"""The canary's walk where an answer goes on: streams, and sockets with nonsense in them."""

import asyncio
import json
from contextlib import suppress
from typing import Final, Protocol

import httpx
from sqlalchemy import insert
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from gateway.orders.tables import changes
from gateway.store.engine import Store
from tests.gateway.disclosure.test_answers import everything
from tests.hostile.canary_gathered import Gathered
from tests.world.sealed_orders import SealedOrder
from tests.world.webapp import World

ORDER: Final = everything("Order")
DELIVERIES_S: Final = 10.0
LINE: Final = "data: "


class Walking(Protocol):
    """A walk as far as streams and sockets know it."""

    gathered: Gathered
    store: Store
    orders: list[SealedOrder]
    world: World


async def follow(walk: Walking, client: httpx.AsyncClient, typed: list[str]) -> None:
    """Every order moves while a stream is open; then one is resumed from a made-up place."""
    body = {"query": f"subscription {{ orderChanged {{ id version reset order {ORDER} }} }}"}
    headers = {"accept": "text/event-stream"}
    walk.gathered.asked.append(body["query"])
    with suppress(TimeoutError):
        async with (
            asyncio.timeout(DELIVERIES_S),
            client.stream("POST", "/graphql", json=body, headers=headers) as answer,
        ):
            await _move(walk)
            await _heard(walk, answer)
    resumed = {b"accept": b"text/event-stream", b"last-event-id": typed[0].encode()}
    with suppress(TimeoutError):
        async with (
            asyncio.timeout(DELIVERIES_S),
            client.stream("POST", "/graphql", json=body, headers=resumed) as answer,
        ):
            await _heard(walk, answer, most=1)


async def _heard(walk: Walking, answer: httpx.Response, *, most: int = 4) -> None:
    """Deliveries until there are enough, or two silences."""
    silent = 0
    async for line in answer.aiter_lines():
        walk.gathered.sinks["stream lines"] += line.encode() if LINE not in line else b""
        if line.startswith(LINE) and len(line) > len(LINE) + 2:
            walk.gathered.bodies.append(line.removeprefix(LINE).encode())
            most -= 1
        silent += line.startswith(":")
        if most <= 0 or silent > 2 or not answer.is_success:
            return


async def _move(walk: Walking) -> None:
    async with walk.store.writing() as connection:
        for one in walk.orders:
            at = "2031-05-17T10:11:12.000000Z"
            row = {"order_id": one.order_id, "version": 2, "at": at}
            await connection.execute(insert(changes), [row])
    walk.world.streams.notify()


async def talk(walk: Walking, port: int, typed: list[str]) -> None:
    """Questions and nonsense over WebSocket."""
    text = typed[0]
    question = {"query": f"{{ orders {{ nodes {ORDER} }} }}"}
    for messages in (
        [{"type": "subscribe", "id": "1", "payload": question}],
        [{"type": "subscribe", "id": "1", "payload": {"query": f"{{ {text} }}"}}],
        [{"type": "subscribe", "id": "1", "payload": {"query": 1, text: text}}],
        [{"type": text}],
        [{"type": "connection_init", "payload": {"authorization": text}}],
    ):
        with suppress(WebSocketException, TimeoutError):
            async with (
                asyncio.timeout(3),
                connected(port) as socket,
            ):
                await socket.send(json.dumps({"type": "connection_init"}))
                for message in messages:
                    await socket.send(json.dumps(message))
                async for heard in socket:
                    told = heard.encode() if isinstance(heard, str) else heard
                    walk.gathered.bodies.append(told)
                    if b'"complete"' in told or b'"error"' in told:
                        break


async def told(walk: Walking, socket: ClientConnection, number: int) -> None:
    """What a socket says until this operation has ended."""
    async for heard in socket:
        told = heard.encode() if isinstance(heard, str) else heard
        walk.gathered.bodies.append(told)
        ended = b'"complete"' in told or b'"error"' in told
        if ended and f'"id":"{number}"'.encode() in told:
            return


def connected(port: int) -> connect:
    return connect(
        "ws://localhost:8660/graphql",
        host="127.0.0.1",
        port=port,
        subprotocols=[Subprotocol("graphql-transport-ws")],
        additional_headers={"authorization": "Bearer program"},
        proxy=None,
    )
