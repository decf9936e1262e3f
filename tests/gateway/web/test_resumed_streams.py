"""A stream that goes on after a break: from its place, or anew where that place is no good."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.web.follower import MOST_BEHIND, OVERLAP
from tests.world.stream_reader import SOON_S, Reader, change, reading
from tests.world.treated import treated_order
from tests.world.webapp import World, in_session, principal


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def place_after(world: World, *, version: int = 4) -> str:
    """Where a stream stands that was told of one change."""
    places: list[str] = []

    async def story(reader: Reader) -> None:
        change(world, version=version)
        places.append((await reader.change())[1])

    reading(world, story)
    return places[0]


def test_what_was_missed_is_delivered_after_a_break(world: World) -> None:
    async def second(reader: Reader) -> None:
        seen = {
            str(told["id"]): told["version"] for told, _ in [await reader.change() for _ in "ab"]
        }
        assert seen == {"o-1": 6, "o-2": 1}

    place = place_after(world)
    world.disclosure.orders["o-2"] = treated_order("o-2")
    change(world, version=5)
    change(world, "o-2", 1)
    change(world, version=6)
    reading(world, second, last_id=place)


@pytest.mark.parametrize(("behind", "reset"), [(MOST_BEHIND, False), (MOST_BEHIND + 1, True)])
def test_a_place_that_lies_far_back_begins_with_a_reset(
    world: World, behind: int, *, reset: bool
) -> None:
    """Else one old token would read and show everything since, as often as a stream is opened."""

    async def second(reader: Reader) -> None:
        assert (await reader.change())[0]["reset"] is reset
        await reader.quiet()

    place = place_after(world)
    for version in range(behind):
        world.changes.add("o-1", 5 + version)
    reading(world, second, last_id=place)


@pytest.mark.parametrize(("ahead", "reset"), [(OVERLAP, False), (OVERLAP + 1, True)])
def test_a_place_ahead_of_a_restored_record_begins_with_a_reset(
    world: World, ahead: int, *, reset: bool
) -> None:
    """Else it would wait in silence until as many changes came as the backup lacks."""

    async def second(reader: Reader) -> None:
        async with asyncio.timeout(SOON_S):  # heartbeats come for ever
            if reset:
                assert (await reader.change())[0]["reset"] is True
            change(world, version=2)
            assert (await reader.change())[0]["version"] == 2

    for version in range(ahead):
        world.changes.add("o-1", version + 1)
    place = place_after(world, version=ahead + 1)
    del world.changes.rows[1:]
    reading(world, second, last_id=place)


@pytest.mark.parametrize("token", ["forged", "", "\u00e9", "x" * 4_000])
def test_a_place_that_is_not_ours_begins_with_a_reset(world: World, token: str) -> None:
    async def story(reader: Reader) -> None:
        told, _ = await reader.change()
        assert told == {"id": "", "version": 0, "reset": True, "order": None}

    reading(world, story, last_id=token)


def test_another_persons_place_begins_with_a_reset(world: World) -> None:
    async def second(reader: Reader) -> None:
        assert (await reader.change())[0]["reset"] is True

    place = place_after(world)
    world.signing.faces["person"] = in_session(replace(principal(), subject="subject-2"))
    reading(world, second, last_id=place)
