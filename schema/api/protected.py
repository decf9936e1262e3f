"""Knows the one shape of a protected value, and the words of the vocabulary as GraphQL enums."""

from enum import StrEnum

import strawberry

from schema.vocabulary.disclosure import Reason, Visibility
from schema.vocabulary.facts import Overlay
from schema.vocabulary.orders import OrderKind
from schema.vocabulary.principals import PrincipalKind
from schema.vocabulary.sensitivity import FieldClass
from schema.vocabulary.statuses import Status


@strawberry.enum(description="How a fact stands in the fold.")
class FactState(StrEnum):
    """DOMAIN §5, F1 to F8."""

    COUNTS = "COUNTS"
    CORRECTED = "CORRECTED"
    RETRACTED = "RETRACTED"
    SUPERSEDED = "SUPERSEDED"
    SET_ASIDE = "SET_ASIDE"
    NOT_YET = "NOT_YET"


strawberry.enum(Visibility, description="How a value is shown.")
strawberry.enum(
    Reason,
    description="Beside CLEAR: ABSENT (the source says there is none) or NOT_KNOWN (it has not "
    "said). Beside a mask: why it is masked, which never tells whether there is a value.",
)
strawberry.enum(FieldClass, description="Sensitivity of a field.")
strawberry.enum(Overlay, description="What stands beside a status.")
strawberry.enum(OrderKind, description="The three ways to a therapy.")
strawberry.enum(PrincipalKind, description="A person, or a program.")
strawberry.enum(Status, name="OrderStatus", description="The canonical statuses.")


@strawberry.type(description="A protected text; its mask is text too, or null.")
class ProtectedString:
    """`schema.api.ports.Protected` whose value is text."""

    value: str | None
    visibility: Visibility
    reason: Reason | None


@strawberry.type(description="A protected number; it has no masked form, so its mask is null.")
class ProtectedFloat:
    """`schema.api.ports.Protected` whose value is a number."""

    value: float | None
    visibility: Visibility
    reason: Reason | None


@strawberry.type(description="A protected list of texts.")
class ProtectedStringList:
    """`schema.api.ports.Protected` whose value is a list of texts."""

    value: list[str] | None
    visibility: Visibility
    reason: Reason | None
