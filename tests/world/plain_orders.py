"""Orders as they are counted: plain columns, nothing sealed, as many as wanted."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, insert

from gateway.orders.tables import care_team, orders, patients
from gateway.store.engine import Store

AT = "2031-05-17T10:11:12.000000Z"


@dataclass(frozen=True, kw_only=True)
class PlainOrder:
    """One order of one patient."""

    order_id: str
    patient_id: str
    site: str = "a"
    status: str = "RELEASED"
    overlays: tuple[str, ...] = ()
    owner: str = "coordinator"
    ended: bool = False
    restricted: bool = False
    erased: bool = False


async def stand(store: Store, all_of_them: Iterable[PlainOrder]) -> None:
    """These orders stand, and no other."""
    there = list(all_of_them)
    people = {one.patient_id: _patient(one) for one in there}
    async with store.writing() as connection:
        for table in (care_team, orders, patients):
            await connection.execute(delete(table))
        if there:
            await connection.execute(insert(patients), list(people.values()))
            await connection.execute(insert(orders), [_order(one) for one in there])


def _patient(one: PlainOrder) -> dict[str, object]:
    return {
        "patient_id": one.patient_id,
        "connection": "helvance",
        "restricted": one.restricted,
        "erased": one.erased,
    }


def _order(one: PlainOrder) -> dict[str, object]:
    sites = dict.fromkeys(("site_id", "collecting_site_id", "processing_site_id"), one.site)
    return {
        "order_id": one.order_id,
        "patient_id": one.patient_id,
        "connection": "helvance",
        **sites,
        "infusing_site_id": one.site,
        "kind": "AUTOLOGOUS",
        "product_code": "HELVA",
        "planned_doses": 1,
        "status": one.status,
        "since": AT,
        "overlays": list(one.overlays),
        "next_action": "NONE",
        "owner": one.owner,
        "urgency": 12,
        "exception_kinds": [],
        "stale_at": AT,
        "refold_at": AT,
        "folded_at": AT,
        "last_learned_at": AT,
        "ended": one.ended,
        "body": {},
        "chain_index": {},
        "version": 1,
        "content": "0" * 64,
    }
