"""Knows how a vendor that lists its changes page by page is walked, over HTTP, to its end."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from connectors.kit.contract import CheckResult, Cursor, Envelope
from connectors.kit.errors import Cause, ConnectorError
from connectors.kit.lookback import Place, cursor_at, place_of
from connectors.kit.manifest import Profile
from connectors.kit.paging import Page, walk
from connectors.kit.registry import Sleep
from connectors.kit.retrying import reading
from connectors.kit.transport import Reply

SKEW_SHOWN = timedelta(minutes=5)
TRIES_LAST = 2.5
"""Tries of one page may take so many times the deadline of a call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A page as it came, with what the walk must know of it; `fault` when it can't be read.

    `seen` are the digests of its records, each with when the vendor changed it (None: unreadable);
    `as_of` is when the vendor says it answered.
    """

    reply: Reply
    seen: Mapping[str, datetime | None] = field(default_factory=dict[str, "datetime | None"])
    as_of: datetime | None = None
    fault: ConnectorError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeList:
    """A vendor's list of changes as a family reads it.

    `first` is the address of the changes since an instant (None: of all) with so many records a
    page; `fetch` reads one page. `operation` names the envelopes.
    """

    operation: str
    first: Callable[[datetime | None, int], str]
    fetch: Callable[[str], Awaitable[Page[Answer]]]


class Walker:
    """Walks one connection's list of changes, at the pace and with the look-back of its profile."""

    def __init__(
        self, changes: ChangeList, *, connection: str, profile: Profile, sleep: Sleep
    ) -> None:
        self._changes = changes
        self._connection = connection
        self._limits = profile.limits
        self._lookback = timedelta(seconds=profile.incremental.lookback_s)
        self._sleep = sleep

    async def sample(self, *, of_what: str) -> tuple[CheckResult, ...]:
        """Read one record; a line for it, then one for the vendor's clock; never raises."""
        try:
            page = await self._changes.fetch(self._changes.first(None, 1))
            if page.body.fault is not None:
                raise page.body.fault
        except ConnectorError as error:
            return (CheckResult(name="sample", passed=False, sentence=error.handling.sentence),)
        sentence = f"A page was read; it has {len(page.body.seen)} {of_what}."
        sample = CheckResult(name="sample", passed=True, sentence=sentence)
        return (sample, _clock_check(page.body.reply))

    async def pull(self, cursor: Cursor | None) -> AsyncIterator[Envelope]:
        """Every page of what changed since `cursor`; a page that holds nothing new is left out.

        When the vendor has forgotten the place, the walk begins again, once. A page that can't
        be read is yielded too, without a cursor, so that it is kept; then its MALFORMED is raised.
        """
        before = frozenset[str]() if cursor is None else cursor.seen_at_edge
        place = place_of(cursor, lookback=self._lookback)
        try:
            async for envelope in self._walk(place, before=before):
                yield envelope
        except ConnectorError as error:
            earlier = place.before_that()
            if error.cause is not Cause.CURSOR_INVALID or earlier is None:
                raise
            async for envelope in self._walk(earlier, before=before):
                yield envelope

    async def _walk(self, place: Place, *, before: frozenset[str]) -> AsyncIterator[Envelope]:
        first = place.page or self._changes.first(place.since, self._limits.page_max)
        seen: dict[str, datetime | None] = dict.fromkeys(before) if place.page else {}
        began = place.began
        number = 0
        async for page in walk(self._paced, start=first):
            if page.body.fault is not None:
                yield self._envelope(page, number=number, cursor=None)
                raise page.body.fault
            began = began or page.body.as_of or page.body.reply.vendor_clock
            seen.update(page.body.seen)
            last = page.following is None
            if page.keys <= before and not (last and number):
                continue
            here = Place(since=place.since, began=began, page=page.following)
            cursor = cursor_at(here, seen=seen, lookback=self._lookback, complete=last)
            yield self._envelope(page, number=number, cursor=cursor)
            number += 1

    async def _paced(self, url: str) -> Page[Answer]:
        budget_s = self._limits.deadline_s * TRIES_LAST
        page = await reading(lambda: self._changes.fetch(url), budget_s=budget_s)
        if page.following is not None:
            await self._sleep(1 / self._limits.rps)
        return page

    def _envelope(self, page: Page[Answer], *, number: int, cursor: Cursor | None) -> Envelope:
        reply = page.body.reply
        parts = urlsplit(page.place)
        return Envelope(
            connection=self._connection,
            operation=self._changes.operation,
            request_fingerprint=f"GET {parts.path}?{parts.query}",
            received_at=reply.received_at,
            status=reply.status,
            headers_kept=reply.headers,
            body=reply.body,
            body_sha256=sha256(reply.body).hexdigest(),
            number=number,
            cursor_after=cursor,
            vendor_clock=reply.vendor_clock,
        )


def unreadable(url: str, *, reply: Reply, fault: ConnectorError) -> Page[Answer]:
    """The page of an answer that can't be read: the walk keeps it and ends there."""
    keys = frozenset({sha256(reply.body).hexdigest()})
    return Page(place=url, body=Answer(reply=reply, fault=fault), keys=keys, following=None)


def _clock_check(reply: Reply) -> CheckResult:
    if reply.vendor_clock is None:
        return CheckResult(name="clock", passed=False, sentence="No Date header came.")
    skew = abs(reply.vendor_clock - reply.received_at)
    sentence = f"The vendor's clock is {skew.total_seconds():.0f} s from ours."
    return CheckResult(name="clock", passed=skew <= SKEW_SHOWN, sentence=sentence)
