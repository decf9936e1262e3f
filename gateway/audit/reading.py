"""Knows how events are found again: by time, by actor's site, by patient through the sets."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit.encoding import set_digest
from gateway.audit.rows import StoredEvent, members_of, sizes_of, stored_event
from gateway.audit.tables import audit_events, audit_sets
from schema.vocabulary.principals import Purpose

Place: TypeAlias = tuple[str, str, int]
"""Where a page ended: (at, writer, sequence)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Which events. Instants are `instant_text`; `sites` None means every site's."""

    at_or_after: str | None = None
    before: str | None = None
    kinds: Sequence[str] = ()
    subject: str | None = None
    sites: Collection[str] | None = None
    patient: str | None = None


class Countable(NamedTuple):
    """Which ids of an event's sets its reader may count: those that they may list."""

    orders: Select[tuple[str]]
    patients: Select[tuple[str]]


@dataclass(frozen=True, slots=True)
class Look:
    """An event with the size of its sets; `whose` is the patient whose events were asked for."""

    event: StoredEvent
    orders: int
    patients: int
    whose: str | None = None


def grants_used(event: StoredEvent, *, patient: str | None = None) -> list[str]:
    """The break-glass grants by which something was shown: of one patient, or all of them.

    The event names whom each one opened by the digest of a set of one, as it names all ids.
    """
    told = event.body.get("grants")
    named = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    whose = None if patient is None else set_digest([patient])
    return [str(one.get("id")) for one in named if whose is None or one.get("patient") == whose]


def purpose_of(event: StoredEvent, *, patient: str | None) -> str | None:
    """Why somebody looked; at a patient whom a grant opened it was an emergency (ETREAT)."""
    if patient is not None and grants_used(event, patient=patient):
        return Purpose.ETREAT.value
    told = event.body.get("purpose")
    return told if isinstance(told, str) else None


async def looks(
    connection: AsyncConnection,
    span: Span,
    *,
    limit: int,
    after: Place | None = None,
    countable: Countable | None = None,
) -> list[Look]:
    """The newest events of the span, at most `limit`, behind `after`; None counts every id.

    Events from before the chain have their ids in the body: none is found by patient or site.
    """
    events = audit_events.c
    query = select(audit_events).where(*_terms(span))
    if after is not None:
        query = query.where(tuple_(events.at, events.writer, events.sequence) < tuple_(*after))
    query = query.order_by(events.at.desc(), events.writer.desc(), events.sequence.desc())
    rows = (await connection.execute(query.limit(limit))).mappings().all()
    found = [stored_event(row) for row in rows]
    of_orders = {one.orders for one in found if one.orders is not None}
    of_patients = {one.patients for one in found if one.patients is not None}
    orders, patients = countable or (None, None)
    ordered = await sizes_of(connection, of_orders, among=orders)
    treated = await sizes_of(connection, of_patients, among=patients)
    return [
        Look(
            one,
            ordered.get(one.orders or "", 0),
            treated.get(one.patients or "", 0),
            span.patient,
        )
        for one in found
    ]


async def members(connection: AsyncConnection, digest: str | None) -> list[str]:
    """The ids of a set; none for no set."""
    return [] if digest is None else await members_of(connection, digest)


def _terms(span: Span) -> list[ColumnElement[bool]]:
    events = audit_events.c
    terms: list[ColumnElement[bool]] = []
    if span.at_or_after is not None:
        terms.append(events.at >= span.at_or_after)
    if span.before is not None:
        terms.append(events.at < span.before)
    if span.kinds:
        terms.append(events.kind.in_(span.kinds))
    if span.subject is not None:
        terms.append(events.subject == span.subject)
    if span.sites is not None:
        terms.append(events.sites.in_(_sets_with(span.sites)))
    if span.patient is not None:
        terms.append(events.patients.in_(_sets_with([span.patient])))
    return terms


def _sets_with(wanted: Collection[str]) -> Select[tuple[str]]:
    return select(audit_sets.c.digest).where(audit_sets.c.member.in_(sorted(wanted)))
