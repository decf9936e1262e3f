"""Knows when a session needs new claims, and gets them once, however many ask.

Keycloak unreachable is not Keycloak refusing: people go on reading for a while on what was last
verified, less every withdrawal known here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec

from gateway.clock import Clock
from gateway.session.provider import Provider, ProviderRefused, ProviderUnreachableError, Tokens
from gateway.session.sessions import OpenSession, SessionRecord, Sessions
from gateway.session.signing_keys import KeysUnavailableError
from gateway.session.tokens import TokenRefused, TokenVerifier
from schema.vocabulary.principals import Purpose

EARLY_S = 30
RETRY_S = 5.0
OFFLINE_S = 3600


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The session with claims that may be used; `read_only` while Keycloak can't confirm them."""

    session: OpenSession
    read_only: bool = False


Outcome = Refreshed | Literal["ENDED", "UNREACHABLE"]


class Refresher:
    """Refreshes sessions, one request at a time for each, across replicas."""

    def __init__(
        self,
        *,
        sessions: Sessions,
        provider: Provider,
        verifier: TokenVerifier,
        clock: Clock,
        offline_s: int = OFFLINE_S,
    ) -> None:
        self._sessions = sessions
        self._provider = provider
        self._verifier = verifier
        self._clock = clock
        self._offline_s = offline_s
        self._ask_again_at = 0.0

    async def fresh(self, session: OpenSession, *, changed_at: datetime | None) -> Outcome:
        """The session with claims younger than the person's last role change."""
        if not self._is_due(session.record, changed_at):
            return Refreshed(session)
        if self._clock.monotonic() < self._ask_again_at:
            return self._offline(session)
        async with self._sessions.store.lock(session.name):
            stored = await self._sessions.reload(session)
            if stored is None:
                return "ENDED"
            if not self._is_due(stored.record, changed_at):
                return Refreshed(stored)
            return await self._refresh(stored)

    async def choose(self, session: OpenSession, purpose: Purpose) -> OpenSession | None:
        """The session with that purpose; None when it has ended."""
        async with self._sessions.store.lock(session.name):
            stored = await self._sessions.reload(session)
            if stored is None:
                return None
            record = msgspec.structs.replace(stored.record, purpose=purpose)
            return await self._sessions.keep(stored, record)

    async def _refresh(self, session: OpenSession) -> Outcome:
        try:
            answer = await self._provider.refresh(session.record.refresh_token)
            record = await self._verified(session.record, answer)
        except (ProviderUnreachableError, KeysUnavailableError):
            self._ask_again_at = self._clock.monotonic() + RETRY_S
            return self._offline(session)
        if record is None:
            await self._sessions.store.remove(session.name)
            return "ENDED"
        kept = await self._sessions.keep(session, record)
        return "ENDED" if kept is None else Refreshed(kept)

    async def _verified(
        self, record: SessionRecord, answer: Tokens | ProviderRefused
    ) -> SessionRecord | None:
        if isinstance(answer, ProviderRefused):
            return None
        claims = await self._verifier.access(answer.access_token)
        before = record.claims
        if isinstance(claims, TokenRefused) or (claims.sub, claims.sid, claims.azp) != (
            before.sub,
            before.sid,
            before.azp,
        ):
            return None
        return msgspec.structs.replace(
            record,
            claims=claims,
            refresh_token=answer.refresh_token,
            verified_at=int(self._clock.now().timestamp()),
        )

    def _offline(self, session: OpenSession) -> Outcome:
        age = self._clock.now().timestamp() - session.record.verified_at
        if age > self._offline_s:
            return "UNREACHABLE"
        return Refreshed(session, read_only=True)

    def _is_due(self, record: SessionRecord, changed_at: datetime | None) -> bool:
        if record.claims.exp - self._clock.now().timestamp() < EARLY_S:
            return True
        return changed_at is not None and record.claims.iat <= changed_at.timestamp()
