"""Knows the operations of one socket: each a task of its own, begun, told of, stopped."""

import asyncio
from http import HTTPStatus
from typing import Final

import msgspec
from graphql import OperationType
from starlette.websockets import WebSocket, WebSocketDisconnect

from gateway.session.authenticate import Authenticated, AuthenticationRefused
from gateway.web.body import GraphqlRequest
from gateway.web.desk import Admitted, Desk, not_recognised
from gateway.web.envelope import enveloped
from gateway.web.errors import WebError
from gateway.web.follower import Credentials, Delivery
from gateway.web.messages import (
    Close,
    SocketClosed,
    complete_text,
    error_text,
    next_text,
)
from gateway.web.open_streams import Stream
from gateway.web.ports import WebParts
from gateway.web.streams import Streams

MOST_AT_ONCE: Final = 12
"""Operations of one socket; streams are counted by person, too."""


class Outgoing:
    """What leaves a socket, one message after another; a reader that takes nothing is dropped."""

    def __init__(self, socket: WebSocket, *, taken_within_s: float) -> None:
        self._socket = socket
        self._taken_within_s = taken_within_s
        self._turn = asyncio.Lock()
        self._over: asyncio.Future[SocketClosed] = asyncio.get_running_loop().create_future()

    async def send(self, text: str) -> None:
        """Send it when those before are taken."""
        async with self._turn:
            try:
                async with asyncio.timeout(self._taken_within_s):
                    await self._socket.send_text(text)
            except TimeoutError:
                self.fail(SocketClosed(Close.TRY_AGAIN, "Taken too slowly: resume."))
            except (WebSocketDisconnect, RuntimeError, ConnectionError):
                self.fail(SocketClosed(Close.TRY_AGAIN, "Nobody listens."))

    def fail(self, why: SocketClosed) -> None:
        """The socket is over."""
        if not self._over.done():
            self._over.set_result(why)

    async def failed(self) -> None:
        """Wait until it is over; raises why."""
        raise await asyncio.shield(self._over)

    async def close(self, code: Close, reason: str) -> None:
        """Say why, if it is still listened to."""
        try:
            async with asyncio.timeout(1.0):
                await self._socket.close(code, reason)
        except (TimeoutError, RuntimeError, ConnectionError):
            return


def ended(stream: Stream) -> SocketClosed:
    """Why a stream that was ended from outside takes its socket with it."""
    if stream.leaving:
        return SocketClosed(Close.RESTART, "The process stops: connect again.")
    return SocketClosed(Close.ACCESS_CHANGED, "Access changed: connect again.")


class Conversation:
    """The operations of one socket."""

    def __init__(
        self,
        parts: WebParts,
        desk: Desk,
        streams: Streams,
        outgoing: Outgoing,
        credentials: Credentials,
    ) -> None:
        self._parts = parts
        self._desk = desk
        self._streams = streams
        self._outgoing = outgoing
        self.credentials = credentials
        self._running: dict[str, asyncio.Task[None]] = {}

    def begin(self, name: str, payload: bytes) -> None:
        """Begin an operation; raises `SocketClosed` for an id that is in use."""
        if name in self._running:
            raise SocketClosed(Close.SUBSCRIBER_EXISTS, "An operation of this id is running.")
        task = asyncio.create_task(self._run(name, payload, crowded=self._is_crowded()))
        self._running[name] = task

        def over(done: "asyncio.Task[None]") -> None:
            if self._running.get(name) is done:
                del self._running[name]

        task.add_done_callback(over)

    def stop(self, name: str) -> None:
        """End an operation; one that is over already is none."""
        task = self._running.pop(name, None)
        if task is not None:
            task.cancel()

    async def end(self) -> None:
        """End every operation."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _is_crowded(self) -> bool:
        return len(self._running) >= MOST_AT_ONCE

    async def _run(self, name: str, payload: bytes, *, crowded: bool) -> None:
        who: Authenticated | None = None
        try:
            who = await self._recognise(crowded=crowded)
            request = await self._desk.request(payload, who)
            admitted = await self._desk.admit(request, who)
            if admitted.prepared.kind is OperationType.SUBSCRIPTION:
                await self._follow(name, request, admitted, who)
            else:
                # begun is done, though its caller went away: as over HTTP
                running = asyncio.ensure_future(self._desk.execution.answer(admitted.prepared, who))
                answer = await asyncio.shield(running)
                content = msgspec.json.encode(answer.body)
                content = enveloped(content, self._desk.extensions(admitted, who))
                await self._outgoing.send(next_text(name, content))
        except Exception as error:  # noqa: BLE001 (the operation's catch-all: it ends itself only)
            await self._refuse(name, await self._desk.refuse(error, who))
            return
        await self._outgoing.send(complete_text(name))

    async def _follow(
        self, name: str, request: GraphqlRequest, admitted: Admitted, who: Authenticated
    ) -> None:
        token = (request.extensions or {}).get("resume")
        opened = await self._streams.open(
            admitted,
            who,
            credentials=self.credentials,
            token=token if isinstance(token, str) else None,
        )
        async for one in opened.told:
            match one:
                case None:
                    continue
                case WebError():
                    raise one
                case Delivery(content=content, token=resume):
                    held = b'{"resume":"%b"}' % resume.encode()
                    await self._outgoing.send(next_text(name, enveloped(content, held)))
        # it ended, and not by its client: the socket ends too, so that its client comes again
        self._outgoing.fail(ended(opened.stream))
        await asyncio.get_running_loop().create_future()

    async def _refuse(self, name: str, refusal: WebError) -> None:
        await self._outgoing.send(error_text(name, refusal))
        if refusal.status == HTTPStatus.UNAUTHORIZED:
            self._outgoing.fail(SocketClosed(Close.FORBIDDEN, refusal.code))

    async def _recognise(self, *, crowded: bool) -> Authenticated:
        found = await self._parts.signing.authenticate(
            cookies=self.credentials.cookies,
            authorization=self.credentials.authorization,
            activity=False,
        )
        if isinstance(found, AuthenticationRefused):
            raise not_recognised(found)
        if crowded:
            raise WebError(HTTPStatus.TOO_MANY_REQUESTS, "TOO_MANY_STREAMS")
        return found
