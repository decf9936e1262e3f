"""Knows how those who ask in one turn of the loop ask once, whatever each of them asks for.

Hundreds of streams wake in one turn; what each asks by itself is hundreds of ways there and back.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Generic, TypeVar

Alike = TypeVar("Alike", bound=Hashable)
Asked = TypeVar("Asked")
Found = TypeVar("Found")


class Together(Generic[Asked, Found]):
    """Questions that come in one turn are one.

    Whoever asks joins a question that has not begun, never one that has: its answer could be older
    than what made them ask.
    """

    def __init__(self, ask: Callable[[Sequence[Asked]], Awaitable[Mapping[Asked, Found]]]) -> None:
        self._ask = ask
        self._waiting: dict[Asked, list[asyncio.Future[Found]]] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def of(self, asked: Asked) -> Found:
        """What the question finds for this; raises what it raises, as all do who asked with it."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            task = loop.create_task(self._begin())
            self._running.add(task)  # the loop itself holds a task weakly
            task.add_done_callback(self._running.discard)
        mine: asyncio.Future[Found] = loop.create_future()
        self._waiting.setdefault(asked, []).append(mine)
        return await mine

    async def _begin(self) -> None:
        waiting, self._waiting = self._waiting, {}
        try:
            found = await self._ask(list(waiting))
        except Exception as error:  # noqa: BLE001 (whatever it is, it is theirs who asked)
            for one in _still(waiting):
                one.set_exception(error)
            return
        for asked, those in waiting.items():
            for one in those:
                if not one.done():
                    one.set_result(found[asked])


class AlikeTogether(Generic[Alike, Asked, Found]):
    """Of those who ask in one turn, those who are alike are one question.

    Questions of others are asked beside it: none waits for another's.
    """

    def __init__(
        self, ask: Callable[[Alike, Sequence[Asked]], Awaitable[Mapping[Asked, Found]]]
    ) -> None:
        self._ask = ask
        self._next: dict[Alike, Together[Asked, Found]] = {}

    async def of(self, alike: Alike, asked: Asked) -> Found:
        """As `Together.of`, among those alike."""
        group = self._next.get(alike)
        if group is None:
            group = self._next[alike] = Together(partial(self._begin, alike))
        return await group.of(asked)

    async def _begin(self, alike: Alike, asked: Sequence[Asked]) -> Mapping[Asked, Found]:
        del self._next[alike]
        return await self._ask(alike, asked)


def _still(waiting: Mapping[Asked, Sequence[asyncio.Future[Found]]]) -> list[asyncio.Future[Found]]:
    """Those who have not gone away meanwhile."""
    return [one for those in waiting.values() for one in those if not one.done()]
