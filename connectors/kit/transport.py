"""Knows how to call a manufacturer over HTTP and come back in time, in bounds, with our own errors.

httpx alone bounds each read but no whole call, inflates without limit, and listens to proxy
variables; docs/adr/0060 says what was measured.
"""

import asyncio
import ssl
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import httpx

from connectors.kit.egress import Egress
from connectors.kit.errors import Cause, ConnectorError
from connectors.kit.manifest import Profile
from connectors.kit.pacing import not_before, vendor_clock

MEBIBYTE = 1 << 20
BODY_MAX = 16 * MEBIBYTE
DEADLINE_S = 60.0
KEPT = ("content-type", "date", "etag", "last-modified", "retry-after", "location")
INFLATERS = {"gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
REDIRECT, CLIENT_ERROR, SERVER_ERROR = 300, 400, 500
CAUSES = {
    401: Cause.AUTH_EXPIRED,
    403: Cause.FORBIDDEN_SCOPE,
    404: Cause.NOT_FOUND,
    409: Cause.CONFLICT,
    410: Cause.CURSOR_INVALID,
    412: Cause.CONFLICT,
}
TOO_MANY = 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer as it came, whatever its status; header names in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    received_at: datetime
    vendor_clock: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How long one call may take in all, and how large its answer may be, inflated or not."""

    deadline_s: float = DEADLINE_S
    body_max: int = BODY_MAX
    concurrent: int = 4


def bounds_of(profile: Profile) -> Bounds:
    """The bounds that a vendor's profile states."""
    limits = profile.limits
    return Bounds(
        deadline_s=limits.deadline_s, body_max=limits.body_max, concurrent=limits.concurrent
    )


class Transport:
    """The HTTP client of one connection: one pool, no cookies, no proxies, no redirects."""

    def __init__(
        self,
        *,
        egress: Egress,
        now: Callable[[], datetime],
        bounds: Bounds | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._egress = egress
        self._now = now
        self._bounds = bounds or Bounds()
        self._client = httpx.AsyncClient(
            transport=httpx.AsyncHTTPTransport(
                verify=tls or ssl.create_default_context(),
                retries=0,
                trust_env=False,
                limits=httpx.Limits(max_connections=self._bounds.concurrent),
            ),
            trust_env=False,
            follow_redirects=False,
            timeout=self._bounds.deadline_s,
        )

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Reply:
        """Read; see `send`."""
        return await self.send("GET", url, headers=headers)

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Reply:
        """One call, whatever status comes back.

        Raises `ConnectorError` with cause EGRESS_BLOCKED, NETWORK, TLS, DEADLINE, SIZE_LIMIT or
        MALFORMED (an encoding we did not ask for).
        """
        try:
            async with asyncio.timeout(self._bounds.deadline_s):
                return await self._send(
                    method, httpx.URL(url), headers=headers, form=form, content=content
                )
        except TimeoutError as error:
            raise self._late(error) from error
        except httpx.TimeoutException as error:
            raise self._late(error) from error
        except httpx.HTTPError as error:
            raise _network(error) from error
        except httpx.InvalidURL as error:
            raise ConnectorError(Cause.EGRESS_BLOCKED, "the address can't be read") from error

    async def close(self) -> None:
        """Give up the pool."""
        await self._client.aclose()

    async def _send(
        self,
        method: str,
        url: httpx.URL,
        *,
        headers: Mapping[str, str] | None,
        form: Mapping[str, str] | None,
        content: bytes | None,
    ) -> Reply:
        address = await self._egress.admit(url)
        request = self._client.build_request(
            method,
            url.copy_with(host=address),
            headers={"accept-encoding": "identity", **(headers or {}), "host": _host(url)},
            data=form,
            content=content,
            extensions={"sni_hostname": url.host},
        )
        return await self._reply(request, url=url)

    async def _reply(self, request: httpx.Request, *, url: httpx.URL) -> Reply:
        response = await self._client.send(request, stream=True)
        try:
            body = await self._body(response)
        finally:
            await response.aclose()
        kept = {name: response.headers[name] for name in KEPT if name in response.headers}
        return Reply(
            url=str(url),
            status=response.status_code,
            headers=kept,
            body=body,
            received_at=self._now(),
            vendor_clock=vendor_clock(kept),
        )

    async def _body(self, response: httpx.Response) -> bytes:
        limit = self._bounds.body_max
        parts: list[bytes] = []
        size = 0
        async for chunk in response.aiter_raw(chunk_size=65536):
            size += len(chunk)
            if size > limit:
                raise _too_large(limit)
            parts.append(chunk)
        encoding = response.headers.get("content-encoding", "identity")
        return inflated(b"".join(parts), encoding=encoding, limit=limit)

    def _late(self, error: Exception) -> ConnectorError:
        kind = type(error).__name__
        return ConnectorError(
            Cause.DEADLINE, f"no whole answer within {self._bounds.deadline_s:g} s ({kind})"
        )


def require_ok(reply: Reply, *, now: datetime) -> Reply:
    """The reply if it is a 2xx; else the `ConnectorError` that its status means.

    Redirects are never followed: a 3xx is EGRESS_BLOCKED.
    """
    status = reply.status
    if status < REDIRECT:
        return reply
    if status < CLIENT_ERROR:
        raise ConnectorError(Cause.EGRESS_BLOCKED, f"status {status} sends us somewhere else")
    if status == TOO_MANY:
        wait = not_before(reply.headers, now=now)
        raise ConnectorError(Cause.RATE_LIMITED, "status 429", not_before=wait)
    if status >= SERVER_ERROR:
        asked = "retry-after" in reply.headers
        wait = not_before(reply.headers, now=now) if asked else None
        raise ConnectorError(Cause.UNAVAILABLE, f"status {status}", not_before=wait)
    raise ConnectorError(CAUSES.get(status, Cause.REFUSED_BY_VENDOR), f"status {status}")


def require_type(reply: Reply, *, types: tuple[str, ...]) -> bytes:
    """The body if its declared type is one of `types` (`application/json`) and UTF-8; no BOM.

    Raises MALFORMED: a sign-in page with status 200 is no answer.
    """
    declared = reply.headers.get("content-type", "")
    kind, _, rest = declared.partition(";")
    if kind.strip().lower() not in types:
        raise ConnectorError(
            Cause.MALFORMED, f"expected {' or '.join(types)}, came {kind.strip()[:80] or 'nothing'}"
        )
    charset = rest.lower().partition("charset=")[2].strip(' "')
    if charset not in {"", "utf-8", "utf8"}:
        raise ConnectorError(Cause.MALFORMED, f"expected UTF-8, came {charset[:40]}")
    return reply.body.removeprefix(b"\xef\xbb\xbf")


def inflated(body: bytes, *, encoding: str, limit: int) -> bytes:
    """`body` without its content encoding (identity, gzip, deflate), at most `limit` bytes."""
    name = encoding.strip().lower()
    if name in {"identity", ""}:
        return body
    if name not in INFLATERS:
        raise ConnectorError(Cause.MALFORMED, "expected an answer without content encoding")
    inflater = zlib.decompressobj(INFLATERS[name])
    try:
        plain = inflater.decompress(body, limit)
    except zlib.error as error:
        raise ConnectorError(Cause.MALFORMED, f"{name} can't be inflated") from error
    if inflater.unconsumed_tail:
        raise _too_large(limit)
    if not inflater.eof:
        raise ConnectorError(Cause.MALFORMED, f"{name} ends too early")
    return plain


def _too_large(limit: int) -> ConnectorError:
    return ConnectorError(Cause.SIZE_LIMIT, f"the answer is larger than {limit // MEBIBYTE} MiB")


def _network(error: httpx.HTTPError) -> ConnectorError:
    """A refused certificate is TLS, everything else on the way is NETWORK."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            reason = getattr(cause, "verify_message", "") or cause.reason or "handshake failed"
            return ConnectorError(Cause.TLS, f"{reason}")
        cause = cause.__cause__ or cause.__context__
    return ConnectorError(Cause.NETWORK, type(error).__name__)


def _host(url: httpx.URL) -> str:
    return url.netloc.decode("ascii").rpartition("@")[2]
