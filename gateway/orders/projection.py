"""Knows how the facts of an order become the rows that are read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

import msgspec
from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.clock import instant_text, parse_instant
from gateway.orders.documents import index_of_class, merge, of_class, partial_of_class
from gateway.orders.effective import FactState
from gateway.orders.facts import KeptFact, read
from gateway.orders.fold import DEFAULTS, Folded, FoldRules, fold
from gateway.orders.journey import milestones
from gateway.orders.sealer import Sealer
from gateway.orders.tables import NEVER, care_team, changes, facts, orders, patients
from schema.vocabulary.facts import JsonValue, OrderDocument
from schema.vocabulary.orders import OrderKind, Patient
from schema.vocabulary.sensitivity import FieldClass

_encoder = msgspec.json.Encoder(order="deterministic")
SITES = ("collecting_site_id", "processing_site_id", "infusing_site_id")
SEALED_OF_PATIENT = (
    FieldClass.DIRECT,
    FieldClass.CONTACT,
    FieldClass.QUASI,
    FieldClass.CLINICAL,
    FieldClass.SPECIAL,
)
SEALED_OF_ORDER = (FieldClass.CLINICAL, FieldClass.SPECIAL, FieldClass.COMMERCIAL)
WITH_PARTIAL = frozenset({FieldClass.DIRECT, FieldClass.QUASI})
LOOKED_UP = ("coi_id", "vendor_order_number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An order whose row changed; `lookups` are the identifiers it is found by, in clear."""

    order_id: str
    version: int
    site_id: str
    lookups: dict[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Projected:
    """An order's rows before sealing."""

    order_id: str
    patient_id: str
    folded: Folded
    document: OrderDocument
    plain: dict[str, JsonValue]


async def project(
    connection: AsyncConnection,
    wanted: Collection[tuple[str, str]],
    *,
    as_of: datetime,
    sealer: Sealer,
    rules: FoldRules = DEFAULTS,
    anew: bool = False,
) -> list[Change]:
    """Write the rows of these (order id, patient id) pairs; what changed by it.

    An order whose facts do not yet say what it is (kind, site, product) has no row. `anew` writes
    rows that did not change, too, at the instant they were folded at, and keeps their version.
    """
    found: list[Change] = []
    for order_id, patient_id in sorted(wanted):
        row = await _locked(connection, order_id)
        at = parse_instant(str(row["folded_at"])) if anew and row else as_of
        kept = await read(connection, order_id, patient_id=patient_id, sealer=sealer)
        projected = _projected(order_id, patient_id, kept, as_of=at, rules=rules)
        if projected is not None:
            change = await _write(connection, projected, row, as_of=at, sealer=sealer, anew=anew)
            if change is not None:
                found.append(change)
    return found


async def refold_due(
    connection: AsyncConnection, *, as_of: datetime, limit: int
) -> list[tuple[str, str]]:
    """(order id, patient id) of orders that time alone may have changed, the longest due first."""
    rows = await connection.execute(
        select(orders.c.order_id, orders.c.patient_id)
        .where(orders.c.refold_at <= instant_text(as_of))
        .order_by(orders.c.refold_at)
        .limit(limit)
    )
    return [(str(order_id), str(patient_id)) for order_id, patient_id in rows.tuples()]


async def every_order(connection: AsyncConnection) -> list[tuple[str, str]]:
    """(order id, patient id) of every order that has a row, by id."""
    rows = await connection.execute(
        select(orders.c.order_id, orders.c.patient_id).order_by(orders.c.order_id)
    )
    return [(str(order_id), str(patient_id)) for order_id, patient_id in rows.tuples()]


async def incomplete_orders(connection: AsyncConnection) -> list[str]:
    """Orders that have facts but no row yet, because nobody said what they are."""
    rows = await connection.scalars(
        select(facts.c.order_id).where(facts.c.order_id.not_in(select(orders.c.order_id)))
    )
    return sorted(set(rows))


async def _locked(connection: AsyncConnection, order_id: str) -> dict[str, object] | None:
    rows = await connection.execute(
        select(orders).where(orders.c.order_id == order_id).with_for_update()
    )
    row = rows.mappings().first()
    return dict(row) if row else None


def _projected(
    order_id: str,
    patient_id: str,
    kept: Sequence[KeptFact],
    *,
    as_of: datetime,
    rules: FoldRules,
) -> _Projected | None:
    head = merge(one.payload for one in kept)
    if not all(isinstance(head.get(name), str) for name in ("kind", "site_id", "product_code")):
        return None
    kind = OrderKind(str(head["kind"]))
    doses = head.get("planned_doses")
    planned = doses if isinstance(doses, int) and doses > 0 else 1
    folded = fold(kind, planned, [one.fact for one in kept], as_of=as_of, rules=rules)
    said = {FactState.COUNTS, FactState.SET_ASIDE}
    document = merge(one.payload for one in kept if folded.states[one.fact][0] in said)
    site = str(head["site_id"])
    plain: dict[str, JsonValue] = {
        "connection": kept[0].fact.connection,
        "site_id": site,
        **{name: str(document.get(name) or site) for name in SITES},
        "kind": kind.value,
        "product_code": str(head["product_code"]),
        "planned_doses": planned,
        **_plain(folded),
        "body": _body(kind, document, kept, folded),
    }
    return _Projected(order_id, patient_id, folded, document, plain)


def _plain(folded: Folded) -> dict[str, JsonValue]:
    return {
        "status": folded.status.value,
        "since": instant_text(folded.since) if folded.since else None,
        "overlays": [overlay.value for overlay in folded.overlays],
        "next_action": folded.next_action,
        "owner": folded.owner,
        "urgency": folded.urgency,
        "exception_kinds": list(folded.exception_kinds),
        "stale_at": instant_text(folded.stale_at) if folded.stale_at else NEVER,
        "last_learned_at": instant_text(folded.last_learned_at) if folded.last_learned_at else "",
        "ended": folded.ended,
    }


def _body(
    kind: OrderKind, document: OrderDocument, kept: Sequence[KeptFact], folded: Folded
) -> OrderDocument:
    """The OPERATIONAL document, with the journey and what became of each fact beside it."""
    body = of_class(document, FieldClass.OPERATIONAL)
    body.pop("patient", None)
    aside = {one.fact.kind: one.vendor_code or one.fact.kind for one in kept}
    body["unmapped"] = [aside[name] for name in folded.unmapped]
    body["milestones"] = milestones(kind, folded)
    body["fact_states"] = {
        fact.id: {"state": state.value, "corrected_by": by}
        for fact, (state, by) in folded.states.items()
    }
    return body


async def _write(
    connection: AsyncConnection,
    new: _Projected,
    row: dict[str, object] | None,
    *,
    as_of: datetime,
    sealer: Sealer,
    anew: bool,
) -> Change | None:
    content = sealer.fingerprint(_encoder.encode([new.plain, new.document]))
    refold = instant_text(new.folded.refold_at) if new.folded.refold_at else NEVER
    times = {"refold_at": refold, "folded_at": instant_text(as_of)}
    if row is not None and row["content"] == content and not anew:
        await connection.execute(
            update(orders).where(orders.c.order_id == new.order_id).values(times)
        )
        return None
    version = cast("int", row["version"]) if row else 0
    version += 0 if row is not None and row["content"] == content else 1
    await _write_patient(connection, new, sealer)
    values = {**new.plain, **times, "content": content, "version": version}
    values |= _sealed_order(new, sealer)
    values["patient_id"] = new.patient_id
    await _upsert(connection, orders, "order_id", new.order_id, values)
    await _write_team(connection, new)
    if not anew:
        at = instant_text(as_of)
        await connection.execute(
            insert(changes).values(order_id=new.order_id, version=version, at=at)
        )
    return Change(
        order_id=new.order_id,
        version=version,
        site_id=str(new.plain["site_id"]),
        lookups=_lookups(new.document),
    )


async def _write_patient(connection: AsyncConnection, new: _Projected, sealer: Sealer) -> None:
    document = cast("OrderDocument", new.document.get("patient") or {})
    values: dict[str, object] = {"connection": new.plain["connection"]}
    for field_class in SEALED_OF_PATIENT:
        name = field_class.value.lower()
        forms = {name: of_class(document, field_class, Patient)}
        if field_class in WITH_PARTIAL:
            forms[f"{name}_partial"] = partial_of_class(document, field_class, Patient)
        for column, value in forms.items():
            values[column] = sealer.seal_personal(
                value, patient_id=new.patient_id, place=("patients", column, new.patient_id)
            )
    fresh = {"restricted": False, "erased": False}
    await _upsert(connection, patients, "patient_id", new.patient_id, values, fresh=fresh)


def _sealed_order(new: _Projected, sealer: Sealer) -> dict[str, object]:
    document = {name: value for name, value in new.document.items() if name != "patient"}
    site = str(new.plain["site_id"])
    sealed: dict[str, object] = {}
    for field_class in SEALED_OF_ORDER:
        column = field_class.value.lower()
        sealed[column] = sealer.seal_personal(
            of_class(document, field_class),
            patient_id=new.patient_id,
            place=("orders", column, new.order_id),
        )
    chain = FieldClass.CHAIN
    forms = {"chain": of_class(document, chain), "chain_partial": partial_of_class(document, chain)}
    for column, value in forms.items():
        sealed[column] = sealer.seal_chain(value, place=("orders", column, new.order_id))
    sealed["chain_index"] = index_of_class(
        document, chain, lambda name, text: sealer.index(site, name, text)
    )
    return sealed


async def _write_team(connection: AsyncConnection, new: _Projected) -> None:
    team = cast("list[str]", new.document.get("care_team") or [])
    await connection.execute(delete(care_team).where(care_team.c.order_id == new.order_id))
    for subject in sorted(set(team)):
        await connection.execute(insert(care_team).values(order_id=new.order_id, subject=subject))


async def _upsert(
    connection: AsyncConnection,
    table: Table,
    key: str,
    row_id: str,
    values: dict[str, object] | dict[str, JsonValue],
    *,
    fresh: dict[str, bool] | None = None,
) -> None:
    """Update the row, or insert it with `fresh` beside; the caller holds the order's lock."""
    changed = await connection.execute(update(table).where(table.c[key] == row_id).values(values))
    if not changed.rowcount:
        await connection.execute(insert(table).values({key: row_id, **values, **(fresh or {})}))


def _lookups(document: OrderDocument) -> dict[str, str]:
    found = {name: document[name] for name in LOOKED_UP if isinstance(document.get(name), str)}
    patient = document.get("patient")
    if isinstance(patient, dict) and isinstance(patient.get("mrn"), str):
        found["mrn"] = patient["mrn"]
    return cast("dict[str, str]", found)
