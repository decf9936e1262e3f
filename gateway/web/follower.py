"""Knows what one stream tells: each change since its place, read through its person's plan of now.

What waits is the latest version of each order, whatever was missed in between, and nothing can
be lost: the place is a number of the record of changes, not of a queue.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import msgspec

from gateway.session.authenticate import Authenticated, AuthenticationRefused
from gateway.vault.seal import VaultError
from gateway.web.errors import Json, WebError
from gateway.web.execution import Answer, Execution
from gateway.web.open_streams import Stream
from gateway.web.operation import Prepared
from gateway.web.ports import WebParts

BATCH: Final = 200
OVERLAP: Final = 50
"""A change may become visible after one with a higher number: so many are looked at again."""
MOST_SENT: Final = 5_000


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a stream is recognised by, again at each delivery."""

    cookies: Mapping[str, str] = field(repr=False)
    authorization: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is told of one change, and the token with which a client resumes after it."""

    body: Json
    token: str


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


class Follower:
    """Reads for one stream what changed, as its person may see it now."""

    def __init__(
        self,
        parts: WebParts,
        execution: Execution,
        prepared: Prepared,
        credentials: Credentials,
        place: Place,
    ) -> None:
        self._parts = parts
        self._execution = execution
        self._prepared = prepared
        self._credentials = credentials
        self._place = place

    async def news(self, stream: Stream) -> AsyncIterator[Delivery]:
        """Everything that changed since the place; the person is asked for again."""
        who = await self._recognise()
        await self._parts.disclosure.up_to_date()
        plan = self._execution.plan_digest(self._prepared, who)
        if plan != self._place.plan:
            self._place.plan = plan
            self._place.shown.clear()
            yield self._delivery(who, await self._execution.reset(self._prepared, who))
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
                yield self._delivery(who, answer)
        if len(changes) == BATCH:
            stream.wake.set()

    async def _recognise(self) -> Authenticated:
        found = await self._parts.signing.authenticate(
            cookies=self._credentials.cookies,
            authorization=self._credentials.authorization,
            activity=False,
        )
        if isinstance(found, AuthenticationRefused):
            raise WebError(HTTPStatus.UNAUTHORIZED, found.reason.value)
        return found

    def _delivery(self, who: Authenticated, answer: Answer) -> Delivery:
        held = msgspec.json.encode((self._place.sequence, self._place.plan))
        context = _context(who.principal.subject)
        return Delivery(answer.body, self._parts.tokens.seal_token(held, context=context))


async def starting_place(parts: WebParts, token: str | None, *, plan: str, subject: str) -> Place:
    """Where a stream begins: now, or after its client's last event.

    A token that is not ours for this person is as one from before the plan changed.
    """
    if token is not None:
        held = _opened(parts, token, subject=subject)
        if held is not None:
            return Place(plan=held[1], sequence=held[0])
    newest = await parts.changes.newest()
    place = Place(plan=plan if token is None else "", sequence=newest)
    for change in await parts.changes.since(max(newest - OVERLAP, 0), limit=BATCH):
        place.note(change.order_id, change.version, visible=False)
    return place


def _opened(parts: WebParts, token: str, *, subject: str) -> tuple[int, str] | None:
    try:
        held = parts.tokens.open_token(token, context=_context(subject))
        return msgspec.json.decode(held, type=tuple[int, str])
    except (VaultError, msgspec.MsgspecError, ValueError):
        return None


def _context(subject: str) -> str:
    return f"stream:{subject}"
