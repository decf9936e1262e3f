"""Knows how everything kept of a patient is destroyed, once and for good (DOMAIN.md §12)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.clock import instant_text, new_id
from gateway.orders.persons import (
    PatientStanding,
    holds_personal,
    move,
    standing_of,
    strip,
)
from gateway.sync.intake import Parts
from gateway.sync.notices import Notice
from gateway.sync.sealing import sealing, write_rows
from gateway.sync.tables import envelope_patients, envelopes, quarantine
from gateway.telemetry.logs import Log, places_of
from gateway.vault.erasure import (
    Proof,
    count_live_keys,
    destroy_keys,
    holds_on,
    keep_proof,
    known_stones,
    lock_key,
    proof_of,
)
from gateway.vault.lookups import PERSONAL_FIELDS, forget_lookups
from gateway.vault.tombstones import Tombstone, Tombstones
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.rights import WHY_KEPT, Destroyed, HoldKind, Kept

LEARN_EVERY_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Held:
    """An erasure was refused: by these holds."""

    kinds: tuple[HoldKind, ...]


@dataclass(frozen=True, slots=True)
class Eraser:
    """Erases patients of one installation, whose tombstones lie beside the key file."""

    parts: Parts
    tombstones: Tombstones

    async def erase(self, patient_id: str, *, by: str) -> Proof | Held | None:
        """Destroy what is personal of a patient, unless a hold forbids it; None: unknown.

        Asked again it answers with the proof of the first time. The tombstone stands before the
        transaction commits: cut off in between, the next start completes it (`bury`).
        """
        at = instant_text(self.parts.clock.now())
        async with sealing(self.parts.store, self.parts.vault, ()) as connection:
            await lock_key(connection, patient_id)  # keys before rows, as in a rotation of values
            standing = await standing_of(connection, patient_id, held=True)
            if standing is None:
                return None
            known = await proof_of(connection, patient_id)
            if known is not None:
                return known
            kinds = await holds_against(connection, standing)
            if kinds:
                return Held(kinds)
            stone = Tombstone(patient=patient_id, erasure=new_id(), at=at, by=by)
            self.tombstones.add(stone)
            proof, notices = await self._destroy(connection, standing.orders, stone)
        await self.parts.notices.publish(notices)
        return proof

    async def bury(self) -> int:
        """Erase once more whom a restored backup brought back; how many were back.

        Holds are not asked: what was erased stays erased. A store that knows of an erasure whose
        tombstone is missing sets it again.
        """
        await self.learn()
        async with self.parts.store.reading() as connection:
            back = [s for s in self.tombstones.all() if await self._is_back(connection, s.patient)]
        for stone in back:
            async with sealing(self.parts.store, self.parts.vault, ()) as connection:
                await lock_key(connection, stone.patient)
                standing = await standing_of(connection, stone.patient, held=True)
                orders = standing.orders if standing is not None else ()
                _, notices = await self._destroy(connection, orders, stone)
            await self.parts.notices.publish(notices)
        return len(back)

    async def learn(self) -> None:
        """Set the tombstones of other machines' erasures, as far as the store knows of them.

        A backup of before, put back later, then meets them here, too.
        """
        async with self.parts.store.reading() as connection:
            known = await known_stones(connection)
        there = self.tombstones.among([stone.patient for stone in known])
        for stone in known:
            if stone.patient not in there:
                self.tombstones.add(stone)

    async def learn_on(self, *, log: Log) -> None:
        """Learn every minute, for as long as the process lives."""
        while True:
            await self.parts.clock.sleep(LEARN_EVERY_S)
            try:
                await self.learn()
            except Exception as error:  # noqa: BLE001 (the task's catch-all: the next minute looks again)
                log.warning("tombstones", exception=type(error).__name__, trace=places_of(error))

    async def _is_back(self, connection: AsyncConnection, patient_id: str) -> bool:
        if await count_live_keys(connection, {patient_id}):
            return True
        if await holds_personal(connection, patient_id):
            return True
        live = select(envelopes.c.envelope_id).where(
            envelopes.c.envelope_id.in_(_speaking_of(patient_id)), envelopes.c.body.is_not(None)
        )
        return await connection.scalar(live.limit(1)) is not None

    async def _destroy(
        self, connection: AsyncConnection, orders: Sequence[str], stone: Tombstone
    ) -> tuple[Proof, list[Notice]]:
        patient_id = stone.patient
        raw = await _destroy_envelopes(connection, patient_id, at=stone.at)
        keys = await destroy_keys(connection, {patient_id}, at=stone.at)
        lost = await strip(connection, patient_id)
        index = await forget_lookups(connection, orders, fields=PERSONAL_FIELDS)
        await write_rows(
            connection,
            [(order_id, patient_id) for order_id in orders],
            as_of=self.parts.clock.now(),
            keys={},
            vault=self.parts.vault,
        )
        moved = await move(connection, patient_id, at=instant_text(self.parts.clock.now()))
        counts = {
            Destroyed.DATA_KEY: keys,
            Destroyed.PATIENT_ROWS: lost["patients"],
            Destroyed.ORDER_ROWS: lost["orders"],
            Destroyed.FACT_VALUES: lost["facts"],
            Destroyed.INDEX_ROWS: index,
            Destroyed.RAW_DOCUMENTS: raw,
        }
        proof = await proof_of(connection, patient_id)
        if proof is None:
            unread = await _unreadable(connection)
            proof = await keep_proof(connection, stone, _document(stone, counts, unread=unread))
        return proof, [Notice(one.order_id, one.version) for one in moved]


async def holds_against(
    connection: AsyncConnection, standing: PatientStanding
) -> tuple[HoldKind, ...]:
    """The kinds of holds that forbid erasing this patient now."""
    placed = {HoldKind(hold.kind) for hold in await holds_on(connection, standing.patient_id)}
    if standing.under_way:
        placed.add(HoldKind.TREATMENT_UNDER_WAY)
    return tuple(kind for kind in HoldKind if kind in placed)


async def _destroy_envelopes(connection: AsyncConnection, patient_id: str, *, at: str) -> int:
    """Destroy every raw document that speaks of the patient; how many."""
    names = list(await connection.scalars(_speaking_of(patient_id)))
    await destroy_keys(connection, names, at=at)
    done = await connection.execute(
        update(envelopes)
        .where(envelopes.c.envelope_id.in_(_speaking_of(patient_id)), envelopes.c.body.is_not(None))
        .values(body=None)
    )
    return done.rowcount


async def _unreadable(connection: AsyncConnection) -> int:
    """Raw documents of which something is in quarantine: of whom that speaks, nobody knows."""
    return (
        await connection.scalar(
            select(func.count(func.distinct(quarantine.c.envelope_id)))
            .select_from(quarantine)
            .join(envelopes, envelopes.c.envelope_id == quarantine.c.envelope_id)
            .where(envelopes.c.body.is_not(None))
        )
        or 0
    )


def _speaking_of(patient_id: str) -> Select[str]:
    """Envelope ids, as part of another statement."""
    return select(envelope_patients.c.envelope_id).where(
        envelope_patients.c.patient_id == patient_id
    )


def _document(
    stone: Tombstone, counts: dict[Destroyed, int], *, unread: int
) -> dict[str, JsonValue]:
    destroyed: list[JsonValue] = [{"what": what.value, "count": n} for what, n in counts.items()]
    left = {Kept.TRACEABILITY: 1, Kept.ACCESS_AUDIT: 1, Kept.QUARANTINED_DOCUMENTS: unread}
    kept: list[JsonValue] = [
        {"what": what.value, "why": WHY_KEPT[what]} for what, count in left.items() if count
    ]
    return {
        "erasure": stone.erasure,
        "patient": stone.patient,
        "at": stone.at,
        "by": stone.by,
        "destroyed": destroyed,
        "kept": kept,
        "tombstone": hashlib.sha256(msgspec.json.encode(stone)).hexdigest(),
    }
