"""Knows how a projected order is written down: plain columns, and a sealed body a class."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

import msgspec
from sqlalchemy import Table, delete, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.clock import instant_text
from gateway.orders.documents import index_of_class, of_class, partial_of_class
from gateway.orders.fold import Folded
from gateway.orders.found_by import SITES, Found, identifiers_of
from gateway.orders.sealer import Sealer
from gateway.orders.tables import NEVER, care_team, changes, orders, patients
from schema.vocabulary.facts import JsonValue, OrderDocument
from schema.vocabulary.orders import Patient
from schema.vocabulary.sensitivity import FieldClass

SEALED_OF_PATIENT = (
    FieldClass.DIRECT,
    FieldClass.CONTACT,
    FieldClass.QUASI,
    FieldClass.CLINICAL,
    FieldClass.SPECIAL,
)
SEALED_OF_ORDER = (FieldClass.CLINICAL, FieldClass.SPECIAL, FieldClass.COMMERCIAL)
WITH_PARTIAL = frozenset({FieldClass.DIRECT, FieldClass.QUASI})
_encoder = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An order whose row changed, and where and by what it is found now."""

    order_id: str
    version: int
    found: Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Projected:
    """An order's rows before sealing: `document` without the patient, who stands in `person`."""

    order_id: str
    patient_id: str
    folded: Folded
    document: OrderDocument
    person: OrderDocument
    plain: dict[str, JsonValue]


async def write(
    connection: AsyncConnection,
    new: Projected,
    *,
    before: dict[str, object] | None,
    as_of: datetime,
    sealer: Sealer,
    anew: bool,
) -> Change | None:
    """Write an order's rows over the row `before`; None when nothing but the time has changed.

    The version moves, and a change is noted, only with the content. `anew` writes what has not
    changed, too.
    """
    said = [new.plain, new.document, new.person, _learned(new.folded)]
    content = sealer.fingerprint(_encoder.encode(said))
    refold = instant_text(new.folded.refold_at) if new.folded.refold_at else NEVER
    times = {"refold_at": refold, "folded_at": instant_text(as_of)}
    same = before is not None and before["content"] == content
    if same and not anew:
        await connection.execute(
            update(orders).where(orders.c.order_id == new.order_id).values(times)
        )
        return None
    version = (cast("int", before["version"]) if before else 0) + (0 if same else 1)
    await _write_patient(connection, new, sealer)
    values = {**new.plain, **times, "content": content, "version": version}
    values |= {"patient_id": new.patient_id, **_sealed_order(new, sealer)}
    await _upsert(connection, orders, key=("order_id", new.order_id), values=values)
    await _write_team(connection, new)
    if not same:
        await connection.execute(
            insert(changes).values(order_id=new.order_id, version=version, at=instant_text(as_of))
        )
    found = Found(
        order_id=new.order_id,
        site_ids=frozenset(str(new.plain[name]) for name in SITES),
        identifiers=identifiers_of(new.document, new.person),
    )
    return Change(order_id=new.order_id, version=version, found=found)


def _learned(folded: Folded) -> list[tuple[str, str, int, str]]:
    """When each fact was learned: a history shows it, and is kept by the order's version."""
    return sorted(
        (one.connection, one.id, one.revision, instant_text(one.learned_at))
        for one in folded.states
    )


async def _write_patient(connection: AsyncConnection, new: Projected, sealer: Sealer) -> None:
    values: dict[str, object] = {"connection": new.plain["connection"]}
    for field_class in SEALED_OF_PATIENT:
        name = field_class.value.lower()
        forms = {name: of_class(new.person, field_class, Patient)}
        if field_class in WITH_PARTIAL:
            forms[f"{name}_partial"] = partial_of_class(new.person, field_class, Patient)
        for column, value in forms.items():
            values[column] = sealer.seal_personal(
                value, patient_id=new.patient_id, place=("patients", column, new.patient_id)
            )
    gone = sealer.erased(new.patient_id)
    values |= {"erased": True} if gone else {}
    fresh = {"restricted": False} if gone else {"restricted": False, "erased": False}
    key = ("patient_id", new.patient_id)
    await _upsert(connection, patients, key=key, values=values, fresh=fresh)


def _sealed_order(new: Projected, sealer: Sealer) -> dict[str, object]:
    site = str(new.plain["site_id"])
    sealed: dict[str, object] = {}
    for field_class in SEALED_OF_ORDER:
        column = field_class.value.lower()
        sealed[column] = sealer.seal_personal(
            of_class(new.document, field_class),
            patient_id=new.patient_id,
            place=("orders", column, new.order_id),
        )
    chain = FieldClass.CHAIN
    forms = {
        "chain": of_class(new.document, chain),
        "chain_partial": partial_of_class(new.document, chain),
    }
    for column, value in forms.items():
        sealed[column] = sealer.seal_chain(value, place=("orders", column, new.order_id))
    sealed["chain_index"] = index_of_class(
        new.document, chain, lambda name, text: sealer.index(site, name, text)
    )
    return sealed


async def _write_team(connection: AsyncConnection, new: Projected) -> None:
    team = cast("list[str]", new.document.get("care_team") or [])
    await connection.execute(delete(care_team).where(care_team.c.order_id == new.order_id))
    rows = [{"order_id": new.order_id, "subject": subject} for subject in sorted(set(team))]
    if rows:
        await connection.execute(insert(care_team), rows)


async def _upsert(
    connection: AsyncConnection,
    table: Table,
    *,
    key: tuple[str, str],
    values: dict[str, object] | dict[str, JsonValue],
    fresh: dict[str, bool] | None = None,
) -> None:
    """Update the row, or insert it with `fresh` beside; the caller holds the order's lock."""
    name, row_id = key
    changed = await connection.execute(
        update(table).where(table.c[name] == row_id).values(**values)
    )
    if not changed.rowcount:
        await connection.execute(insert(table).values({name: row_id, **values, **(fresh or {})}))
