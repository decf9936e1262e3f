"""Knows how to keep sessions in Redis: for several replicas that share them.

Redis holds sealed records, sign-in ids and subjects; losing it signs people out, nothing more.
"""

from collections.abc import AsyncGenerator, Awaitable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import cast

from redis.asyncio import Redis
from redis.exceptions import LockError, RedisError

from gateway.session.sessions import SessionsUnavailableError, StoredSession
from gateway.session.sessions_memory import ENDED_S
from gateway.store.together import Together

LOCK_LIFE_S = 15
INDEX_LIFE_S = 86_400
REPLACE = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('EXPIREAT', KEYS[1], ARGV[1])
return 1
"""
TOUCH = """
local absolute = redis.call('HGET', KEYS[1], 'absolute')
if not absolute then return 0 end
redis.call('HSET', KEYS[1], 'idle', ARGV[1])
redis.call('EXPIREAT', KEYS[1], math.min(tonumber(ARGV[1]), tonumber(absolute)))
return 1
"""


class RedisSessions:
    """`SessionStore` in Redis; `client` must answer bytes, its owner closes it.

    What is asked at every delivery of a stream, `get` and `is_ended`, is one question to Redis for
    all who ask it in one turn of the loop.
    """

    def __init__(self, client: Redis) -> None:
        self._redis = client
        self._replace = client.register_script(REPLACE)
        self._touch = client.register_script(TOUCH)
        self._records = Together(self._read)
        self._ends = Together(self._which_ended)

    async def add(self, name: str, session: StoredSession) -> None:
        """Keep a new session until its first end."""
        with _translated():
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.hset(
                    _key(name), items=[part for pair in _fields(session).items() for part in pair]
                )
                pipe.expireat(_key(name), _end(session))
                for index in _indexes(session):
                    pipe.sadd(index, name)
                    pipe.expire(index, INDEX_LIFE_S)
                await pipe.execute()

    async def replace(self, name: str, session: StoredSession) -> bool:
        """Keep its new state unless it was ended meanwhile; whether it was kept."""
        pairs = [part for pair in _fields(session).items() for part in pair]
        with _translated():
            return bool(await self._replace(keys=[_key(name)], args=[_end(session), *pairs]))

    async def touch(self, name: str, *, idle_ends_at: int) -> None:
        """Move the idle end of a session that still lives, and nothing else of it."""
        with _translated():
            await self._touch(keys=[_key(name)], args=[idle_ends_at])

    async def get(self, name: str) -> StoredSession | None:
        """The session, None once ended."""
        with _translated():
            found = await self._records.of(name)
        if not found:
            return None
        return StoredSession(
            found[b"sealed"],
            found[b"sid"].decode(),
            found[b"subject"].decode(),
            int(found[b"idle"]),
            int(found[b"absolute"]),
        )

    async def remove(self, name: str) -> None:
        """End one session."""
        with _translated():
            await self._redis.delete(_key(name))

    async def end(self, *, sid: str | None = None, subject: str | None = None) -> int:
        """End every session of a sign-in or of a person; how many there were."""
        index = f"cgt:sid:{sid}" if sid else f"cgt:subject:{subject}"
        with _translated():
            members = await cast("Awaitable[set[bytes]]", self._redis.smembers(index))
            names = [name.decode() for name in members]
            sids = {sid} if sid else set[str]()
            for name in names:
                session = await self.get(name)
                sids |= {session.sid} if session else set[str]()
            for each in sids:
                await self._redis.set(_ended(each), b"1", ex=ENDED_S)
            ended = [bool(await self._redis.delete(_key(name))) for name in names]
            await self._redis.delete(index)
        return sum(ended)

    async def is_ended(self, sid: str) -> bool:
        """Whether that sign-in was ended from outside lately."""
        with _translated():
            return await self._ends.of(sid)

    async def once(self, key: str, *, ttl_s: int) -> bool:
        """True the first time within `ttl_s`, on whichever replica."""
        with _translated():
            return bool(await self._redis.set(f"cgt:once:{key}", b"1", nx=True, ex=ttl_s))

    @asynccontextmanager
    async def lock(self, name: str) -> AsyncGenerator[None]:
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
            # one that ran out while we held it belongs to whoever has it now
            with _translated(), suppress(LockError):
                await lock.release()

    async def _read(self, names: Sequence[str]) -> dict[str, dict[bytes, bytes]]:
        async with self._redis.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.hgetall(_key(name))
            found = cast("list[dict[bytes, bytes]]", await pipe.execute())
        return dict(zip(names, found, strict=True))

    async def _which_ended(self, sids: Sequence[str]) -> dict[str, bool]:
        found = cast("list[bytes | None]", await self._redis.mget([_ended(sid) for sid in sids]))
        return {sid: one is not None for sid, one in zip(sids, found, strict=True)}


@contextmanager
def _translated() -> Generator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise SessionsUnavailableError("the store of sessions is away") from error


def _key(name: str) -> str:
    return f"cgt:session:{name}"


def _ended(sid: str) -> str:
    return f"cgt:ended:{sid}"


def _indexes(session: StoredSession) -> tuple[str, str]:
    return (f"cgt:sid:{session.sid}", f"cgt:subject:{session.subject}")


def _fields(session: StoredSession) -> dict[str, str | bytes]:
    return {
        "sealed": session.sealed,
        "sid": session.sid,
        "subject": session.subject,
        "idle": str(session.idle_ends_at),
        "absolute": str(session.absolute_ends_at),
    }


def _end(session: StoredSession) -> int:
    return min(session.idle_ends_at, session.absolute_ends_at)
