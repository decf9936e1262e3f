"""Knows how a marked record becomes a GraphQL type: each field with its shape and its mark."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Annotated, TypeAlias, cast

import strawberry
from strawberry.schema_directive import Location
from strawberry.types.base import (
    StrawberryList,
    StrawberryOptional,
    WithStrawberryObjectDefinition,
)

from schema.api.protected import ProtectedFloat, ProtectedString, ProtectedStringList
from schema.vocabulary.sensitivity import FieldClass, FieldMark, field_marks, part_marks

if TYPE_CHECKING:
    from schema.api.ports import Treated

FORMED = frozenset({FieldClass.DIRECT, FieldClass.QUASI, FieldClass.CHAIN, FieldClass.OPERATIONAL})
"""Classes with a PARTIAL or PSEUDONYM form: their value is text, for a mask is no date."""


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    description="How sensitive a field is; who sees it follows from its class.",
)
class Sensitivity:
    """The mark of a field, as the SDL shows it."""

    field_class: FieldClass = strawberry.directive_field(name="class")


@strawberry.schema_directive(
    locations=[
        Location.FIELD_DEFINITION,
        Location.ARGUMENT_DEFINITION,
        Location.INPUT_FIELD_DEFINITION,
    ],
    description="Our id of an order, a patient or a fact. Each API client is given ids of its own, "
    "that no other client has and that nobody else can use.",
)
class RecordId:
    """The one mark of our own ids, wherever one leaves or enters."""


RecordIdArgument: TypeAlias = Annotated[strawberry.ID, strawberry.argument(directives=[RecordId()])]
"""An argument that takes such an id."""


def optional(kind: object) -> object:
    """`kind`, or null."""
    return StrawberryOptional(cast("type", kind))


def many(kind: object) -> object:
    """A list of `kind`, without null."""
    return StrawberryList(cast("type", kind))


def shown(kind: object, field_class: FieldClass, *, description: str | None = None) -> object:
    """A field of `kind` with its mark."""
    return strawberry.field(
        graphql_type=kind,
        directives=[Sensitivity(field_class=field_class)],
        description=description,
    )


def unmarked(kind: object, *, description: str | None = None) -> object:
    """A field that no person's data can be in: ids, masks, what the API says of itself."""
    return strawberry.field(graphql_type=kind, description=description)


def record_id(
    kind: object = strawberry.ID,
    *,
    field_class: FieldClass | None = None,
    description: str | None = None,
) -> object:
    """A field that tells our own id of a record, or several; no person's data can be in it."""
    mark: list[object] = [] if field_class is None else [Sensitivity(field_class=field_class)]
    return strawberry.field(
        graphql_type=kind, directives=[*mark, RecordId()], description=description
    )


@cache
def record_ids(kind: type) -> tuple[str, ...]:
    """The fields of a GraphQL type that tell our own ids, by their names in Python."""
    definition = cast("WithStrawberryObjectDefinition", kind).__strawberry_definition__
    return tuple(
        field.python_name
        for field in definition.fields
        if any(isinstance(one, RecordId) for one in field.directives)
    )


def graphql_kind(mark: FieldMark) -> object:
    """The type of a marked field: plain and nullable if OPERATIONAL and no instant, else protected.

    Raises `TypeError` for a plain type that has no GraphQL shape yet.
    """
    instant = issubclass(mark.type, datetime | date)
    if mark.field_class is FieldClass.OPERATIONAL and not instant:
        return optional(many(str) if mark.type is tuple else _plain(mark))
    if mark.type is tuple:
        return ProtectedStringList
    if mark.type in {int, float} and mark.field_class not in FORMED:
        return ProtectedFloat
    return ProtectedString


def derive(
    record: type,
    *,
    parts: Mapping[type, object],
    extra: Mapping[str, object] | None = None,
    leave_out: Sequence[str] = (),
    interfaces: Sequence[type] = (),
) -> type:
    """The GraphQL type of a marked record.

    `parts` are the types of the records it holds, `extra` fields that are no part of the record
    (they come first), `leave_out` fields of the record that `extra` shows in another shape.
    """
    fields = dict(extra or {})
    for mark in field_marks(record):
        if mark.name not in leave_out:
            kind = str if mark.name == "ref" else graphql_kind(mark)
            fields[mark.name] = shown(kind, mark.field_class)
    for part in part_marks(record):
        kind = parts[part.record]
        fields[part.name] = unmarked(many(kind) if part.many else kind)
    words = (record.__doc__ or "").split("\n", 1)[0]
    return make_type(record.__name__, fields, interfaces=interfaces, description=words)


def make_type(
    name: str,
    fields: Mapping[str, object],
    *,
    interfaces: Sequence[type] = (),
    description: str | None = None,
) -> type:
    """A GraphQL object type whose values are treated dicts."""

    def is_type_of(_cls: type, value: object, _info: object) -> bool:
        if not isinstance(value, dict):
            return False
        return cast("Treated", value).get("__typename", name) == name

    body: dict[str, object] = {
        **fields,
        "__annotations__": dict.fromkeys(fields, object),
        "__module__": __name__,
        "is_type_of": classmethod(is_type_of),
    }
    return strawberry.type(type(name, tuple(interfaces), body), description=description)


def _plain(mark: FieldMark) -> type:
    if mark.type not in {str, int, float, bool}:
        raise TypeError(f"{mark.name}: no GraphQL type for {mark.type.__name__} yet")
    return mark.type
