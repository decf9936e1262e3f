"""Knows how a request's work is ended when it takes too long: one timer does for all."""

import asyncio
from collections import deque
from types import TracebackType
from typing import Final

DEADLINE_S: Final = 10.0


class Deadlines:
    """Ends what takes longer than `seconds`. All have the same time, so they are late in turn.

    It does what `asyncio.timeout` does for each with a timer of its own.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: deque[Deadline] = deque()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def remembered(self) -> int:
        """How many: those that run, and such as ended behind one that does."""
        return len(self._running)

    def begin(self) -> "Deadline":
        """For a `with` round what a task awaits; late work raises `TimeoutError`."""
        return Deadline(self)

    def add(self, begun: "Deadline", loop: asyncio.AbstractEventLoop) -> float:
        """It runs from now on: until when it may, in the loop's time."""
        if loop is not self._loop:  # a timer of another loop never comes
            self._loop, self._timer = loop, None
            self._running.clear()
        until = loop.time() + self._seconds
        self._running.append(begun)
        if self._timer is None:
            self._timer = loop.call_at(until, self._end_late, loop)
        return until

    def forget_ended(self) -> None:
        """Remember none that ended before all that still run."""
        running = self._running
        while running and running[0].ended:
            running.popleft()

    def _end_late(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        now = loop.time()
        self.forget_ended()
        while self._running and self._running[0].until <= now:
            self._running.popleft().cancel()
            self.forget_ended()
        if self._running:
            self._timer = loop.call_at(self._running[0].until, self._end_late, loop)


class Deadline:
    """One task's work."""

    __slots__ = ("_all", "_cancelling", "_late", "_task", "until")

    def __init__(self, every: Deadlines) -> None:
        self._all = every
        self._task: asyncio.Task[object] | None = None
        self._cancelling = 0
        self._late = False
        self.until = 0.0

    @property
    def ended(self) -> bool:
        """Whether the work is over."""
        return self._task is None

    def cancel(self) -> None:
        """It is late."""
        if self._task is not None:
            self._late = True
            self._task.cancel()

    def __enter__(self) -> None:
        """The work begins; raises `RuntimeError` where no task runs."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task(loop)
        if task is None:
            raise RuntimeError("a deadline is a task's")
        self._task, self._cancelling = task, task.cancelling()
        self.until = self._all.add(self, loop)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """The work is over; raises `TimeoutError` where only its lateness cancelled it."""
        task, self._task = self._task, None
        self._all.forget_ended()
        if not self._late or task is None:
            return
        alone = task.uncancel() <= self._cancelling
        if alone and kind is asyncio.CancelledError:
            raise TimeoutError from error
