"""GraphQL over WebSocket against the real server, with a client that others wrote."""

import asyncio
import json
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from starlette.types import Message, Receive, Scope
from websockets.exceptions import ConnectionClosed, InvalidStatus

from gateway.audit.events import Kind
from gateway.clock import SystemClock
from gateway.session.sessions import SESSION_COOKIE
from gateway.web.budgets import MemoryBudgets
from gateway.web.messages import Close
from gateway.web.sockets import INIT_WITHIN_S, MOST_MESSAGES, TAKEN_WITHIN_S
from tests.world.loop import run
from tests.world.serving import serving
from tests.world.socket_client import (
    BROWSER,
    FOLLOW,
    NAME,
    PROGRAM,
    SOON_S,
    VIEWER,
    Client,
    Json,
    code,
    data,
    moved,
    talking,
    tell,
)
from tests.world.webapp import ORIGIN, World

BARE: Scope = {
    "type": "websocket",
    "path": "/graphql",
    "query_string": b"",
    "headers": [(b"host", b"localhost:8660"), (b"authorization", b"Bearer program")],
    "subprotocols": ["graphql-transport-ws"],
}
"""A handshake as the server hands it on."""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_query_is_answered_with_its_price(world: World) -> None:
    async def talk(client: Client) -> None:
        await client.greet()
        await client.say(id="a", type="subscribe", payload=VIEWER)
        told = await client.heard()
        payload = cast("dict[str, dict[str, Json]]", told["payload"])
        assert (told["id"], told["type"], data(told)) == ("a", "next", {"viewer": {"name": NAME}})
        assert payload["extensions"]["cost"]["requested"] == 2
        assert await client.heard() == {"id": "a", "type": "complete"}

    tell(world, talk)
    assert [event.kind for event in world.ledger.events] == [Kind.OPERATION]


@pytest.mark.parametrize(
    ("headers", "payload"),
    [
        (BROWSER, None),
        (PROGRAM, None),
        ({}, {"authorization": "Bearer program"}),
        ({}, {"Authorization": "Bearer program", "more": [1]}),
    ],
)
def test_cookie_or_bearer_open_a_conversation(
    world: World, headers: dict[str, str], payload: Json | None
) -> None:
    async def talk(client: Client) -> None:
        await client.greet(payload)
        await client.say(id="a", type="subscribe", payload={"documentId": "sha256:viewer"})
        assert (await client.heard())["type"] == "next"

    tell(world, talk, headers or {"x-a": "b"})


@pytest.mark.parametrize(
    ("headers", "payload"),
    [
        ({"x-a": "b"}, None),
        ({"x-a": "b"}, {"authorization": "Bearer nonsense"}),
        ({"x-a": "b"}, {"authorization": 5}),
        ({"cookie": BROWSER["cookie"]}, None),
        ({"cookie": f"{SESSION_COOKIE}=gone", "origin": ORIGIN}, None),
    ],
)
def test_who_is_not_recognised_is_closed_out(
    world: World, headers: dict[str, str], payload: Json | None
) -> None:
    async def talk(client: Client) -> None:
        await client.say(type="connection_init", payload=payload)
        assert await client.closed() == Close.FORBIDDEN

    tell(world, talk, headers)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"{ORIGIN}.evil"])
def test_another_page_gets_no_socket(world: World, origin: str) -> None:
    async def telling() -> None:
        async with serving(world.app) as port:
            with pytest.raises(InvalidStatus) as refused:
                async with talking(port, {**BROWSER, "origin": origin}):
                    pass
            assert refused.value.response.status_code == 403

    run(telling())


@pytest.mark.parametrize("spoken", [None, "graphql-ws"])
def test_only_the_one_subprotocol_is_spoken(world: World, spoken: str | None) -> None:
    # ASVS 4.4.1
    async def telling() -> None:
        async with serving(world.app) as port, talking(port, PROGRAM, spoken=spoken) as client:
            assert await client.closed() == Close.SUBPROTOCOL

    run(telling())


INIT: Json = {"type": "connection_init"}
SUBSCRIBE: Json = {"id": "a", "type": "subscribe", "payload": FOLLOW}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([SUBSCRIBE], Close.UNAUTHORIZED),
        ([{"type": "ping"}], Close.UNAUTHORIZED),
        ([INIT, INIT], Close.TOO_MANY_INITS),
        ([INIT, SUBSCRIBE, SUBSCRIBE], Close.SUBSCRIBER_EXISTS),
        ([INIT, {"type": "start", "id": "a"}], Close.BAD_REQUEST),
        ([INIT, {"type": "subscribe", "payload": FOLLOW}], Close.BAD_REQUEST),
        ([INIT, {**SUBSCRIBE, "id": ""}], Close.BAD_REQUEST),
        ([INIT, {**SUBSCRIBE, "id": "x" * 200}], Close.BAD_REQUEST),
        ([INIT, {**SUBSCRIBE, "id": 5}], Close.BAD_REQUEST),
        ([INIT, "{"], Close.BAD_REQUEST),
        ([INIT, "null"], Close.BAD_REQUEST),
        ([INIT, b"\x00\x01"], Close.BAD_REQUEST),
        ([{**INIT, "payload": "x"}], Close.BAD_REQUEST),
        ([INIT, *[{"type": "ping"}] * (MOST_MESSAGES + 1)], Close.POLICY),
        ([INIT, "x" * 300_000], 1009),
    ],
)
def test_what_the_protocol_does_not_know_closes_the_socket(
    world: World, said: list[Json | str | bytes], expected: int
) -> None:
    async def talk(client: Client) -> None:
        with suppress(ConnectionClosed):
            for one in said:
                await client.socket.send(json.dumps(one) if isinstance(one, dict) else one)
        assert await client.closed() == expected

    tell(world, talk)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({}, "BODY_INVALID"),
        ("S3CRET", "BODY_INVALID"),
        ({"query": "{ S3CRET"}, "SYNTAX"),
        ({"query": "{ S3CRET }"}, "DOCUMENT_INVALID"),
        ({"query": "{ viewer { name } }", "variables": {"a": "\x00"}}, "BODY_INVALID"),
        ({"query": "{" + "a{" * 60 + "b" + "}" * 61}, "LIMIT_NESTING"),
        ({"documentId": "sha256:S3CRET"}, "DOCUMENT_UNKNOWN"),
        ({"query": "query A { sources { id } } query B { sources { id } }"}, "OPERATION_AMBIGUOUS"),
        ({"query": "query ($a: Int) { orders(first: $a) { asOf } }", "variables": {"a": "S3CRET"}},
         "VARIABLES_INVALID"),
    ],
)  # fmt: skip
def test_a_bad_operation_ends_itself_only(world: World, payload: object, expected: str) -> None:
    async def talk(client: Client) -> None:
        await client.greet()
        await client.follow("kept")
        await client.say(id="bad", type="subscribe", payload=payload)
        told = await client.heard()
        assert (told["id"], code(told)) == ("bad", expected)
        assert "S3CRET" not in str(told)
        moved(world)
        assert (await client.heard())["id"] == "kept"

    tell(world, talk)


def test_a_person_sends_trusted_documents_only(world: World) -> None:
    async def talk(client: Client) -> None:
        await client.greet()
        await client.say(id="a", type="subscribe", payload=VIEWER)
        assert code(await client.heard()) == "TRUSTED_DOCUMENTS_ONLY"

    tell(world, talk, BROWSER)


def test_a_budget_holds_here_too(world: World) -> None:
    world.parts = replace(world.parts, budgets=MemoryBudgets(limit=1_000, clock=SystemClock()))
    world.rebuild()

    async def talk(client: Client) -> None:
        await client.greet()
        codes: list[object] = []
        for number in range(21):
            await client.say(id=str(number), type="subscribe", payload={"query": "{ nothing }"})
            codes.append(code(await client.heard()))
        assert codes == ["DOCUMENT_INVALID"] * 20 + ["BUDGET_SPENT"]

    tell(world, talk)


def test_operations_at_once_are_few(world: World) -> None:
    async def talk(client: Client) -> None:
        await client.greet()
        for number in range(9):
            await client.follow(str(number))
        told = await client.heard()
        assert (told["id"], code(told)) == ("8", "TOO_MANY_STREAMS")

    tell(world, talk)


def test_a_ping_is_answered_and_a_pong_is_not(world: World) -> None:
    async def talk(client: Client) -> None:
        await client.greet()
        await client.say(type="pong")
        await client.say(type="ping", payload={"a": "S3CRET"})
        assert await client.heard() == {"type": "pong"}

    tell(world, talk)


def test_a_greeting_that_does_not_come_is_given_up(world: World) -> None:
    world.rebuild(init_within_s=0.2)

    async def talk(client: Client) -> None:
        assert await client.closed() == Close.INIT_TIMEOUT

    tell(world, talk)


def test_the_deadlines_are_those_of_the_design() -> None:
    assert (INIT_WITHIN_S, TAKEN_WITHIN_S) == (5.0, 20.0)


def test_sockets_of_one_person_are_few(world: World) -> None:
    async def telling() -> None:
        async with AsyncExitStack() as open_ones, serving(world.app) as port:
            clients = [
                await open_ones.enter_async_context(talking(port, PROGRAM)) for _ in range(9)
            ]
            for client in clients[:8]:
                await client.greet()
            await clients[8].say(type="connection_init")
            assert await clients[8].closed() == Close.TRY_AGAIN

    run(telling())


def saying(said: list[str], heard: list[Message]) -> Receive:
    async def receive() -> Message:
        if not heard:
            return {"type": "websocket.connect"}
        if said:
            return {"type": "websocket.receive", "text": said.pop(0)}
        return await asyncio.get_running_loop().create_future()

    return receive


def test_a_reader_that_takes_nothing_is_dropped_and_may_resume(world: World) -> None:
    world.rebuild(taken_within_s=0.2)
    said = [json.dumps(one) for one in (INIT, {**SUBSCRIBE, "payload": VIEWER})]
    heard: list[Message] = []

    async def send(message: Message) -> None:
        if "next" in message.get("text", ""):
            await asyncio.get_running_loop().create_future()
        heard.append(message)

    run(asyncio.wait_for(world.app(BARE, saying(said, heard), send), SOON_S))
    assert (heard[-1]["type"], heard[-1]["code"]) == ("websocket.close", Close.TRY_AGAIN)
    assert len(world.streams) == 0


def test_access_that_changes_while_a_socket_is_greeted_closes_it_at_once(world: World) -> None:
    said = [json.dumps(INIT)]
    heard: list[Message] = []

    async def send(message: Message) -> None:
        heard.append(message)
        if "connection_ack" in message.get("text", ""):
            await world.streams.close(sid="sid-1")

    run(asyncio.wait_for(world.app(BARE, saying(said, heard), send), SOON_S))
    assert (heard[-1]["type"], heard[-1]["code"]) == ("websocket.close", Close.ACCESS_CHANGED)
