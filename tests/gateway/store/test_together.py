import asyncio
from collections.abc import Sequence

import pytest

from gateway.clock import SystemClock
from gateway.store.together import Together
from tests.world.loop import run


class Counted:
    """Doubles what it is asked for, and remembers how it was asked; `go` holds it back."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.began = asyncio.Event()
        self.go = asyncio.Event()
        self.go.set()
        self.broken = False
        self.times = 2

    async def ask(self, numbers: Sequence[int]) -> dict[int, int]:
        self.asked.append(list(numbers))
        times = self.times
        self.began.set()
        await self.go.wait()
        if self.broken:
            raise ConnectionError
        return {number: number * times for number in numbers}


def test_questions_of_one_turn_are_one_and_each_has_its_own_answer() -> None:
    async def story() -> None:
        counted = Counted()
        together = Together(counted.ask)
        assert await asyncio.gather(*(together.of(n) for n in (1, 2, 1, 3))) == [2, 4, 2, 6]
        assert counted.asked == [[1, 2, 3]]

    run(story())


def test_nobody_joins_a_question_that_began() -> None:
    async def story() -> None:
        counted = Counted()
        together = Together(counted.ask)
        counted.go.clear()
        first = asyncio.create_task(together.of(1))
        await counted.began.wait()
        counted.times = 3  # what the later one must see
        later = asyncio.create_task(together.of(1))
        await SystemClock().sleep(0)
        counted.go.set()
        assert (await first, await later) == (2, 3)

    run(story())


def test_all_hear_of_a_fault_and_the_next_question_is_asked_anew() -> None:
    async def story() -> None:
        counted = Counted()
        together = Together(counted.ask)
        counted.broken = True
        found = await asyncio.gather(together.of(1), together.of(2), return_exceptions=True)
        assert [type(one) for one in found] == [ConnectionError] * 2
        counted.broken = False
        assert await together.of(1) == 2

    run(story())


def test_one_who_goes_away_takes_no_other_with_them() -> None:
    async def story() -> None:
        counted = Counted()
        together = Together(counted.ask)
        counted.go.clear()
        gone, stays = (asyncio.create_task(together.of(1)) for _ in "ab")
        await counted.began.wait()
        gone.cancel()
        await SystemClock().sleep(0)
        counted.go.set()
        assert await stays == 2
        with pytest.raises(asyncio.CancelledError):
            await gone

    run(story())
