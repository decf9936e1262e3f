"""Knows how to read a FHIR server's changes page by page; I/O only, not a word of their meaning."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from connectors.fhir_r4.cursor import Place, cursor_at, place_of, versions_of, written_at
from connectors.fhir_r4.mapping import Rules, parse
from connectors.fhir_r4.wire import Bundle, Dialect, Node, read_bundle
from connectors.kit.codes import load_codes
from connectors.kit.contract import CheckResult, Connection, Connector, Cursor, Envelope, Parsed
from connectors.kit.egress import Egress, allowed_hosts, same_origin
from connectors.kit.errors import Cause, ConnectorError
from connectors.kit.manifest import ManifestError, Profile, dialect_of
from connectors.kit.mapping import Reader, RecordError
from connectors.kit.paging import Page, walk
from connectors.kit.registry import Now, Sleep, required
from connectors.kit.retrying import reading
from connectors.kit.times import clockwork, instant_text
from connectors.kit.transport import Reply, Transport, bounds_of, require_ok, require_type

FHIR = ("application/fhir+json", "application/json")
INCLUDES = (
    ("_include", "Provenance:target"),
    ("_include:iterate", "ServiceRequest:subject"),
)
SKEW_SHOWN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """A page as it came, with what the walk must know of it; `fault` when it can't be read."""

    reply: Reply
    seen: dict[str, datetime | None] = field(default_factory=dict[str, "datetime | None"])
    as_of: datetime | None = None
    fault: ConnectorError | None = None


def make(connection: Connection, *, profile: Profile, now: Now, sleep: Sleep) -> Connector:
    """The connector of one connection; raises `ManifestError` for a missing or wrong setting.

    Settings: `base_url` (up to and with `/fhir`), `allowed_hosts`. Secrets: `bearer`, optional.
    """
    if urlsplit(required(connection, "base_url")).scheme not in {"http", "https"}:
        raise ManifestError(f"connection '{connection.id}': base_url is no http or https address")
    transport = Transport(
        egress=Egress(allowed=allowed_hosts(required(connection, "allowed_hosts"))),
        now=now,
        bounds=bounds_of(profile),
    )
    rules = Rules(
        connection=connection,
        profile=profile,
        dialect=dialect_of(profile, Dialect),
        codes=load_codes(profile),
        reader=Reader(clockwork=clockwork(profile.time)),
    )
    return FhirConnector(rules=rules, transport=transport, now=now, sleep=sleep)


class FhirConnector:
    """One connection at a vendor that keeps a FHIR R4 server."""

    def __init__(self, *, rules: Rules, transport: Transport, now: Now, sleep: Sleep) -> None:
        self.connection = rules.connection
        self._rules = rules
        self._limits = rules.profile.limits
        self._transport = transport
        self._now = now
        self._sleep = sleep
        self._base = rules.connection.settings["base_url"].rstrip("/")
        self._lookback = timedelta(seconds=rules.profile.incremental.lookback_s)

    async def check(self) -> tuple[CheckResult, ...]:
        """Read one page; then a line for the server's clock."""
        try:
            page = await self._page(self._first(Place(since=None), size=1))
            if page.body.fault is not None:
                raise page.body.fault
        except ConnectorError as error:
            return (CheckResult(name="sample", passed=False, sentence=error.handling.sentence),)
        count = len(page.body.seen)
        sentence = f"A page was read; it has {count} resources."
        sample = CheckResult(name="sample", passed=True, sentence=sentence)
        return (sample, _clock_check(page.body.reply))

    async def pull(self, cursor: Cursor | None) -> AsyncIterator[Envelope]:
        """Every page of what changed since `cursor`; a page that holds nothing new is left out.

        When the server has forgotten the place, the walk begins again, once. A page that can't
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

    def parse(self, envelope: Envelope) -> Parsed:
        """See `Connector.parse`."""
        return parse(envelope, self._rules)

    async def close(self) -> None:
        """Give up the connection pool."""
        await self._transport.close()

    async def _walk(self, place: Place, *, before: frozenset[str]) -> AsyncIterator[Envelope]:
        first = place.page or self._first(place, size=self._limits.page_max)
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

    async def _paced(self, url: str) -> Page[_Answer]:
        page = await reading(lambda: self._page(url), budget_s=self._limits.deadline_s * 2.5)
        if page.following is not None:
            await self._sleep(1 / self._limits.rps)
        return page

    async def _page(self, url: str) -> Page[_Answer]:
        reply = require_ok(await self._transport.get(url, headers=self._headers()), now=self._now())
        try:
            bundle = read_bundle(require_type(reply, types=FHIR))
            following = self._following(bundle)
        except ConnectorError as error:
            if error.cause is Cause.EGRESS_BLOCKED:
                raise
            return Page(
                place=url,
                body=_Answer(reply=reply, fault=error),
                keys=frozenset({sha256(reply.body).hexdigest()}),
                following=None,
            )
        seen = self._seen(bundle)
        as_of = self._rules.reader.clockwork.instant(written_at(Node(bundle.value, "")))
        answer = _Answer(reply=reply, seen=seen, as_of=None if as_of is None else as_of.at)
        return Page(place=url, body=answer, keys=frozenset(seen), following=following)

    def _headers(self) -> dict[str, str]:
        bearer = self.connection.secrets.get("bearer")
        signed = {"authorization": f"Bearer {bearer}"} if bearer else {}
        return {"accept": FHIR[0], **signed}

    def _following(self, bundle: Bundle) -> str | None:
        try:
            link = bundle.following
        except RecordError as error:
            raise ConnectorError(Cause.MALFORMED, error.problem.detail) from None
        return None if link is None else same_origin(f"{self._base}/", link)

    def _seen(self, bundle: Bundle) -> dict[str, datetime | None]:
        seen: dict[str, datetime | None] = {}
        for resources in bundle.resources.values():
            seen |= versions_of(resources, clocks=self._rules.reader.clockwork)
        return seen

    def _first(self, place: Place, *, size: int) -> str:
        query = [("_sort", "_lastUpdated"), ("_count", str(size)), *INCLUDES]
        if place.since is not None:
            query.insert(0, ("_lastUpdated", f"ge{instant_text(place.since)}"))
        return f"{self._base}/Provenance?{urlencode(query)}"

    def _envelope(self, page: Page[_Answer], *, number: int, cursor: Cursor | None) -> Envelope:
        reply = page.body.reply
        parts = urlsplit(page.place)
        return Envelope(
            connection=self.connection.id,
            operation="provenances",
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


def _clock_check(reply: Reply) -> CheckResult:
    if reply.vendor_clock is None:
        return CheckResult(name="clock", passed=False, sentence="No Date header came.")
    skew = abs(reply.vendor_clock - reply.received_at)
    sentence = f"The server's clock is {skew.total_seconds():.0f} s from ours."
    return CheckResult(name="clock", passed=skew <= SKEW_SHOWN, sentence=sentence)
