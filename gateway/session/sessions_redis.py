"""Knows how to keep sessions in Redis: for several replicas that share them.

Redis holds sealed records, sign-in ids and subjects; losing it signs people out, nothing more.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import cast

import msgspec
from redis.asyncio import Redis
from redis.exceptions import LockError, RedisError

from gateway.clock import Clock
from gateway.session.sessions import SessionsUnavailableError, StoredSession
from gateway.session.sessions_memory import ENDED_S

LOCK_LIFE_S = 15
MOST_PER_PERSON_S = 86_400


class RedisSessions:
    """`SessionStore` in Redis; `client` must answer bytes, its owner closes it."""

    def __init__(self, client: Redis, *, clock: Clock) -> None:
        self._redis = client
        self._clock = clock

    async def add(self, name: str, session: StoredSession) -> None:
        """Keep a new session until its first end."""
        with _translated():
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.set(_key(name), _packed(session), ex=self._life_s(session))
                for index in _indexes(session):
                    pipe.sadd(index, name)
                    pipe.expire(index, MOST_PER_PERSON_S)
                await pipe.execute()

    async def replace(self, name: str, session: StoredSession) -> bool:
        """Keep its new state unless it was ended meanwhile; whether it was kept."""
        with _translated():
            kept = await self._redis.set(
                _key(name), _packed(session), ex=self._life_s(session), xx=True
            )
            return bool(kept)

    async def get(self, name: str) -> StoredSession | None:
        """The session, None once ended."""
        with _translated():
            packed = cast("bytes | None", await self._redis.get(_key(name)))
        return None if packed is None else msgspec.msgpack.decode(packed, type=StoredSession)

    async def remove(self, name: str) -> None:
        """End one session."""
        with _translated():
            await self._redis.delete(_key(name))

    async def end(self, *, sid: str | None = None, subject: str | None = None) -> int:
        """End every session of a sign-in or of a person; how many there were."""
        index = f"cgt:sid:{sid}" if sid else f"cgt:subject:{subject}"
        with _translated():
            members = self._redis.smembers(index)
            names = [name.decode() for name in cast("set[bytes]", await members)]  # pyright: ignore[reportGeneralTypeIssues] (a union of the two clients' answers)
            sids = {sid} if sid else set[str]()
            for name in names:
                session = await self.get(name)
                sids |= {session.sid} if session else set[str]()
            for each in sids:
                await self._redis.set(f"cgt:ended:{each}", b"1", ex=ENDED_S)
            ended = [bool(await self._redis.delete(_key(name))) for name in names]
            await self._redis.delete(index)
        return sum(ended)

    async def is_ended(self, sid: str) -> bool:
        """Whether that sign-in was ended from outside lately."""
        with _translated():
            return bool(await self._redis.exists(f"cgt:ended:{sid}"))

    async def once(self, key: str, *, ttl_s: int) -> bool:
        """True the first time within `ttl_s`, on whichever replica."""
        with _translated():
            return bool(await self._redis.set(f"cgt:once:{key}", b"1", nx=True, ex=ttl_s))

    @asynccontextmanager
    async def lock(self, name: str) -> AsyncIterator[None]:
        """One holder at a time, across replicas; a holder that dies lets go after a while."""
        lock = self._redis.lock(
            f"cgt:lock:{name}", timeout=LOCK_LIFE_S, blocking_timeout=LOCK_LIFE_S
        )
        with _translated():
            if not await lock.acquire():
                raise SessionsUnavailableError("a session stays locked")
        try:
            yield
        finally:
            with _translated():
                try:
                    await lock.release()
                except LockError:
                    pass  # it ran out while we held it: whoever has it now keeps it

    def _life_s(self, session: StoredSession) -> int:
        now = int(self._clock.now().timestamp())
        return max(1, min(session.idle_ends_at, session.absolute_ends_at) - now)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise SessionsUnavailableError("the store of sessions is away") from error


def _key(name: str) -> str:
    return f"cgt:session:{name}"


def _indexes(session: StoredSession) -> tuple[str, str]:
    return (f"cgt:sid:{session.sid}", f"cgt:subject:{session.subject}")


def _packed(session: StoredSession) -> bytes:
    return msgspec.msgpack.encode(session)
