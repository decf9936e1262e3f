"""Knows who may have a person put right, by which steps, and that each is kept first (ADR 93).

The second person enters the value again, from the paper in hand, without being shown the first: so
two people vouch for it, and nobody sees through a mask to compare.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from gateway.audit.acts import act_of
from gateway.audit.events import Kind, Sink
from gateway.clock import Clock
from gateway.disclosure.accounting import PatientSites
from gateway.orders.persons import standing_of
from gateway.orders.rectifications import Rectification
from gateway.orders.rectified import PutRight
from gateway.store.engine import Store
from schema.api.ports import ProblemKind, Treated, Trouble
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.principals import Principal, PrincipalKind, Purpose, RealmRole, Role
from schema.vocabulary.rights import CorrectableField, ManufacturerSays, RectificationState

ASSURED: Final = 2
LONGEST: Final = 200
LONGEST_TYPED: Final = 4 * LONGEST
"""A letter may come as itself and some marks."""
OLDEST: Final = date(1880, 1, 1)
ASKING: Final = frozenset({Purpose.TREAT, Purpose.HOPERAT})
MEANINGS: Final = {
    "RECTIFICATION_REFUSED": "Only the privacy officer, and coordinators of the patient's centre, "
    "have a person put right.",
    "RECTIFICATION_VALUE": "Expected a text of 1 to 200 letters without control characters; a "
    "birth date as YYYY-MM-DD, not in the future.",
    "RECTIFICATION_UNKNOWN": "There is no such rectification.",
    "RECTIFICATION_DECIDED": "It was decided already: look again.",
    "RECTIFICATION_SECOND_PERSON": "It is confirmed by somebody else than who asked for it.",
    "RECTIFICATION_OFFICER_NEEDED": "One of the two people must be a privacy officer.",
    "RECTIFICATION_MISMATCH": "That is not what was asked for: compare with the document in hand. "
    "After three times it begins anew.",
}
"""Every code of a `Trouble` made here, for `problemCodes`."""


class Correcting(Protocol):
    """Keeps what is asked for sealed, and puts a person right; see `gateway.sync.correcting`."""

    async def ask(
        self, patient: str, *, name: CorrectableField, value: str, by: str, officer: bool
    ) -> Rectification | None:
        """Kept; None for a patient who was erased."""
        ...

    async def asked(self, rectification_id: str) -> Rectification | None:
        """One asking."""
        ...

    async def of(self, patient: str) -> tuple[Sequence[Rectification], Mapping[str, PutRight]]:
        """What was asked, and what stands corrected by field."""
        ...

    async def tried(self, one: Rectification, value: str, *, by: str) -> bool | None:
        """Whether this is what is asked for, a miss counted with it; None: decided before."""
        ...

    async def apply(self, one: Rectification, value: str, *, by: str) -> bool:
        """Put right; False: decided before."""
        ...

    async def reject(self, one: Rectification, *, by: str) -> bool:
        """Ended; False: decided before."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RectifyingBacking:
    """What every request's acts stand on."""

    store: Store
    sink: Sink
    correcting: Correcting
    patients: PatientSites
    clock: Clock


@dataclass(frozen=True, slots=True)
class Rectifying:
    """`schema.api.rights_ports.Rectifications` for the one who asks."""

    backing: RectifyingBacking
    by: Principal

    async def of(self, patient: str) -> Treated | Trouble:
        """See the port."""
        trouble = await self._refusal(patient)
        if trouble is not None:
            return trouble
        await self._keep(Kind.RIGHTS_READ, patient, {})
        return await self._shown(patient)

    async def ask(self, patient: str, *, name: CorrectableField, value: str) -> Treated | Trouble:
        """See the port."""
        trouble = await self._refusal(patient)
        if trouble is not None:
            return trouble
        clean = cleaned(name, value, today=self.backing.clock.now().date())
        if clean is None:
            return _trouble(ProblemKind.INVALID, "RECTIFICATION_VALUE", "value")
        await self._keep(Kind.RECTIFICATION_ASKED, patient, {"field": name.value})
        done = await self.backing.correcting.ask(
            patient, name=name, value=clean, by=self.by.subject, officer=self._officer()
        )
        return await self._shown(patient) if done is not None else await self._gone(patient)

    async def approve(self, rectification: str, *, value: str) -> Treated | Trouble:
        """See the port."""
        found = await self._open(rectification)
        if isinstance(found, Trouble):
            return found
        trouble = self._not_by_them(found) or await self._mismatch(found, value)
        if trouble is not None:
            await self._about(Kind.RECTIFICATION_REFUSED, found, {"code": trouble.code})
            return trouble
        await self._about(Kind.RECTIFICATION_APPLIED, found, {"asked_by": found.asked_by})
        clean = self._cleaned(found, value)
        if not await self.backing.correcting.apply(found, clean, by=self.by.subject):
            return _trouble(ProblemKind.CONFLICT, "RECTIFICATION_DECIDED", "rectification")
        return await self._shown(found.patient_id)

    async def reject(self, rectification: str) -> Treated | Trouble:
        """See the port."""
        found = await self._open(rectification)
        if isinstance(found, Trouble):
            return found
        await self._about(Kind.RECTIFICATION_REJECTED, found, {"asked_by": found.asked_by})
        if not await self.backing.correcting.reject(found, by=self.by.subject):
            return _trouble(ProblemKind.CONFLICT, "RECTIFICATION_DECIDED", "rectification")
        return await self._shown(found.patient_id)

    async def _refusal(self, patient: str) -> Trouble | None:
        """Why not; a patient of another centre and one that is not known are refused alike."""
        refused = _trouble(ProblemKind.DENIED, "RECTIFICATION_REFUSED")
        if not self._officer():
            own = await self.backing.patients.sites_of(patient)
            return None if self._coordinates() & own else refused
        async with self.backing.store.reading() as connection:
            known = await standing_of(connection, patient)
        if known is None:
            return Trouble(ProblemKind.INVALID, "PATIENT_UNKNOWN", "There is no such patient.")
        return None

    async def _open(self, rectification: str) -> Rectification | Trouble:
        found = await self.backing.correcting.asked(rectification)
        if found is None or await self._refusal(found.patient_id) is not None:
            may = self._officer()
            code = "RECTIFICATION_UNKNOWN" if may else "RECTIFICATION_REFUSED"
            return _trouble(ProblemKind.INVALID if may else ProblemKind.DENIED, code)
        if found.state is not RectificationState.ASKED:
            return _trouble(ProblemKind.CONFLICT, "RECTIFICATION_DECIDED", "rectification")
        return found

    def _not_by_them(self, found: Rectification) -> Trouble | None:
        if found.asked_by == self.by.subject:
            return _trouble(ProblemKind.DENIED, "RECTIFICATION_SECOND_PERSON")
        if not (found.by_officer or self._officer()):
            return _trouble(ProblemKind.DENIED, "RECTIFICATION_OFFICER_NEEDED")
        return None

    async def _mismatch(self, found: Rectification, value: str) -> Trouble | None:
        clean = self._cleaned(found, value)
        agrees = await self.backing.correcting.tried(found, clean, by=self.by.subject)
        if agrees is None:
            return _trouble(ProblemKind.CONFLICT, "RECTIFICATION_DECIDED", "rectification")
        return None if agrees else _trouble(ProblemKind.CONFLICT, "RECTIFICATION_MISMATCH", "value")

    def _cleaned(self, found: Rectification, value: str) -> str:
        """As it would be kept; empty for what can't be, which is nobody's value."""
        return cleaned(found.field, value, today=self.backing.clock.now().date()) or ""

    def _officer(self) -> bool:
        held = RealmRole.PRIVACY_OFFICER in self.by.realm_roles
        return held and self.by.purpose is Purpose.HCOMPL and self.by.assurance >= ASSURED

    def _coordinates(self) -> frozenset[str]:
        """The sites whose coordinator they are, acting as such."""
        person = self.by.kind is PrincipalKind.PERSON
        if not person or self.by.purpose not in ASKING or self.by.assurance < ASSURED:
            return frozenset()
        return frozenset(site for site, role in self.by.roles if role is Role.COORDINATOR)

    async def _shown(self, patient: str) -> Treated:
        asked, standing = await self.backing.correcting.of(patient)
        return {
            "patient": patient,
            "rectifications": [self._one(one, standing) for one in asked],
        }

    async def _gone(self, patient: str) -> Trouble:
        del patient
        words = "The patient was erased: nothing is left to put right."
        return Trouble(ProblemKind.CONFLICT, "PATIENT_ERASED", words, ("patient",))

    def _one(self, one: Rectification, standing: Mapping[str, PutRight]) -> Treated:
        stands = standing.get(one.field.value)
        in_force = stands is not None and stands.by.fact.ref == one.rectification_id
        return {
            "id": one.rectification_id,
            "field": one.field,
            "state": one.state,
            "asked_by": one.asked_by,
            "asked_at": one.asked_at,
            "decided_by": one.decided_by,
            "decided_at": one.decided_at,
            "in_force": in_force,
            "manufacturer_says": stands.says if stands is not None and in_force else None,
            "to_be_told": bool(
                stands is not None and in_force and stands.says is not ManufacturerSays.SAME
            ),
            "mine": one.asked_by == self.by.subject,
        }

    async def _about(self, kind: Kind, one: Rectification, body: dict[str, JsonValue]) -> None:
        about = {"rectification": one.rectification_id, "field": one.field.value}
        await self._keep(kind, one.patient_id, {**about, **body})

    async def _keep(self, kind: Kind, patient: str, body: dict[str, JsonValue]) -> None:
        at = self.backing.clock.now()
        event = act_of(self.by, kind, at=at, body={"patients": [patient], **body})
        await self.backing.sink.record(event)


def cleaned(name: CorrectableField, value: str, *, today: date) -> str | None:
    """The value as it is kept: composed letters, no blanks around; None where it can't be one."""
    if len(value) > LONGEST_TYPED:  # composing takes the square of how many marks there are
        return None
    text = unicodedata.normalize("NFC", value).strip()
    odd = any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn"} for letter in text)
    if not 1 <= len(text) <= LONGEST or odd:
        return None
    if name is CorrectableField.BIRTH_DATE:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return day.isoformat() if OLDEST <= day <= today else None
    return text


def _trouble(kind: ProblemKind, code: str, *path: str) -> Trouble:
    return Trouble(kind, code, MEANINGS[code], path)
