"""Knows how the policy's life looks in the API: versions, proposals, what these change."""

from typing import Annotated, TypeAlias, cast

import strawberry
from strawberry.types import Info

from schema.api.context import Context
from schema.api.derive import make_type, many, optional, unmarked
from schema.api.ports import PolicyCell, Treated, Trouble
from schema.api.problems import Conflict, Denied, Invalid, listed, shown
from schema.vocabulary.disclosure import Visibility
from schema.vocabulary.sensitivity import FieldClass

ContextInfo: TypeAlias = Info[Context, None]
Id = strawberry.ID
PolicyTableCell = make_type(
    "PolicyTableCell",
    {
        "field_class": unmarked(FieldClass),
        "visibility": unmarked(Visibility, description="CLEAR in a line of caps: no cap."),
        "choices": unmarked(
            many(Visibility), description="What it may say: the class's forms up to the ceiling."
        ),
    },
    description="What one line of the policy says of one class.",
)
PolicyTableLine = make_type(
    "PolicyTableLine",
    {
        "place": unmarked(
            many(str),
            description="base and a role; relation, a relation and a role; purpose and a purpose; "
            "flags and a flag.",
        ),
        "cells": unmarked(many(PolicyTableCell)),
    },
    description="A line of the policy: what [base] gives, or a line of caps that lower it.",
)
PolicyTable = make_type(
    "PolicyTable",
    {
        "lines": unmarked(many(PolicyTableLine)),
        "step_roles": unmarked(many(str)),
        "break_glass_roles": unmarked(many(str)),
        "break_glass_classes": unmarked(many(FieldClass)),
    },
    description="A version of the policy as a table.",
)


def _table(root: object, info: ContextInfo) -> Treated | None:
    """Made only when it is asked for."""
    return info.context.policy.table(cast("Treated", root))


PolicyVersion = make_type(
    "PolicyVersion",
    {
        "number": unmarked(int),
        "version": unmarked(str, description="The document's name and a digest of what it says."),
        "text": unmarked(str, description="The document, TOML."),
        "reason": unmarked(optional(str), description="Why its author wanted it."),
        "table": strawberry.field(
            resolver=_table,
            graphql_type=optional(PolicyTable),
            description="Null: this release can't read the document.",
        ),
        "proposed_by": unmarked(optional(Id), description="Null: the file of the first start."),
        "approved_by": unmarked(optional(Id)),
        "in_force_since": unmarked(str),
        "replaces": unmarked(optional(int)),
    },
    description="A version of the disclosure policy.",
)
PolicyChange = make_type(
    "PolicyChange",
    {
        "role": unmarked(str),
        "relation": unmarked(optional(str), description="Null: every order."),
        "purpose": unmarked(str),
        "flags": unmarked(many(str)),
        "field_class": unmarked(FieldClass),
        "before": unmarked(Visibility),
        "after": unmarked(Visibility),
    },
    description="A class of fields that a role sees otherwise.",
)
PolicyPreview = make_type(
    "PolicyPreview",
    {
        "fields": unmarked(many(str)),
        "roles": unmarked(many(str)),
        "people": unmarked(
            optional(int), description="How many hold one of the roles; null: not known now."
        ),
        "cells": unmarked(int, description="All of them; `changes` has the first 500."),
        "wider": unmarked(int, description="How many cells show more than before."),
        "changes": unmarked(many(PolicyChange)),
    },
    description="What a proposal changes for whom.",
)
PolicyProposal = make_type(
    "PolicyProposal",
    {
        "id": unmarked(Id),
        "based_on": unmarked(int),
        "rolls_back_to": unmarked(optional(int)),
        "version": unmarked(str),
        "text": unmarked(str),
        "reason": unmarked(optional(str)),
        "state": unmarked(str, description="PROPOSED, APPROVED, REJECTED or SUPERSEDED."),
        "proposed_by": unmarked(Id),
        "proposed_at": unmarked(str),
        "decided_by": unmarked(optional(Id)),
        "decided_at": unmarked(optional(str)),
        "preview": unmarked(optional(PolicyPreview), description="Null once it is decided."),
    },
    description="A document that would replace the policy in force.",
)
PolicyVersions = make_type("PolicyVersions", {"versions": unmarked(many(PolicyVersion))})
PolicyProposals = make_type("PolicyProposals", {"proposals": unmarked(many(PolicyProposal))})
PolicyVersionResult = Annotated[PolicyVersion | Denied, strawberry.union("PolicyVersionResult")]
PolicyVersionsResult = Annotated[PolicyVersions | Denied, strawberry.union("PolicyVersionsResult")]
PolicyProposalsResult = Annotated[
    PolicyProposals | Denied, strawberry.union("PolicyProposalsResult")
]
PolicyPreviewResult = Annotated[
    PolicyPreview | Denied | Invalid, strawberry.union("PolicyPreviewResult")
]
PolicyProposalResult = Annotated[
    PolicyProposal | Denied | Conflict | Invalid, strawberry.union("PolicyProposalResult")
]


@strawberry.input(description="What a line of the policy is to say of a class.")
class PolicyCellInput:
    """A place as `PolicyTableLine` names it."""

    place: list[str]
    field_class: FieldClass
    visibility: Visibility


def _proposal(found: Treated | Trouble) -> object:
    return shown(found, "PolicyProposal")


def _cells(given: list[PolicyCellInput]) -> list[PolicyCell]:
    return [
        PolicyCell(
            place=tuple(one.place),
            field_class=one.field_class.value,
            visibility=one.visibility.value,
        )
        for one in given
    ]


@strawberry.type
class PolicyQuery:
    """The roots that read the policy's life."""

    @strawberry.field(
        graphql_type=PolicyVersionsResult,
        description="The newest 50 versions of the policy, the one in force first.",
    )
    async def policy_versions(self, info: ContextInfo) -> object:
        """For the privacy officer and platform-admins."""
        return listed(await info.context.policy.versions(), "PolicyVersions", field="versions")

    @strawberry.field(graphql_type=PolicyVersionResult, description="The policy in force.")
    async def policy_in_force(self, info: ContextInfo) -> object:
        """For the privacy officer and platform-admins."""
        found = await info.context.policy.versions(most=1)
        return shown(found if isinstance(found, Trouble) else found[0], "PolicyVersion")

    @strawberry.field(
        graphql_type=PolicyProposalsResult, description="The newest 50 proposals, newest first."
    )
    async def policy_proposals(self, info: ContextInfo) -> object:
        """For the privacy officer and platform-admins."""
        return listed(await info.context.policy.proposals(), "PolicyProposals", field="proposals")

    @strawberry.field(
        graphql_type=PolicyPreviewResult,
        description="What would be shown otherwise if these cells of the policy were changed.",
    )
    async def policy_preview(self, info: ContextInfo, cells: list[PolicyCellInput]) -> object:
        """For the privacy officer and platform-admins; nothing is proposed."""
        return shown(await info.context.policy.preview(_cells(cells)), "PolicyPreview")


@strawberry.type
class PolicyMutation:
    """The roots that change the policy; each is kept in the audit before it happens."""

    @strawberry.mutation(
        graphql_type=PolicyProposalResult, description="Propose a document as the policy."
    )
    async def propose_policy(self, info: ContextInfo, text: str) -> object:
        """Nothing is in force by it."""
        return _proposal(await info.context.policy.propose(text))

    @strawberry.mutation(
        graphql_type=PolicyProposalResult,
        description="Propose the policy in force with these cells changed.",
    )
    async def propose_policy_cells(
        self, info: ContextInfo, cells: list[PolicyCellInput], reason: str
    ) -> object:
        """`reason` is one line, for whoever approves it and whoever asks later."""
        return _proposal(await info.context.policy.propose_cells(_cells(cells), reason=reason))

    @strawberry.mutation(
        graphql_type=PolicyProposalResult,
        description="Put a proposal of somebody else in force, everywhere.",
    )
    async def approve_policy(self, info: ContextInfo, proposal: strawberry.ID) -> object:
        """Refused when another version came into force since it was made."""
        return _proposal(await info.context.policy.approve(proposal))

    @strawberry.mutation(graphql_type=PolicyProposalResult, description="End a proposal.")
    async def reject_policy(self, info: ContextInfo, proposal: strawberry.ID) -> object:
        """Also one's own."""
        return _proposal(await info.context.policy.reject(proposal))

    @strawberry.mutation(
        graphql_type=PolicyProposalResult,
        description="Propose an earlier version; it takes a second person as any proposal.",
    )
    async def roll_back_policy(
        self, info: ContextInfo, number: int, reason: str | None = None
    ) -> object:
        """By the version's number."""
        return _proposal(await info.context.policy.roll_back(number, reason=reason))
