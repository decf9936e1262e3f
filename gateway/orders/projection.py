"""Knows how the facts of an order become the rows that are read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.clock import instant_text, parse_instant
from gateway.orders.documents import merge, of_class
from gateway.orders.effective import FactState, content, effective
from gateway.orders.facts import KeptFact, read
from gateway.orders.fold import DEFAULTS, Folded, FoldRules, fold, in_conflict
from gateway.orders.found_by import STEP_SITES
from gateway.orders.journey import milestones
from gateway.orders.rectified import (
    PutRight,
    contradicted,
    is_rectification,
    over,
    put_right,
    states,
)
from gateway.orders.rows import Change, Projected, write
from gateway.orders.sealer import Sealer
from gateway.orders.tables import NEVER, facts, orders
from schema.vocabulary.facts import Fact, JsonValue, OrderDocument
from schema.vocabulary.orders import OrderKind
from schema.vocabulary.sensitivity import FieldClass

__all__ = [
    "Change",
    "corrections_of",
    "every_order",
    "incomplete_orders",
    "project",
    "refold_due",
]
NEEDED = ("kind", "site_id", "product_code")
_KINDS = frozenset(kind.value for kind in OrderKind)


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

    The patient's other orders follow, for they show the same person. An order whose facts do not
    yet say what it is (kind, site, product) has no row. `anew` writes rows that did not change,
    too, at the instant they were folded at, and keeps their version.
    """
    found: list[Change] = []
    for patient_id in sorted({patient_id for _, patient_id in wanted}):
        order_ids = await _orders_of(connection, patient_id)
        before = {order_id: await _locked(connection, order_id) for order_id in order_ids}
        kept = {order_id: await read(connection, order_id, sealer=sealer) for order_id in order_ids}
        whose = _whose(patient_id, [one for some in kept.values() for one in some])
        for order_id in order_ids:
            row = before[order_id]
            at = parse_instant(str(row["folded_at"])) if anew and row else as_of
            new = _projected(order_id, kept[order_id], whose, as_of=at, rules=rules)
            if new is not None:
                change = await write(
                    connection, new, before=row, as_of=at, sealer=sealer, anew=anew
                )
                found += [change] if change is not None else []
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
    return [(str(order_id), str(patient_id)) for order_id, patient_id in rows]


async def every_order(connection: AsyncConnection) -> list[tuple[str, str]]:
    """(order id, patient id) of every order that has facts, whether it has a row or not, by id."""
    rows = await connection.execute(
        select(facts.c.order_id, facts.c.patient_id).distinct().order_by(facts.c.order_id)
    )
    return [(str(order_id), str(patient_id)) for order_id, patient_id in rows]


async def incomplete_orders(connection: AsyncConnection) -> list[str]:
    """Orders that have facts but no row yet, because nobody said what they are."""
    rows = await connection.scalars(
        select(facts.c.order_id)
        .distinct()
        .where(facts.c.order_id.not_in(select(orders.c.order_id)))
        .order_by(facts.c.order_id)
    )
    return list(rows)


async def _orders_of(connection: AsyncConnection, patient_id: str) -> list[str]:
    """In one order for everybody, so that two writers never wait for each other."""
    rows = await connection.scalars(
        select(facts.c.order_id)
        .distinct()
        .where(facts.c.patient_id == patient_id)
        .order_by(facts.c.order_id)
    )
    return list(rows)


async def _locked(connection: AsyncConnection, order_id: str) -> dict[str, object] | None:
    rows = await connection.execute(
        select(orders.c.content, orders.c.version, orders.c.folded_at)
        .where(orders.c.order_id == order_id)
        .with_for_update()
    )
    row = rows.mappings().first()
    return {str(name): value for name, value in row.items()} if row else None


async def corrections_of(
    connection: AsyncConnection, patient_id: str, *, sealer: Sealer
) -> dict[str, PutRight]:
    """Every field of a patient that stands corrected."""
    orders_of_them = await _orders_of(connection, patient_id)
    kept = [await read(connection, order_id, sealer=sealer) for order_id in orders_of_them]
    return put_right([one for some in kept for one in some], person=_person)


@dataclass(frozen=True, slots=True)
class _Whose:
    """The patient of some orders: what is shown of them, and what of it was put right."""

    patient_id: str
    person: OrderDocument
    corrected: Mapping[str, PutRight]


def _whose(patient_id: str, kept: Sequence[KeptFact]) -> _Whose:
    corrected = put_right(kept, person=_person)
    said = _person([one for one in kept if not is_rectification(one)])
    return _Whose(patient_id, over(said, corrected), corrected)


def _person(kept: Sequence[KeptFact]) -> OrderDocument:
    """The patient as the effective facts of all their orders say, whatever the time."""
    standing = effective([one.fact for one in kept]).facts
    said = _said(sorted(kept, key=KeptFact.by_time), standing)
    return cast("OrderDocument", said.get("patient") or {})


def _said(kept: Sequence[KeptFact], standing: Collection[Fact]) -> OrderDocument:
    """What these facts say; one told again with the same content may add to what it says."""
    contents = {content(fact) for fact in standing}
    return merge(one.payload for one in kept if content(one.fact) in contents)


def _projected(
    order_id: str,
    every: Sequence[KeptFact],
    whose: _Whose,
    *,
    as_of: datetime,
    rules: FoldRules,
) -> Projected | None:
    kept = [one for one in every if not is_rectification(one)]
    head = merge(one.payload for one in kept)
    if head.get("kind") not in _KINDS or not all(head.get(name) for name in NEEDED):
        return None
    kind = OrderKind(str(head["kind"]))
    doses = head.get("planned_doses")
    planned = doses if isinstance(doses, int) and doses > 0 else 1
    folded = fold(kind, planned, [one.fact for one in kept], as_of=as_of, rules=rules)
    if contradicted(whose.corrected):
        folded = in_conflict(folded)
    speaking = {FactState.COUNTS, FactState.SET_ASIDE}
    document = _said(
        kept, [fact for fact, (state, _) in folded.states.items() if state in speaking]
    )
    document.pop("patient", None)
    site = str(head["site_id"])
    plain: dict[str, JsonValue] = {
        "connection": kept[0].fact.connection,
        "site_id": site,
        **{name: str(document.get(name) or site) for name in STEP_SITES},
        "kind": kind.value,
        "product_code": str(head["product_code"]),
        "planned_doses": planned,
        **_plain(folded),
        "body": _body(kind, document, kept, folded, beside=states(every, whose.corrected)),
    }
    return Projected(
        order_id=order_id,
        patient_id=whose.patient_id,
        folded=folded,
        document=document,
        person=whose.person,
        plain=plain,
    )


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
    kind: OrderKind,
    document: OrderDocument,
    kept: Sequence[KeptFact],
    folded: Folded,
    *,
    beside: OrderDocument,
) -> OrderDocument:
    """The OPERATIONAL document, with the journey and what became of each fact beside it.

    `beside` are the states of facts that are no part of the fold.

    `fact_states` is by the fact's digest: the revisions of a fact share its id, not its state.
    """
    body = of_class(document, FieldClass.OPERATIONAL)
    words = {one.fact.kind: one.vendor_code or one.fact.kind for one in kept}
    body["unmapped"] = [words[name] for name in folded.unmapped]
    body["milestones"] = milestones(kind, folded)
    became: OrderDocument = {**beside}
    for one in kept:
        state, by = folded.states[one.fact]
        became[one.digest] = {"state": state.value, "corrected_by": by}
    body["fact_states"] = became
    return body
