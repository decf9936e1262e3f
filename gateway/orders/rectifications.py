"""Knows what was asked to be put right of a patient, and how far that is."""

import dataclasses
from dataclasses import dataclass

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.orders.tables import rectifications
from schema.vocabulary.rights import CorrectableField, RectificationState

Place = tuple[str, str, str]
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectification:
    """One asking; `value` is sealed, and there only while it is ASKED."""

    rectification_id: str
    patient_id: str
    field: CorrectableField
    state: RectificationState
    value: bytes | None = dataclasses.field(repr=False)
    misses: int
    by_officer: bool
    asked_by: str
    asked_at: str
    decided_by: str | None = None
    decided_at: str | None = None


def place_of(rectification_id: str) -> Place:
    """Where its value is sealed for."""
    return ("rectifications", "value", rectification_id)


async def add(connection: AsyncConnection, one: Rectification) -> None:
    """Keep a new asking."""
    await connection.execute(
        insert(rectifications).values(
            rectification_id=one.rectification_id,
            patient_id=one.patient_id,
            field=one.field.value,
            state=one.state.value,
            value=one.value,
            misses=one.misses,
            by_officer=one.by_officer,
            asked_by=one.asked_by,
            asked_at=one.asked_at,
        )
    )


async def asked(
    connection: AsyncConnection, rectification_id: str, *, held: bool = False
) -> Rectification | None:
    """One asking, whatever became of it; `held` locks it until the transaction ends."""
    mine = select(rectifications).where(rectifications.c.rectification_id == rectification_id)
    row = (await connection.execute(mine.with_for_update() if held else mine)).mappings().first()
    return None if row is None else _read(row)


async def of_patient(connection: AsyncConnection, patient_id: str) -> list[Rectification]:
    """The newest askings for a patient, the newest first."""
    rows = await connection.execute(
        select(rectifications)
        .where(rectifications.c.patient_id == patient_id)
        .order_by(rectifications.c.asked_at.desc(), rectifications.c.rectification_id)
        .limit(MOST_SHOWN)
    )
    return [_read(row) for row in rows.mappings()]


async def miss(connection: AsyncConnection, rectification_id: str) -> int:
    """Count that the second person entered something else; how often by now."""
    mine = rectifications.c.rectification_id == rectification_id
    counted = await connection.scalar(
        update(rectifications)
        .where(mine)
        .values(misses=rectifications.c.misses + 1)
        .returning(rectifications.c.misses)
    )
    return counted or 0


async def decide(
    connection: AsyncConnection,
    rectification_id: str,
    *,
    state: RectificationState,
    by: str,
    at: str,
) -> bool:
    """End an asking, its value with it; False when it was decided before."""
    done = await connection.execute(
        update(rectifications)
        .where(
            rectifications.c.rectification_id == rectification_id,
            rectifications.c.state == RectificationState.ASKED.value,
        )
        .values(state=state.value, decided_by=by, decided_at=at, value=None)
    )
    return done.rowcount == 1


def _read(row: RowMapping) -> Rectification:
    return Rectification(
        rectification_id=str(row["rectification_id"]),
        patient_id=str(row["patient_id"]),
        field=CorrectableField(row["field"]),
        state=RectificationState(row["state"]),
        value=row["value"],
        misses=int(row["misses"]),
        by_officer=bool(row["by_officer"]),
        asked_by=str(row["asked_by"]),
        asked_at=str(row["asked_at"]),
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
    )
