"""Knows the root fields that change something; each answers its result or a problem."""

from typing import cast

import strawberry

from schema.api.policy import PolicyMutation
from schema.api.ports import Trouble
from schema.api.problems import (
    ChoosePurposeResult,
    Conflict,
    Denied,
    Invalid,
    PurposeChosen,
    RoleChanged,
    RoleChangeResult,
    SourceUnavailable,
    told,
)
from schema.api.queries import ContextInfo
from schema.api.rectifications import RectificationsMutation
from schema.api.rights import RightsMutation
from schema.api.tracing import TracingMutation


@strawberry.input(description="Which role of whom, at which site.")
class RoleChange:
    """A role at a site."""

    site: strawberry.ID
    person: strawberry.ID
    role: str


@strawberry.type(description="Everything that can be changed.")
class Mutation(PolicyMutation, RightsMutation, RectificationsMutation, TracingMutation):
    """The roots of changing."""

    @strawberry.mutation(graphql_type=RoleChangeResult, description="Give a person a role.")
    async def grant_role(
        self,
        info: ContextInfo,
        input: RoleChange,  # noqa: A002 (the argument's name in the SDL)
    ) -> RoleChanged | Denied | Conflict | Invalid | SourceUnavailable:
        """In force on the person's next request."""
        done = await info.context.people.grant(
            site=input.site, person=input.person, role=input.role
        )
        if isinstance(done, Trouble):
            return cast("Denied | Conflict | Invalid | SourceUnavailable", told(done))
        return RoleChanged(person=done)

    @strawberry.mutation(graphql_type=RoleChangeResult, description="Take a role from a person.")
    async def withdraw_role(
        self,
        info: ContextInfo,
        input: RoleChange,  # noqa: A002 (the argument's name in the SDL)
    ) -> RoleChanged | Denied | Conflict | Invalid | SourceUnavailable:
        """In force on the person's next request, and in open streams."""
        done = await info.context.people.withdraw(
            site=input.site, person=input.person, role=input.role
        )
        if isinstance(done, Trouble):
            return cast("Denied | Conflict | Invalid | SourceUnavailable", told(done))
        return RoleChanged(person=done)

    @strawberry.mutation(
        graphql_type=ChoosePurposeResult, description="Choose why you look, for this session."
    )
    async def choose_purpose(
        self, info: ContextInfo, purpose: str
    ) -> PurposeChosen | Denied | Invalid:
        """One of the viewer's `purposes`."""
        done = await info.context.purposes.choose(purpose)
        if isinstance(done, Trouble):
            return cast("Denied | Invalid", told(done))
        return PurposeChosen(viewer=done)
