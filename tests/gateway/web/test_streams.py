import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Self, cast

import pytest
from starlette.types import Message, Scope

from gateway.audit.events import Kind
from gateway.disclosure.policy_file import load_policy
from gateway.session.sessions import SESSION_COOKIE
from gateway.web.follower import MOST_BEHIND, OVERLAP, RECOGNISED_S
from schema.vocabulary.principals import Role
from tests.world.loop import run
from tests.world.scripted import Fixed
from tests.world.treated import treated_order
from tests.world.webapp import World, in_session, principal

BODY = json.dumps({"documentId": "sha256:follow"}).encode()
SOON_S = 2.0


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


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def change(world: World, order_id: str = "o-1", version: int = 4) -> None:
    world.changes.add(order_id, version)
    world.streams.notify()


def reading(
    world: World, story: Callable[[Reader], Awaitable[None]], *, last_id: str | None = None
) -> None:
    async def tell() -> None:
        async with Reader(world, last_id=last_id) as reader:
            await story(reader)

    run(tell())
    assert len(world.streams) == 0


def test_a_change_is_read_through_the_subscribers_plan(world: World) -> None:
    async def story(reader: Reader) -> None:
        change(world)
        told, _ = await reader.change()
        name = {"patient": {"familyName": {"value": "Meier"}}}
        assert told == {"id": "o-1", "version": 4, "reset": False, "order": name}

    reading(world, story)


def test_each_delivery_is_audited_before_it_is_sent(world: World) -> None:
    async def story(reader: Reader) -> None:
        change(world)
        await reader.change()
        event = world.ledger.events[-1]
        assert (event.kind, event.body["orders"]) == (Kind.STREAM_DELIVERY, ["o-1"])

    reading(world, story)
    assert world.ledger.events[0].kind == Kind.STREAM_OPENED


def test_without_an_audit_nothing_is_delivered(world: World) -> None:
    async def story(reader: Reader) -> None:
        world.ledger.away = True
        change(world)
        _, data, _ = await reader.event()
        assert "data" not in data
        assert "AUDIT_UNAVAILABLE" in str(data)

    reading(world, story)


def test_an_order_of_another_site_is_not_told_of(world: World) -> None:
    async def story(reader: Reader) -> None:
        change(world, "o-elsewhere")
        await reader.quiet()

    reading(world, story)
    assert [event.kind for event in world.ledger.events] == [Kind.STREAM_OPENED]


def test_an_order_that_left_the_viewer_is_told_of_once(world: World) -> None:
    async def story(reader: Reader) -> None:
        change(world)
        await reader.change()
        world.disclosure.orders.clear()
        change(world, version=5)
        told, _ = await reader.change()
        assert (told["id"], told["order"]) == ("o-1", None)
        change(world, version=6)
        await reader.quiet()

    reading(world, story)


def test_a_stream_is_no_activity(world: World) -> None:
    async def story(reader: Reader) -> None:
        change(world)
        await reader.change()

    reading(world, story)
    assert len(world.signing.asked) > 1
    assert not any(world.signing.asked)


def test_a_slow_reader_gets_the_latest_version_only(world: World) -> None:
    async def tell() -> None:
        async with Reader(world, slow=True) as reader:
            for version in range(4, 60):
                change(world, version=version)
            reader.may_take.set()
            told, _ = await reader.change()
            assert told["version"] == 59
            await reader.quiet()

    run(tell())


def test_what_was_missed_is_delivered_after_a_break(world: World) -> None:
    tokens: list[str] = []

    async def first(reader: Reader) -> None:
        change(world)
        tokens.append((await reader.change())[1])

    async def second(reader: Reader) -> None:
        seen = {
            str(told["id"]): told["version"] for told, _ in [await reader.change() for _ in "ab"]
        }
        assert seen == {"o-1": 6, "o-2": 1}

    reading(world, first)
    world.disclosure.orders["o-2"] = treated_order("o-2")
    change(world, version=5)
    change(world, "o-2", 1)
    change(world, version=6)
    reading(world, second, last_id=tokens[0])


@pytest.mark.parametrize(("behind", "reset"), [(MOST_BEHIND, False), (MOST_BEHIND + 1, True)])
def test_a_place_that_lies_far_back_begins_with_a_reset(
    world: World, behind: int, *, reset: bool
) -> None:
    """Else one old token would read and show everything since, as often as a stream is opened."""
    tokens: list[str] = []

    async def first(reader: Reader) -> None:
        change(world)
        tokens.append((await reader.change())[1])

    async def second(reader: Reader) -> None:
        assert (await reader.change())[0]["reset"] is reset
        await reader.quiet()

    reading(world, first)
    for version in range(behind):
        world.changes.add("o-1", 5 + version)
    reading(world, second, last_id=tokens[0])


@pytest.mark.parametrize(("ahead", "reset"), [(OVERLAP, False), (OVERLAP + 1, True)])
def test_a_place_ahead_of_a_restored_record_begins_with_a_reset(
    world: World, ahead: int, *, reset: bool
) -> None:
    """Else it would wait in silence until as many changes came as the backup lacks."""
    tokens: list[str] = []

    async def first(reader: Reader) -> None:
        change(world, version=ahead + 1)
        tokens.append((await reader.change())[1])

    async def second(reader: Reader) -> None:
        async with asyncio.timeout(SOON_S):  # heartbeats come for ever
            if reset:
                assert (await reader.change())[0]["reset"] is True
            change(world, version=2)
            assert (await reader.change())[0]["version"] == 2

    for version in range(ahead):
        world.changes.add("o-1", version + 1)
    reading(world, first)
    del world.changes.rows[1:]
    reading(world, second, last_id=tokens[0])


@pytest.mark.parametrize("token", ["forged", "", "\u00e9", "x" * 4_000])
def test_a_place_that_is_not_ours_begins_with_a_reset(world: World, token: str) -> None:
    async def story(reader: Reader) -> None:
        told, _ = await reader.change()
        assert told == {"id": "", "version": 0, "reset": True, "order": None}

    reading(world, story, last_id=token)


def test_another_persons_place_begins_with_a_reset(world: World) -> None:
    tokens: list[str] = []

    async def first(reader: Reader) -> None:
        change(world)
        tokens.append((await reader.change())[1])

    async def second(reader: Reader) -> None:
        assert (await reader.change())[0]["reset"] is True

    reading(world, first)
    world.signing.faces["person"] = in_session(replace(principal(), subject="subject-2"))
    reading(world, second, last_id=tokens[0])


def test_a_changed_role_resets_the_stream(world: World) -> None:
    async def story(reader: Reader) -> None:
        change(world)
        await reader.change()
        world.signing.faces["person"] = in_session(principal(role=Role.LOGISTICS))
        world.streams.notify()
        assert (await reader.change())[0]["reset"] is True

    reading(world, story)


def test_a_changed_policy_resets_the_stream(world: World) -> None:
    async def story(reader: Reader) -> None:
        change(world)
        await reader.change()
        world.disclosure.in_force.put(replace(load_policy(), version="another"))
        world.streams.notify()
        assert (await reader.change())[0]["reset"] is True

    reading(world, story)


def test_while_the_policy_in_force_is_not_known_a_stream_tells_nothing(world: World) -> None:
    async def story(reader: Reader) -> None:
        world.disclosure.versions.away = True
        change(world)
        name, told, _ = await reader.event()
        assert "POLICY_UNKNOWN" in str(told), name
        assert (await reader.event())[0] == "complete"

    reading(world, story)


def test_a_withdrawn_role_closes_the_stream_at_once(world: World) -> None:
    async def story(reader: Reader) -> None:
        await world.streams.close(subject="subject-1")
        assert (await reader.event())[0] == "complete"

    reading(world, story)


@pytest.mark.parametrize("which", [{"sid": "sid-2"}, {"subject": "subject-2"}, {}])
def test_others_streams_stay_open(world: World, which: dict[str, str]) -> None:
    async def story(reader: Reader) -> None:
        await world.streams.close(**which)
        change(world)
        await reader.change()

    reading(world, story)


def test_the_end_of_a_session_ends_its_stream(world: World) -> None:
    async def story(reader: Reader) -> None:
        del world.signing.faces["person"]
        await world.streams.close(sid="sid-1")
        names = [(await reader.event())[0]]
        while names[-1] != "complete":
            names.append((await reader.event())[0])

    reading(world, story)


def test_a_session_that_ran_out_is_said(world: World) -> None:
    async def story(reader: Reader) -> None:
        del world.signing.faces["person"]
        world.streams.notify()
        assert "SESSION_EXPIRED" in str((await reader.event())[1])
        assert (await reader.event())[0] == "complete"

    reading(world, story)


def test_one_too_many_streams_is_429(world: World) -> None:
    async def tell() -> None:
        async with AsyncExitStack() as readers:
            opened = [await readers.enter_async_context(Reader(world)) for _ in range(9)]
            assert [reader.status for reader in opened] == [200] * 8 + [429]

    run(tell())
    assert len(world.streams) == 0


def test_stopping_ends_every_stream(world: World) -> None:
    async def story(reader: Reader) -> None:
        world.streams.close_all()
        assert (await reader.event())[0] == "complete"

    reading(world, story)


def test_whose_session_ran_out_is_told_no_more_however_slowly_they_read(world: World) -> None:
    """What waits behind a slow reader is theirs only if they are somebody when it is sent."""
    clock = Fixed()
    world.parts = replace(world.parts, clock=clock)
    world.rebuild()
    world.disclosure.orders["o-2"] = treated_order("o-2")

    async def story(reader: Reader) -> None:
        await reader.quiet()
        reader.may_take.clear()
        world.changes.add("o-1", 4)
        change(world, "o-2", 4)
        await asyncio.wait_for(reader.is_waited_for.wait(), SOON_S)
        del world.signing.faces["person"]
        clock.move(RECOGNISED_S)
        reader.may_take.set()
        assert (await reader.change())[0]["id"] == "o-1"
        assert "SESSION_EXPIRED" in str((await reader.event())[1])

    reading(world, story)
