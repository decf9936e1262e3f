"""Knows what records can be named by: their ids, and what CHAIN pseudonyms are made of."""

from collections.abc import Mapping
from typing import NamedTuple, cast

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.orders.tables import facts, orders, patients
from schema.vocabulary.facts import JsonValue


class Named(NamedTuple):
    """An order's ids, its OPERATIONAL body, and its CHAIN fields as blind indexes."""

    order: str
    patient: str
    body: Mapping[str, JsonValue]
    chain_index: Mapping[str, JsonValue]


async def records_of(connection: AsyncConnection, *, after: str, limit: int) -> list[Named]:
    """Orders behind `after`, by id."""
    rows = await connection.execute(
        select(orders.c.order_id, orders.c.patient_id, orders.c.body, orders.c.chain_index)
        .where(orders.c.order_id > after)
        .order_by(orders.c.order_id)
        .limit(limit)
    )
    return [
        Named(
            str(order),
            str(patient),
            cast("Mapping[str, JsonValue]", body),
            cast("Mapping[str, JsonValue]", index),
        )
        for order, patient, body, index in rows
    ]


async def named_after(connection: AsyncConnection, record_id: str) -> list[tuple[str, str | None]]:
    """(patient, order) of the patient, order or fact of this id; nothing for an id of none."""
    person = select(patients.c.patient_id).where(patients.c.patient_id == record_id)
    found = await connection.scalar(person)
    order = await connection.execute(
        select(facts.c.patient_id, facts.c.order_id)
        .where(or_(facts.c.order_id == record_id, facts.c.fact_id == record_id))
        .limit(1)
    )
    told: list[tuple[str, str | None]] = [] if found is None else [(str(found), None)]
    return [*told, *((str(patient), str(order_id)) for patient, order_id in order)]
