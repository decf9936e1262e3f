"""A session is opened by its cookie alone, and ends when it must; one suite over both stores."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TypeAlias

import pytest
from redis.asyncio import Redis

from gateway.clock import Clock, SystemClock
from gateway.session.sessions import (
    SessionRecord,
    Sessions,
    SessionStore,
    SessionsUnavailableError,
)
from gateway.session.sessions_memory import MemorySessions
from gateway.session.sessions_redis import RedisSessions
from tests.gateway.session.parts import SetClock, access_claims
from tests.world.databases import free_port, redis
from tests.world.loop import run

Opened: TypeAlias = Callable[[Clock], AsyncGenerator[SessionStore]]


@pytest.fixture(scope="module")
def redis_url() -> Generator[str]:
    with redis() as url:
        yield url


@pytest.fixture(params=["memory", "redis"])
def open_store(request: pytest.FixtureRequest, redis_url: str) -> Opened:
    async def memory(clock: Clock) -> AsyncGenerator[SessionStore]:
        yield MemorySessions(clock=clock)

    async def in_redis(clock: Clock) -> AsyncGenerator[SessionStore]:
        del clock  # Redis ends what is over by its own clock
        client = Redis.from_url(redis_url)
        try:
            yield RedisSessions(client)
        finally:
            await client.aclose()

    return memory if request.param == "memory" else in_redis


def record(**changes: object) -> SessionRecord:
    return SessionRecord(
        claims=access_claims(**changes), refresh_token="r-1", name="Lena Meier", verified_at=0
    )


def in_sessions(open_store: Opened, claim: Callable[[Sessions], Awaitable[None]]) -> None:
    """Run a claim over a store with the system's clock, so that both stores see the same time."""

    async def inner() -> None:
        clock = SystemClock()
        async with asynccontextmanager(open_store)(clock) as store:
            await claim(Sessions(store=store, clock=clock, idle_s=900, absolute_s=43_200))

    run(inner())


def test_a_cookie_opens_its_session_and_no_other_value_does(open_store: Opened) -> None:
    # ASVS 7.2.1 7.2.2 7.2.3
    async def claim(sessions: Sessions) -> None:
        cookie = await sessions.begin(record())
        opened = await sessions.load(cookie)
        assert opened is not None
        assert opened.record == record()
        for other in ("", "é", cookie[:-2], "A" * 43, cookie + "AA"):
            assert await sessions.load(other) is None

    in_sessions(open_store, claim)


def test_a_tampered_record_opens_nothing(open_store: Opened) -> None:
    async def claim(sessions: Sessions) -> None:
        cookie = await sessions.begin(record())
        opened = await sessions.load(cookie)
        assert opened is not None
        stored = await sessions.store.get(opened.name)
        assert stored is not None
        flipped = stored.sealed[:-1] + bytes([stored.sealed[-1] ^ 1])
        await sessions.store.replace(opened.name, replace(stored, sealed=flipped))
        assert await sessions.load(cookie) is None

    in_sessions(open_store, claim)


def test_the_store_holds_neither_cookie_nor_token_nor_name(open_store: Opened) -> None:
    async def claim(sessions: Sessions) -> None:
        cookie = await sessions.begin(record())
        opened = await sessions.load(cookie)
        assert opened is not None
        kept = str(await sessions.store.get(opened.name)) + opened.name
        assert not [word for word in (cookie, "r-1", "Lena") if word in kept]

    in_sessions(open_store, claim)


@pytest.mark.parametrize("who", [{"sid": "sid-7"}, {"subject": "person-7"}])
def test_a_session_is_ended_from_outside(open_store: Opened, who: dict[str, str]) -> None:
    # ASVS 7.4.5
    async def claim(sessions: Sessions) -> None:
        cookie = await sessions.begin(record(sid="sid-7", sub="person-7"))
        other = await sessions.begin(record(sid="sid-8", sub="person-8"))
        assert await sessions.store.end(**who) == 1
        assert await sessions.load(cookie) is None
        assert await sessions.load(other) is not None
        assert await sessions.store.is_ended("sid-7")

    in_sessions(open_store, claim)


def test_who_asks_together_has_each_their_own_answer(open_store: Opened) -> None:
    async def claim(sessions: Sessions) -> None:
        cookies = [await sessions.begin(record(sid=f"sid-{one}")) for one in "abc"]
        await sessions.store.end(sid="sid-b")
        ended = (sessions.store.is_ended(f"sid-{one}") for one in "abcb")
        assert await asyncio.gather(*ended) == [False, True, False, True]
        opened = await asyncio.gather(*(sessions.load(one) for one in [*cookies, "A" * 43]))
        sids = [None if one is None else one.record.claims.sid for one in opened]
        assert sids == ["sid-a", None, "sid-c", None]

    in_sessions(open_store, claim)


def test_a_sign_in_that_ended_while_others_asked_is_seen_by_the_next_to_ask(
    open_store: Opened,
) -> None:
    async def claim(sessions: Sessions) -> None:
        await sessions.begin(record(sid="sid-a"))
        for _ in range(50):
            asking = [asyncio.create_task(sessions.store.is_ended("sid-x")) for _ in "ab"]
            await SystemClock().sleep(0)
            await sessions.store.end(sid="sid-a")
            assert await sessions.store.is_ended("sid-a")
            await asyncio.gather(*asking)

    in_sessions(open_store, claim)


def test_hundreds_who_ask_in_one_turn_are_one_question_to_redis(redis_url: str) -> None:
    async def inner() -> None:
        client = Redis.from_url(redis_url)
        store = RedisSessions(client)
        try:
            await client.config_resetstat()
            await asyncio.gather(*(store.is_ended(f"sid-{one}") for one in range(500)))
            await asyncio.gather(*(store.get(f"name-{one}") for one in range(500)))
            asked = await client.info("commandstats")
            assert asked["cmdstat_mget"]["calls"] == 1
            assert asked["cmdstat_hgetall"]["calls"] == 500  # in one way there and back
            assert (await client.info("clients"))["connected_clients"] == 1
        finally:
            await client.aclose()

    run(inner())


def test_an_ended_session_is_not_revived(open_store: Opened) -> None:
    async def claim(sessions: Sessions) -> None:
        cookie = await sessions.begin(record())
        opened = await sessions.load(cookie)
        assert opened is not None
        await sessions.store.remove(opened.name)
        assert await sessions.keep(opened, record()) is None
        await sessions.touch(replace(opened, idle_ends_at=0))
        assert await sessions.load(cookie) is None

    in_sessions(open_store, claim)


def test_a_touch_moves_the_idle_end_and_keeps_newer_claims(open_store: Opened) -> None:
    async def claim(sessions: Sessions) -> None:
        cookie = await sessions.begin(record())
        opened = await sessions.load(cookie)
        assert opened is not None
        await sessions.keep(opened, record(scope="newer"))
        await sessions.touch(replace(opened, idle_ends_at=0))
        again = await sessions.load(cookie)
        assert again is not None
        assert again.record.claims.scope == "newer"

    in_sessions(open_store, claim)


def test_what_is_printed_of_a_session_opens_nothing(open_store: Opened) -> None:
    async def claim(sessions: Sessions) -> None:
        opened = await sessions.load(await sessions.begin(record()))
        assert opened is not None
        printed = f"{opened!r} {opened.record!r}"
        assert not [word for word in ("r-1", "Lena", opened.name, "key") if word in printed]

    in_sessions(open_store, claim)


def test_once_is_once(open_store: Opened) -> None:
    async def claim(sessions: Sessions) -> None:
        tries = await asyncio.gather(*(sessions.store.once("j-9", ttl_s=60) for _ in range(9)))
        assert tries.count(True) == 1

    in_sessions(open_store, claim)


def test_a_lock_has_one_holder(open_store: Opened) -> None:
    async def claim(sessions: Sessions) -> None:
        inside: list[int] = []

        async def hold() -> int:
            async with sessions.store.lock("one"):
                inside.append(1)
                await asyncio.wait_for(asyncio.shield(asyncio.to_thread(int)), 1)
                seen = len(inside)
                inside.pop()
                return seen

        assert set(await asyncio.gather(*(hold() for _ in range(5)))) == {1}

    in_sessions(open_store, claim)


@pytest.mark.parametrize(("step_s", "steps", "lives"), [(890, 40, True), (901, 1, False)])
def test_idle_and_absolute_ends_are_kept(step_s: int, steps: int, lives: bool) -> None:  # noqa: FBT001
    # ASVS 7.3.1
    async def inner() -> bool:
        clock = SetClock()
        store = MemorySessions(clock=clock)
        sessions = Sessions(store=store, clock=clock, idle_s=900, absolute_s=43_200)
        cookie = await sessions.begin(record())
        for _ in range(steps):
            clock.move(step_s)
            opened = await sessions.load(cookie)
            if opened is None:
                return False
            await sessions.touch(opened)
        return True

    assert run(inner()) is lives


def test_the_absolute_end_comes_whatever_is_done() -> None:
    # ASVS 7.3.2
    async def inner() -> None:
        clock = SetClock()
        store = MemorySessions(clock=clock)
        sessions = Sessions(store=store, clock=clock, idle_s=900, absolute_s=1000)
        cookie = await sessions.begin(record())
        clock.move(800)
        opened = await sessions.load(cookie)
        assert opened is not None
        await sessions.touch(opened)
        clock.move(201)
        assert await sessions.load(cookie) is None

    run(inner())


def test_redis_away_is_not_signed_out() -> None:
    async def inner() -> None:
        client = Redis.from_url(f"redis://127.0.0.1:{free_port()}/0")
        sessions = Sessions(
            store=RedisSessions(client), clock=SystemClock(), idle_s=900, absolute_s=43_200
        )
        try:
            with pytest.raises(SessionsUnavailableError):
                await sessions.load("A" * 43)
            asked = [sessions.store.is_ended(f"sid-{one}") for one in "aab"]
            told = await asyncio.gather(*asked, return_exceptions=True)
            assert [type(one) for one in told] == [SessionsUnavailableError] * 3
        finally:
            await client.aclose()

    run(inner())
