"""GraphQL over WebSocket against the real server, with a client that others wrote."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from starlette.types import Message
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from gateway.audit.record import Kind
from gateway.clock import SystemClock
from gateway.session.sessions import SESSION_COOKIE
from gateway.web.budgets import MemoryBudgets
from gateway.web.messages import Close
from gateway.web.sockets import INIT_WITHIN_S, MOST_MESSAGES, TAKEN_WITHIN_S
from schema.vocabulary.principals import Role
from tests.world.loop import run
from tests.world.treated import treated_order
from tests.world.webapp import ORIGIN, World, in_session, principal, serving

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


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


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


def test_a_change_is_delivered_audited_and_stopped(world: World) -> None:
    async def talk(client: Client) -> None:
        await client.greet()
        await client.follow()
        await asyncio.sleep(0.1)  # noqa: TID251 (the stream opens)
        moved(world)
        told, _ = await client.change()
        assert (told["id"], told["version"], told["reset"]) == ("o-1", 4, False)
        assert world.ledger.events[-1].kind == Kind.STREAM_DELIVERY
        await client.say(id="1", type="complete")
        await client.say(type="ping")
        assert (await client.heard())["type"] == "pong"
        await client.follow()
        assert len(world.ledger.events) >= 2

    tell(world, talk)


def test_what_was_missed_comes_after_a_break(world: World) -> None:
    async def telling() -> None:
        world.disclosure.orders["o-2"] = treated_order("o-2")
        async with serving(world.app) as port:
            async with talking(port, PROGRAM) as client:
                await client.greet()
                await client.follow()
                await asyncio.sleep(0.1)  # noqa: TID251 (the stream opens)
                moved(world)
                _, resume = await client.change()
            moved(world, version=5)
            moved(world, "o-2", 1)
            moved(world, version=6)
            async with talking(port, PROGRAM) as client:
                await client.greet()
                await client.follow(extensions={"resume": resume})
                seen = [(await client.change())[0] for _ in range(2)]
                assert {one["id"]: one["version"] for one in seen} == {"o-1": 6, "o-2": 1}

    run(telling())


@pytest.mark.parametrize("token", ["forged", "", "x" * 4_000])
def test_a_place_that_is_not_ours_begins_with_a_reset(world: World, token: str) -> None:
    async def talk(client: Client) -> None:
        await client.greet()
        await client.follow(extensions={"resume": token})
        assert (await client.change())[0]["reset"] is True

    tell(world, talk)


@pytest.mark.parametrize("which", [{"subject": "subject-1"}, {"sid": "sid-1"}])
def test_changed_access_closes_the_socket_at_once(world: World, which: dict[str, str]) -> None:
    # ASVS 4.4.3: well within 2 s of a sign-out
    async def talk(client: Client) -> None:
        await client.greet()
        await client.follow()
        await client.say(type="ping")
        assert (await client.heard())["type"] == "pong"
        await world.streams.close(**which)
        assert await client.closed() == Close.ACCESS_CHANGED

    tell(world, talk)


def test_a_socket_without_a_stream_is_closed_as_well(world: World) -> None:
    async def talk(client: Client) -> None:
        await client.greet()
        await world.streams.close(sid="sid-1")
        assert await client.closed() == Close.ACCESS_CHANGED

    tell(world, talk)


def test_a_session_that_ran_out_ends_stream_and_socket(world: World) -> None:
    async def talk(client: Client) -> None:
        await client.greet()
        await client.say(id="1", type="subscribe", payload={"documentId": "sha256:follow"})
        await client.say(type="ping")
        assert (await client.heard())["type"] == "pong"
        del world.signing.faces["person"]
        world.streams.notify()
        assert await client.closed() == Close.FORBIDDEN

    tell(world, talk, BROWSER)


def test_a_changed_role_resets_the_stream(world: World) -> None:
    async def talk(client: Client) -> None:
        await client.greet()
        await client.say(id="1", type="subscribe", payload={"documentId": "sha256:follow"})
        await asyncio.sleep(0.1)  # noqa: TID251 (the stream opens)
        world.signing.faces["person"] = in_session(principal(role=Role.LOGISTICS))
        world.streams.notify()
        assert (await client.change())[0]["reset"] is True

    tell(world, talk, BROWSER)


def test_a_process_that_stops_says_come_again(world: World) -> None:
    async def talk(client: Client) -> None:
        await client.greet()
        await client.follow()
        await client.say(type="ping")
        assert (await client.heard())["type"] == "pong"
        world.streams.close_all()
        assert await client.closed() == Close.RESTART

    tell(world, talk)


def test_without_an_audit_nothing_is_delivered(world: World) -> None:
    async def talk(client: Client) -> None:
        await client.greet()
        await client.follow()
        await asyncio.sleep(0.1)  # noqa: TID251 (the stream opens)
        world.ledger.away = True
        moved(world)
        told = await client.heard()
        assert code(told) == "AUDIT_UNAVAILABLE"
        assert "data" not in str(told)

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


def test_a_reader_that_takes_nothing_is_dropped_and_may_resume(world: World) -> None:
    world.rebuild(taken_within_s=0.2)
    said = [json.dumps(one) for one in (INIT, {**SUBSCRIBE, "payload": VIEWER})]
    heard: list[Message] = []

    async def receive() -> Message:
        if not heard:
            return {"type": "websocket.connect"}
        if said:
            return {"type": "websocket.receive", "text": said.pop(0)}
        return await asyncio.get_running_loop().create_future()

    async def send(message: Message) -> None:
        if "next" in message.get("text", ""):
            await asyncio.get_running_loop().create_future()
        heard.append(message)

    scope = {
        "type": "websocket",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(b"host", b"localhost:8660"), (b"authorization", b"Bearer program")],
        "subprotocols": ["graphql-transport-ws"],
    }
    run(asyncio.wait_for(world.app(scope, receive, send), SOON_S))
    assert (heard[-1]["type"], heard[-1]["code"]) == ("websocket.close", Close.TRY_AGAIN)
    assert len(world.streams) == 0
