"""Knows the ports by which rights are carried out: put right, trace, restrict, hold, erase."""

from typing import Protocol

from schema.api.ports import Treated, Trouble
from schema.vocabulary.rights import CorrectableField, HoldKind, TraceReason


class Rectifications(Protocol):
    """Persons put right (GDPR art. 16), for one viewer: an officer, or a coordinator of theirs.

    Each answers what was asked for the patient: `PatientRectifications` of `schema.api`.
    """

    async def of(self, patient: str) -> Treated | Trouble:
        """What was asked; no value is shown."""
        ...

    async def ask(self, patient: str, *, name: CorrectableField, value: str) -> Treated | Trouble:
        """Ask that this value stands."""
        ...

    async def approve(self, rectification: str, *, value: str) -> Treated | Trouble:
        """Put right what somebody else asked for, who enters the same value."""
        ...

    async def reject(self, rectification: str) -> Treated | Trouble:
        """End it."""
        ...


class Tracing(Protocol):
    """What API clients were given, traced to patients; only the privacy officer may."""

    async def clients(self) -> list[Treated] | Trouble:
        """Every client that was ever here: `id`, `client_id`, `first_seen_at`."""
        ...

    async def trace(
        self, client: str, *, pseudonym: str, reason: TraceReason, after: str | None = None
    ) -> Treated | Trouble:
        """`records` that this client means: `patient`, `order`, `field` by our own ids.

        `next` where not all were looked at yet: what to give as `after`.
        """
        ...


class Rights(Protocol):
    """People's rights, carried out for a patient by one viewer; only the privacy officer may.

    Each answers how the patient stands then: the fields of `schema.api.rights`'s PatientStanding.
    """

    @property
    def rectifications(self) -> Rectifications:
        """Persons put right."""
        ...

    @property
    def tracing(self) -> Tracing:
        """Ids and pseudonyms of API clients, traced back."""
        ...

    async def standing(self, patient: str) -> Treated | Trouble:
        """How a patient stands; nothing is changed."""
        ...

    async def restrict(self, patient: str, *, restricted: bool) -> Treated | Trouble:
        """Set or lift the restriction (GDPR art. 18)."""
        ...

    async def place_hold(self, patient: str, *, kind: HoldKind) -> Treated | Trouble:
        """Forbid erasing the patient."""
        ...

    async def lift_hold(self, patient: str, *, hold: str) -> Treated | Trouble:
        """Lift such a hold."""
        ...

    async def erase(self, patient: str) -> Treated | Trouble:
        """Erase the patient, for good (GDPR art. 17)."""
        ...
