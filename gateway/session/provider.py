"""Knows how to speak to the realm as client `portal`: PAR, code exchange, refresh, logout.

Every address is built from the issuer, so that no answer can point us elsewhere.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import cast
from urllib.parse import urlencode

import httpx
import msgspec

from gateway.clock import Clock
from gateway.session.admin import Json, an_object
from gateway.session.client_keys import ClientKey
from gateway.session.signing_keys import KeysUnavailableError

TIMEOUT_S = 5.0
LONGEST_ANSWER = 65_536
SCOPE = "openid organization:*"


class ProviderUnreachableError(Exception):
    """Keycloak did not answer, or not like Keycloak: nothing is known about the person."""


@dataclass(frozen=True, slots=True)
class ProviderRefused:
    """Keycloak said no; `error` is its OAuth error code."""

    error: str


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """A token answer."""

    access_token: str
    refresh_token: str
    id_token: str | None = None

    def __repr__(self) -> str:
        return "Tokens(…)"


class Provider:
    """The realm at `issuer`, spoken to over `http` (whose owner closes it)."""

    def __init__(
        self, *, issuer: str, client: ClientKey, http: httpx.AsyncClient, clock: Clock
    ) -> None:
        self.issuer = issuer
        self.client_id = client.client_id
        self._client = client
        self._http = http
        self._clock = clock
        self._protocol = f"{issuer}/protocol/openid-connect"

    async def push(self, request: dict[str, str]) -> str | ProviderRefused:
        """Push an authorization request (RFC 9126); the address to send the browser to."""
        answer = await self._post("ext/par/request", {**request, "scope": SCOPE})
        if isinstance(answer, ProviderRefused):
            return answer
        uri = answer.get("request_uri")
        if not isinstance(uri, str):
            raise ProviderUnreachableError("no request_uri in the answer")
        query = urlencode({"client_id": self.client_id, "request_uri": uri})
        return f"{self._protocol}/auth?{query}"

    async def exchange(
        self, code: str, *, verifier: str, redirect_uri: str
    ) -> Tokens | ProviderRefused:
        """The tokens for a code (RFC 6749 §4.1.3, RFC 7636)."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect_uri,
        }
        return _tokens(await self._post("token", form))

    async def refresh(self, refresh_token: str) -> Tokens | ProviderRefused:
        """New tokens; the old refresh token is spent, whatever comes back."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token, "scope": SCOPE}
        return _tokens(await self._post("token", form))

    async def end(self, refresh_token: str) -> bool:
        """End the person's session at Keycloak; whether it is known to be ended."""
        try:
            answer = await self._post("logout", {"refresh_token": refresh_token})
        except ProviderUnreachableError:
            return False
        return not isinstance(answer, ProviderRefused)

    def end_page(self, *, return_to: str) -> str:
        """Keycloak's own page for signing out (OpenID Connect RP-Initiated Logout 1.0)."""
        query = urlencode({"client_id": self.client_id, "post_logout_redirect_uri": return_to})
        return f"{self._protocol}/logout?{query}"

    async def keys(self) -> object:
        """The realm's public keys (JWKS); raises `KeysUnavailableError`."""
        try:
            answer = await self._http.get(f"{self._protocol}/certs", timeout=TIMEOUT_S)
            return _json(answer)
        except (httpx.HTTPError, ProviderUnreachableError) as error:
            raise KeysUnavailableError("the realm's keys could not be fetched") from error

    async def _post(self, path: str, form: dict[str, str]) -> Json | ProviderRefused:
        proof = self._client.proof(issuer=self.issuer, clock=self._clock)
        try:
            answer = await self._http.post(
                f"{self._protocol}/{path}", data={**form, **proof}, timeout=TIMEOUT_S
            )
        except httpx.HTTPError as error:
            raise ProviderUnreachableError(f"Keycloak did not answer at {path}") from error
        if answer.status_code == HTTPStatus.NO_CONTENT:
            return {}
        body = _json(answer)
        if answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED}:
            return ProviderRefused(str(body.get("error", "refused")))
        if answer.is_success:
            return body
        raise ProviderUnreachableError(f"Keycloak answered {answer.status_code} at {path}")


def _json(answer: httpx.Response) -> Json:
    """An answer's object; a proxy's error page or an endless body is no answer of Keycloak's."""
    if (
        answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        or len(answer.content) > LONGEST_ANSWER
    ):
        raise ProviderUnreachableError(f"Keycloak answered {answer.status_code}")
    try:
        return an_object(cast("object", answer.json()))
    except ValueError as error:
        raise ProviderUnreachableError("the answer is no JSON") from error


def _tokens(answer: Json | ProviderRefused) -> Tokens | ProviderRefused:
    if isinstance(answer, ProviderRefused):
        return answer
    try:
        return msgspec.convert(answer, Tokens)
    except msgspec.ValidationError as error:
        raise ProviderUnreachableError("a token is missing in the answer") from error
