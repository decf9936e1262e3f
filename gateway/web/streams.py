"""Knows streams: GraphQL over SSE, each change read through the subscriber's own plan.

A stream is woken, then reads what changed since its place from the record of changes: what waits
is the latest version of each order, whatever was missed in between, and nothing can be lost.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from gateway.session.authenticate import Authenticated, AuthenticationRefused
from gateway.vault.seal import VaultError
from gateway.web.desk import Admitted
from gateway.web.errors import Json, WebError, translate
from gateway.web.eventstream import HEARTBEAT, EventStream, event
from gateway.web.execution import Execution
from gateway.web.open_streams import OpenStreams, Stream
from gateway.web.operation import Prepared
from gateway.web.ports import WebParts

HEARTBEAT_S: Final = 12.0
BATCH: Final = 200
OVERLAP: Final = 50
"""A change may become visible after one with a higher number: so many are looked at again."""
MOST_SENT: Final = 5_000


@dataclass(slots=True)
class Place:
    """How far a stream is: the plan it is read by, the last change, what its client was told."""

    plan: str
    sequence: int
    sent: dict[str, int] = field(default_factory=dict[str, int])
    shown: set[str] = field(default_factory=set[str])

    def is_news(self, order_id: str, version: int) -> bool:
        """Whether this version was not dealt with yet."""
        return self.sent.get(order_id, -1) < version

    def note(self, order_id: str, version: int, *, visible: bool) -> None:
        """This version is dealt with."""
        self.sent.pop(order_id, None)
        self.sent[order_id] = version
        if len(self.sent) > MOST_SENT:
            self.shown.discard(next(iter(self.sent)))
            del self.sent[next(iter(self.sent))]
        if visible:
            self.shown.add(order_id)
        else:
            self.shown.discard(order_id)


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
        self._execution = execution
        self._open = open_streams
        self._heartbeat_s = heartbeat_s

    async def open(self, request: Request, admitted: Admitted, who: Authenticated) -> Response:
        """A stream for somebody who may have it; raises `WebError` 429 for one too many."""
        subject = who.principal.subject
        if not self._open.has_room(subject):
            raise WebError(
                HTTPStatus.TOO_MANY_REQUESTS, "TOO_MANY_STREAMS", headers={"Retry-After": "10"}
            )
        execution, prepared = self._execution, admitted.prepared
        await execution.opened(who, prepared)
        plan = execution.plan_digest(prepared, who)
        place = await self._place(request.headers.get("last-event-id"), plan=plan, subject=subject)
        stream = Stream(subject, who.principal.session_id)
        follower = _Follower(self._parts, execution, prepared, request, place)
        response = EventStream(self._run(stream, follower))
        response.headers.update(admitted.price.balance.headers())
        return response

    async def _run(self, stream: Stream, follower: "_Follower") -> AsyncIterator[bytes]:
        self._open.add(stream)
        try:
            yield HEARTBEAT
            while not stream.ended:
                stream.wake.clear()
                async for chunk in follower.news(stream):
                    yield chunk
                if not await stream.woken(within_s=self._heartbeat_s):
                    yield HEARTBEAT
            yield event("complete")
        except Exception as error:  # noqa: BLE001 (the stream's catch-all, told in its own words)
            refusal = translate(error, log=self._parts.log)
            yield event("next", data=refusal.body())
            yield event("complete")
        finally:
            self._open.discard(stream)

    async def _place(self, token: str | None, *, plan: str, subject: str) -> Place:
        """Where a stream begins: now, or after its client's last event.

        A token that is not ours for this person is as one from before the plan changed.
        """
        changes = self._parts.changes
        if token is not None:
            held = _opened(self._parts, token, subject=subject)
            if held is not None:
                return Place(plan=held[1], sequence=held[0])
        newest = await changes.newest()
        place = Place(plan=plan if token is None else "", sequence=newest)
        for change in await changes.since(max(newest - OVERLAP, 0), limit=BATCH):
            place.note(change.order_id, change.version, visible=False)
        return place


class _Follower:
    """Reads for one stream what changed, as its person may see it now."""

    def __init__(
        self,
        parts: WebParts,
        execution: Execution,
        prepared: Prepared,
        request: Request,
        place: Place,
    ) -> None:
        self._parts = parts
        self._execution = execution
        self._prepared = prepared
        self._cookies = request.cookies
        self._authorization = request.headers.get("authorization")
        self._place = place

    async def news(self, stream: Stream) -> AsyncIterator[bytes]:
        """Events for everything that changed since the place; the person is asked for again."""
        who = await self._recognise()
        plan = self._execution.plan_digest(self._prepared, who)
        if plan != self._place.plan:
            self._place.plan = plan
            self._place.shown.clear()
            answer = await self._execution.reset(self._prepared, who)
            yield self._next(who, answer.body)
        after = max(self._place.sequence - OVERLAP, 0)
        changes = await self._parts.changes.since(after, limit=BATCH)
        for change in changes:
            if stream.ended:
                return
            if not self._place.is_news(change.order_id, change.version):
                continue
            answer, visible = await self._execution.delivery(
                self._prepared,
                who,
                order_id=change.order_id,
                version=change.version,
                known=change.order_id in self._place.shown,
            )
            self._place.note(change.order_id, change.version, visible=visible)
            self._place.sequence = max(self._place.sequence, change.sequence)
            if answer is not None:
                yield self._next(who, answer.body)
        if len(changes) == BATCH:
            stream.wake.set()

    async def _recognise(self) -> Authenticated:
        found = await self._parts.signing.authenticate(
            cookies=self._cookies, authorization=self._authorization, activity=False
        )
        if isinstance(found, AuthenticationRefused):
            raise WebError(HTTPStatus.UNAUTHORIZED, found.reason.value)
        return found

    def _next(self, who: Authenticated, body: Json) -> bytes:
        held = msgspec.json.encode((self._place.sequence, self._place.plan))
        token = self._parts.tokens.seal_token(held, context=_context(who.principal.subject))
        return event("next", data=body, token=token)


def _opened(parts: WebParts, token: str, *, subject: str) -> tuple[int, str] | None:
    try:
        held = parts.tokens.open_token(token, context=_context(subject))
        return msgspec.json.decode(held, type=tuple[int, str])
    except (VaultError, msgspec.MsgspecError, ValueError):
        return None


def _context(subject: str) -> str:
    return f"stream:{subject}"
