"""Streams of changes: what a reader is told, what is kept of it, and what ends it."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.audit.events import Kind
from gateway.disclosure.policy_file import load_policy
from gateway.web.follower import RECOGNISED_S
from schema.vocabulary.principals import Role
from tests.world.loop import run
from tests.world.scripted import Fixed
from tests.world.stream_reader import SOON_S, Reader, change, reading
from tests.world.treated import treated_order
from tests.world.webapp import World, in_session, principal


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


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
