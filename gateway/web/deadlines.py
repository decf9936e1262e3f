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

    def __init__(self, seconds: float = DEADLINE_S) -> None:
        self.seconds = seconds
        self._running: deque[Deadline] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        """How many are remembered: those that run, and such as ended behind one that does."""
        return len(self._running)

    def begin(self) -> "Deadline":
        """For a `with` round what the current task awaits; late work raises `TimeoutError`."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task(loop)
        if task is None:
            raise RuntimeError("a deadline is a task's")
        begun = Deadline(self, task, loop.time() + self.seconds)
        self._running.append(begun)
        if self._timer is None:
            self._timer = loop.call_at(begun.until, self._end_late, loop)
        return begun

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
    """One task's work, and until when it may take, in the loop's time."""

    __slots__ = ("_all", "_cancelling", "_late", "_task", "ended", "until")

    def __init__(self, every: Deadlines, task: "asyncio.Task[object]", until: float) -> None:
        self._all = every
        self._task = task
        self._cancelling = task.cancelling()
        self._late = False
        self.ended = False
        self.until = until

    def cancel(self) -> None:
        """It is late."""
        self._late = True
        self._task.cancel()

    def __enter__(self) -> None:
        """The work begins."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """The work is over; raises `TimeoutError` where only its lateness cancelled it."""
        self.ended = True
        self._all.forget_ended()
        if not self._late:
            return
        alone = self._task.uncancel() <= self._cancelling
        if alone and kind is asyncio.CancelledError:
            raise TimeoutError from error
