"""Knows who may read the audit, and how its events look to them (docs/audit.md 'Who reads it')."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, cast

import msgspec

from gateway.audit.acts import act_of
from gateway.audit.events import Kind, Sink
from gateway.audit.keys import PublicKey
from gateway.audit.proof import SignedInterval, signed_interval
from gateway.audit.reading import (
    Countable,
    Look,
    Place,
    Span,
    grants_used,
    looks,
    purpose_of,
)
from gateway.clock import Clock, instant_text, parse_instant
from gateway.disclosure.filters import kinds_of
from gateway.disclosure.refusals import CURSOR_INVALID, LIMIT_FIRST, OverLimitError, RefusedError
from gateway.orders.whose import orders_at, patients_at
from gateway.store.engine import Store
from gateway.vault.seal import Vault, VaultError
from schema.api.ports import AuditPage, AuditWanted, ProblemKind, Treated, Trouble
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.principals import Principal, Purpose, RealmRole, Role

MOST: Final = 500
ASSURED: Final = 2
REFUSED: Final = Trouble(
    ProblemKind.DENIED,
    "AUDIT_REFUSED",
    "Only the privacy officer, and auditors for their own site, read the audit, for HCOMPL.",
)

UNKNOWN: Final = Trouble(ProblemKind.INVALID, "PATIENT_UNKNOWN", "There is no such patient.")


class PatientSites(Protocol):
    """Where a patient is treated."""

    async def sites_of(self, patient: str, /) -> frozenset[str]:
        """The sites that own an order of this patient; none for one that is not known."""
        ...


class Names(Protocol):
    """Who members of staff are."""

    async def names(self) -> Mapping[str, str]:
        """Names by subject, of those that are known now; none while that can't be known."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditBacking:
    """What every request's reads of the audit stand on."""

    store: Store
    vault: Vault
    sink: Sink
    keys: Sequence[PublicKey]
    patients: PatientSites
    names: Names
    clock: Clock


@dataclass(slots=True)
class ViewerAuditLog:
    """`schema.api.ports.AuditLog` for the one who asks; that they asked is kept first."""

    backing: AuditBacking
    by: Principal
    _intervals: dict[tuple[str, int], SignedInterval] = field(
        default_factory=dict[tuple[str, int], SignedInterval]
    )
    _naming: asyncio.Future[Mapping[str, str]] | None = None

    async def events(
        self, *, first: int, after: str | None, wanted: AuditWanted
    ) -> AuditPage | Trouble:
        """See the port."""
        everything, sites = _everything(self.by), _sites(self.by)
        if not everything and not sites:
            return REFUSED
        try:
            span = Span(
                at_or_after=_instant(wanted.at_or_after),
                before=_instant(wanted.before),
                kinds=kinds_of(wanted.kind),
                subject=wanted.subject,
                sites=None if everything else sites,
            )
        except ValueError:
            message = "Expected instants as ISO 8601 with a zone."
            return Trouble(ProblemKind.INVALID, "INSTANT_INVALID", message, ("filter",))
        await self._keep(Kind.AUDIT_READ, {})
        return await self._page(span, first=first, after=after)

    async def report(self, patient: str, *, first: int, after: str | None) -> AuditPage | Trouble:
        """See the port."""
        if not await may_report(self.by, patient, patients=self.backing.patients):
            return REFUSED
        if not await self.backing.patients.sites_of(patient):
            return UNKNOWN  # an event is for good: nothing goes into it that anybody may type
        await self._keep(Kind.DISCLOSURE_REPORT, {"patients": [patient]})
        return await self._page(Span(patient=patient), first=first, after=after)

    async def name(self, event: Treated) -> str | None:
        """See the port."""
        if self._naming is None:  # every event of a page asks at once
            self._naming = asyncio.ensure_future(self.backing.names.names())
        return (await self._naming).get(str(event["subject"]))

    async def proof(self, event: Treated) -> Treated | None:
        """See the port."""
        writer, sequence = str(event["writer"]), cast("int", event["sequence"])
        found = self._intervals.get((writer, sequence))
        if found is None:
            async with self.backing.store.reading() as connection:
                found = await signed_interval(connection, writer=writer, sequence=sequence)
            if found is None:
                return None
            for number in range(found.first, found.last + 1):
                self._intervals[writer, number] = found
        proof = found.proof(sequence)
        by_id = {key.id: key.public for key in self.backing.keys}
        return {
            "index": proof.index,
            "size": proof.size,
            "path": [node.hex() for node in proof.path],
            "checkpoint": proof.text,
            "signature": proof.signature.hex(),
            "key": by_id.get(proof.key_id, b"").hex(),
        }

    def keys(self) -> Sequence[Treated]:
        """See the port."""
        return [
            {
                "id": key.id,
                "public": key.public.hex(),
                "after": key.after,
                "introduction": None if key.introduction is None else key.introduction.hex(),
            }
            for key in self.backing.keys
        ]

    async def _keep(self, kind: Kind, body: dict[str, JsonValue]) -> None:
        at = self.backing.clock.now()
        await self.backing.sink.record(act_of(self.by, kind, at=at, body=body))

    async def _page(self, span: Span, *, first: int, after: str | None) -> AuditPage:
        if not 1 <= first <= MOST:
            raise OverLimitError(LIMIT_FIRST, limit=MOST, asked=first)
        context = self._context(span)
        place = None if after is None else self._opened(after, context)
        async with self.backing.store.reading() as connection:
            found = await looks(
                connection, span, limit=first + 1, after=place, countable=countable(self.by)
            )
        rows = [(self._sealed(look, context), _event(look)) for look in found[:first]]
        return AuditPage(rows, has_next=len(found) > first)

    def _context(self, span: Span) -> str:
        """A cursor is bound to who asks, as what, and to the list."""
        held = sorted((site, role.value) for site, role in self.by.roles)
        realm = sorted(role.value for role in self.by.realm_roles)
        sites = None if span.sites is None else sorted(span.sites)
        parts = (self.by.subject, held, realm, msgspec.to_builtins(span), sites)
        return "audit:" + hashlib.sha256(msgspec.json.encode(parts)).hexdigest()

    def _sealed(self, look: Look, context: str) -> str:
        event = look.event
        place = msgspec.json.encode((event.at, event.writer, event.sequence))
        return self.backing.vault.seal_token(place, context=context)

    def _opened(self, cursor: str, context: str) -> Place:
        try:
            text = self.backing.vault.open_token(cursor, context=context)
            return msgspec.json.decode(text, type=tuple[str, str, int])
        except (VaultError, msgspec.DecodeError):
            raise RefusedError(CURSOR_INVALID) from None


def countable(by: Principal) -> Countable | None:
    """What of an event they may count: nobody counts what they may not list (docs/adr/0112)."""
    if _everything(by):
        return None
    sites = _sites(by)
    return Countable(orders_at(sites), patients_at(sites))


async def may_report(by: Principal, patient: str, *, patients: PatientSites) -> bool:
    """Whether they may know who saw this patient: an officer, or an auditor of a site of theirs.

    Somebody else's patient and nobody's are refused alike.
    """
    if _everything(by):
        return True
    sites = _sites(by)
    return bool(sites) and bool(sites & await patients.sites_of(patient))


def _compliance(by: Principal) -> bool:
    return by.purpose is Purpose.HCOMPL and by.assurance >= ASSURED


def _everything(by: Principal) -> bool:
    return _compliance(by) and RealmRole.PRIVACY_OFFICER in by.realm_roles


def _sites(by: Principal) -> frozenset[str]:
    """The sites whose auditor they are."""
    if not _compliance(by):
        return frozenset()
    return frozenset(site for site, role in by.roles if role is Role.AUDITOR)


def _event(look: Look) -> Treated:
    event, body = look.event, look.event.body
    return {
        "id": f"{event.writer}:{event.sequence}",
        "writer": event.writer,
        "sequence": event.sequence,
        "at": event.at,
        "kind": event.kind,
        "subject": event.subject,
        "purpose": purpose_of(event, patient=look.whose),
        "operation": _word(body.get("operation")),
        "operation_name": _word(body.get("name")),
        "code": _word(body.get("code")),
        "disclosed": _words(body.get("disclosed")),
        "withheld": _words(body.get("withheld")),
        "grants": grants_used(event, patient=look.whose),
        "order_count": look.orders,
        "patient_count": look.patients,
        "text": event.text().decode(),
    }


def _word(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None


def _words(value: JsonValue) -> list[str]:
    return [str(word) for word in value] if isinstance(value, list) else []


def _instant(text: str | None) -> str | None:
    """Raises `ValueError` for what is no instant with a zone."""
    return None if text is None else instant_text(parse_instant(text))
