"""Knows how to sign in to a vendor with OAuth2 client credentials (RFC 6749 §4.4)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from connectors.kit.errors import Cause, ConnectorError
from connectors.kit.transport import CLIENT_ERROR, SERVER_ERROR, Reply, Transport, require_ok
from connectors.kit.transport import require_type as typed
from connectors.rest_json.wire import Token

TOO_MANY = 429
MARGIN = timedelta(seconds=30)
LIFETIME = timedelta(minutes=5)
"""Taken for a token that does not say how long it lives."""


class SignIn:
    """The token of one connection, kept until shortly before it runs out."""

    def __init__(
        self,
        *,
        transport: Transport,
        url: str,
        client_id: str,
        client_secret: str,
        now: Callable[[], datetime],
    ) -> None:
        self._transport = transport
        self._url = url
        self._form = {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": client_secret,
        }
        self._now = now
        self._held: tuple[str, datetime] | None = None

    async def token(self) -> str:
        """A token that is good now; raises AUTH_REFUSED when the vendor refuses our credentials."""
        if self._held is None or self._held[1] <= self._now():
            self._held = await self._fetch()
        return self._held[0]

    def forget(self) -> None:
        """The vendor did not take the token, whatever its lifetime says."""
        self._held = None

    async def _fetch(self) -> tuple[str, datetime]:
        reply = await self._transport.send("POST", self._url, form=self._form)
        if CLIENT_ERROR <= reply.status < SERVER_ERROR and reply.status != TOO_MANY:
            raise ConnectorError(
                Cause.AUTH_REFUSED, f"the token endpoint answered {reply.status}: renew the secret"
            )
        found = _token(require_ok(reply, now=self._now()))
        lifetime = LIFETIME if found.expires_in is None else timedelta(seconds=found.expires_in)
        return found.access_token, self._now() + max(lifetime - MARGIN, timedelta(seconds=1))


def _token(reply: Reply) -> Token:
    try:
        found = msgspec.json.decode(typed(reply, types=("application/json",)), type=Token)
    except msgspec.MsgspecError as error:
        raise ConnectorError(Cause.MALFORMED, "the token endpoint sent no token") from error
    if found.token_type.lower() != "bearer" or not found.access_token.isascii():
        raise ConnectorError(Cause.MALFORMED, "expected a bearer token of ASCII characters")
    return found
