"""Knows the realm's public keys: fetched once, again for an unknown id, once a window."""

import asyncio
from collections.abc import Awaitable, Callable

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from gateway.clock import Clock
from gateway.session.admin import an_object, objects

WINDOW_S = 30.0
ALGORITHMS = {"ES256": "EC", "RS256": "RSA"}
"""The algorithms we take, each with the only kind of key it may be checked with."""
SigningKey = ECKey | RSAKey
Fetch = Callable[[], Awaitable[object]]


class KeysUnavailableError(Exception):
    """The realm's keys could not be fetched and none are known."""


class RealmKeys:
    """The keys at the realm's JWKS address; what a token's header carries or points at is ignored.

    `fetch` returns the parsed JWKS and raises `KeysUnavailableError`. Only a fetch that the window
    allows is made, and callers that come while one runs wait for it.
    """

    def __init__(self, *, fetch: Fetch, clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._keys: dict[str, SigningKey] = {}
        self._fetched_at: float | None = None
        self._one_at_a_time = asyncio.Lock()

    async def find(self, kid: object, *, algorithm: str) -> SigningKey | None:
        """The key of that id if it is of the algorithm's kind; raises `KeysUnavailableError`."""
        if not isinstance(kid, str):
            return None
        key = self._keys.get(kid)
        if key is None:
            await self._refetch()
            key = self._keys.get(kid)
        return key if key is not None and key.key_type == ALGORITHMS[algorithm] else None

    async def _refetch(self) -> None:
        asked_at = self._clock.monotonic()
        async with self._one_at_a_time:
            last = self._fetched_at
            if last is not None and (last >= asked_at or asked_at - last < WINDOW_S):
                return
            try:
                document = await self._fetch()
            except KeysUnavailableError:
                if self._keys:
                    self._fetched_at = self._clock.monotonic()
                    return
                raise
            self._fetched_at = self._clock.monotonic()
            self._keys = _import(document) or self._keys


def _import(document: object) -> dict[str, SigningKey]:
    keys: dict[str, SigningKey] = {}
    for item in objects(an_object(document).get("keys")):
        kid, kind = item.get("kid"), item.get("kty")
        if not isinstance(kid, str) or item.get("use", "sig") != "sig":
            continue
        fields: dict[str, str | list[str]] = {
            name: value for name, value in item.items() if isinstance(value, str)
        }
        try:
            if kind == "EC":
                keys[kid] = ECKey.import_key(fields)
            elif kind == "RSA":
                keys[kid] = RSAKey.import_key(fields)
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    return keys
