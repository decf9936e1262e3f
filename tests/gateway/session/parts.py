"""Parts for the tests of the session room: a clock that is set, a realm's keys, tokens, records."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from gateway.session.claims import KnownParties
from gateway.session.ports import SessionEvent
from gateway.session.signing_keys import KeysUnavailableError, RealmKeys
from gateway.session.tokens import AccessClaims, TokenVerifier
from gateway.store.engine import Store, open_store
from gateway.store.migrate import migrate

ISSUER = "http://keycloak.example/realms/cgt"
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
KNOWN = KnownParties(
    people=frozenset({"portal", "sandbox"}),
    programs=frozenset({"registry"}),
    sites=frozenset({"st-alder", "lakeside"}),
)
EC = ECKey.generate_key("P-256", parameters={"kid": "ec-1", "use": "sig"})
RSA = RSAKey.generate_key(2048, parameters={"kid": "rsa-1", "use": "sig"})


@dataclass
class SetClock:
    """A clock that stands until it is moved."""

    at: datetime = NOW
    seconds: float = 1000.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.move(seconds)

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.seconds += seconds


@dataclass
class Jwks:
    """The realm's keys as served; counts how often they were asked for."""

    keys: list[ECKey | RSAKey] = field(default_factory=lambda: [EC, RSA])
    fetched: int = 0
    away: bool = False

    async def __call__(self) -> object:
        self.fetched += 1
        if self.away:
            raise KeysUnavailableError("away")
        return {"keys": [key.as_dict(private=False) for key in self.keys]}


@dataclass
class Heard:
    """Collects audit events, and whose streams were closed."""

    events: list[SessionEvent] = field(default_factory=list[SessionEvent])
    closed: list[tuple[str | None, str | None]] = field(
        default_factory=list[tuple[str | None, str | None]]
    )

    async def record(self, event: SessionEvent, /) -> None:
        self.events.append(event)

    async def close(self, *, subject: str | None = None, sid: str | None = None) -> None:
        self.closed.append((subject, sid))

    refused: list[str] = field(default_factory=list[str])

    def kinds(self) -> list[str]:
        return [event.kind.value for event in self.events]


def verifier(clock: SetClock, jwks: Jwks | None = None) -> TokenVerifier:
    keys = RealmKeys(fetch=jwks or Jwks(), clock=clock)
    return TokenVerifier(
        issuer=ISSUER, keys=keys, clock=clock, audience="gateway", client_id="portal"
    )


def access_body(**changes: object) -> dict[str, object]:
    now = int(NOW.timestamp())
    body: dict[str, object] = {
        "iss": ISSUER,
        "aud": "gateway",
        "sub": "person-1",
        "azp": "portal",
        "typ": "Bearer",
        "sid": "sid-1",
        "acr": "2",
        "auth_time": now,
        "iat": now,
        "exp": now + 300,
        "scope": "openid organization:*",
        "organization": {"st-alder": {"groups": ["/coordinator"]}},
    }
    body.update(changes)
    return {name: value for name, value in body.items() if value is not None}


def access_claims(**changes: object) -> AccessClaims:
    return msgspec.convert(access_body(**changes), AccessClaims)


def signed(payload: bytes, *, key: ECKey | RSAKey = EC, **header: object) -> str:
    algorithm = "ES256" if isinstance(key, ECKey) else "RS256"
    protected: dict[str, object] = {"alg": algorithm, "kid": key.kid, "typ": "JWT"}
    protected.update(header)
    return jws.serialize_compact(
        {name: value for name, value in protected.items() if value is not None},
        payload,
        key,
        algorithms=[algorithm],
    )


def unsigned(header: bytes, payload: bytes, signature: bytes = b"") -> str:
    return ".".join(
        urlsafe_b64encode(part).rstrip(b"=").decode() for part in (header, payload, signature)
    )


@asynccontextmanager
async def a_store(folder: Path) -> AsyncGenerator[Store]:
    """An empty store in one file."""
    url = f"sqlite:///{folder / 'session.sqlite'}"
    await migrate(url)
    store = open_store(url)
    try:
        yield store
    finally:
        await store.close()
