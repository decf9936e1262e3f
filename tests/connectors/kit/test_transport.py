"""Calls against real sockets that lie, drip, break off or show a bad certificate."""

import asyncio
import contextlib
import ssl
import time
import zlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.kit.egress import Egress
from connectors.kit.errors import Cause, ConnectorError
from connectors.kit.transport import Bounds, Reply, Transport, inflated, require_ok, require_type
from tests.world.certificates import server_tls
from tests.world.loop import run

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n"
Serve = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def server(serve: Serve, *, tls: ssl.SSLContext | None = None) -> AsyncGenerator[int]:
    """A server that reads a request's head and then does as told; every line ends with it."""
    tasks: list[asyncio.Task[None] | None] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.append(asyncio.current_task())
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            try:
                await reader.readuntil(b"\r\n\r\n")
                await serve(writer)
            finally:
                writer.close()
                await writer.wait_closed()

    listening = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    async with listening:
        try:
            yield int(listening.sockets[0].getsockname()[1])
        finally:
            await asyncio.gather(*(task for task in tasks if task), return_exceptions=True)


def saying(*parts: bytes) -> Serve:
    async def serve(writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()

    return serve


async def call(
    serve: Serve,
    *,
    bounds: Bounds | None = None,
    server_side: ssl.SSLContext | None = None,
    trusted: ssl.SSLContext | None = None,
    host: str = "127.0.0.1",
) -> Reply:
    scheme = "http" if server_side is None else "https"
    async with server(serve, tls=server_side) as port:
        transport = Transport(
            egress=Egress(allowed=frozenset({host, "127.0.0.1"}), resolver=_loopback),
            now=lambda: NOW,
            bounds=bounds,
            tls=trusted,
        )
        try:
            return await transport.get(f"{scheme}://{host}:{port}/orders?x=1")
        finally:
            await transport.close()


async def _loopback(host: str, port: int) -> tuple[str, ...]:
    del host, port
    return ("127.0.0.1",)


def cause_of(serve: Serve, **how: Bounds | ssl.SSLContext | str) -> Cause:
    with pytest.raises(ConnectorError) as caught:
        run(call(serve, **how))  # pyright: ignore[reportArgumentType] (each test names its own)
    return caught.value.cause


def test_an_answer_comes_back_whole_with_the_headers_we_keep() -> None:
    reply = run(call(saying(OK, b"content-length: 2\r\nset-cookie: a=b\r\n\r\n{}")))
    assert (reply.status, reply.body, reply.received_at) == (200, b"{}", NOW)
    assert dict(reply.headers) == {"content-type": "application/json"}


def test_t9_the_whole_call_has_one_deadline_though_every_read_is_quick() -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"content-length: 1000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.05)  # noqa: TID251 (the lying server's own pace)

    started = time.monotonic()
    assert cause_of(drip, bounds=Bounds(deadline_s=0.6)) is Cause.DEADLINE
    assert time.monotonic() - started < 1.6


@pytest.mark.parametrize(
    "parts",
    [
        (OK + b"content-length: 100\r\n\r\n{",),
        (b"",),
        (b"SSH-2.0-OpenSSH_9.2\r\n",),
        (OK + b"transfer-encoding: chunked\r\n\r\nzz\r\n",),
    ],
    ids=["cut off", "silence", "another protocol", "broken chunk"],
)
def test_a_line_that_breaks_is_a_network_fault(parts: tuple[bytes, ...]) -> None:
    assert cause_of(saying(*parts)) is Cause.NETWORK


def test_t13_an_endless_answer_is_cut_at_the_limit() -> None:
    async def flood(writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"\r\n")
        for _ in range(64):
            writer.write(b" " * 65536)
            await writer.drain()

    assert cause_of(flood, bounds=Bounds(body_max=1 << 20)) is Cause.SIZE_LIMIT


def test_t13_a_bomb_is_refused_at_the_limit_and_not_inflated() -> None:
    packed = zlib.compress(b" " * (32 << 20), 9)
    with pytest.raises(ConnectorError) as caught:
        inflated(packed, encoding="deflate", limit=1 << 20)
    assert caught.value.cause is Cause.SIZE_LIMIT


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(b"{}", "br"), (b"not gzip", "gzip"), (zlib.compress(b"{}" * 99)[:-9], "deflate")],
)
def test_an_encoding_that_can_not_be_undone_is_malformed(body: bytes, encoding: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        inflated(body, encoding=encoding, limit=1 << 20)
    assert caught.value.cause is Cause.MALFORMED


def test_a_small_deflated_answer_is_read() -> None:
    assert inflated(zlib.compress(b"{}"), encoding="deflate", limit=100) == b"{}"


def test_proxy_variables_are_not_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert run(call(saying(OK, b"content-length: 2\r\n\r\n{}"))).status == 200


def test_t18_an_unknown_authority_is_a_tls_fault(tmp_path: Path) -> None:
    served, _ = server_tls(tmp_path, name="portal.example", until=_soon())
    assert cause_of(saying(OK), server_side=served, host="portal.example") is Cause.TLS


@pytest.mark.parametrize(
    ("name", "days"), [("portal.example", -1), ("elsewhere.example", 10)], ids=["expired", "name"]
)
def test_t18_an_expired_or_foreign_certificate_is_a_tls_fault(
    tmp_path: Path, name: str, days: int
) -> None:
    until = _soon() + timedelta(days=days - 10)
    served, authority = server_tls(tmp_path, name=name, until=until)
    trusted = ssl.create_default_context(cafile=str(authority))
    how: dict[str, ssl.SSLContext] = {"server_side": served, "trusted": trusted}
    assert cause_of(saying(OK), host="portal.example", **how) is Cause.TLS


def test_t17_the_name_is_checked_though_the_address_is_called(tmp_path: Path) -> None:
    served, authority = server_tls(tmp_path, name="portal.example", until=_soon())
    trusted = ssl.create_default_context(cafile=str(authority))
    answer = saying(OK, b"content-length: 2\r\n\r\n{}")
    reply = run(call(answer, server_side=served, trusted=trusted, host="portal.example"))
    assert reply.status == 200
    assert reply.url.startswith("https://portal.example:")


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (302, Cause.EGRESS_BLOCKED),
        (304, Cause.EGRESS_BLOCKED),
        (400, Cause.REFUSED_BY_VENDOR),
        (401, Cause.AUTH_EXPIRED),
        (403, Cause.FORBIDDEN_SCOPE),
        (404, Cause.NOT_FOUND),
        (409, Cause.CONFLICT),
        (410, Cause.CURSOR_INVALID),
        (422, Cause.REFUSED_BY_VENDOR),
        (429, Cause.RATE_LIMITED),
        (500, Cause.UNAVAILABLE),
        (503, Cause.UNAVAILABLE),
    ],
)
def test_a_status_is_a_cause(status: int, cause: Cause) -> None:
    with pytest.raises(ConnectorError) as caught:
        require_ok(replied(status=status), now=NOW)
    assert caught.value.cause is cause


def test_unavailable_with_a_wait_names_the_instant() -> None:
    with pytest.raises(ConnectorError) as caught:
        require_ok(replied(status=503, headers={"retry-after": "20"}), now=NOW)
    assert caught.value.not_before == NOW + timedelta(seconds=20)


@pytest.mark.parametrize(
    "declared", ["text/html", "", "application/json; charset=iso-8859-1", "text/html; x=json"]
)
def test_t10_another_type_or_charset_is_malformed(declared: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        require_type(replied(headers={"content-type": declared}), types=("application/json",))
    assert caught.value.cause is Cause.MALFORMED


def test_a_byte_order_mark_is_no_part_of_the_answer() -> None:
    reply = replied(
        headers={"content-type": "application/json; charset=utf-8"}, body=b"\xef\xbb\xbf{}"
    )
    assert require_type(reply, types=("application/json",)) == b"{}"


def replied(
    *, status: int = 200, headers: dict[str, str] | None = None, body: bytes = b""
) -> Reply:
    return Reply(
        url="https://portal.example/",
        status=status,
        headers=headers or {},
        body=body,
        received_at=NOW,
        vendor_clock=None,
    )


def _soon() -> datetime:
    return datetime.now(UTC) + timedelta(days=10)  # noqa: TID251 (TLS reads the machine's clock)
