"""Knows how a person is put right: what is asked for is sealed, then kept as the portal's facts.

A correction is a fact in each of the patient's orders; rows and blind indexes follow in the same
transaction, and no later page of a manufacturer writes over it (`gateway.orders.rectified`).
"""

import dataclasses
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.clock import instant_text, new_id
from gateway.orders.facts import StorableFact, record
from gateway.orders.persons import meant_orders, standing_of
from gateway.orders.projection import corrections_of
from gateway.orders.rectifications import (
    Rectification,
    add,
    asked,
    decide,
    miss,
    of_patient,
    place_of,
)
from gateway.orders.rectified import PutRight
from gateway.sync.intake import Parts
from gateway.sync.notices import Notice
from gateway.sync.sealing import VaultSealer, sealing, write_rows
from gateway.vault.datakeys import hold_keys, load_keys
from gateway.vault.ring import in_force
from gateway.vault.seal import DataKey, Vault
from schema.vocabulary.facts import RECTIFICATION, Fact, Method, OrderDocument, Party, SourcedFact
from schema.vocabulary.rights import CorrectableField, ManufacturerSays, RectificationState

CONNECTION = "portal"
MOST_MISSES = 3


@dataclass(frozen=True, slots=True)
class Corrector:
    """`gateway.disclosure.rectifying.Correcting`: what is clear stays in here."""

    parts: Parts

    async def ask(
        self, patient: str, *, name: CorrectableField, value: str, by: str, officer: bool
    ) -> Rectification | None:
        """Keep what is asked for, sealed; None for a patient who was erased."""
        name_id = new_id()
        async with sealing(self.parts.store, self.parts.vault, {patient}) as connection:
            keys = await hold_keys(connection, {patient}, vault=self.parts.vault)
            sealed = VaultSealer(self.parts.vault, keys).seal_personal(
                value, patient_id=patient, place=place_of(name_id)
            )
            if sealed is None:
                return None
            one = Rectification(
                rectification_id=name_id,
                patient_id=patient,
                field=name,
                state=RectificationState.ASKED,
                value=sealed,
                misses=0,
                by_officer=officer,
                asked_by=by,
                asked_at=self._at(),
            )
            await add(connection, one)
        return one

    async def asked(self, rectification_id: str) -> Rectification | None:
        """One asking."""
        async with self.parts.store.reading() as connection:
            return await asked(connection, rectification_id)

    async def of(self, patient: str) -> tuple[Sequence[Rectification], Mapping[str, PutRight]]:
        """What was asked for a patient, and what stands corrected, by field."""
        async with self.parts.store.reading() as connection:
            keys = await load_keys(connection, {patient}, vault=self.parts.vault)
            sealer = VaultSealer(self.parts.vault, keys)
            standing = await corrections_of(connection, patient, sealer=sealer)
            return await of_patient(connection, patient), standing

    async def tried(self, one: Rectification, value: str, *, by: str) -> bool | None:
        """Whether the second person entered what is asked for, to the letter; None: it was decided.

        One try at a time, and counted with the answer: the third miss ends the asking.
        """
        async with self.parts.store.writing() as connection:
            keys = await hold_keys(connection, {one.patient_id}, vault=self.parts.vault)
            name = one.rectification_id
            now = await asked(connection, name, held=True)
            if now is None or now.value is None:
                return None
            wanted = VaultSealer(self.parts.vault, keys).open_personal(
                now.value, patient_id=one.patient_id, place=place_of(name)
            )
            if hmac.compare_digest(str(wanted).encode(), value.encode()):
                return True
            if await miss(connection, name) >= MOST_MISSES:
                state = RectificationState.MISMATCHED
                await decide(connection, name, state=state, by=by, at=self._at())
            return False

    async def reject(self, one: Rectification, *, by: str) -> bool:
        """End the asking; False when it was decided before."""
        state = RectificationState.REJECTED
        async with self.parts.store.writing() as connection:
            return await decide(connection, one.rectification_id, state=state, by=by, at=self._at())

    async def apply(self, one: Rectification, value: str, *, by: str) -> bool:
        """Put the person right, everywhere at once; False when it was decided before."""
        vault, now = self.parts.vault, self.parts.clock.now()
        patient = one.patient_id
        async with sealing(self.parts.store, vault, {patient}) as connection:
            keys = await hold_keys(connection, {patient}, vault=vault)
            standing = await standing_of(connection, patient, held=True)
            state = RectificationState.APPLIED
            name = one.rectification_id
            if standing is None or standing.erased or patient not in keys:
                return False
            if not await decide(connection, name, state=state, by=by, at=self._at()):
                return False
            said = [self._fact(one, order, value, at=now) for order in standing.orders]
            chain = (await in_force(connection)).chain_key
            await record(connection, said, sealer=VaultSealer(vault, keys, chain=chain))
            wanted = {(order, patient) for order in standing.orders}
            changes = await write_rows(connection, wanted, as_of=now, keys=keys, vault=vault)
        await self.parts.notices.publish([Notice(c.order_id, c.version) for c in changes])
        return True

    def _fact(self, one: Rectification, order: str, value: str, *, at: datetime) -> StorableFact:
        fact = Fact(
            id="",
            connection=CONNECTION,
            party=Party.PORTAL,
            kind=RECTIFICATION,
            happened_at=at,
            learned_at=at,
            ref=one.rectification_id,
        )
        payload: OrderDocument = {"patient": {one.field.value: value}}
        whose = one.patient_id
        return _in_order(order, fact, payload, patient_id=whose, vault=self.parts.vault)

    def _at(self) -> str:
        return instant_text(self.parts.clock.now())


async def carry_over(
    connection: AsyncConnection,
    order_id: str,
    patient_id: str,
    *,
    at: datetime,
    keys: Mapping[str, DataKey],
    vault: Vault,
) -> None:
    """Let what stands corrected by this order's facts, which are to go, stand in the others' too.

    An order that came after a correction has no fact of it. One that was entered in error gets
    none: it goes as well.
    """
    sealer = VaultSealer(vault, keys, chain=(await in_force(connection)).chain_key)
    standing = await corrections_of(connection, patient_id, sealer=sealer)
    others = await meant_orders(connection, patient_id) - {order_id}
    said: list[StorableFact] = []
    for name, one in standing.items():
        # told anew, it is held against what the others say; what was a conflict stays one
        conflict = one.says is ManufacturerSays.OTHERWISE
        learned_at = one.by.fact.learned_at if conflict else at
        fact = dataclasses.replace(one.by.fact, learned_at=learned_at)
        payload: OrderDocument = {"patient": {name: one.value}}
        said += [
            _in_order(order, fact, payload, patient_id=patient_id, vault=vault)
            for order in sorted(others)
        ]
    await record(connection, said, sealer=sealer)


def _in_order(
    order: str, fact: Fact, payload: OrderDocument, *, patient_id: str, vault: Vault
) -> StorableFact:
    fact_id = vault.opaque_id("fact", CONNECTION, str(fact.ref), order)
    sourced = SourcedFact(
        fact=dataclasses.replace(fact, id=fact_id),
        order_ref=order,
        payload=payload,
        method=Method.ATTESTED,
    )
    return StorableFact(order_id=order, patient_id=patient_id, sourced=sourced, envelope_id=None)
