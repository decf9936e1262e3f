"""Knows how to keep budgets in Redis: for several replicas, of which a client may ask any."""

from typing import Final, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from gateway.clock import Clock
from gateway.web.budgets import MOST_CLIENTS, WINDOW_S, Balance, BudgetsUnavailableError

CHARGE: Final = """
local limit, cost, window, fine = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local spent, left = tonumber(redis.call('GET', KEYS[1]) or '0'), redis.call('PTTL', KEYS[1])
if left <= 0 then spent, left = 0, window end
local granted = (spent + cost <= limit) and 1 or 0
if granted == 1 or fine == '1' then spent = math.min(limit, spent + cost) end
redis.call('SET', KEYS[1], string.format('%.0f', spent), 'PX', left)
return {granted, string.format('%.0f', spent), left}
"""


class RedisBudgets:
    """`Budgets` in Redis, one script a charge; `client` must answer bytes, its owner closes it.

    What it saw last is remembered, so that a client with nothing left is refused without asking.
    `window_s` is how long a window lasts on Redis's own clock.
    """

    def __init__(
        self, client: Redis, *, limit: int, clock: Clock, window_s: float = WINDOW_S
    ) -> None:
        self._window_ms = round(window_s * 1_000)
        self._script = client.register_script(CHARGE)
        self._limit = limit
        self._clock = clock
        self._spent_until: dict[str, float] = {}

    async def charge(self, client: str, cost: int) -> Balance:
        """See `Budgets.charge`."""
        return await self._take(client, cost, fine=False)

    async def fine(self, client: str, cost: int) -> Balance:
        """See `Budgets.fine`."""
        return await self._take(client, cost, fine=True)

    def spent(self, client: str) -> Balance | None:
        """See `Budgets.spent`."""
        until = self._spent_until.get(client, 0.0)
        left = until - self._clock.monotonic()
        return None if left <= 0 else Balance(self._limit, 0, left, granted=False)

    async def _take(self, client: str, cost: int, *, fine: bool) -> Balance:
        args = [self._limit, cost, self._window_ms, int(fine)]
        try:
            found = cast(
                "tuple[int, bytes, int]",
                await self._script(keys=[f"cgt:budget:{client}"], args=args),
            )
        except (RedisError, OSError) as error:
            raise BudgetsUnavailableError("budgets are away") from error
        granted, spent, left_ms = bool(found[0]), int(found[1]), int(found[2])
        self._remember(client, left_ms / 1_000 if spent >= self._limit else 0.0)
        return Balance(self._limit, self._limit - spent, left_ms / 1_000, granted)

    def _remember(self, client: str, left_s: float) -> None:
        if left_s <= 0:
            self._spent_until.pop(client, None)
            return
        if len(self._spent_until) >= MOST_CLIENTS:
            self._spent_until.clear()
        self._spent_until[client] = self._clock.monotonic() + left_s
