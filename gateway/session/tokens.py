"""Knows whether a token is Keycloak's, for us, and still good: verified offline, cached by digest.

IDENTITY 'Tokens'. A refusal is a value; that the keys can't be had is `KeysUnavailableError`.
"""

import hashlib
import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeVar, cast

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from msgspec import Meta

from gateway.clock import Clock
from gateway.session.signing_keys import ALGORITHMS, RealmKeys

SKEW_S = 30
LONGEST_TOKEN = 8192
CACHED_TOKENS = 4096
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
Text = Annotated[str, Meta(min_length=1, max_length=512)]
Instant = Annotated[int, Meta(ge=0, le=253_402_300_799)]


class Organization(msgspec.Struct, frozen=True):
    """A site in the organization claim; a group's path is a slash and the role."""

    groups: list[str] = []


class RealmAccess(msgspec.Struct, frozen=True):
    """Realm roles."""

    roles: list[str] = []


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """What every token of the realm must say."""

    iss: Text
    aud: str | list[str]
    exp: Instant
    iat: Instant
    nbf: Instant | None = None


class AccessClaims(Claims, frozen=True, kw_only=True):
    """An access token's claims, as far as we read them."""

    sub: Text
    azp: Text
    typ: str
    sid: str | None = None
    acr: str | None = None
    auth_time: Instant | None = None
    scope: str = ""
    organization: dict[str, Organization] | list[str] = {}
    realm_access: RealmAccess = RealmAccess()
    client_id: str | None = None
    name: str | None = None
    purpose_of_use: str | None = None


class IdentityClaims(Claims, frozen=True, kw_only=True):
    """An ID token's claims, as far as we read them."""

    sub: Text
    azp: str | None = None
    typ: str | None = None
    nonce: str | None = None
    name: str | None = None
    sid: str | None = None
    auth_time: Instant | None = None


class LogoutClaims(Claims, frozen=True, kw_only=True):
    """A back-channel logout token's claims (OpenID Connect Back-Channel Logout 1.0 §2.4)."""

    jti: Text
    events: dict[str, dict[str, object]]
    sub: str | None = None
    sid: str | None = None
    nonce: str | None = None


class TokenFault(StrEnum):
    """Why a token is refused."""

    MALFORMED = "MALFORMED"
    ALGORITHM = "ALGORITHM"
    KEY = "KEY"
    SIGNATURE = "SIGNATURE"
    CLAIMS = "CLAIMS"
    ISSUER = "ISSUER"
    AUDIENCE = "AUDIENCE"
    TYPE = "TYPE"
    TIME = "TIME"
    NONCE = "NONCE"
    EVENT = "EVENT"


@dataclass(frozen=True, slots=True)
class TokenRefused:
    """The token is no good; never says what stood in it."""

    fault: TokenFault


Kind = TypeVar("Kind", bound=Claims)


class TokenVerifier:
    """Verifies the realm's tokens; `audience` is the resource server, `client_id` the portal."""

    def __init__(
        self, *, issuer: str, keys: RealmKeys, clock: Clock, audience: str, client_id: str
    ) -> None:
        self._issuer = issuer
        self._keys = keys
        self._clock = clock
        self._audience = audience
        self._client_id = client_id
        self._cache: dict[bytes, AccessClaims] = {}

    async def access(self, token: str) -> AccessClaims | TokenRefused:
        """The claims of an access token for us."""
        digest = hashlib.sha256(token.encode("utf-8", "replace")).digest()
        known = self._cache.get(digest)
        if known is not None:
            return known if self._in_time(known) else TokenRefused(TokenFault.TIME)
        claims = await self._claims(
            token, AccessClaims, types={"JWT", "at+jwt"}, audience=self._audience
        )
        if isinstance(claims, TokenRefused):
            return claims
        if claims.typ != "Bearer":
            return TokenRefused(TokenFault.TYPE)
        if len(self._cache) >= CACHED_TOKENS:
            self._cache.clear()
        self._cache[digest] = claims
        return claims

    async def identity(self, token: str, *, nonce: str) -> IdentityClaims | TokenRefused:
        """The claims of the ID token that answers our sign-in with `nonce`."""
        claims = await self._claims(token, IdentityClaims, types={"JWT"}, audience=self._client_id)
        if isinstance(claims, TokenRefused):
            return claims
        if claims.typ not in {None, "ID"} or claims.azp not in {None, self._client_id}:
            return TokenRefused(TokenFault.TYPE)
        return claims if claims.nonce == nonce else TokenRefused(TokenFault.NONCE)

    async def logout(self, token: str) -> LogoutClaims | TokenRefused:
        """The claims of a logout token for the portal; replay is the caller's check."""
        claims = await self._claims(
            token, LogoutClaims, types={"logout+jwt"}, audience=self._client_id
        )
        if isinstance(claims, TokenRefused):
            return claims
        if claims.nonce is not None:
            return TokenRefused(TokenFault.NONCE)
        named = claims.sid is not None or claims.sub is not None
        return claims if LOGOUT_EVENT in claims.events and named else TokenRefused(TokenFault.EVENT)

    async def _claims(
        self, token: str, kind: type[Kind], *, types: set[str], audience: str
    ) -> Kind | TokenRefused:
        body = await self._signed_body(token, types=types)
        if isinstance(body, TokenRefused):
            return body
        try:
            claims = msgspec.convert(body, kind)
        except msgspec.ValidationError:
            return TokenRefused(TokenFault.CLAIMS)
        if claims.iss != self._issuer:
            return TokenRefused(TokenFault.ISSUER)
        meant_for = [claims.aud] if isinstance(claims.aud, str) else claims.aud
        if audience not in meant_for:
            return TokenRefused(TokenFault.AUDIENCE)
        return claims if self._in_time(claims) else TokenRefused(TokenFault.TIME)

    async def _signed_body(self, token: str, *, types: set[str]) -> object | TokenRefused:
        header = _header(token)
        fault = _header_fault(header, types=types)
        if fault is not None:
            return TokenRefused(fault)
        algorithm, kid = header.get("alg"), header.get("kid")
        key = await self._keys.find(kid, algorithm=str(algorithm))
        if key is None:
            return TokenRefused(TokenFault.KEY)
        try:
            signed = jws.deserialize_compact(token, key, algorithms=[str(algorithm)])
            return _parse(signed.payload)
        except (JoseError, ValueError, RecursionError):
            return TokenRefused(TokenFault.SIGNATURE)

    def _in_time(self, claims: Claims) -> bool:
        now = self._clock.now().timestamp()
        begun = max(claims.iat, claims.nbf or 0) <= now + SKEW_S
        return begun and now < claims.exp + SKEW_S


def _header_fault(header: dict[str, object], *, types: set[str]) -> TokenFault | None:
    if not header:
        return TokenFault.MALFORMED
    if header.get("alg") not in ALGORITHMS or "crit" in header:
        return TokenFault.ALGORITHM
    return None if header.get("typ", "JWT") in types else TokenFault.TYPE


def _header(token: str) -> dict[str, object]:
    """The header of a signed token, empty for anything else (an encrypted one has five parts)."""
    if len(token) > LONGEST_TOKEN or token.count(".") != 2:  # noqa: PLR2004 (header.payload.signature)
        return {}
    first = token.split(".", 1)[0]
    try:
        header = _parse(urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, object]", header) if isinstance(header, dict) else {}


def _parse(data: bytes) -> object:
    """JSON in which a name stands once; two readers of a repeated one may disagree."""
    return cast("object", json.loads(data, object_pairs_hook=_once))


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found
