"""Knows what each client may still ask for: a budget of cost a minute, that no flood can outspend.

The window of a client begins with its first operation and ends a minute later, whatever was asked
meanwhile. The other implementation of the port is `budgets_redis`.
"""

from collections import OrderedDict
from dataclasses import dataclass
from math import ceil
from typing import Final, NamedTuple, Protocol

from gateway.clock import Clock

WINDOW_S: Final = 60
MOST_CLIENTS: Final = 20_000
FOR_A_REFUSAL: Final = 50
"""What reading a document costs that is then refused; it is about what parsing it takes."""


class BudgetsUnavailableError(Exception):
    """Where budgets are kept is away: nothing can be asked for until it is back."""


class Balance(NamedTuple):
    """A client's budget after a charge; `granted`: the charge was within it."""

    limit: int
    remaining: int
    resets_in_s: float
    granted: bool = True

    @property
    def wait_s(self) -> int:
        """Whole seconds until the window ends, at least one."""
        return max(1, ceil(self.resets_in_s))

    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        """The fields of draft-ietf-httpapi-ratelimit-headers-10; `cost` names the policy."""
        return [
            (b"ratelimit-policy", b'"cost";q=%d;w=%d' % (self.limit, WINDOW_S)),
            (b"ratelimit", b'"cost";r=%d;t=%d' % (self.remaining, self.wait_s)),
        ]

    def headers(self) -> dict[str, str]:
        """The same, where others are added."""
        policy, left = (value.decode() for _, value in self.raw_headers())
        return {"RateLimit-Policy": policy, "RateLimit": left}


class Budgets(Protocol):
    """Where budgets are kept; its methods raise `BudgetsUnavailableError`."""

    async def charge(self, client: str, cost: int) -> Balance:
        """Take `cost` if that much is left, else nothing (`granted` says which)."""
        ...

    async def fine(self, client: str, cost: int) -> Balance:
        """Take `cost`, or what is left: the work was done already."""
        ...

    def spent(self, client: str) -> Balance | None:
        """The balance of a client that is known, here, to have nothing left; asks nobody."""
        ...


@dataclass(slots=True)
class _Window:
    spent: int
    ends_at: float


class MemoryBudgets:
    """`Budgets` in the process: for a run of one process. One event loop, so no lock."""

    def __init__(self, *, limit: int, clock: Clock) -> None:
        self._limit = limit
        self._clock = clock
        self._windows: OrderedDict[str, _Window] = OrderedDict()

    async def charge(self, client: str, cost: int) -> Balance:
        """See `Budgets.charge`."""
        window = self._window(client)
        granted = window.spent + cost <= self._limit
        if granted:
            window.spent += cost
        return self._balance(window, granted=granted)

    async def fine(self, client: str, cost: int) -> Balance:
        """See `Budgets.fine`."""
        window = self._window(client)
        window.spent = min(self._limit, window.spent + cost)
        return self._balance(window, granted=True)

    def spent(self, client: str) -> Balance | None:
        """See `Budgets.spent`."""
        window = self._windows.get(client)
        now = self._clock.monotonic()
        if window is None or window.spent < self._limit or window.ends_at <= now:
            return None
        return self._balance(window, granted=False)

    def _window(self, client: str) -> _Window:
        now = self._clock.monotonic()
        window = self._windows.get(client)
        if window is None or window.ends_at <= now:
            self._windows.pop(client, None)
            self._forget(now)
            window = self._windows[client] = _Window(0, now + WINDOW_S)
        return window

    def _forget(self, now: float) -> None:
        """Windows end in the order they began; beyond `MOST_CLIENTS` the oldest go early."""
        while self._windows:
            oldest = next(iter(self._windows))
            if self._windows[oldest].ends_at > now and len(self._windows) < MOST_CLIENTS:
                return
            del self._windows[oldest]

    def _balance(self, window: _Window, *, granted: bool) -> Balance:
        left = window.ends_at - self._clock.monotonic()
        return Balance(self._limit, self._limit - window.spent, left, granted)
