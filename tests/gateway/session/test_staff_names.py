"""Names of staff that the sign-in server is slow to tell are there for the next who asks."""

import asyncio

from gateway.clock import SystemClock
from gateway.session.admin import AdminUnreachableError, Json
from gateway.session.holders import StaffNames
from tests.world.loop import run

ANSWERS: dict[str, list[Json]] = {
    "organizations": [{"id": "o-1", "alias": "a"}],
    "organizations/o-1/groups": [],
    "organizations/o-1/members": [
        {"id": "s-1", "username": "i", "firstName": "Ines", "lastName": "Okafor", "enabled": True}
    ],
}


class SlowAdmin:
    """An Admin API of one site and one person that answers when it is let, unless it is away.

    `asked` counts how often it was asked for the site.
    """

    def __init__(self) -> None:
        self.let, self.asked, self.away = asyncio.Event(), 0, False

    async def get(self, path: str, /, **query: str) -> object:
        """What stands there, later."""
        del query
        self.asked += path == "organizations"
        await self.let.wait()
        if self.away:
            raise AdminUnreachableError("away")
        return ANSWERS[path]

    async def send(self, method: str, path: str, body: object = None) -> str | None:
        """Nobody's: whoever asks for names writes nothing."""
        raise AssertionError(f"{method} {path} was sent: {body}")

    async def create_realm(self, body: Json) -> None:
        """Nobody's, likewise."""
        raise AssertionError(f"a realm was made: {body}")


def staff() -> tuple[StaffNames, SlowAdmin]:
    """Names of site a, for which nobody waits long."""
    slow = SlowAdmin()
    return StaffNames(slow, sites={"a": "A"}, clock=SystemClock(), within_s=0.05), slow


def test_a_slow_answer_is_asked_for_once_and_there_for_the_next() -> None:
    async def walk() -> None:
        names, slow = staff()
        assert await asyncio.gather(names.names(), names.names()) == [{}, {}]
        slow.let.set()
        assert await names.names() == {"s-1": "Ines Okafor, A"}
        assert await names.names() == {"s-1": "Ines Okafor, A"}
        assert slow.asked == 1

    run(walk())


def test_while_the_server_is_away_nobody_has_a_name_and_the_next_asks_again() -> None:
    async def walk() -> None:
        names, slow = staff()
        slow.away = True
        slow.let.set()
        assert await names.names() == {}
        slow.away = False
        assert await names.names() == {"s-1": "Ines Okafor, A"}

    run(walk())
