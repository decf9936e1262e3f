"""Knows by what an order is found: the identifiers it holds, and its patient's."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import RowMapping, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.orders.sealer import Sealer
from gateway.orders.tables import orders, patients
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.lookups import LookUp

STEP_SITES = ("collecting_site_id", "processing_site_id", "infusing_site_id")
SITES = ("site_id", *STEP_SITES)
Identifiers = tuple[tuple[str, str], ...]
"""(a `LookUp`, its text) pairs, in clear."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """At which sites an order is found, and by what."""

    order_id: str
    site_ids: frozenset[str]
    identifiers: Identifiers = field(repr=False)


def identifiers_of(
    document: Mapping[str, JsonValue], person: Mapping[str, JsonValue]
) -> Identifiers:
    """What an order with these documents is found by; a field that is not told gives nothing."""
    named = [(look_up, document.get(look_up)) for look_up in (LookUp.COI, _NUMBER)]
    named += [(LookUp.DIN, din) for din in sorted(set(_dins(document)))]
    named += [(LookUp.MRN, person.get("mrn")), (LookUp.NAME_AND_BIRTH_DATE, _person(person))]
    return tuple((name.value, text) for name, text in named if isinstance(text, str))


async def order_ids_after(connection: AsyncConnection, after: str, *, limit: int) -> list[str]:
    """The next few orders by id."""
    wanted = select(orders.c.order_id).where(orders.c.order_id > after)
    return list(await connection.scalars(wanted.order_by(orders.c.order_id).limit(limit)))


async def count_of_orders(connection: AsyncConnection) -> int:
    """How many orders there are."""
    return await connection.scalar(select(func.count()).select_from(orders)) or 0


async def patients_of(connection: AsyncConnection, order_ids: Collection[str]) -> set[str]:
    """Whose these orders are."""
    wanted = select(orders.c.patient_id).where(orders.c.order_id.in_(list(order_ids)))
    return set(await connection.scalars(wanted))


async def found_by(connection: AsyncConnection, order_id: str, *, sealer: Sealer) -> Found | None:
    """By what this order is found as it stands; its row is locked. None: there is no such order.

    The sealer holds the key of its patient; of one who was erased only CHAIN is left.
    """
    held = [orders.c[name] for name in ("order_id", "patient_id", *SITES, "chain")]
    mine = select(*held).where(orders.c.order_id == order_id).with_for_update()
    row = (await connection.execute(mine)).mappings().first()
    if row is None:
        return None
    wanted = select(patients.c.patient_id, patients.c.direct, patients.c.quasi).where(
        patients.c.patient_id == row["patient_id"]
    )
    told = (await connection.execute(wanted)).mappings().one()
    return _found(row, _opened(told, sealer), sealer)


_NUMBER = LookUp.VENDOR_ORDER_NUMBER


def _dins(document: Mapping[str, JsonValue]) -> Iterator[str]:
    """Those of its collections and of their bags."""
    for collection in _items(document.get("collections")):
        for each in (collection, *_items(collection.get("bags"))):
            if isinstance(din := each.get("din"), str):
                yield din


def _items(value: JsonValue) -> list[dict[str, JsonValue]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _person(person: Mapping[str, JsonValue]) -> str | None:
    """Birth date and names in one text; None unless the date and a name are told."""
    names = [n for name in ("given_name", "family_name") if isinstance(n := person.get(name), str)]
    born = person.get("birth_date")
    return " ".join([born, *names]) if isinstance(born, str) and names else None


def _opened(row: RowMapping, sealer: Sealer) -> dict[str, JsonValue]:
    person: dict[str, JsonValue] = {}
    patient_id = str(row["patient_id"])
    for column in ("direct", "quasi"):
        sealed = cast("bytes | None", row[column])
        if sealed is not None:
            place = ("patients", column, patient_id)
            opened = sealer.open_personal(sealed, patient_id=patient_id, place=place)
            person |= cast("dict[str, JsonValue]", opened or {})
    return person


def _found(row: RowMapping, person: Mapping[str, JsonValue], sealer: Sealer) -> Found:
    order_id, sealed = str(row["order_id"]), cast("bytes | None", row["chain"])
    place = ("orders", "chain", order_id)
    chain = sealer.open_chain(sealed, place=place) if sealed is not None else {}
    return Found(
        order_id=order_id,
        site_ids=frozenset(str(row[name]) for name in SITES),
        identifiers=identifiers_of(cast("dict[str, JsonValue]", chain), person),
    )
