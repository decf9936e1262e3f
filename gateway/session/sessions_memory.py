"""Knows how to keep sessions in the process: for a run of one process."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from weakref import WeakValueDictionary

from gateway.clock import Clock
from gateway.session.sessions import StoredSession

ENDED_S = 900
"""How long an ended sign-in is remembered: longer than any access token lives."""


class MemorySessions:
    """`SessionStore` in dictionaries."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._sessions: dict[str, StoredSession] = {}
        self._marks: dict[str, float] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def add(self, name: str, session: StoredSession) -> None:
        """Keep a new session until its first end."""
        self._forget_old()
        self._sessions[name] = session

    async def replace(self, name: str, session: StoredSession) -> bool:
        """Keep its new state unless it was ended meanwhile; whether it was kept."""
        if await self.get(name) is None:
            return False
        self._sessions[name] = session
        return True

    async def touch(self, name: str, *, idle_ends_at: int) -> None:
        """Move the idle end of a session that still lives."""
        session = await self.get(name)
        if session is not None:
            self._sessions[name] = replace(session, idle_ends_at=idle_ends_at)

    async def get(self, name: str) -> StoredSession | None:
        """The session, None once ended."""
        session = self._sessions.get(name)
        return session if session is not None and self._lives(session) else None

    async def remove(self, name: str) -> None:
        """End one session."""
        self._sessions.pop(name, None)

    async def end(self, *, sid: str | None = None, subject: str | None = None) -> int:
        """End every session of a sign-in or of a person; how many there were."""
        ended = [
            name
            for name, session in self._sessions.items()
            if (sid and session.sid == sid) or (subject and session.subject == subject)
        ]
        sids = {self._sessions.pop(name).sid for name in ended} | ({sid} if sid else set[str]())
        for each in sids:
            self._mark(f"ended:{each}", ENDED_S)
        return len(ended)

    async def is_ended(self, sid: str) -> bool:
        """Whether that sign-in was ended from outside lately."""
        return self._marks.get(f"ended:{sid}", 0) > self._now()

    async def once(self, key: str, *, ttl_s: int) -> bool:
        """True the first time within `ttl_s`."""
        if self._marks.get(f"once:{key}", 0) > self._now():
            return False
        self._mark(f"once:{key}", ttl_s)
        return True

    @asynccontextmanager
    async def lock(self, name: str) -> AsyncGenerator[None]:
        """One holder at a time."""
        lock = self._locks.setdefault(name, asyncio.Lock())
        async with lock:
            yield

    def _mark(self, key: str, ttl_s: int) -> None:
        self._forget_old()
        self._marks[key] = self._now() + ttl_s

    def _forget_old(self) -> None:
        now = self._now()
        self._marks = {key: until for key, until in self._marks.items() if until > now}
        self._sessions = {
            name: session for name, session in self._sessions.items() if self._lives(session)
        }

    def _lives(self, session: StoredSession) -> bool:
        return min(session.idle_ends_at, session.absolute_ends_at) > self._now()

    def _now(self) -> float:
        return self._clock.now().timestamp()
