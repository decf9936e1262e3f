"""Knows who a request is from: a session's cookie, else a bearer token."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal, NamedTuple

from gateway.clock import Clock
from gateway.session.claims import KnownParties, Nobody, principal_of_claims
from gateway.session.ports import Auditor, SessionEvent, SessionEventKind
from gateway.session.programs import Programs
from gateway.session.refresh import Refreshed, Refresher
from gateway.session.sessions import SESSION_COOKIE, OpenSession, Sessions
from gateway.session.signing_keys import KeysUnavailableError
from gateway.session.standing import Standing, Standings
from gateway.session.tokens import AccessClaims, TokenRefused, TokenVerifier
from schema.vocabulary.principals import Principal, PrincipalKind, Purpose, purposes_of

BEARER = "bearer "
MOST_RECOGNISED = 4_096
"""Tokens whose principal is remembered."""


class Refusal(StrEnum):
    """Why nobody is recognised."""

    SIGNED_OUT = "SIGNED_OUT"
    SESSION_EXPIRED = "SESSION_EXPIRED"
    TOKEN_REFUSED = "TOKEN_REFUSED"  # noqa: S105 (a code)
    CLIENT_PURPOSE_REFUSED = "CLIENT_PURPOSE_REFUSED"
    SIGN_IN_UNAVAILABLE = "SIGN_IN_UNAVAILABLE"


@dataclass(frozen=True, slots=True)
class AuthenticationRefused:
    """Nobody is recognised; `detail` names the check that failed, never a token's content."""

    reason: Refusal
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SessionTimes:
    """When a browser's session ends: by rest, and in any case."""

    idle_ends_at: datetime
    absolute_ends_at: datetime


@dataclass(frozen=True, slots=True)
class Authenticated:
    """Somebody is recognised; `times` and `session` are a browser's only.

    `read_only`: Keycloak is unreachable, the roles are the last verified ones; no writes.
    """

    principal: Principal
    kind: Literal["session", "bearer"]
    times: SessionTimes | None = None
    session: OpenSession | None = None
    read_only: bool = False


class _Recognised(NamedTuple):
    """Whom a token's claims stood for, by a standing: for as long as both stay what they were."""

    claims: AccessClaims
    standing: Standing
    who: Authenticated


@dataclass(frozen=True, slots=True)
class PurposeRefused:
    """The roles held have no such purpose; `allowed` are those they have."""

    allowed: tuple[Purpose, ...]


class Authenticator:
    """The one way from a request to a principal.

    Raises `SessionsUnavailableError` when the store of sessions is away (503, not 'signed out').
    """

    def __init__(
        self,
        *,
        sessions: Sessions,
        verifier: TokenVerifier,
        refresher: Refresher,
        standings: Standings,
        programs: Programs,
        known: KnownParties,
        auditor: Auditor,
        clock: Clock,
    ) -> None:
        self._sessions = sessions
        self._verifier = verifier
        self._refresher = refresher
        self._standings = standings
        self._programs = programs
        self._known = known
        self._auditor = auditor
        self._clock = clock
        self._recognised_before: dict[str, _Recognised] = {}
        self._without_purpose: dict[str, int] = {}

    async def authenticate(
        self, *, cookies: Mapping[str, str], authorization: str | None, activity: bool = True
    ) -> Authenticated | AuthenticationRefused:
        """Who is asking; a stream that asks again says `activity=False`, for it is no activity."""
        cookie = cookies.get(SESSION_COOKIE)
        if cookie is not None:
            return await self._by_session(cookie, activity=activity)
        if authorization is not None and authorization[: len(BEARER)].lower() == BEARER:
            return await self._by_bearer(authorization[len(BEARER) :].strip())
        return AuthenticationRefused(Refusal.SIGNED_OUT)

    async def choose_purpose(
        self, who: Authenticated, purpose: Purpose | None
    ) -> Authenticated | PurposeRefused | AuthenticationRefused:
        """Look with another purpose for the rest of this session; audited before it counts.

        None stands for a word that is no purpose: refused as one that the roles lack.
        """
        principal = who.principal
        roles = frozenset(role for _, role in principal.roles)
        allowed = purposes_of(roles, principal.realm_roles)
        if who.session is None or purpose is None or purpose not in allowed:
            await self._purpose_event(SessionEventKind.PURPOSE_REFUSED, principal, purpose)
            return PurposeRefused(allowed if who.session else (principal.purpose,))
        await self._purpose_event(SessionEventKind.PURPOSE_CHOSEN, principal, purpose)
        chosen = await self._refresher.choose(who.session, purpose)
        if chosen is None:
            return AuthenticationRefused(Refusal.SESSION_EXPIRED)
        standing = await self._standings.of(principal.subject)
        return self._recognised(chosen, standing=standing, read_only=who.read_only)

    async def _by_session(
        self, cookie: str, *, activity: bool
    ) -> Authenticated | AuthenticationRefused:
        session = await self._sessions.load(cookie)
        if session is None:
            return AuthenticationRefused(Refusal.SESSION_EXPIRED)
        standing = await self._standings.of(session.record.claims.sub)
        fresh = await self._refresher.fresh(session, changed_at=standing.changed_at)
        match fresh:
            case Refreshed(session=session, read_only=read_only):
                if activity:
                    session = await self._sessions.touch(session)
                return self._recognised(session, standing=standing, read_only=read_only)
            case "UNREACHABLE":
                return AuthenticationRefused(Refusal.SIGN_IN_UNAVAILABLE)
            case _:
                return AuthenticationRefused(Refusal.SESSION_EXPIRED)

    def _recognised(
        self, session: OpenSession, *, standing: Standing, read_only: bool
    ) -> Authenticated | AuthenticationRefused:
        record = session.record
        principal = principal_of_claims(
            record.claims,
            known=self._known,
            standing=standing,
            purpose=record.purpose,
            name=record.name,
        )
        if isinstance(principal, Nobody):
            return AuthenticationRefused(Refusal.SESSION_EXPIRED)
        times = SessionTimes(
            datetime.fromtimestamp(min(session.idle_ends_at, session.absolute_ends_at), UTC),
            datetime.fromtimestamp(session.absolute_ends_at, UTC),
        )
        return Authenticated(principal, "session", times, session, read_only)

    async def _by_bearer(self, token: str) -> Authenticated | AuthenticationRefused:
        try:
            claims = await self._verifier.access(token)
        except KeysUnavailableError:
            return AuthenticationRefused(Refusal.SIGN_IN_UNAVAILABLE)
        if isinstance(claims, TokenRefused):
            return AuthenticationRefused(Refusal.TOKEN_REFUSED, claims.fault.value)
        if claims.sid is not None and await self._sessions.store.is_ended(claims.sid):
            return AuthenticationRefused(Refusal.TOKEN_REFUSED, "ENDED")
        return await self._bearer(token, claims, await self._standings.of(claims.sub))

    async def _bearer(
        self, token: str, claims: AccessClaims, standing: Standing
    ) -> Authenticated | AuthenticationRefused:
        before = self._recognised_before.get(token)
        if before is not None and before.claims is claims and before.standing == standing:
            return before.who
        principal = principal_of_claims(claims, known=self._known, standing=standing)
        if isinstance(principal, Nobody):
            return await self._nobody(principal, claims)
        if principal.kind is PrincipalKind.API_CLIENT:
            await self._programs.note(principal)
        who = Authenticated(principal, "bearer")
        if len(self._recognised_before) >= MOST_RECOGNISED:
            self._recognised_before.clear()
        self._recognised_before[token] = _Recognised(claims, standing, who)
        return who

    async def _nobody(self, why: Nobody, claims: AccessClaims) -> AuthenticationRefused:
        """A client without a purpose is kept in the audit, once a token: it may ask for ever."""
        if why is Nobody.CLIENT:
            return AuthenticationRefused(Refusal.TOKEN_REFUSED, why.value)
        if self._without_purpose.get(claims.sub) != claims.iat:
            event = SessionEvent(
                kind=SessionEventKind.PURPOSE_REFUSED,
                at=self._clock.now(),
                subject=claims.sub,
                session_id="",
                detail={"client": claims.azp},
            )
            await self._auditor.record(event)
            self._without_purpose[claims.sub] = claims.iat
        return AuthenticationRefused(Refusal.CLIENT_PURPOSE_REFUSED)

    async def _purpose_event(
        self, kind: SessionEventKind, by: Principal, wanted: Purpose | None
    ) -> None:
        event = SessionEvent(
            kind=kind,
            at=self._clock.now(),
            subject=by.subject,
            session_id=by.session_id,
            detail={"from": by.purpose.value, "to": None if wanted is None else wanted.value},
        )
        await self._auditor.record(event)
