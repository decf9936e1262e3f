"""Names of staff that the sign-in server is slow to tell are there for the next who asks."""

import asyncio
from typing import cast

import pytest

from gateway.clock import SystemClock
from gateway.session import holders
from gateway.session.admin import AdminCalls, AdminUnreachableError
from gateway.session.directory import Member
from gateway.session.holders import StaffNames
from tests.world.loop import run

NOBODY_CALLS = cast("AdminCalls", None)
MEMBER = Member(subject="s-1", name="Ines Okafor", username="i", enabled=True, roles=frozenset())


class Slow:
    """A directory that answers when it is let; `asked` counts how often it was asked."""

    def __init__(self) -> None:
        self.let, self.asked, self.away = asyncio.Event(), 0, False

    async def members(self, _: str) -> list[Member]:
        self.asked += 1
        await self.let.wait()
        if self.away:
            raise AdminUnreachableError("away")
        return [MEMBER]


def staff(monkeypatch: pytest.MonkeyPatch) -> tuple[StaffNames, Slow]:
    monkeypatch.setattr(holders, "KNOWN_WITHIN_S", 0.05)
    names, slow = StaffNames(NOBODY_CALLS, sites={"a": "A"}, clock=SystemClock()), Slow()
    monkeypatch.setattr(names, "_directory", slow)
    return names, slow


def test_a_slow_answer_is_asked_for_once_and_there_for_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def walk() -> None:
        names, slow = staff(monkeypatch)
        assert await asyncio.gather(names.names(), names.names()) == [{}, {}]
        slow.let.set()
        assert await names.names() == {"s-1": "Ines Okafor, A"}
        assert await names.names() == {"s-1": "Ines Okafor, A"}
        assert slow.asked == 1

    run(walk())


def test_while_the_server_is_away_nobody_has_a_name_and_the_next_asks_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def walk() -> None:
        names, slow = staff(monkeypatch)
        slow.away = True
        slow.let.set()
        assert await names.names() == {}
        slow.away = False
        assert await names.names() == {"s-1": "Ines Okafor, A"}

    run(walk())
