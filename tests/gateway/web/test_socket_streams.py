"""Streams over WebSocket: delivered, resumed, and ended with the access they stand on."""

import asyncio
from pathlib import Path

import pytest

from gateway.audit.events import Kind
from gateway.web.messages import Close
from schema.vocabulary.principals import Role
from tests.world.loop import run
from tests.world.serving import serving
from tests.world.socket_client import (
    BROWSER,
    PROGRAM,
    Client,
    code,
    moved,
    talking,
    tell,
)
from tests.world.treated import treated_order
from tests.world.webapp import World, in_session, principal


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


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


def test_who_cannot_be_asked_for_now_is_not_told_that_they_may_not(world: World) -> None:
    async def talk(client: Client) -> None:
        await client.greet()
        await client.say(id="1", type="subscribe", payload={"documentId": "sha256:follow"})
        await asyncio.sleep(0.1)  # noqa: TID251 (the stream opens)
        world.signing.away = True
        moved(world)
        assert code(await client.heard()) == "SIGN_IN_UNAVAILABLE"
        world.signing.away = False
        await client.say(type="ping")
        assert (await client.heard())["type"] == "pong"

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
