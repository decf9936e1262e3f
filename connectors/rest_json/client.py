"""Knows how to read a vendor's orders page by page; I/O only, and not a word of what they mean."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode, urljoin, urlsplit

from connectors.kit.codes import load_codes
from connectors.kit.contract import CheckResult, Connection, Connector, Cursor, Envelope, Parsed
from connectors.kit.egress import Egress, allowed_hosts, same_origin
from connectors.kit.errors import Cause, ConnectorError
from connectors.kit.manifest import ManifestError, Profile, dialect_of
from connectors.kit.mapping import Reader
from connectors.kit.paging import Page, walk
from connectors.kit.registry import Now, Sleep, required, required_secret
from connectors.kit.retrying import reading
from connectors.kit.times import Clockwork, clockwork, instant_text
from connectors.kit.transport import Reply, Transport, bounds_of, require_ok, require_type
from connectors.rest_json.cursor import Place, Seen, cursor_at, place_of, seen_record
from connectors.rest_json.mapping import OrderMapping
from connectors.rest_json.signin import SignIn
from connectors.rest_json.wire import MISSING, Dialect, decode, member, records_of

JSON = ("application/json",)
UNAUTHORIZED = 401
SKEW_SHOWN = timedelta(minutes=5)
CLIENT_ID = "hospital-portal"
"""The client id where the connection names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """A page as it came, with what the walk must know of it; `fault` when it can't be read."""

    reply: Reply
    seen: tuple[Seen, ...] = ()
    as_of: datetime | None = None
    fault: ConnectorError | None = None


def make(connection: Connection, *, profile: Profile, now: Now, sleep: Sleep) -> Connector:
    """The connector of one connection; raises `ManifestError` for a missing or wrong setting.

    Settings: `base_url`, `allowed_hosts`, optionally `client_id` (or a secret of that name).
    Secrets: `client_secret`.
    """
    base = required(connection, "base_url")
    if urlsplit(base).scheme not in {"http", "https"}:
        raise ManifestError(f"connection '{connection.id}': base_url is no http or https address")
    transport = Transport(
        egress=Egress(allowed=allowed_hosts(required(connection, "allowed_hosts"))),
        now=now,
        bounds=bounds_of(profile),
    )
    mapping = OrderMapping(
        connection=connection,
        dialect=dialect_of(profile, Dialect),
        codes=load_codes(profile),
        reader=Reader(clockwork=clockwork(profile.time)),
    )
    return RestConnector(
        profile=profile,
        mapping=mapping,
        transport=transport,
        sign_in=_sign_in(connection, mapping.dialect, transport=transport, now=now),
        now=now,
        sleep=sleep,
    )


def _sign_in(connection: Connection, dialect: Dialect, *, transport: Transport, now: Now) -> SignIn:
    return SignIn(
        transport=transport,
        url=urljoin(required(connection, "base_url"), dialect.calls.token),
        client_id=_client_id(connection),
        client_secret=required_secret(connection, "client_secret"),
        now=now,
    )


class RestConnector:
    """One connection at a vendor that speaks REST JSON."""

    def __init__(
        self,
        *,
        profile: Profile,
        mapping: OrderMapping,
        transport: Transport,
        sign_in: SignIn,
        now: Now,
        sleep: Sleep,
    ) -> None:
        self.connection = mapping.connection
        self._profile = profile
        self._dialect = mapping.dialect
        self._mapping = mapping
        self._transport = transport
        self._sign_in = sign_in
        self._now = now
        self._sleep = sleep
        self._base = mapping.connection.settings["base_url"]
        self._lookback = timedelta(seconds=profile.incremental.lookback_s)
        self._clocks: Clockwork = mapping.reader.clockwork

    async def check(self) -> tuple[CheckResult, ...]:
        """Sign in and read one page; a line for each, then one for the vendor's clock."""
        try:
            await self._sign_in.token()
        except ConnectorError as error:
            return (_failed("sign-in", error),)
        signed_in = CheckResult(name="sign-in", passed=True, sentence="The credentials are taken.")
        try:
            page = await self._page(self._first(Place(since=None), size=1))
            if page.body.fault is not None:
                raise page.body.fault
        except ConnectorError as error:
            return (signed_in, _failed("sample", error))
        count = len(page.body.seen)
        sample = CheckResult(
            name="sample", passed=True, sentence=f"A page was read; it has {count} orders."
        )
        return (signed_in, sample, self._clock_check(page.body.reply))

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

    def parse(self, envelope: Envelope) -> Parsed:
        """Facts of one page; see `OrderMapping.parse`."""
        return self._mapping.parse(envelope)

    async def close(self) -> None:
        """Give up the connection pool."""
        await self._transport.close()

    async def _walk(self, place: Place, *, before: frozenset[str]) -> AsyncIterator[Envelope]:
        first = place.page or self._first(place, size=self._profile.limits.page_max)
        seen: dict[str, datetime | None] = dict.fromkeys(before) if place.page else {}
        began = place.began
        number = 0
        async for page in walk(self._paced, start=first):
            if page.body.fault is not None:
                yield self._envelope(page, number=number, cursor=None)
                raise page.body.fault
            began = began or page.body.as_of or page.body.reply.vendor_clock
            seen.update({one.digest: one.changed for one in page.body.seen})
            last = page.following is None
            if page.keys <= before and not (last and number):
                continue
            here = Place(since=place.since, began=began, page=page.following)
            cursor = cursor_at(here, seen=seen, lookback=self._lookback, complete=last)
            yield self._envelope(page, number=number, cursor=cursor)
            number += 1

    async def _paced(self, url: str) -> Page[_Answer]:
        page = await reading(
            lambda: self._page(url), budget_s=self._profile.limits.deadline_s * 2.5
        )
        if page.following is not None:
            await self._sleep(1 / self._profile.limits.rps)
        return page

    async def _page(self, url: str) -> Page[_Answer]:
        reply = require_ok(await self._authorized(url), now=self._now())
        try:
            value = decode(require_type(reply, types=JSON))
            seen = tuple(self._seen(record) for record in records_of(value, self._dialect))
        except ConnectorError as error:
            return Page(
                place=url,
                body=_Answer(reply=reply, fault=error),
                keys=frozenset({sha256(reply.body).hexdigest()}),
                following=None,
            )
        as_of = self._clocks.instant(member(value, self._dialect.page.as_of))
        return Page(
            place=url,
            body=_Answer(reply=reply, seen=seen, as_of=None if as_of is None else as_of.at),
            keys=frozenset(one.digest for one in seen),
            following=self._following(value),
        )

    async def _authorized(self, url: str) -> Reply:
        """The answer with our token; a token refused before its time is renewed once."""
        reply = await self._transport.get(url, headers=await self._headers())
        if reply.status != UNAUTHORIZED:
            return reply
        self._sign_in.forget()
        reply = await self._transport.get(url, headers=await self._headers())
        if reply.status == UNAUTHORIZED:
            raise ConnectorError(Cause.AUTH_REFUSED, "status 401 with a fresh token")
        return reply

    async def _headers(self) -> dict[str, str]:
        token = await self._sign_in.token()
        return {"authorization": f"Bearer {token}", "accept": "application/json"}

    def _following(self, value: object) -> str | None:
        link = member(value, self._dialect.page.following)
        if link is MISSING or link is None:
            return None
        if not isinstance(link, str):
            raise ConnectorError(
                Cause.DRIFT, "expected a link or null", pointer=f"/{self._dialect.page.following}"
            )
        return same_origin(self._base, link)

    def _seen(self, record: object) -> Seen:
        when = self._clocks.instant(member(record, self._dialect.record.changed))
        return seen_record(record, self._dialect, changed=None if when is None else when.at)

    def _first(self, place: Place, *, size: int) -> str:
        calls = self._dialect.calls
        query = {calls.page_size: str(size)}
        if place.since is not None:
            query[calls.since] = since_text(place.since, form=calls.since_format)
        return urljoin(self._base, f"{calls.orders}?{urlencode(query)}")

    def _envelope(self, page: Page[_Answer], *, number: int, cursor: Cursor | None) -> Envelope:
        reply = page.body.reply
        parts = urlsplit(page.place)
        return Envelope(
            connection=self.connection.id,
            operation="orders",
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

    def _clock_check(self, reply: Reply) -> CheckResult:
        if reply.vendor_clock is None:
            return CheckResult(name="clock", passed=False, sentence="No Date header came.")
        skew = abs(reply.vendor_clock - reply.received_at)
        return CheckResult(
            name="clock",
            passed=skew <= SKEW_SHOWN,
            sentence=f"The vendor's clock is {skew.total_seconds():.0f} s from ours.",
        )


def since_text(instant: datetime, *, form: str) -> str:
    """An instant as the vendor's change filter takes it: epoch-ms, epoch-s or iso."""
    if form == "iso":
        return instant_text(instant)
    seconds = instant.timestamp()
    return str(int(seconds * 1000)) if form == "epoch-ms" else str(int(seconds))


def _client_id(connection: Connection) -> str:
    named = connection.secrets.get("client_id") or connection.settings.get("client_id")
    return named or CLIENT_ID


def _failed(name: str, error: ConnectorError) -> CheckResult:
    return CheckResult(name=name, passed=False, sentence=error.handling.sentence)
