"""Sockets that only listen: they note when each has the whole message that a change makes."""

import asyncio
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field

import msgspec

from tests.bench.case import BenchError

HEAD_END = b"\r\n\r\n"
PATIENCE_S = 60.0
AT_ONCE = 50
"""So many connect at once: all of 500 together would be a flood, and is not what is measured."""
TEXT, CLOSE, MASKED = 0x81, 0x88, 0x80


@dataclass
class Wave:
    """One change on its way: `named` is in the message that tells of it, and in no other."""

    named: bytes
    expected: int
    arrived: list[float] = field(default_factory=list[float])
    example: bytes = b""
    whole: asyncio.Event = field(default_factory=asyncio.Event)
    fault: str | None = None

    def note(self, message: bytes) -> None:
        """A listener has this message, whole."""
        if self.named not in message:
            return
        self.arrived.append(time.perf_counter())
        self.example = message
        if len(self.arrived) == self.expected:
            self.whole.set()

    def failed(self, why: str) -> None:
        """A listener is gone: the change can't reach all."""
        self.fault = self.fault or why
        self.whole.set()

    async def over(self) -> None:
        """Return when every listener has it; raises `BenchError` when some do not in time."""
        try:
            await asyncio.wait_for(self.whole.wait(), PATIENCE_S)
        except TimeoutError:
            got = len(self.arrived)
            raise BenchError(f"{got} of {self.expected} subscribers were told") from None
        if self.fault is not None:
            raise BenchError(self.fault)


class Listener(asyncio.Protocol, ABC):
    """One socket: sends its request, is `ready` when it listens, then notes what comes."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self.wave: Wave | None = None
        self._held = bytearray()
        self._head = True
        self._closing = False
        self.transport: asyncio.Transport | None = None
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._held += data
        if self._head:
            end = self._held.find(HEAD_END)
            if end < 0:
                return
            head = bytes(self._held[:end])
            if not head.startswith((b"HTTP/1.1 101", b"HTTP/1.1 200")):
                self._fail(f"expected a stream, got {bytes(self._held[:300])!r}")
                return
            del self._held[: end + len(HEAD_END)]
            self._head = False
            self.begun()
        self.messages(self._held)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._closing:
            self._fail(f"the server closed the connection: {exc}")

    def begun(self) -> None:
        """The head of the answer is here."""
        self.is_ready()

    @abstractmethod
    def messages(self, held: bytearray) -> None:
        """Take every whole message from what was received."""

    def heard(self, message: bytes) -> None:
        """A message is here, whole."""
        if self.wave is not None:
            self.wave.note(message)

    def is_ready(self) -> None:
        """It listens."""
        if not self.ready.done():
            self.ready.set_result(None)

    def close(self) -> None:
        """Listen no more."""
        self._closing = True
        if self.transport is not None:
            self.transport.close()

    def _fail(self, why: str) -> None:
        if not self.ready.done():
            self.ready.set_exception(BenchError(why))
        if self.wave is not None:
            self.wave.failed(why)


class SocketListener(Listener):
    """A WebSocket that listens to whatever is sent."""

    def messages(self, held: bytearray) -> None:
        while len(held) >= 2:
            size, begin = held[1], 2
            if size == 126:
                size, begin = int.from_bytes(held[2:4]), 4
            elif size == 127:
                size, begin = int.from_bytes(held[2:10]), 10
            if len(held) < begin + size:
                return
            kind, message = held[0], bytes(held[begin : begin + size])
            del held[: begin + size]
            if kind == TEXT:
                self.heard(message)
            elif kind == CLOSE:
                self._fail(f"the server closed the socket: {message!r}")


class Subscriber(SocketListener):
    """A graphql-transport-ws socket with one subscription."""

    def __init__(self, request: bytes, *, payload: object) -> None:
        super().__init__(request)
        self._payload = payload

    def begun(self) -> None:
        self._say({"type": "connection_init"})

    def heard(self, message: bytes) -> None:
        if message == b'{"type":"connection_ack"}':
            self._say({"id": "1", "type": "subscribe", "payload": self._payload})
            self.is_ready()
        elif message.startswith(b'{"id":"1","type":"error"'):
            self._fail(f"refused: {message!r}")
        else:
            super().heard(message)

    def _say(self, message: object) -> None:
        text = msgspec.json.encode(message)
        size = bytes([MASKED | 126]) + len(text).to_bytes(2)
        assert self.transport is not None
        # a mask of zeros leaves the text as it is
        self.transport.write(bytes([TEXT]) + size + bytes(4) + text)


class EventListener(Listener):
    """A stream of server-sent events, in chunks."""

    def messages(self, held: bytearray) -> None:
        while True:
            begin = held.find(b"\r\n") + 2
            if begin < 2:
                return
            size = int(held[: begin - 2], 16)
            if len(held) < begin + size + 2:
                return
            message = bytes(held[begin : begin + size])
            del held[: begin + size + 2]
            self.heard(message)


async def listening(made: list[Listener], *, port: int) -> None:
    """Connect them; returns when each listens."""
    loop = asyncio.get_running_loop()
    for start in range(0, len(made), AT_ONCE):
        some = made[start : start + AT_ONCE]
        for one in some:
            await loop.create_connection(lambda one=one: one, "127.0.0.1", port)
        await asyncio.wait_for(asyncio.gather(*(one.ready for one in some)), PATIENCE_S)
