"""Knows the one shape of a protected value, and the mark that the SDL shows at a field."""

import strawberry
from strawberry.schema_directive import Location

from schema.vocabulary.disclosure import Reason as ReasonWord
from schema.vocabulary.disclosure import Visibility as VisibilityWord
from schema.vocabulary.sensitivity import FieldClass as FieldClassWord

Visibility = strawberry.enum(VisibilityWord, name="Visibility")
Reason = strawberry.enum(ReasonWord, name="Reason")
FieldClass = strawberry.enum(FieldClassWord, name="FieldClass")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="sensitivity",
    description="The class that decides who sees the field, and in which form.",
)
class Sensitivity:
    """`@sensitivity(class: …)`."""

    field_class: FieldClassWord = strawberry.directive_field(name="class")


@strawberry.type(description="A text, or its mask; a mask never tells whether there is a value.")
class ProtectedString:
    """Wherever the class has a PARTIAL or PSEUDONYM form, for a mask is no date."""

    value: str | None
    visibility: VisibilityWord
    reason: ReasonWord | None


@strawberry.type(description="A number, or its mask.")
class ProtectedFloat:
    """Classes without a form of their own: the number, or nothing."""

    value: float | None
    visibility: VisibilityWord
    reason: ReasonWord | None
