"""One suite over both keepers of budgets."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from gateway.clock import SystemClock, new_id
from gateway.web.budgets import WINDOW_S, Balance, Budgets, BudgetsUnavailableError, MemoryBudgets
from gateway.web.budgets_redis import RedisBudgets
from tests.world.counts import examples
from tests.world.loop import run

LIMIT = 1_000
Opened = Callable[[], "Awaitable[Budgets]"]


class TurnedClock(SystemClock):
    """The machine's clock, put forward by a test."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead

    def now(self) -> datetime:
        raise AssertionError("a window is measured by what never goes back")


@asynccontextmanager
async def kept(
    kind: str, url: str, *, clock: TurnedClock | None = None, window_s: float = WINDOW_S
) -> AsyncGenerator[Budgets]:
    turned = clock or TurnedClock()
    if kind == "memory":
        yield MemoryBudgets(limit=LIMIT, clock=turned)
        return
    redis = Redis.from_url(url)
    try:
        yield RedisBudgets(redis, limit=LIMIT, clock=turned, window_s=window_s)
    finally:
        await redis.aclose()


@pytest.fixture(params=["memory", "redis"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def telling(kind: str, url: str, story: Callable[[Budgets, str], Awaitable[None]]) -> None:
    async def tell() -> None:
        async with kept(kind, url) as budgets:
            await story(budgets, new_id())

    run(tell())


def test_a_charge_is_taken_while_it_is_there(kind: str, redis_url: str) -> None:
    async def story(budgets: Budgets, client: str) -> None:
        first, second = await budgets.charge(client, 400), await budgets.charge(client, 600)
        assert (first.remaining, second.remaining) == (600, 0)
        assert first.granted
        assert second.granted
        assert 0 < second.resets_in_s <= WINDOW_S

    telling(kind, redis_url, story)


def test_a_charge_that_is_too_large_takes_nothing(kind: str, redis_url: str) -> None:
    async def story(budgets: Budgets, client: str) -> None:
        await budgets.charge(client, 700)
        refused = await budgets.charge(client, 301)
        assert (refused.granted, refused.remaining) == (False, 300)
        assert (await budgets.charge(client, 300)).granted

    telling(kind, redis_url, story)


def test_a_fine_takes_what_is_left(kind: str, redis_url: str) -> None:
    async def story(budgets: Budgets, client: str) -> None:
        await budgets.charge(client, 990)
        assert (await budgets.fine(client, 50)).remaining == 0
        known = budgets.spent(client)
        assert known is not None
        assert (known.granted, known.remaining, known.limit) == (False, 0, LIMIT)

    telling(kind, redis_url, story)


def test_clients_do_not_share(kind: str, redis_url: str) -> None:
    async def story(budgets: Budgets, client: str) -> None:
        await budgets.charge(client, LIMIT)
        other = f"{client}-2"
        assert budgets.spent(other) is None
        assert (await budgets.charge(other, LIMIT)).granted

    telling(kind, redis_url, story)


def test_charges_at_once_never_outspend(kind: str, redis_url: str) -> None:
    async def story(budgets: Budgets, client: str) -> None:
        found = await asyncio.gather(*(budgets.charge(client, 30) for _ in range(60)))
        assert sum(one.granted for one in found) == LIMIT // 30

    telling(kind, redis_url, story)


def test_a_window_ends_and_another_begins(kind: str, redis_url: str) -> None:
    clock = TurnedClock()

    async def story() -> None:
        async with kept(kind, redis_url, clock=clock, window_s=0.2) as budgets:
            client = new_id()
            await budgets.charge(client, LIMIT)
            assert budgets.spent(client) is not None
            clock.ahead = WINDOW_S + 1
            await asyncio.sleep(0.3)  # noqa: TID251 (Redis has a clock of its own)
            assert budgets.spent(client) is None
            assert (await budgets.charge(client, 10)).remaining == LIMIT - 10

    run(story())


def test_two_replicas_share_one_budget(redis_url: str) -> None:
    async def story() -> None:
        async with kept("redis", redis_url) as one, kept("redis", redis_url) as other:
            client = new_id()
            await one.charge(client, 900)
            assert not (await other.charge(client, 101)).granted

    run(story())


def test_a_store_that_is_away_is_said() -> None:
    async def story() -> None:
        async with kept("redis", "redis://127.0.0.1:1/0") as budgets:
            with pytest.raises(BudgetsUnavailableError):
                await budgets.charge("a", 1)

    run(story())


def test_old_windows_are_forgotten() -> None:
    async def story() -> None:
        clock = TurnedClock()
        budgets = MemoryBudgets(limit=LIMIT, clock=clock)
        for number in range(50):
            await budgets.charge(f"c{number}", 1)
        clock.ahead = WINDOW_S + 1
        await budgets.charge("new", 1)
        assert len(budgets._windows) == 1

    run(story())


def test_the_header_fields_say_quota_window_rest_and_time() -> None:
    assert Balance(1_000, 12, 3.2).headers() == {
        "RateLimit-Policy": '"cost";q=1000;w=60',
        "RateLimit": '"cost";r=12;t=4',
    }


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 700), st.booleans()), max_size=12))
def test_what_is_taken_never_passes_the_limit(steps: list[tuple[int, bool]]) -> None:
    async def story() -> None:
        budgets = MemoryBudgets(limit=LIMIT, clock=TurnedClock())
        left = LIMIT
        for cost, fine in steps:
            found = await (budgets.fine("a", cost) if fine else budgets.charge("a", cost))
            taken = left - found.remaining
            expected = min(cost, left) if fine else cost if cost <= left else 0
            assert taken == expected
            assert (budgets.spent("a") is not None) == (found.remaining == 0)
            left = found.remaining

    run(story())
