"""Knows a browser's session: an opaque cookie, from which HKDF makes the record's name and its key.

A copy of the store opens no session; only sign-in id and subject lie open, so that a session can
be ended from outside. The ports' two implementations are `sessions_memory` and `sessions_redis`.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from typing import Protocol

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gateway.clock import Clock, random_bytes
from gateway.session.tokens import AccessClaims
from schema.vocabulary.principals import Purpose

SESSION_COOKIE = "__Host-cgt"
COOKIE_BYTES = 32
NONCE_BYTES = 12
FORMAT = b"\x01"
TOUCH_S = 5
"""The idle end is moved in the store only when it moves by that much."""


class SessionsUnavailableError(Exception):
    """The store of sessions is away: 503, never 'signed out'."""


@dataclass(frozen=True, slots=True)
class StoredSession:
    """What the store holds; the ends are seconds since 1970."""

    sealed: bytes
    sid: str
    subject: str
    idle_ends_at: int
    absolute_ends_at: int


class SessionStore(Protocol):
    """Where sessions lie; every method raises `SessionsUnavailableError` when it is away."""

    async def add(self, name: str, session: StoredSession) -> None:
        """Keep a new session until its first end."""
        ...

    async def replace(self, name: str, session: StoredSession) -> bool:
        """Keep its new state unless it was ended meanwhile; whether it was kept."""
        ...

    async def touch(self, name: str, *, idle_ends_at: int) -> None:
        """Move the idle end of a session that still lives, and nothing else of it."""
        ...

    async def get(self, name: str) -> StoredSession | None:
        """The session, None once ended."""
        ...

    async def remove(self, name: str) -> None:
        """End one session."""
        ...

    async def end(self, *, sid: str | None = None, subject: str | None = None) -> int:
        """End every session of a sign-in or of a person; how many there were."""
        ...

    async def is_ended(self, sid: str) -> bool:
        """Whether that sign-in was ended from outside lately (for bearers that name it)."""
        ...

    async def once(self, key: str, *, ttl_s: int) -> bool:
        """True the first time within `ttl_s`, on whichever replica."""
        ...

    def lock(self, name: str) -> AbstractAsyncContextManager[None]:
        """One holder at a time, across replicas."""
        ...


class SessionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What is sealed: the last verified claims, and what gets the next ones."""

    claims: AccessClaims
    refresh_token: str
    name: str
    verified_at: int
    purpose: Purpose | None = None

    def __repr__(self) -> str:
        return "SessionRecord(…)"


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that its cookie opened."""

    name: str = field(repr=False)
    key: bytes = field(repr=False)
    record: SessionRecord = field(repr=False)
    idle_ends_at: int
    absolute_ends_at: int


class Sessions:
    """Begins, opens, keeps and ends sessions; both ends are checked by our own clock."""

    def __init__(self, *, store: SessionStore, clock: Clock, idle_s: int, absolute_s: int) -> None:
        self.store = store
        self._clock = clock
        self._idle_s = idle_s
        self._absolute_s = absolute_s

    async def begin(self, record: SessionRecord) -> str:
        """Begin a session; its cookie's value, 256 random bits."""
        secret = random_bytes(COOKIE_BYTES)
        name, key = _name(secret), _derive(secret, b"cgt session key")
        now = self._now()
        opened = OpenSession(name, key, record, now + self._idle_s, now + self._absolute_s)
        await self.store.add(name, self._stored(opened))
        return urlsafe_b64encode(secret).rstrip(b"=").decode()

    async def load(self, cookie: str) -> OpenSession | None:
        """The session of a cookie; None when there is none, it has ended, or was tampered with."""
        secret = _secret(cookie)
        stored = None if secret is None else await self.store.get(_name(secret))
        if secret is None or stored is None:
            return None
        name, key = _name(secret), _derive(secret, b"cgt session key")
        if min(stored.idle_ends_at, stored.absolute_ends_at) <= self._now():
            await self.store.remove(name)
            return None
        record = _unseal(stored.sealed, key=key, name=name)
        if record is None:
            return None
        return OpenSession(name, key, record, stored.idle_ends_at, stored.absolute_ends_at)

    async def reload(self, session: OpenSession) -> OpenSession | None:
        """The session as it stands now; None when it was ended meanwhile."""
        stored = await self.store.get(session.name)
        if stored is None:
            return None
        record = _unseal(stored.sealed, key=session.key, name=session.name)
        if record is None:
            return None
        return replace(session, record=record, idle_ends_at=stored.idle_ends_at)

    async def touch(self, session: OpenSession) -> OpenSession:
        """Move the idle end: somebody was there."""
        idle = self._now() + self._idle_s
        if idle - session.idle_ends_at < TOUCH_S:
            return session
        await self.store.touch(session.name, idle_ends_at=idle)
        return replace(session, idle_ends_at=idle)

    async def keep(self, session: OpenSession, record: SessionRecord) -> OpenSession | None:
        """Keep new claims or a chosen purpose; None when the session was ended meanwhile."""
        kept = replace(session, record=record)
        return kept if await self.store.replace(session.name, self._stored(kept)) else None

    def _stored(self, session: OpenSession) -> StoredSession:
        nonce = random_bytes(NONCE_BYTES)
        body = msgspec.msgpack.encode(session.record)
        sealed = AESGCM(session.key).encrypt(nonce, body, FORMAT + session.name.encode())
        claims = session.record.claims
        return StoredSession(
            FORMAT + nonce + sealed,
            claims.sid or "",
            claims.sub,
            session.idle_ends_at,
            session.absolute_ends_at,
        )

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def _secret(cookie: str) -> bytes | None:
    try:
        secret = urlsafe_b64decode(cookie.encode("ascii") + b"=" * (-len(cookie) % 4))
    except (ValueError, UnicodeEncodeError):
        return None
    return secret if len(secret) == COOKIE_BYTES else None


def _name(secret: bytes) -> str:
    return _derive(secret, b"cgt session name").hex()


def _derive(secret: bytes, label: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=label).derive(secret)


def _unseal(sealed: bytes, *, key: bytes, name: str) -> SessionRecord | None:
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        clear = AESGCM(key).decrypt(nonce, body, sealed[:1] + name.encode())
        return msgspec.msgpack.decode(clear, type=SessionRecord)
    except (InvalidTag, ValueError, msgspec.MsgspecError):
        return None
