"""Knows how to read a FHIR server's changes page by page; I/O only, not a word of their meaning."""

from collections.abc import AsyncIterator
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from connectors.fhir_r4.mapping import Rules, parse
from connectors.fhir_r4.versions import versions_of, written_at
from connectors.fhir_r4.wire import Bundle, Dialect, Node, read_bundle
from connectors.kit.codes import load_codes
from connectors.kit.contract import CheckResult, Connection, Connector, Cursor, Envelope, Parsed
from connectors.kit.egress import Egress, allowed_hosts, same_origin
from connectors.kit.errors import Cause, ConnectorError
from connectors.kit.manifest import ManifestError, Profile, dialect_of
from connectors.kit.mapping import Reader, RecordError
from connectors.kit.paging import Page
from connectors.kit.registry import Now, Sleep, required
from connectors.kit.times import clockwork, instant_text
from connectors.kit.transport import Transport, bounds_of, require_ok, require_type
from connectors.kit.walking import Answer, ChangeList, Walker, unreadable

UNAUTHORIZED = 401
FHIR = ("application/fhir+json", "application/json")
INCLUDES = (
    ("_include", "Provenance:target"),
    ("_include:iterate", "ServiceRequest:subject"),
)


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
        self._transport = transport
        self._now = now
        self._base = rules.connection.settings["base_url"].rstrip("/")
        self._walker = Walker(
            ChangeList(operation="provenances", first=self._first, fetch=self._page),
            connection=rules.connection.id,
            profile=rules.profile,
            sleep=sleep,
        )

    async def check(self) -> tuple[CheckResult, ...]:
        """Read one page; then a line for the server's clock."""
        return await self._walker.sample(of_what="resources")

    def pull(self, cursor: Cursor | None) -> AsyncIterator[Envelope]:
        """See `Walker.pull`."""
        return self._walker.pull(cursor)

    def parse(self, envelope: Envelope) -> Parsed:
        """See `Connector.parse`."""
        return parse(envelope, self._rules)

    async def close(self) -> None:
        """Give up the connection pool."""
        await self._transport.close()

    async def _page(self, url: str) -> Page[Answer]:
        reply = await self._transport.get(url, headers=self._headers())
        if reply.status == UNAUTHORIZED:
            raise ConnectorError(Cause.AUTH_REFUSED, "status 401: our key can't be renewed by us")
        require_ok(reply, now=self._now())
        try:
            bundle = read_bundle(require_type(reply, types=FHIR))
            following = self._following(bundle)
        except ConnectorError as error:
            if error.cause is Cause.EGRESS_BLOCKED:
                raise
            return unreadable(url, reply=reply, fault=error)
        clocks = self._rules.reader.clockwork
        seen = versions_of(bundle, clocks=clocks)
        as_of = clocks.instant(written_at(Node(bundle.value, "")))
        answer = Answer(reply=reply, seen=seen, as_of=None if as_of is None else as_of.at)
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

    def _first(self, since: datetime | None, size: int) -> str:
        query = [("_sort", "_lastUpdated"), ("_count", str(size)), *INCLUDES]
        if since is not None:
            query.insert(0, ("_lastUpdated", f"ge{instant_text(since)}"))
        return f"{self._base}/Provenance?{urlencode(query)}"
