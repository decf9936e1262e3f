"""Knows how the web process is served: uvicorn, with deadlines for a request to arrive.

uvicorn has none: a sender of one byte a minute would keep its connection for ever.
"""

import asyncio
import socket
from typing import Final, cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from gateway.telemetry.logs import Log
from gateway.telemetry.metrics import Metrics
from gateway.web.headers import AS_BYTES
from gateway.web.shedding import BUDGET_S, TurnBudget, turned_away

LARGEST_HEAD: Final = 32_768
LARGEST_MESSAGE: Final = 264_000
"""Of a WebSocket: a body and its envelope. Nothing is compressed, so nothing grows when read."""
DRAIN_S: Final = 10
SHED: Final = b"/graphql"
"""What may be turned away; probes, pages and sign-in are light, and never are."""
CLOSING: Final = b"connection: close\r\ncontent-length: 0\r\n\r\n"


class DeadlineProtocol(HttpToolsProtocol):
    """A connection is closed when a request's head takes 5 s or 32 KiB, or its body 10 s."""

    head_within_s = 5.0
    body_within_s = 10.0
    unread_within_s = 40.0
    turns: TurnBudget | None = None
    _deadline: asyncio.TimerHandle | None = None
    _left_s: float | None = None
    _moved = False
    _head_bytes = 0
    _in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:
        """The head's time begins with the connection, and again with each later request."""
        super().connection_made(transport)
        self._give_up_unread(transport)
        self._within(self.head_within_s)
        self._set_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        """No deadline outlives its connection."""
        self._within(None)
        self._set_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count the bytes of a head; httptools takes any number of them."""
        if self._in_head:
            self._head_bytes += min(len(data), LARGEST_HEAD)
            if self._head_bytes > 2 * LARGEST_HEAD:
                self._refuse(b"431 Request Header Fields Too Large")
                return
        super().data_received(data)
        if self._moved:
            self._set_deadline()

    def send_400_response(self, msg: str) -> None:
        """What is no request: `msg` is uvicorn's own, and need not be told."""
        del msg
        self._refuse(b"400 Bad Request")

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_head = True
        self._within(self.head_within_s)

    def on_headers_complete(self) -> None:
        """Its head is here."""
        size = len(self.url)
        for name, value in self.headers:
            size += len(name) + len(value) + 4
        if size > LARGEST_HEAD:
            self._refuse(b"431 Request Header Fields Too Large")
            return
        self._in_head, self._head_bytes = False, 0
        self._within(self.body_within_s)
        if self.turns is None or not self.url.startswith(SHED) or self.turns.may_begin(self.loop):
            super().on_headers_complete()
        else:
            self._turn_away()

    def handle_websocket_upgrade(self) -> None:
        """A WebSocket's head is here; what comes next has deadlines of its own."""
        self._within(None)
        super().handle_websocket_upgrade()

    def on_body(self, body: bytes) -> None:
        """A part of its body is here."""
        if not self.transport.is_closing():
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Its body is here."""
        self._within(None)
        if not self.transport.is_closing():
            super().on_message_complete()

    def _give_up_unread(self, transport: asyncio.Transport) -> None:
        """Drop what a peer does not take, though it still answers the kernel's probes.

        Closing flushes first: without this a reader that stopped keeps its buffer for ever.
        """
        peer = cast("socket.socket | None", transport.get_extra_info("socket"))
        if peer is not None and peer.family != socket.AF_UNIX:
            unread_ms = int(self.unread_within_s * 1_000)
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, unread_ms)

    def _within(self, seconds: float | None) -> None:
        """How long what comes next may take; a request that is here as a whole needs no timer."""
        self._left_s, self._moved = seconds, True

    def _set_deadline(self) -> None:
        self._moved = False
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        if self._left_s is not None:
            late = b"408 Request Timeout"
            self._deadline = self.loop.call_later(self._left_s, self._refuse, late)

    def _turn_away(self) -> None:
        """Answer 503 in this request's place; the connection lives, its next request may begin."""
        app = cast("ASGIApp", self.app)
        self.app = turned_away
        try:
            super().on_headers_complete()
        finally:
            self.app = app

    def _may_speak(self) -> bool:
        cycle = cast("RequestResponseCycle | None", self.cycle)
        return cycle is None or cycle.response_complete or not cycle.response_started

    def _refuse(self, status: bytes) -> None:
        if not self.transport.is_closing():
            if self._may_speak():
                self.transport.write(b"HTTP/1.1 " + status + b"\r\n" + AS_BYTES + CLOSING)
            self.transport.close()


def server(
    app: ASGIApp,
    *,
    host: str,
    port: int,
    turn_budget_s: float = BUDGET_S,
    protocol: type[DeadlineProtocol] = DeadlineProtocol,
    metrics: Metrics | None = None,
) -> uvicorn.Server:
    """A server that is ready to `serve()`: one process, no names of software in its answers.

    `turn_budget_s`: what one turn of the loop may begin; 0 turns nobody away.
    """
    turns = TurnBudget(budget_s=turn_budget_s, log=Log("web"), metrics=metrics)
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            http=type(protocol.__name__, (protocol,), {"turns": turns}),
            ws="websockets-sansio",
            ws_max_size=LARGEST_MESSAGE,
            ws_per_message_deflate=False,
            server_header=False,
            date_header=True,
            access_log=False,
            log_config=None,
            proxy_headers=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=DRAIN_S,
        )
    )
