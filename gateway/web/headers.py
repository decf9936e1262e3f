"""Knows what surrounds every answer: the host that was asked for, security headers, the last catch.

It stands outermost, so that there is no answer without its headers, whoever made it.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Final

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.telemetry.logs import Log
from gateway.web.errors import WebError, fault

LONGEST_ADDRESS: Final = 8_192
CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; require-trusted-types-for 'script'"
)
ALWAYS: Final = (
    ("content-security-policy", CSP),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"),
    ("x-frame-options", "DENY"),
)
UNLESS_SAID: Final = ("cache-control", "no-store")
AS_BYTES: Final = b"".join(
    f"{name}: {value}\r\n".encode() for name, value in (*ALWAYS, UNLESS_SAID)
)
"""For an answer that is written before there is a request."""
ALWAYS_RAW: Final = tuple((name.encode(), value.encode()) for name, value in ALWAYS)
UNLESS_SAID_RAW: Final = (UNLESS_SAID[0].encode(), UNLESS_SAID[1].encode())
OURS: Final = frozenset({name for name, _ in ALWAYS_RAW} | {b"server"})
"""What no answer says for itself."""
PROBES: Final = frozenset({"/healthz", "/readyz"})


class Guard:
    """The outermost ASGI application. `hosts` are the authorities we answer to (`name:port`).

    Probes may come by address, for a load balancer knows no name.
    """

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str], log: Log) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let a WebSocket in."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if scope["type"] == "websocket":
            if refusal is None:
                await self._app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008})
            return
        outgoing = _Outgoing(send)
        if refusal is not None:
            await outgoing.refuse(refusal)
            return
        try:
            await self._app(scope, receive, outgoing)
        except Exception as error:  # noqa: BLE001 (the last handler, ASVS 16.5.4)
            told = fault(error, log=self._log)
            if not outgoing.started:
                await outgoing.refuse(told)

    def _refusal(self, scope: Scope) -> WebError | None:
        raw: list[tuple[bytes, bytes]] = scope["headers"]
        hosts = [value.decode("latin-1").lower() for name, value in raw if name == b"host"]
        path: str = scope["path"]
        known = len(hosts) == 1 and (hosts[0] in self._hosts or path in PROBES)
        if not known:
            return WebError(HTTPStatus.MISDIRECTED_REQUEST, "HOST_UNKNOWN")
        query: bytes = scope["query_string"]
        if len(path) + len(query) > LONGEST_ADDRESS:
            return WebError(HTTPStatus.REQUEST_URI_TOO_LONG, "ADDRESS_TOO_LONG")
        return None


class _Outgoing:
    """Adds the headers to an answer as it leaves."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            message["headers"] = _with_ours(message.get("headers", ()))
        await self._send(message)

    async def refuse(self, refusal: WebError) -> None:
        """Answer with a refusal."""
        body = msgspec.json.encode(refusal.body())
        headers = [
            (b"content-type", b"application/json; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        await self({"type": "http.response.start", "status": refusal.status, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _with_ours(said: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """An answer's own header fields with those of every answer, which nothing it says replaces."""
    fields = [pair for pair in said if pair[0].lower() not in OURS]
    if all(name.lower() != UNLESS_SAID_RAW[0] for name, _ in fields):
        fields.append(UNLESS_SAID_RAW)
    fields += ALWAYS_RAW
    return fields


def hosts_of(public_url: str, *, port: int) -> frozenset[str]:
    """The authorities of a portal at `public_url`, and the loopback names at `port`."""
    authority = public_url.split("://", 1)[-1].split("/", 1)[0].lower()
    return frozenset({authority, f"localhost:{port}", f"127.0.0.1:{port}"})
