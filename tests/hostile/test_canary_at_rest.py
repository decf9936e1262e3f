"""What lies in SQLite's files and in Redis after everything was done."""

from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis
from sqlalchemy import update

from gateway.clock import SystemClock
from gateway.orders.tables import orders
from gateway.session.sessions import SessionRecord, Sessions
from gateway.session.sessions_redis import RedisSessions
from gateway.store.engine import Store, open_store
from gateway.vault.seal import Vault
from gateway.web.budgets_redis import RedisBudgets
from schema.vocabulary.principals import Role
from tests.gateway.session.parts import access_claims
from tests.hostile.canary_rooms import lying
from tests.hostile.canary_walk import CanaryWalk
from tests.world.asking import someone
from tests.world.canaries import any_form
from tests.world.loop import run


def on_disk(url: str) -> list[bytes]:
    """The files of a database as they lie there."""
    file = Path(url.removeprefix("sqlite:///"))
    return [path.read_bytes() for path in file.parent.glob(f"{file.name}*")]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_database_holds_a_protected_value_in_clear(
    store: Store, database_url: str, vault: Vault, tmp_path: Path
) -> None:
    walk = CanaryWalk(store, vault, tmp_path, someone(Role.PHYSICIAN))
    run(walk.everything())
    files = on_disk(database_url)
    assert sum(map(len, files)) > 50_000
    assert [any_form(data) for data in files] == [set()] * len(files)
    run(_spoil(database_url, walk.typed()[0]))
    assert any(any_form(data) for data in on_disk(database_url))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_value_in_the_log_of_writes_is_found(
    store: Store, database_url: str, vault: Vault, tmp_path: Path
) -> None:
    """Until a checkpoint copies it, it lies in no other file."""
    walk = CanaryWalk(store, vault, tmp_path, someone(Role.PHYSICIAN))
    run(walk.everything())
    found = run(_spoil(database_url, walk.typed()[0]))
    assert {name: bool(any_form(data)) for name, data in found.items()} == {
        "": False,
        "-wal": True,
        "-shm": False,
    }


async def _spoil(url: str, value: str) -> dict[str, bytes]:
    """A value in clear where none belongs: the search finds it. The files before it is closed."""
    store = open_store(url)
    async with store.writing() as connection:
        await connection.execute(update(orders).values(owner=value))
    found = lying(store)
    await store.close()
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_redis_holds_nothing_of_a_patient_and_nothing_of_a_session_in_clear(
    store: Store, vault: Vault, tmp_path: Path, redis_url: str
) -> None:
    walk = CanaryWalk(store, vault, tmp_path, someone(Role.COORDINATOR))
    secret = walk.typed()[0]

    async def act() -> tuple[bytes, bytes]:
        redis = Redis.from_url(redis_url)
        await redis.flushall()
        clock = SystemClock()
        budgets = RedisBudgets(redis, limit=10**9, clock=clock)
        walk.world.parts = replace(walk.world.parts, budgets=budgets)
        sessions = Sessions(store=RedisSessions(redis), clock=clock, idle_s=900, absolute_s=3600)
        record = SessionRecord(
            claims=access_claims(), refresh_token=secret, name=secret, verified_at=0
        )
        await sessions.begin(record)
        await walk.everything()
        before = await everything_in(redis)
        await redis.set("spoilt", secret)
        after = await everything_in(redis)
        await redis.flushall()
        await redis.aclose()
        return before, after

    before, after = run(act())
    assert before.count(b"\n") >= 3
    assert any_form(before) == set()
    assert any_form(after)


async def everything_in(redis: Redis) -> bytes:
    """Every key with its value, as Redis writes it down."""
    found = bytearray()
    for key in await redis.keys():
        name = key if isinstance(key, bytes) else key.encode()
        found += name + b" " + await _dumped(redis, name) + b"\n"
    return bytes(found)


async def _dumped(redis: Redis, name: bytes) -> bytes:
    return bytes(await redis.dump(name) or b"")
