"""Knows streams: opened for somebody who may have one, woken, followed, ended.

A stream is woken, then reads what changed since its place from the record of changes. What carries
it, server-sent events or a WebSocket, only encodes what it yields.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, TypeAlias

from gateway.session.authenticate import Authenticated
from gateway.web.desk import Admitted
from gateway.web.errors import WebError, translate
from gateway.web.execution import Execution
from gateway.web.follower import Credentials, Delivery, Follower, Shared, starting_place
from gateway.web.open_streams import OpenStreams, Stream
from gateway.web.ports import WebParts

HEARTBEAT_S: Final = 12.0

Told: TypeAlias = Delivery | WebError | None
"""A change; a refusal, which is the last thing; None: nothing came for a heartbeat's time."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A stream and what it tells."""

    stream: Stream
    told: AsyncIterator[Told]


class Streams:
    """Opens streams and runs them to their end."""

    def __init__(
        self,
        parts: WebParts,
        *,
        execution: Execution,
        open_streams: OpenStreams,
        heartbeat_s: float = HEARTBEAT_S,
    ) -> None:
        self._parts = parts
        self._shared = Shared(parts, execution)
        self._open = open_streams
        self._heartbeat_s = heartbeat_s

    async def open(
        self,
        admitted: Admitted,
        who: Authenticated,
        *,
        credentials: Credentials,
        token: str | None,
    ) -> "Opened":
        """A stream for somebody who may have it; raises `WebError` 429 for one too many.

        `token` is that of the last delivery its client has, None for a client that begins.
        """
        subject = who.principal.subject
        if not self._open.has_room(subject):
            raise WebError(
                HTTPStatus.TOO_MANY_REQUESTS, "TOO_MANY_STREAMS", headers={"Retry-After": "10"}
            )
        stream = Stream(subject, who.principal.session_id)
        self._open.add(stream)
        prepared = admitted.prepared
        execution = self._shared.execution
        await execution.opened(who, prepared)
        plan = execution.plan(prepared, who).key.digest()
        place = await starting_place(self._parts, token, plan=plan, subject=subject)
        follower = Follower(self._parts, self._shared, prepared, credentials, place)
        return Opened(stream, self._run(stream, follower))

    async def _run(self, stream: Stream, follower: Follower) -> AsyncIterator[Told]:
        try:
            yield None
            while not stream.ended:
                stream.wake.clear()
                async for delivery in follower.news(stream):
                    yield delivery
                if not await stream.woken(within_s=self._heartbeat_s):
                    yield None
        except Exception as error:  # noqa: BLE001 (the stream's catch-all, told in its own words)
            yield translate(error, log=self._parts.log)
        finally:
            self._open.discard(stream)
