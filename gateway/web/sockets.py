"""Knows GraphQL over WebSocket: one graphql-transport-ws conversation after another.

The same desk as HTTP, the same streams as server-sent events. One bad operation ends itself; what
is no message of the protocol ends the socket, as the protocol says.
"""

import asyncio
from http import HTTPStatus
from typing import Final

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from gateway.session.authenticate import Authenticated, AuthenticationRefused, Refusal
from gateway.telemetry.logs import places_of
from gateway.web.conversation import Conversation, Outgoing, ended
from gateway.web.desk import Desk
from gateway.web.errors import WebError
from gateway.web.follower import Credentials
from gateway.web.messages import (
    ACK,
    PONG,
    SUBPROTOCOL,
    Close,
    Message,
    SocketClosed,
    read_hello,
    read_message,
)
from gateway.web.open_streams import OpenStreams, Stream
from gateway.web.ports import WebParts
from gateway.web.streams import Streams

INIT_WITHIN_S: Final = 5.0
TAKEN_WITHIN_S: Final = 20.0
LOOK_AGAIN_S: Final = 30.0
MOST_MESSAGES: Final = 300
"""Messages that one socket may send within `MESSAGES_S`."""
MESSAGES_S: Final = 10.0
SPOKEN: Final = frozenset({"connection_init", "ping", "pong", "subscribe", "complete"})


class SocketWindow:
    """Answers WebSockets at /graphql."""

    def __init__(
        self,
        parts: WebParts,
        *,
        desk: Desk,
        streams: Streams,
        open_streams: OpenStreams,
        init_within_s: float = INIT_WITHIN_S,
        taken_within_s: float = TAKEN_WITHIN_S,
    ) -> None:
        self._parts = parts
        self._desk = desk
        self._streams = streams
        self._open = open_streams
        self._init_within_s = init_within_s
        self._taken_within_s = taken_within_s
        self._origin = parts.public_url.rstrip("/")

    def route(self, path: str) -> WebSocketRoute:
        """Where it stands."""
        return WebSocketRoute(path, self.answer)

    async def answer(self, socket: WebSocket) -> None:
        """One socket, from its handshake to its close."""
        origin = socket.headers.get("origin")
        if origin is not None and origin != self._origin:
            await socket.close(Close.POLICY)
            return
        spoken = SUBPROTOCOL in socket.scope["subprotocols"]
        await socket.accept(subprotocol=SUBPROTOCOL if spoken else None)
        outgoing = Outgoing(socket, taken_within_s=self._taken_within_s)
        try:
            await self._converse(socket, outgoing, spoken=spoken)
        except SocketClosed as end:
            self._parts.log.note("socket", code=end.code.name)
            await outgoing.close(end.code, end.reason)
        except (WebSocketDisconnect, ConnectionError):
            return
        except Exception as error:  # noqa: BLE001 (the socket's catch-all)
            self._parts.log.warning(
                "socket", exception=type(error).__name__, trace=places_of(error)
            )
            await outgoing.close(Close.TRY_AGAIN, "A fault of ours.")

    async def _converse(self, socket: WebSocket, outgoing: Outgoing, *, spoken: bool) -> None:
        if not spoken:
            raise SocketClosed(Close.SUBPROTOCOL, f"Only {SUBPROTOCOL} is spoken.")
        try:
            async with asyncio.timeout(self._init_within_s):
                first = await _message(socket)
        except TimeoutError:
            raise SocketClosed(Close.INIT_TIMEOUT, "connection_init did not come.") from None
        if first.type != "connection_init":
            raise SocketClosed(Close.UNAUTHORIZED, "connection_init comes first.")
        credentials = _credentials(socket, first)
        who = await self._recognise(socket, credentials)
        held = Stream(who.principal.subject, who.principal.session_id, counted=False)
        if not self._open.has_room(held.subject, counted=False):
            raise SocketClosed(Close.TRY_AGAIN, "Too many sockets are open for this person.")
        self._open.add(held)
        talk = Conversation(self._parts, self._desk, self._streams, outgoing, credentials)
        try:
            await outgoing.send(ACK)
            await self._until_over(socket, outgoing, talk, held)
        finally:
            self._open.discard(held)
            await talk.end()

    async def _until_over(
        self, socket: WebSocket, outgoing: Outgoing, talk: Conversation, held: Stream
    ) -> None:
        """Read messages; stop when the socket is to be closed, whoever found that out."""
        over = [
            asyncio.create_task(self._read(socket, outgoing, talk)),
            asyncio.create_task(self._watch(held, socket, talk)),
            asyncio.create_task(outgoing.failed()),
        ]
        try:
            done, _ = await asyncio.wait(over, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in over:
                task.cancel()
            await asyncio.gather(*over, return_exceptions=True)

    async def _read(self, socket: WebSocket, outgoing: Outgoing, talk: Conversation) -> None:
        clock = self._parts.clock
        since, count = clock.monotonic(), 0
        while True:
            message = await _message(socket)
            count += 1
            if clock.monotonic() - since > MESSAGES_S:
                since, count = clock.monotonic(), 1
            if count > MOST_MESSAGES:
                raise SocketClosed(Close.POLICY, "Too many messages in too short a time.")
            match message.type:
                case "ping":
                    await outgoing.send(PONG)
                case "subscribe":
                    talk.begin(message.id or "", message.content)
                case "complete":
                    talk.stop(message.id or "")
                case "connection_init":
                    raise SocketClosed(Close.TOO_MANY_INITS, "connection_init came twice.")
                case _:
                    continue

    async def _watch(self, held: Stream, socket: WebSocket, talk: Conversation) -> None:
        """End the socket when its person's access changed, or is no more."""
        while not held.ended:  # it may have been ended while who it is was looked up
            held.wake.clear()
            await held.woken(within_s=LOOK_AGAIN_S)
            if not held.ended:
                await self._recognise(socket, talk.credentials)
        raise ended(held)

    async def _recognise(self, socket: WebSocket, credentials: Credentials) -> Authenticated:
        """Who it is; a browser's session is used by the portal's own page only."""
        found = await self._parts.signing.authenticate(
            cookies=credentials.cookies, authorization=credentials.authorization, activity=False
        )
        if isinstance(found, AuthenticationRefused):
            away = found.reason is Refusal.SIGN_IN_UNAVAILABLE
            raise SocketClosed(Close.TRY_AGAIN if away else Close.FORBIDDEN, found.reason.value)
        if found.kind == "session" and socket.headers.get("origin") != self._origin:
            await self._desk.refuse(WebError(HTTPStatus.FORBIDDEN, "NOT_SAME_ORIGIN"), found)
            raise SocketClosed(Close.FORBIDDEN, "NOT_SAME_ORIGIN")
        return found


async def _message(socket: WebSocket) -> Message:
    received = await socket.receive()
    if received["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(received.get("code", 1006))
    text = received.get("text")
    if not isinstance(text, str):
        raise SocketClosed(Close.BAD_REQUEST, "Expected text.")
    message = read_message(text)
    if message.type not in SPOKEN:
        raise SocketClosed(Close.BAD_REQUEST, "Expected a message of graphql-transport-ws.")
    return message


def _credentials(socket: WebSocket, first: Message) -> Credentials:
    """A session's cookie, else the handshake's bearer, else the greeting's."""
    greeting = read_hello(first)
    return Credentials(dict(socket.cookies), socket.headers.get("authorization") or greeting)
