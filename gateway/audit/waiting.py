"""Knows which events wait to become durable, and who waits for them, no longer than a second."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gateway.audit.chain import Prepared

DURABLE_WITHIN_S: Final = 1.0
WAITING_MOST: Final = 10_000


class AuditUnavailableError(Exception):
    """The event is not durable in time: nothing protected may be released."""


@dataclass(slots=True)
class Caller:
    """Who waits; `left` of their events are not durable yet."""

    done: asyncio.Future[None]
    left: int

    def tell(self, error: AuditUnavailableError | None) -> None:
        """One of their events is durable, or will never be known to be."""
        self.left -= 1
        if self.done.done():
            return
        if error is not None:
            self.done.set_exception(error)
        elif self.left == 0:
            self.done.set_result(None)


class Waiting:
    """Events in the order in which they came, each with its caller."""

    def __init__(self) -> None:
        self._events: list[tuple[Prepared, Caller]] = []
        self._awaited: deque[tuple[float, asyncio.Future[None]]] = deque()
        self._late: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._events)

    def add(self, events: Sequence[Prepared]) -> asyncio.Future[None]:
        """Let them wait; done when all of them are durable, which raises after a second."""
        if len(self._events) + len(events) > WAITING_MOST:
            raise AuditUnavailableError("too many events wait to become durable")
        loop = asyncio.get_running_loop()
        caller = Caller(loop.create_future(), len(events))
        self._events += [(event, caller) for event in events]
        self._awaited.append((loop.time() + DURABLE_WITHIN_S, caller.done))
        if self._late is None:
            self._late = loop.call_later(DURABLE_WITHIN_S, self._give_up, loop)
        return caller.done

    def take(self, most: int) -> list[tuple[Prepared, Caller]]:
        """The first ones, which wait no longer here."""
        taken = self._events[:most]
        del self._events[:most]
        return taken

    def _give_up(self, loop: asyncio.AbstractEventLoop) -> None:
        """Tell those who have waited for a second; one timer does for all, for they come in turn.

        The event of such a one may become durable yet, and nobody is left to hear of it.
        """
        self._late = None
        now = loop.time()
        while self._awaited:
            until, done = self._awaited[0]
            if until > now and not done.done():
                self._late = loop.call_at(until, self._give_up, loop)
                return
            if not done.done():
                done.set_exception(AuditUnavailableError("the audit is not durable in time"))
            self._awaited.popleft()
