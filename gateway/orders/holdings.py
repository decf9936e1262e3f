"""Knows everything that the order record holds of one patient, opened as far as it opens."""

from typing import Final, cast

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.clock import instant_text
from gateway.orders.documents import merge
from gateway.orders.facts import KeptFact, read
from gateway.orders.sealer import Sealer
from gateway.orders.tables import care_team, facts, orders, patients
from schema.vocabulary.facts import JsonValue, OrderDocument
from schema.vocabulary.orders import Patient

OF_PATIENT: Final = ("direct", "contact", "quasi", "clinical", "special")
OF_ORDER: Final = ("clinical", "special", "commercial")
PLAIN: Final = (
    *("connection", "site_id", "collecting_site_id", "processing_site_id", "infusing_site_id"),
    *("status", "since", "overlays", "last_learned_at"),
)
OURS: Final = frozenset({"unmapped", "milestones", "fact_states"})
"""What the fold worked out and keeps in the body: about facts, not about the person."""


async def person_of(
    connection: AsyncConnection, patient_id: str, *, sealer: Sealer
) -> OrderDocument:
    """The patient's own fields in clear; empty for one who was erased, or whom nobody described."""
    query = select(patients).where(patients.c.patient_id == patient_id)
    row = (await connection.execute(query)).mappings().first()
    if row is None:
        return {}
    return merge(_personal("patients", row, OF_PATIENT, patient_id, sealer), Patient)


async def orders_of(
    connection: AsyncConnection, patient_id: str, *, sealer: Sealer
) -> list[dict[str, JsonValue]]:
    """Each order: what is shown of it, whose care team it has, and every fact about it."""
    told = await connection.scalars(
        select(facts.c.order_id).distinct().where(facts.c.patient_id == patient_id)
    )
    query = select(orders).where(orders.c.patient_id == patient_id)
    rows = {str(row["order_id"]): row for row in (await connection.execute(query)).mappings()}
    return [
        {
            "id": order_id,
            **(_order(rows[order_id], sealer) if order_id in rows else {}),
            "care_team": await _team(connection, order_id),
            "facts": [_fact(one) for one in await read(connection, order_id, sealer=sealer)],
        }
        for order_id in sorted({*map(str, told), *rows})
    ]


def _order(row: RowMapping, sealer: Sealer) -> dict[str, JsonValue]:
    order_id = str(row["order_id"])
    body = cast("OrderDocument", row["body"])
    layers = [{name: value for name, value in body.items() if name not in OURS}]
    layers += _personal("orders", row, OF_ORDER, order_id, sealer)
    if row["chain"] is not None:
        chain = sealer.open_chain(row["chain"], place=("orders", "chain", order_id))
        layers.append(cast("OrderDocument", chain))
    shown = {name: cast("JsonValue", row[name]) for name in PLAIN}
    return {**shown, "document": merge(layers)}


def _personal(
    table: str, row: RowMapping, columns: tuple[str, ...], row_id: str, sealer: Sealer
) -> list[OrderDocument]:
    opened = [
        sealer.open_personal(
            row[name], patient_id=str(row["patient_id"]), place=(table, name, row_id)
        )
        for name in columns
        if row[name] is not None
    ]
    return [cast("OrderDocument", one) for one in opened if one is not None]


async def _team(connection: AsyncConnection, order_id: str) -> list[JsonValue]:
    mine = care_team.c.order_id == order_id
    found = await connection.scalars(select(care_team.c.subject).where(mine))
    return [*sorted(map(str, found))]


def _fact(one: KeptFact) -> dict[str, JsonValue]:
    fact = one.fact
    links: dict[str, JsonValue] = {
        "vendor_code": one.vendor_code,
        "exception_kind": fact.exception_kind,
        "corrects": fact.corrects,
        "retracts": fact.retracts,
    }
    return {
        "id": fact.id,
        "connection": fact.connection,
        "party": fact.party.value,
        "kind": fact.kind,
        "happened_at": instant_text(fact.happened_at),
        "learned_at": instant_text(fact.learned_at),
        "revision": fact.revision,
        **{name: value for name, value in links.items() if value is not None},
        "said": one.payload,
    }
