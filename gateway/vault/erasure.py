"""Knows what of a person the vault itself holds: keys to destroy, holds that forbid it, proofs."""

import hashlib
from collections.abc import Collection
from typing import NamedTuple, cast

import msgspec
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.vault.tables import data_keys, erasures, retention_holds
from gateway.vault.tombstones import Tombstone
from schema.vocabulary.facts import JsonValue

AT_ONCE = 500
"""Ids in one statement: databases limit its parameters."""
_encoder = msgspec.json.Encoder(order="deterministic")


class Hold(NamedTuple):
    """What forbids an erasure: a `schema.vocabulary.rights.HoldKind`, since when, by whom."""

    hold_id: str
    kind: str
    placed_at: str
    placed_by: str


class Proof(NamedTuple):
    """What an erasure did; `digest` is SHA-256 over its `document` as canonical JSON."""

    erasure_id: str
    document: dict[str, JsonValue]
    digest: str


async def destroyed_among(connection: AsyncConnection, names: Collection[str]) -> set[str]:
    """Those of these whose key was destroyed."""
    found: set[str] = set()
    wanted = sorted(names)
    for start in range(0, len(wanted), AT_ONCE):
        some = data_keys.c.patient_id.in_(wanted[start : start + AT_ONCE])
        found.update(
            await connection.scalars(
                select(data_keys.c.patient_id).where(some, data_keys.c.wrapped.is_(None))
            )
        )
    return found


async def lock_key(connection: AsyncConnection, name: str) -> None:
    """Keep everybody from sealing under this key, or replacing it, until the transaction ends."""
    mine = data_keys.c.patient_id == name
    await connection.execute(select(data_keys.c.made_at).where(mine).with_for_update())


async def destroy_keys(connection: AsyncConnection, names: Collection[str], *, at: str) -> int:
    """Destroy the keys of these; how many there were. A name without a key never gets one."""
    destroyed = 0
    wanted = sorted(names)
    for start in range(0, len(wanted), AT_ONCE):
        some = data_keys.c.patient_id.in_(wanted[start : start + AT_ONCE])
        mine = select(data_keys.c.patient_id).where(some)
        # held one after the other by name, as by everybody: an UPDATE takes them as it meets them
        held = mine.order_by(data_keys.c.patient_id).with_for_update()
        known = set(await connection.scalars(held))
        gone = await connection.execute(
            update(data_keys)
            .where(some, data_keys.c.wrapped.is_not(None))
            .values(wrapped=None, destroyed_at=at)
        )
        destroyed += gone.rowcount
        rows = [
            {"patient_id": name, "ring_key": "", "made_at": at, "destroyed_at": at}
            for name in wanted[start : start + AT_ONCE]
            if name not in known
        ]
        if rows:
            await connection.execute(insert(data_keys), rows)
    return destroyed


async def holds_on(connection: AsyncConnection, patient_id: str) -> list[Hold]:
    """The holds in force on this patient, the oldest first."""
    rows = await connection.execute(
        select(
            retention_holds.c.hold_id,
            retention_holds.c.kind,
            retention_holds.c.placed_at,
            retention_holds.c.placed_by,
        )
        .where(retention_holds.c.patient_id == patient_id, retention_holds.c.lifted_at.is_(None))
        .order_by(retention_holds.c.placed_at, retention_holds.c.hold_id)
    )
    return [Hold(*map(str, row)) for row in rows]


async def place_hold(
    connection: AsyncConnection, patient_id: str, *, hold_id: str, kind: str, at: str, by: str
) -> None:
    """Forbid an erasure until the hold is lifted."""
    await connection.execute(
        insert(retention_holds).values(
            hold_id=hold_id, patient_id=patient_id, kind=kind, placed_at=at, placed_by=by
        )
    )


async def lift_hold(
    connection: AsyncConnection, patient_id: str, *, hold_id: str, at: str, by: str
) -> bool:
    """Lift a hold; False when this patient has none of that id in force."""
    done = await connection.execute(
        update(retention_holds)
        .where(
            retention_holds.c.hold_id == hold_id,
            retention_holds.c.patient_id == patient_id,
            retention_holds.c.lifted_at.is_(None),
        )
        .values(lifted_at=at, lifted_by=by)
    )
    return done.rowcount == 1


async def keep_proof(
    connection: AsyncConnection, stone: Tombstone, document: dict[str, JsonValue]
) -> Proof:
    """Keep what an erasure did, once."""
    digest = hashlib.sha256(_encoder.encode(document)).hexdigest()
    values = {"patient_id": stone.patient, "at": stone.at, "by_subject": stone.by}
    await connection.execute(
        insert(erasures).values(erasure_id=stone.erasure, proof=document, digest=digest, **values)
    )
    return Proof(stone.erasure, document, digest)


async def proof_of(connection: AsyncConnection, patient_id: str) -> Proof | None:
    """The proof of a patient's erasure."""
    rows = await connection.execute(
        select(erasures.c.erasure_id, erasures.c.proof, erasures.c.digest).where(
            erasures.c.patient_id == patient_id
        )
    )
    row = rows.first()
    return None if row is None else Proof(str(row[0]), cast("dict[str, JsonValue]", row[1]), row[2])


async def known_stones(connection: AsyncConnection) -> list[Tombstone]:
    """The stones of every erasure that the store knows of."""
    rows = await connection.execute(
        select(erasures.c.patient_id, erasures.c.erasure_id, erasures.c.at, erasures.c.by_subject)
    )
    return [Tombstone(patient=p, erasure=e, at=at, by=by) for p, e, at, by in rows]


async def count_live_keys(connection: AsyncConnection, names: Collection[str]) -> int:
    """How many of these have a key."""
    some = data_keys.c.patient_id.in_(sorted(names))
    found = select(func.count()).where(some, data_keys.c.wrapped.is_not(None))
    return await connection.scalar(found) or 0
