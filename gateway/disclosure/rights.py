"""Knows who may carry out people's rights, and that each act is kept before it happens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol, cast

from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit.acts import act_of
from gateway.audit.events import Kind, Sink
from gateway.clock import Clock, instant_text, new_id
from gateway.disclosure.fragments import Fragments
from gateway.disclosure.rectifying import Rectifying, RectifyingBacking
from gateway.disclosure.tracing import PseudonymTracing, TracingBacking
from gateway.orders.persons import Moved, PatientStanding, restrict, standing_of
from gateway.store.engine import Store
from gateway.vault.erasure import Proof, holds_on, lift_hold, place_hold, proof_of
from schema.api.ports import ProblemKind, Treated, Trouble
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.principals import Principal, Purpose, RealmRole
from schema.vocabulary.rights import HoldKind

ASSURED: Final = 2
MEANINGS: Final = {
    "RIGHTS_REFUSED": "Only the privacy officer carries out people's rights, for HCOMPL.",
    "PATIENT_UNKNOWN": "There is no such patient.",
    "PATIENT_ERASED": "The patient was erased: nothing is left to restrict or to hold.",
    "ERASURE_HELD": "A hold forbids erasing the patient; its kind is named.",
    "HOLD_UNKNOWN": "The patient has no such hold in force.",
    "HOLD_NOT_PLACED": "This hold follows the orders: nobody places it.",
}
"""Every code of a `Trouble` made here, for `problemCodes`."""


class Erasing(Protocol):
    """Destroys what is kept of a patient."""

    async def erase(self, patient_id: str, *, by: str) -> "Proof | HeldBack | None":
        """The proof, or what forbids it; None: unknown."""
        ...


class HeldBack(Protocol):
    """An erasure was refused: by these holds."""

    @property
    def kinds(self) -> tuple[HoldKind, ...]:
        """In the order of `HoldKind`."""
        ...


class Telling(Protocol):
    """Tells open streams that orders moved."""

    async def tell(self, moved: Sequence[Moved], /) -> None:
        """Best effort: a stream that misses it reads on from the record."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsBacking:
    """What every request's acts stand on; `fragments` are the rows this process has written."""

    store: Store
    sink: Sink
    erasing: Erasing
    telling: Telling
    fragments: Fragments
    rectifying: RectifyingBacking
    tracing: TracingBacking
    clock: Clock


@dataclass(frozen=True, slots=True)
class PatientRights:
    """`schema.api.rights_ports.Rights` for the one who asks."""

    backing: RightsBacking
    by: Principal

    @property
    def rectifications(self) -> Rectifying:
        """See the port."""
        return Rectifying(self.backing.rectifying, self.by)

    @property
    def tracing(self) -> PseudonymTracing:
        """See the port."""
        return PseudonymTracing(self.backing.tracing, self.by)

    async def standing(self, patient: str) -> Treated | Trouble:
        """See the port."""
        if not is_officer(self.by):
            return _trouble(ProblemKind.DENIED, "RIGHTS_REFUSED")
        found = await self._standing(patient)
        if not isinstance(found, Trouble):  # an event is for good: no text that is nobody's id
            await self._keep(Kind.RIGHTS_READ, patient, {})
        return found

    async def restrict(self, patient: str, *, restricted: bool) -> Treated | Trouble:
        """See the port."""
        before = await self._before(patient)
        if isinstance(before, Trouble):
            return before
        if before.restricted == restricted:
            return await self._standing(patient)
        change: dict[str, JsonValue] = {
            "before": {"restricted": before.restricted},
            "after": {"restricted": restricted},
        }
        await self._keep(Kind.RESTRICTION, patient, change)
        async with self.backing.store.writing() as connection:
            moved = await restrict(connection, patient, restricted=restricted, at=self._at())
        await self.backing.telling.tell(moved)
        return await self._standing(patient)

    async def place_hold(self, patient: str, *, kind: HoldKind) -> Treated | Trouble:
        """See the port."""
        before = await self._before(patient)
        if isinstance(before, Trouble):
            return before
        if kind is HoldKind.TREATMENT_UNDER_WAY:
            return _trouble(ProblemKind.INVALID, "HOLD_NOT_PLACED", "kind")
        hold_id = new_id()
        await self._keep(Kind.HOLD_PLACED, patient, {"hold": hold_id, "after": kind.value})
        async with self.backing.store.writing() as connection:
            # the patient's row is locked: an erasure sees the hold, or the hold the erasure
            standing = await standing_of(connection, patient, held=True)
            if standing is None or standing.erased:
                return _trouble(ProblemKind.CONFLICT, "PATIENT_ERASED")
            await place_hold(
                connection,
                patient,
                hold_id=hold_id,
                kind=kind.value,
                at=self._at(),
                by=self.by.subject,
            )
        return await self._standing(patient)

    async def lift_hold(self, patient: str, *, hold: str) -> Treated | Trouble:
        """See the port."""
        before = await self._before(patient)
        if isinstance(before, Trouble):
            return before
        async with self.backing.store.reading() as connection:
            kinds = {one.hold_id: one.kind for one in await holds_on(connection, patient)}
        if hold not in kinds:
            return _trouble(ProblemKind.CONFLICT, "HOLD_UNKNOWN", "hold")
        await self._keep(Kind.HOLD_LIFTED, patient, {"hold": hold, "before": kinds[hold]})
        async with self.backing.store.writing() as connection:
            await lift_hold(connection, patient, hold_id=hold, at=self._at(), by=self.by.subject)
        return await self._standing(patient)

    async def erase(self, patient: str) -> Treated | Trouble:
        """See the port."""
        if not is_officer(self.by):
            return _trouble(ProblemKind.DENIED, "RIGHTS_REFUSED")
        async with self.backing.store.reading() as connection:
            before = await standing_of(connection, patient)
        if before is None:
            return _trouble(ProblemKind.INVALID, "PATIENT_UNKNOWN", "patient")
        if before.erased:
            return await self._standing(patient)
        change: dict[str, JsonValue] = {"before": {"erased": False}, "after": {"erased": True}}
        await self._keep(Kind.ERASURE, patient, change)
        done = await self.backing.erasing.erase(patient, by=self.by.subject)
        if done is None or isinstance(done, Proof):
            # no read finds them any more, but masks of the erased lie in them
            self.backing.fragments.clear()
            return await self._standing(patient)
        kinds = [kind.value for kind in done.kinds]
        await self._keep(Kind.ERASURE_REFUSED, patient, {"holds": [*kinds]})
        message = f"Not erased, by these holds: {', '.join(kinds)}."
        return Trouble(ProblemKind.CONFLICT, "ERASURE_HELD", message, ("patient",))

    async def _before(self, patient: str) -> PatientStanding | Trouble:
        if not is_officer(self.by):
            return _trouble(ProblemKind.DENIED, "RIGHTS_REFUSED")
        async with self.backing.store.reading() as connection:
            found = await standing_of(connection, patient)
        if found is None:
            return _trouble(ProblemKind.INVALID, "PATIENT_UNKNOWN", "patient")
        if found.erased:
            return _trouble(ProblemKind.CONFLICT, "PATIENT_ERASED", "patient")
        return found

    async def _standing(self, patient: str) -> Treated | Trouble:
        async with self.backing.store.reading() as connection:
            found = await standing_of(connection, patient)
            if found is None:
                return _trouble(ProblemKind.INVALID, "PATIENT_UNKNOWN", "patient")
            return await standing_shown(connection, found)

    async def _keep(self, kind: Kind, patient: str, body: dict[str, JsonValue]) -> None:
        at = self.backing.clock.now()
        event = act_of(self.by, kind, at=at, body={"patients": [patient], **body})
        await self.backing.sink.record(event)

    def _at(self) -> str:
        return instant_text(self.backing.clock.now())


def is_officer(by: Principal) -> bool:
    """Whether they carry out people's rights: the privacy officer, looking for HCOMPL."""
    officer = RealmRole.PRIVACY_OFFICER in by.realm_roles
    return officer and by.purpose is Purpose.HCOMPL and by.assurance >= ASSURED


async def standing_shown(connection: AsyncConnection, found: PatientStanding) -> Treated:
    """How a patient stands, by our own ids: the fields of `PatientStanding`."""
    return {
        "patient": found.patient_id,
        "restricted": found.restricted,
        "erased": found.erased,
        "orders": list(found.orders),
        "holds": await _holds(connection, found),
        "erasure": _proof(await proof_of(connection, found.patient_id)),
    }


async def _holds(connection: AsyncConnection, found: PatientStanding) -> list[Treated]:
    placed: list[Treated] = [
        {
            "id": hold.hold_id,
            "kind": HoldKind(hold.kind),
            "placed_at": hold.placed_at,
            "placed_by": hold.placed_by,
        }
        for hold in await holds_on(connection, found.patient_id)
    ]
    if found.under_way and not found.erased:
        kind = HoldKind.TREATMENT_UNDER_WAY
        placed.append({"id": None, "kind": kind, "placed_at": None, "placed_by": None})
    return placed


def _proof(proof: Proof | None) -> Treated | None:
    if proof is None:
        return None
    document = cast("Treated", proof.document)
    return {**document, "id": proof.erasure_id, "digest": proof.digest}


def _trouble(kind: ProblemKind, code: str, *path: str) -> Trouble:
    return Trouble(kind, code, MEANINGS[code], path)
