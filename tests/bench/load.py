"""Keep-alive connections that ask again as soon as they are answered; and what they saw."""

import asyncio
import time
from dataclasses import dataclass, field

from tests.bench.bare import Recorded
from tests.bench.case import BenchError

HEAD_END = b"\r\n\r\n"
CONNECTIONS = 64
"""As many as there are callers at once in a busy hour; `FEW` is what one page opens."""
FEW = 4
PATIENCE_S = 120.0
UNAVAILABLE = b"HTTP/1.1 503"
"""What a machine that stood still for a second says: no answer, which is not counted as one."""


@dataclass
class Seen:
    """What some rounds against one server added up to."""

    seconds: float = 0.0
    cpu_s: float = 0.0
    latencies: list[float] = field(default_factory=list[float])

    @property
    def requests(self) -> int:
        return len(self.latencies)

    @property
    def rate(self) -> float:
        return self.requests / self.seconds

    @property
    def cpu_ms(self) -> float:
        return 1_000 * self.cpu_s / self.requests

    def at(self, share: float) -> float:
        """The latency in ms that this share of the requests kept within."""
        ordered = sorted(self.latencies)
        return 1_000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Caller(asyncio.Protocol):
    """One connection: sends, counts the bytes of the answer, notes the time, sends again."""

    def __init__(self, request: bytes, *, until: float, latencies: list[float]) -> None:
        self._request, self._until, self._latencies = request, until, latencies
        self._transport: asyncio.Transport | None = None
        self._begun = 0.0
        self._shown = True
        self._head = bytearray()
        self._missing: int | None = None
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask(transport)

    def data_received(self, data: bytes) -> None:
        if self._missing is None:
            self._head += data
            end = self._head.find(HEAD_END)
            if end < 0:
                return
            self._shown = not self._head.startswith(UNAVAILABLE)
            if self._shown and not self._head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 294")):
                self._fail(f"expected 200, got {bytes(self._head[-200:])!r}")
                return
            length = _header(bytes(self._head[:end]), b"content-length")
            self._missing = int(length) - (len(self._head) - end - len(HEAD_END))
        else:
            self._missing -= len(data)
        if self._missing == 0:
            self._answered()

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(f"the server closed the connection: {exc}")

    def _ask(self, transport: asyncio.Transport) -> None:
        self._head.clear()
        self._missing = None
        self._begun = time.perf_counter()
        transport.write(self._request)

    def _answered(self) -> None:
        now = time.perf_counter()
        if self._shown:
            self._latencies.append(now - self._begun)
        assert self._transport is not None
        if now < self._until:
            self._ask(self._transport)
        elif not self.done.done():
            self.done.set_result(None)
            self._transport.close()

    def _fail(self, why: str) -> None:
        if not self.done.done():
            self.done.set_exception(BenchError(why))


async def press(
    request: bytes,
    *,
    port: int,
    seconds: float,
    latencies: list[float],
    connections: int = CONNECTIONS,
) -> float:
    """Ask over every connection for so long; how long it took until the last answer."""
    loop = asyncio.get_running_loop()
    begun = time.perf_counter()
    until = begun + seconds
    callers: list[Caller] = []
    for _ in range(connections):
        _, caller = await loop.create_connection(
            lambda: Caller(request, until=until, latencies=latencies), "127.0.0.1", port
        )
        callers.append(caller)
    await asyncio.wait_for(asyncio.gather(*(one.done for one in callers)), PATIENCE_S)
    return time.perf_counter() - begun


async def once(request: bytes, *, port: int) -> Recorded:
    """One request; its answer, whole."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        first, *lines = (await reader.readuntil(HEAD_END)).strip().split(b"\r\n")
        pairs = [line.split(b": ", 1) for line in lines]
        headers = [(name.lower(), value) for name, value in pairs]
        body = await reader.readexactly(int(dict(headers)[b"content-length"]))
    finally:
        writer.close()
        await writer.wait_closed()
    return Recorded(status=int(first.split(b" ")[1]), headers=headers, body=body)


GRAPHQL = "application/graphql-response+json"


def request_of(body: bytes, *, bearer: str, port: int, accept: str = GRAPHQL) -> bytes:
    """The bytes of one request to the API."""
    lines = (
        "POST /graphql HTTP/1.1",
        f"host: 127.0.0.1:{port}",
        f"authorization: Bearer {bearer}",
        f"accept: {accept}",
        "content-type: application/json",
        f"content-length: {len(body)}",
    )
    return "\r\n".join(lines).encode() + HEAD_END + body


def _header(head: bytes, name: bytes) -> bytes:
    for line in head.split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.lower() == name:
            return value.strip()
    raise BenchError("an answer without a length")
