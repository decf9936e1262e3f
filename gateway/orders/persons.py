"""Knows how a patient stands in the record: which orders, restricted or erased; and changes it."""

from dataclasses import dataclass

from sqlalchemy import Table, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.orders.tables import changes, facts, orders, patients, rectifications
from gateway.store.types import Sealed
from schema.vocabulary.statuses import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientStanding:
    """By our ids. `under_way` are the orders that are not ended."""

    patient_id: str
    restricted: bool
    erased: bool
    orders: tuple[str, ...]
    under_way: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """An order's new version."""

    order_id: str
    version: int


async def standing_of(
    connection: AsyncConnection, patient_id: str, *, held: bool = False
) -> PatientStanding | None:
    """How a patient stands; None for one of whom there is neither row nor fact.

    `held` locks the row until the transaction ends, for who changes something by what it says. Who
    only looks must not: one instant is seen, and PostgreSQL refuses a lock on what moved since.
    """
    flagged = select(patients.c.restricted, patients.c.erased).where(
        patients.c.patient_id == patient_id
    )
    flags = (await connection.execute(flagged.with_for_update() if held else flagged)).first()
    told = await connection.scalars(
        select(facts.c.order_id).distinct().where(facts.c.patient_id == patient_id)
    )
    rows = await connection.execute(
        select(orders.c.order_id, orders.c.ended).where(orders.c.patient_id == patient_id)
    )
    ended = {str(order_id): bool(done) for order_id, done in rows}
    known = sorted({*map(str, told), *ended})
    if flags is None and not known:
        return None
    return PatientStanding(
        patient_id=patient_id,
        restricted=bool(flags and flags[0]),
        erased=bool(flags and flags[1]),
        orders=tuple(known),
        under_way=tuple(one for one in known if not ended.get(one, False)),
    )


async def restrict(
    connection: AsyncConnection, patient_id: str, *, restricted: bool, at: str
) -> list[Moved]:
    """Set or lift the restriction; every order of the patient moves."""
    await connection.execute(
        update(patients).where(patients.c.patient_id == patient_id).values(restricted=restricted)
    )
    return await move(connection, patient_id, at=at)


async def strip(connection: AsyncConnection, patient_id: str) -> dict[str, int]:
    """Take every value sealed under the patient's key out of the record; CHAIN stays.

    Returns how many rows of each table lost something.
    """
    lost: dict[str, int] = {}
    for table in (facts, patients, orders, rectifications):
        held = [
            column
            for column in table.c
            if isinstance(column.type, Sealed) and not column.name.startswith("chain")
        ]
        mine = table.c.patient_id == patient_id
        filled = func.coalesce(*held).is_not(None) if len(held) > 1 else held[0].is_not(None)
        done = await connection.execute(
            update(table).where(mine, filled).values({column.name: None for column in held})
        )
        lost[table.name] = done.rowcount
    await _mark(connection, patients, patient_id)
    return lost


async def in_error(connection: AsyncConnection, *, before: str) -> list[tuple[str, str]]:
    """(order id, patient id) of orders entered in error before then, of which something is left."""
    told = exists().where(
        facts.c.order_id == orders.c.order_id,
        or_(facts.c.sealed.is_not(None), facts.c.chain.is_not(None)),
    )
    rows = await connection.execute(
        select(orders.c.order_id, orders.c.patient_id)
        .where(orders.c.status == Status.ENTERED_IN_ERROR, orders.c.since < before, told)
        .order_by(orders.c.order_id)
    )
    return [(str(order_id), str(patient_id)) for order_id, patient_id in rows]


async def meant_orders(connection: AsyncConnection, patient_id: str) -> set[str]:
    """The ids of a patient's orders that were not entered in error."""
    mistakes = select(orders.c.order_id).where(
        orders.c.patient_id == patient_id, orders.c.status == Status.ENTERED_IN_ERROR
    )
    mine = facts.c.patient_id == patient_id
    found = select(facts.c.order_id).distinct().where(mine, facts.c.order_id.not_in(mistakes))
    return set(await connection.scalars(found))


async def strip_order(connection: AsyncConnection, order_id: str) -> None:
    """Take every sealed value out of an order's facts; its rows follow when they are projected."""
    await connection.execute(
        update(facts).where(facts.c.order_id == order_id).values(sealed=None, chain=None)
    )


async def move(connection: AsyncConnection, patient_id: str, *, at: str) -> list[Moved]:
    """A new version for every order of a patient, with its note for those who follow changes."""
    rows = await connection.execute(
        update(orders)
        .where(orders.c.patient_id == patient_id)
        .values(version=orders.c.version + 1)
        .returning(orders.c.order_id, orders.c.version)
    )
    moved = sorted((str(order_id), int(version)) for order_id, version in rows)
    for order_id, version in moved:
        await connection.execute(insert(changes).values(order_id=order_id, version=version, at=at))
    return [Moved(order_id, version) for order_id, version in moved]


async def holds_personal(connection: AsyncConnection, patient_id: str) -> bool:
    """Whether anything sealed under the patient's key is left, or the erasure is not marked."""
    unmarked = select(patients.c.patient_id).where(
        patients.c.patient_id == patient_id, patients.c.erased.is_(False)
    )
    left = select(facts.c.seq).where(facts.c.patient_id == patient_id, facts.c.sealed.is_not(None))
    mine = rectifications.c.patient_id == patient_id
    asked = select(rectifications.c.field).where(mine, rectifications.c.value.is_not(None))
    found = [await connection.scalar(query.limit(1)) for query in (unmarked, left, asked)]
    return any(one is not None for one in found)


async def _mark(connection: AsyncConnection, table: Table, patient_id: str) -> None:
    await connection.execute(
        update(table).where(table.c.patient_id == patient_id).values(erased=True)
    )
