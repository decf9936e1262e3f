"""Knows how people's rights look in the API: restriction, holds, erasure with its proof."""

from typing import Annotated, TypeAlias

import strawberry
from strawberry.types import Info

from schema.api.context import Context
from schema.api.derive import (
    RecordIdArgument,
    make_type,
    many,
    optional,
    record_id,
    unmarked,
)
from schema.api.ports import Treated, Trouble
from schema.api.problems import Conflict, Denied, Invalid, shown
from schema.vocabulary.rights import HoldKind

ContextInfo: TypeAlias = Info[Context, None]
Id = strawberry.ID
strawberry.enum(HoldKind, description="Why nothing of a patient may be erased now.")

RetentionHold = make_type(
    "RetentionHold",
    {
        "id": unmarked(optional(Id), description="Null: it follows the orders, nobody lifts it."),
        "kind": unmarked(HoldKind),
        "placed_at": unmarked(optional(str)),
        "placed_by": unmarked(optional(Id)),
    },
    description="What forbids an erasure.",
)
ErasedPart = make_type("ErasedPart", {"what": unmarked(str), "count": unmarked(int)})
KeptPart = make_type(
    "KeptPart", {"what": unmarked(str), "why": unmarked(str, description="The rule it follows.")}
)
ErasureProof = make_type(
    "ErasureProof",
    {
        "id": unmarked(Id),
        "at": unmarked(str),
        "by": unmarked(Id),
        "destroyed": unmarked(many(ErasedPart)),
        "kept": unmarked(many(KeptPart)),
        "tombstone": unmarked(str, description="SHA-256 of the line kept outside the backups."),
        "digest": unmarked(str, description="SHA-256 of the proof as canonical JSON."),
    },
    description="What an erasure destroyed, and what it left and why.",
)
PatientStanding = make_type(
    "PatientStanding",
    {
        "patient": record_id(),
        "restricted": unmarked(bool, description="GDPR art. 18."),
        "erased": unmarked(bool),
        "orders": record_id(many(Id)),
        "holds": unmarked(many(RetentionHold)),
        "erasure": unmarked(optional(ErasureProof)),
    },
    description="How a patient's rights stand; by our own ids, nothing personal.",
)
PatientStandingResult = Annotated[
    PatientStanding | Denied | Conflict | Invalid, strawberry.union("PatientStandingResult")
]


def _shown(found: Treated | Trouble) -> object:
    return shown(found, "PatientStanding")


@strawberry.type
class RightsQuery:
    """The root that reads how a patient's rights stand."""

    @strawberry.field(
        graphql_type=PatientStandingResult,
        description="How a patient stands; for the privacy officer.",
    )
    async def patient_standing(self, info: ContextInfo, patient: RecordIdArgument) -> object:
        """Nothing is changed."""
        return _shown(await info.context.rights.standing(patient))


@strawberry.type
class RightsMutation:
    """The roots that carry out people's rights; each is kept in the audit before it happens."""

    @strawberry.mutation(
        graphql_type=PatientStandingResult,
        description="Set or lift the restriction of a patient (GDPR art. 18).",
    )
    async def set_restriction(
        self, info: ContextInfo, patient: RecordIdArgument, *, restricted: bool
    ) -> object:
        """Every order of the patient moves."""
        return _shown(await info.context.rights.restrict(patient, restricted=restricted))

    @strawberry.mutation(
        graphql_type=PatientStandingResult, description="Forbid erasing a patient."
    )
    async def place_hold(
        self, info: ContextInfo, patient: RecordIdArgument, kind: HoldKind
    ) -> object:
        """Until it is lifted."""
        return _shown(await info.context.rights.place_hold(patient, kind=kind))

    @strawberry.mutation(graphql_type=PatientStandingResult, description="Lift a hold.")
    async def lift_hold(
        self, info: ContextInfo, patient: RecordIdArgument, hold: strawberry.ID
    ) -> object:
        """By its id."""
        return _shown(await info.context.rights.lift_hold(patient, hold=hold))

    @strawberry.mutation(
        graphql_type=PatientStandingResult,
        description="Destroy everything personal of a patient, for good (GDPR art. 17).",
    )
    async def erase_patient(self, info: ContextInfo, patient: RecordIdArgument) -> object:
        """Refused while a hold stands; asked again it answers with the same proof."""
        return _shown(await info.context.rights.erase(patient))
