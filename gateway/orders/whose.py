"""Knows whose an order is: the patient and the treatment centre that its first facts named."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.orders.tables import facts, orders

AT_ONCE = 500
"""Ids in one statement: databases limit its parameters."""


@dataclass(frozen=True, slots=True)
class Whose:
    """The patient by our id, and the owning site; None while nobody has said what the order is."""

    patient_id: str
    site_id: str | None


async def whose(connection: AsyncConnection, order_ids: Collection[str]) -> dict[str, Whose]:
    """Whose each of these orders is; one without facts is missing from the answer."""
    wanted = sorted(set(order_ids))
    found: dict[str, Whose] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        first = select(func.min(facts.c.seq)).where(facts.c.order_id.in_(some))
        rows = await connection.execute(
            select(facts.c.order_id, facts.c.patient_id, orders.c.site_id)
            .outerjoin(orders, orders.c.order_id == facts.c.order_id)
            .where(facts.c.seq.in_(first.group_by(facts.c.order_id)))
        )
        for order_id, patient_id, site_id in rows:
            found[str(order_id)] = Whose(str(patient_id), None if site_id is None else str(site_id))
    return found


def orders_at(sites: Collection[str]) -> Select[tuple[str]]:
    """The ids of the orders that these sites own."""
    return select(orders.c.order_id).where(orders.c.site_id.in_(sorted(sites)))


def patients_at(sites: Collection[str]) -> Select[tuple[str]]:
    """The ids of the patients of these orders."""
    return select(orders.c.patient_id).where(orders.c.site_id.in_(sorted(sites)))


async def sites_of_patient(connection: AsyncConnection, patient_id: str) -> frozenset[str]:
    """The sites that own an order of this patient."""
    rows = await connection.scalars(
        select(orders.c.site_id).where(orders.c.patient_id == patient_id).distinct()
    )
    return frozenset(str(site) for site in rows)
