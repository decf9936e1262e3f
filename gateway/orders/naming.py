"""Knows what records can be named by: their ids, and what CHAIN pseudonyms are made of."""

from typing import NamedTuple

from sqlalchemy import Connection, Text, cast, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.orders.tables import facts, orders, patients


class Named(NamedTuple):
    """An order's ids, its OPERATIONAL body, and its CHAIN fields as blind indexes.

    Both as JSON text: who reads hundreds of orders takes them apart off the event loop.
    """

    order: str
    patient: str
    body: str
    chain_index: str


def records_of(connection: Connection, *, after: str, limit: int) -> list[Named]:
    """Orders behind `after`, by id."""
    body, index = (cast(one, Text) for one in (orders.c.body, orders.c.chain_index))
    rows = connection.execute(
        select(orders.c.order_id, orders.c.patient_id, body, index)
        .where(orders.c.order_id > after)
        .order_by(orders.c.order_id)
        .limit(limit)
    )
    return [Named(str(order), str(patient), text, named) for order, patient, text, named in rows]


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
