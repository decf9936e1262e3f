"""Builds what lies in the process on one machine, and in Redis for a group.

Only a group imports Redis's library (ADR 119).
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from gateway.app.house import House
from gateway.session.ports import Closer
from gateway.session.sessions import SessionStore
from gateway.session.sessions_memory import MemorySessions
from gateway.telemetry.logs import Log
from gateway.web.budgets import Budgets, MemoryBudgets
from gateway.web.open_streams import OpenStreams


def sessions_of(house: House) -> SessionStore:
    """Where sessions lie."""
    if house.redis is None:
        return MemorySessions(clock=house.clock)
    from gateway.session.sessions_redis import RedisSessions  # noqa: PLC0415 (ADR 119)

    return RedisSessions(house.redis)


def budgets_of(house: House) -> Budgets:
    """Where clients' budgets lie."""
    limit = house.settings.cost_per_minute
    if house.redis is None:
        return MemoryBudgets(limit=limit, clock=house.clock)
    from gateway.web.budgets_redis import RedisBudgets  # noqa: PLC0415 (ADR 119)

    return RedisBudgets(house.redis, limit=limit, clock=house.clock)


@asynccontextmanager
async def closer_of(house: House, streams: OpenStreams) -> AsyncGenerator[Closer]:
    """Who ends streams: those of this process, or of every replica."""
    if house.redis is None:
        yield streams
        return
    from gateway.web.closing import RedisCloser  # noqa: PLC0415 (ADR 119)

    shared = RedisCloser(house.redis, streams, clock=house.clock, log=Log("streams"))
    await shared.start()
    try:
        yield shared
    finally:
        await shared.stop()
