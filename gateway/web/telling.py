"""Knows what the audit is told of who asked for what, and returns once that is durable."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from gateway.audit.chain import rest_of
from gateway.audit.encoding import Ids, OpenText, Retold, set_digest
from gateway.audit.events import Event, Kind
from gateway.session.authenticate import Authenticated
from gateway.web.operation import Prepared
from gateway.web.ports import Accounted, WebParts
from schema.vocabulary.facts import JsonValue

MOST_SETS: Final = 1_000
"""Sets of sites whose name is remembered."""
MOST_TEXTS: Final = 1_000
"""Texts of events that are remembered, with what they are remembered by: a kilobyte and a half."""
MOVES: Final = ("latency_ms", "session")
"""What of an event is another for each who asks the same, and each time, besides its sets."""


class Telling:
    """Tells the audit; its methods raise `AuditUnavailableError`."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts
        self._texts: dict[tuple[_Asker, _Told], OpenText] = {}
        self._sets: dict[frozenset[str], Ids] = {}

    async def operation(
        self,
        kind: Kind,
        prepared: Prepared,
        those: Sequence[Authenticated],
        *,
        reads: Accounted,
        status: int,
        begun: float,
    ) -> None:
        """An operation's or a delivery's event, with all that it showed; before it is released.

        Of several who are shown the same none has it by a grant; each has an event of their own.
        """
        disclosed = reads.disclosed()
        took = self._parts.clock.monotonic() - begun
        body: dict[str, JsonValue] = {
            "operation": prepared.checked.digest,
            "name": prepared.name,
            "orders": disclosed.order_ids,
            "patients": disclosed.patient_ids,
            "disclosed": disclosed.disclosed_words,
            "withheld": disclosed.withheld_words,
            "status": status,
            "latency_ms": round(took * 1000, 1),
        }
        told = None
        if disclosed.opened:
            body["grants"] = [
                {"id": grant.grant_id, "patient": set_digest([grant.patient_id])}
                for grant in reads.grants_used()
            ]
        if disclosed.sought:
            body["sought"] = [*disclosed.sought]
        if not disclosed.opened and not disclosed.sought:
            told = _Told(prepared.checked.digest, prepared.name, status, disclosed.classes)
        at = self._parts.clock.now()
        await self._parts.audit.record_all(
            [self._event(kind, who, body, at=at, told=told) for who in those]
        )

    async def record(self, kind: Kind, who: Authenticated, body: dict[str, JsonValue]) -> None:
        """An event about somebody."""
        at = self._parts.clock.now()
        await self._parts.audit.record(self._event(kind, who, body, at=at))

    def _event(
        self,
        kind: Kind,
        who: Authenticated,
        body: Mapping[str, JsonValue],
        *,
        at: datetime,
        told: "_Told | None" = None,
    ) -> Event:
        principal = who.principal
        whole: dict[str, JsonValue] = {
            "session": principal.session_id,
            "purpose": principal.purpose.value,
            "assurance": principal.assurance,
            "read_only": who.read_only,
            "sites": self._named(principal.sites),
            **body,
        }
        if told is not None:
            whole = Retold(whole, self._text(_Asker.of(who), told, whole))
        return Event(kind=kind, subject=principal.subject, at=at, body=whole)

    def _text(self, by: "_Asker", told: "_Told", whole: Mapping[str, JsonValue]) -> OpenText:
        """The text of an event, made when the first one that differs in `MOVES` only is told."""
        found = self._texts.get((by, told))
        if found is None:
            if len(self._texts) >= MOST_TEXTS:
                self._texts.clear()
            found = OpenText.of(rest_of(whole), names=MOVES)
            self._texts[by, told] = found
        return found

    def _named(self, sites: frozenset[str]) -> Ids:
        """A person's sites as the audit takes them; named once."""
        found = self._sets.get(sites)
        if found is None:
            if len(self._sets) >= MOST_SETS:
                self._sets.clear()
            found = self._sets[sites] = Ids(sorted(sites))
        return found


class _Asker(NamedTuple):
    """What the text of an event says of who asked, but for `MOVES`."""

    purpose: str
    assurance: int
    read_only: bool

    @classmethod
    def of(cls, who: Authenticated) -> "_Asker":
        of = who.principal
        return cls(of.purpose.value, of.assurance, who.read_only)


class _Told(NamedTuple):
    """What it says of what was asked and shown, but for `MOVES`."""

    operation: str
    name: str | None
    status: int
    classes: tuple[str, ...]
