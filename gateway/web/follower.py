"""Knows what one stream tells: each change since its place, read through its person's plan of now.

What waits is the latest version of each order, whatever was missed in between, and nothing can
be lost: the place is a number of the record of changes, not of a queue.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from gateway.orders.changes import Change as Moved
from gateway.session.authenticate import Authenticated, AuthenticationRefused
from gateway.vault.seal import VaultError
from gateway.web.deliveries import Deliveries
from gateway.web.desk import not_recognised
from gateway.web.execution import Change, Execution
from gateway.web.open_streams import Stream
from gateway.web.operation import Prepared
from gateway.web.ports import WebParts

BATCH: Final = 200
OVERLAP: Final = 50
"""A change may become visible after one with a higher number: so many are looked at again."""
MOST_SENT: Final = 5_000
MOST_BEHIND: Final = 5_000
"""Changes since a place: behind it lies more than a client had better read as a list, and pay."""
RECOGNISED_S: Final = 2.0
"""For so long what waits goes to who was recognised: a slow reader could make it last an hour."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a stream is recognised by, again at each delivery."""

    cookies: Mapping[str, str] = field(repr=False)
    authorization: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The answer's bytes for one change, and the token with which a client resumes after it."""

    content: bytes
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


class Fresh:
    """What a look at the record found that the one before did not: worked out once for all."""

    def __init__(self) -> None:
        self._last: tuple[Sequence[Moved], Sequence[Moved], Sequence[Moved]] = ((), (), ())

    def among(self, found: Sequence[Moved], *, before: Sequence[Moved]) -> Sequence[Moved]:
        """Those of `found` that are not in `before`, all of which were dealt with."""
        one, other, fresh = self._last
        if one is not before or other is not found:
            known = frozenset(before)
            fresh = [each for each in found if each not in known]
            self._last = (before, found, fresh)
        return fresh


class Shared:
    """What streams that wake together do as one: tell of a change, look at the record."""

    def __init__(self, parts: WebParts, execution: Execution) -> None:
        self._parts = parts
        self.execution = execution
        self.deliveries = Deliveries(parts, execution)
        self.fresh = Fresh()

    async def recognise(self, credentials: Credentials) -> Authenticated:
        """Whose these are now; raises `WebError` 401, or 503 while that can't be checked."""
        found = await self._parts.signing.authenticate(
            cookies=credentials.cookies, authorization=credentials.authorization, activity=False
        )
        if isinstance(found, AuthenticationRefused):
            raise not_recognised(found)
        return found


class Follower:
    """Reads for one stream what changed, as its person may see it now."""

    def __init__(
        self,
        parts: WebParts,
        shared: Shared,
        prepared: Prepared,
        credentials: Credentials,
        place: Place,
    ) -> None:
        self._parts = parts
        self._shared = shared
        self._prepared = prepared
        self._credentials = credentials
        self._place = place
        self._looked_at: Sequence[Moved] = ()

    async def news(self, stream: Stream) -> AsyncIterator[Delivery]:
        """What changed since the place; the person is asked for again.

        Not all of it, and the stream woken, where sending it takes long: they are asked for anew.
        """
        until = self._parts.clock.monotonic() + RECOGNISED_S
        who = await self._shared.recognise(self._credentials)
        await self._parts.disclosure.up_to_date()
        execution = self._shared.execution
        plan = execution.plan(self._prepared, who)
        digest = plan.key.digest()
        if digest != self._place.plan:
            self._place.plan = digest
            self._place.shown.clear()
            reset = await execution.reset(self._prepared, who)
            yield self._delivery(who, msgspec.json.encode(reset.body))
        after = max(self._place.sequence - OVERLAP, 0)
        changes = await self._parts.changes.since(after, limit=BATCH)
        for change in self._shared.fresh.among(changes, before=self._looked_at):
            if stream.ended:
                return
            if not self._place.is_news(change.order_id, change.version):
                continue
            known = change.order_id in self._place.shown
            asked = Change(self._prepared, who, plan, change.order_id, change.version, known)
            told = await self._shared.deliveries.of(asked)
            self._place.note(change.order_id, change.version, visible=told.visible)
            self._place.sequence = max(self._place.sequence, change.sequence)
            if told.content is not None:
                yield self._delivery(who, told.content)
            if self._parts.clock.monotonic() >= until:
                stream.wake.set()
                return
        self._looked_at = changes
        if len(changes) == BATCH:
            stream.wake.set()

    def _delivery(self, who: Authenticated, content: bytes) -> Delivery:
        held = msgspec.json.encode((self._place.sequence, self._place.plan))
        context = _context(who.principal.subject)
        return Delivery(content, self._parts.tokens.seal_token(held, context=context))


async def starting_place(parts: WebParts, token: str | None, *, plan: str, subject: str) -> Place:
    """Where a stream begins: now, or after its client's last event.

    A token that is not ours for this person, lies too far back, or lies ahead of the record, which
    was restored from a backup, is as one from before the plan changed.
    """
    newest = await parts.changes.newest()
    held = None if token is None else _opened(parts, token, subject=subject)
    if held is not None and -OVERLAP <= newest - held[0] <= MOST_BEHIND:
        return Place(plan=held[1], sequence=held[0])
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
