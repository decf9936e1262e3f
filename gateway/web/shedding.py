"""Knows how much one turn of the event loop may begin, and turns away what is more.

A cap on requests in flight sheds nothing where one loop does all the work: they wait in it anyway.
What is begun in one turn is what the next turns must finish, so it is that which is bounded.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Final

import msgspec
from starlette.types import Receive, Scope, Send

from gateway.telemetry.logs import Log
from gateway.telemetry.metrics import Metrics
from gateway.web.errors import unavailable
from gateway.web.headers import ALWAYS, UNLESS_SAID

BUDGET_S: Final = 0.05
AT_LEAST: Final = 4
"""So many are begun in any turn: one slow turn of something else turns nobody away."""
KEPT: Final = 0.98
"""Of what was measured before, a turn keeps this share."""
SAID_EVERY_S: Final = 1.0
REFUSAL: Final = unavailable("OVERLOADED")
BODY: Final = msgspec.json.encode(REFUSAL.body())
HEADERS: Final = [
    *((name.encode(), value.encode()) for name, value in (*ALWAYS, UNLESS_SAID)),
    (b"content-type", b"application/json; charset=utf-8"),
    (b"content-length", str(len(BODY)).encode()),
    (b"retry-after", b"1"),
]


class TurnBudget:
    """Counts what a turn begins, against what one request has cost of late, in CPU of this loop.

    `cpu` says how many seconds of it the loop's thread has used.
    """

    def __init__(
        self,
        *,
        budget_s: float,
        log: Log,
        metrics: Metrics | None = None,
        cpu: Callable[[], float] = time.thread_time,
    ) -> None:
        self._metrics = metrics or Metrics()
        self._cpu = cpu
        self._budget_s = budget_s
        self._log = log
        self._begun = 0
        self._turned_away = 0
        self._marked = False
        self._allowed = AT_LEAST
        self._cpu_s = cpu()
        self._cpu_sum = 0.0
        self._begun_sum = 0.0
        self._said_at = 0.0

    def may_begin(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Whether one more request may begin in this turn."""
        if not self._marked:
            self._marked = True
            loop.call_soon(self._next_turn, loop)
        if self._budget_s and self._begun >= self._allowed:
            self._turned_away += 1
            self._metrics.shed()
            return False
        self._begun += 1
        return True

    def _next_turn(self, loop: asyncio.AbstractEventLoop) -> None:
        """Runs first in the turn after the one in which something arrived."""
        now = self._cpu()
        self._cpu_sum = self._cpu_sum * KEPT + (now - self._cpu_s)
        self._begun_sum = self._begun_sum * KEPT + self._begun
        self._cpu_s = now
        each_s = self._cpu_sum / max(self._begun_sum, 1.0)
        self._allowed = max(AT_LEAST, int(self._budget_s / max(each_s, 1e-6)))
        self._begun, self._marked = 0, False
        if self._turned_away and loop.time() - self._said_at > SAID_EVERY_S:
            self._log.warning("overloaded", count=self._turned_away)
            self._turned_away, self._said_at = 0, loop.time()


async def turned_away(_scope: Scope, _receive: Receive, send: Send) -> None:
    """The ASGI application for a request that may not begin: nothing of it is read."""
    start = {"type": "http.response.start", "status": REFUSAL.status, "headers": HEADERS}
    await send(start)
    await send({"type": "http.response.body", "body": BODY})
