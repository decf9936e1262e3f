"""Knows the answers that are results or problems: mutations, and the people of a site."""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from schema.api.derive import many
from schema.api.ports import ProblemKind, Treated, Trouble
from schema.api.types import Measure, Person, Site, Viewer


@strawberry.interface(description="Why something was not done.")
class Problem:
    """`schema.api.ports.Trouble` as GraphQL; `code` is one of `problemCodes`."""

    code: str
    message: str
    path: list[str]


@strawberry.type(description="The viewer may not do this.")
class Denied(Problem):
    """Refused by a rule."""


@strawberry.type(description="The present state forbids it.")
class Conflict(Problem):
    """Refused by what is so."""


@strawberry.type(description="The input is not what is expected.")
class Invalid(Problem):
    """Refused by its form."""


@strawberry.type(description="A server that is needed for this does not answer.")
class SourceUnavailable(Problem):
    """Not done, or not known whether it was."""


@strawberry.type(description="The person after the change.")
class RoleChanged:
    """A role was granted or withdrawn."""

    person: Treated = strawberry.field(graphql_type=Person)


@strawberry.type(description="The viewer after the choice.")
class PurposeChosen:
    """A purpose was chosen."""

    viewer: Treated = strawberry.field(graphql_type=Viewer)


@strawberry.type(description="Everybody who works at a site.")
class People:
    """A site with its people."""

    site: Treated = strawberry.field(graphql_type=Site)
    people: list[Treated] = strawberry.field(graphql_type=many(Person))


@strawberry.type(description="The price of an operation, in fields of rows.")
class Cost:
    """`schema.api.ports.Estimate` as GraphQL."""

    requested: int = strawberry.field(description="What running it takes from the budget.")
    limit: int = strawberry.field(description="The budget of one minute.")
    remaining: int = strawberry.field(description="What is left of it now; nothing was taken.")
    reset_at: str = strawberry.field(description="When all of it is there again.")
    measures: list[Treated] = strawberry.field(graphql_type=many(Measure))


RoleChangeResult = Annotated[
    RoleChanged | Denied | Conflict | Invalid | SourceUnavailable,
    strawberry.union("RoleChangeResult"),
]
ChoosePurposeResult = Annotated[
    PurposeChosen | Denied | Invalid, strawberry.union("ChoosePurposeResult")
]
PeopleResult = Annotated[People | Denied | SourceUnavailable, strawberry.union("PeopleResult")]
CostResult = Annotated[Cost | Invalid, strawberry.union("CostResult")]
KINDS: dict[ProblemKind, type[Problem]] = {
    ProblemKind.DENIED: Denied,
    ProblemKind.CONFLICT: Conflict,
    ProblemKind.INVALID: Invalid,
    ProblemKind.SOURCE_UNAVAILABLE: SourceUnavailable,
}


def told(trouble: Trouble) -> Problem:
    """A trouble as the problem that its union knows."""
    kind = KINDS[trouble.kind]
    return kind(code=trouble.code, message=trouble.message, path=list(trouble.path))


def shown(found: Treated | Trouble, name: str) -> object:
    """What a union answers: the result type `name` with the fields found, or the problem."""
    return told(found) if isinstance(found, Trouble) else {"__typename": name, **found}


def listed(found: Sequence[Treated] | Trouble, name: str, *, field: str) -> object:
    """Likewise where the result is a list: it stands in `field` of the type `name`."""
    return shown(found if isinstance(found, Trouble) else {field: found}, name)
