"""Knows how to read a vendor's orders page by page; I/O only, and not a word of what they mean."""

from collections.abc import AsyncIterator
from datetime import datetime
from urllib.parse import urlencode, urljoin, urlsplit

from connectors.kit.codes import load_codes
from connectors.kit.contract import CheckResult, Connection, Connector, Cursor, Envelope, Parsed
from connectors.kit.egress import Egress, allowed_hosts, same_origin
from connectors.kit.errors import Cause, ConnectorError
from connectors.kit.lookback import digest_of
from connectors.kit.manifest import ManifestError, Profile, dialect_of
from connectors.kit.mapping import Reader
from connectors.kit.paging import Page
from connectors.kit.registry import Now, Sleep, required, required_secret
from connectors.kit.times import Clockwork, clockwork, instant_text
from connectors.kit.transport import Reply, Transport, bounds_of, require_ok, require_type
from connectors.kit.walking import Answer, ChangeList, Walker, unreadable
from connectors.rest_json.mapping import OrderMapping
from connectors.rest_json.signin import SignIn
from connectors.rest_json.wire import MISSING, Dialect, decode, member, records_of

JSON = ("application/json",)
UNAUTHORIZED = 401
CLIENT_ID = "hospital-portal"
"""The client id where the connection names none."""


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
        self._dialect = mapping.dialect
        self._mapping = mapping
        self._transport = transport
        self._sign_in = sign_in
        self._now = now
        self._base = mapping.connection.settings["base_url"]
        self._clocks: Clockwork = mapping.reader.clockwork
        self._walker = Walker(
            ChangeList(operation="orders", first=self._first, fetch=self._page),
            connection=mapping.connection.id,
            profile=profile,
            sleep=sleep,
        )

    async def check(self) -> tuple[CheckResult, ...]:
        """Sign in and read one page; a line for each, then one for the vendor's clock."""
        try:
            await self._sign_in.token()
        except ConnectorError as error:
            sentence = error.handling.sentence
            return (CheckResult(name="sign-in", passed=False, sentence=sentence),)
        signed_in = CheckResult(name="sign-in", passed=True, sentence="The credentials are taken.")
        return (signed_in, *await self._walker.sample(of_what="orders"))

    def pull(self, cursor: Cursor | None) -> AsyncIterator[Envelope]:
        """See `Walker.pull`."""
        return self._walker.pull(cursor)

    def parse(self, envelope: Envelope) -> Parsed:
        """Facts of one page; see `OrderMapping.parse`."""
        return self._mapping.parse(envelope)

    async def close(self) -> None:
        """Give up the connection pool."""
        await self._transport.close()

    async def _page(self, url: str) -> Page[Answer]:
        reply = require_ok(await self._authorized(url), now=self._now())
        try:
            value = decode(require_type(reply, types=JSON))
            records = records_of(value, self._dialect)
        except ConnectorError as error:
            return unreadable(url, reply=reply, fault=error)
        seen = {digest_of(record): self._changed(record) for record in records}
        as_of = self._clocks.instant(member(value, self._dialect.page.as_of))
        return Page(
            place=url,
            body=Answer(reply=reply, seen=seen, as_of=None if as_of is None else as_of.at),
            keys=frozenset(seen),
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

    def _changed(self, record: object) -> datetime | None:
        when = self._clocks.instant(member(record, self._dialect.record.changed))
        return None if when is None else when.at

    def _first(self, since: datetime | None, size: int) -> str:
        calls = self._dialect.calls
        query = {calls.page_size: str(size)}
        if since is not None:
            query[calls.since] = since_text(since, form=calls.since_format)
        return urljoin(self._base, f"{calls.orders}?{urlencode(query)}")


def since_text(instant: datetime, *, form: str) -> str:
    """An instant as the vendor's change filter takes it: epoch-ms, epoch-s or iso."""
    if form == "iso":
        return instant_text(instant)
    seconds = instant.timestamp()
    return str(int(seconds * 1000)) if form == "epoch-ms" else str(int(seconds))


def _client_id(connection: Connection) -> str:
    named = connection.secrets.get("client_id") or connection.settings.get("client_id")
    return named or CLIENT_ID
