"""Knows how rectification looks in the API: who asked for which field, and how far it is."""

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
from schema.vocabulary.rights import CorrectableField, ManufacturerSays, RectificationState

ContextInfo: TypeAlias = Info[Context, None]
Id = strawberry.ID
strawberry.enum(CorrectableField, description="A field of a patient that can be put right.")
strawberry.enum(RectificationState, description="How far a rectification is.")
strawberry.enum(ManufacturerSays, description="What the manufacturer says of a corrected field.")

Rectification = make_type(
    "Rectification",
    {
        "id": unmarked(Id),
        "field": unmarked(CorrectableField),
        "state": unmarked(RectificationState),
        "asked_by": unmarked(Id),
        "asked_at": unmarked(str),
        "decided_by": unmarked(optional(Id)),
        "decided_at": unmarked(optional(str)),
        "in_force": unmarked(bool, description="It is what is shown of the patient now."),
        "manufacturer_says": unmarked(optional(ManufacturerSays)),
        "to_be_told": unmarked(bool, description="The manufacturer has yet to be told."),
        "mine": unmarked(bool, description="The viewer asked for it: somebody else confirms it."),
    },
    description="A personal field that was asked to be put right; its value is never told here.",
)
PatientRectifications = make_type(
    "PatientRectifications",
    {"patient": record_id(), "rectifications": unmarked(many(Rectification))},
    description="What was asked to be put right of one patient, the newest first.",
)
RectificationsResult = Annotated[
    PatientRectifications | Denied | Conflict | Invalid, strawberry.union("RectificationsResult")
]


def _shown(found: Treated | Trouble) -> object:
    return shown(found, "PatientRectifications")


@strawberry.type
class RectificationsQuery:
    """The root that reads what was asked."""

    @strawberry.field(
        graphql_type=RectificationsResult,
        description="What was asked to be put right; for the privacy officer and coordinators.",
    )
    async def patient_rectifications(self, info: ContextInfo, patient: RecordIdArgument) -> object:
        """Nothing is changed."""
        return _shown(await info.context.rights.rectifications.of(patient))


@strawberry.type
class RectificationsMutation:
    """The roots that put a person right (GDPR art. 16), by two people."""

    @strawberry.mutation(
        graphql_type=RectificationsResult,
        description="Ask that a personal field be put right; a second person confirms it.",
    )
    async def ask_rectification(
        self, info: ContextInfo, patient: RecordIdArgument, field: CorrectableField, value: str
    ) -> object:
        """The value is sealed at once."""
        rectifications = info.context.rights.rectifications
        return _shown(await rectifications.ask(patient, name=field, value=value))

    @strawberry.mutation(
        graphql_type=RectificationsResult,
        description="Confirm a rectification by entering the same value; it holds at once.",
    )
    async def approve_rectification(
        self, info: ContextInfo, rectification: strawberry.ID, value: str
    ) -> object:
        """By somebody else than who asked; one of the two is a privacy officer."""
        rectifications = info.context.rights.rectifications
        return _shown(await rectifications.approve(rectification, value=value))

    @strawberry.mutation(
        graphql_type=RectificationsResult, description="End a rectification without a change."
    )
    async def reject_rectification(self, info: ContextInfo, rectification: strawberry.ID) -> object:
        """Or take one's own back."""
        return _shown(await info.context.rights.rectifications.reject(rectification))
