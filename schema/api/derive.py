"""Knows how a marked record becomes a GraphQL type: from the marks, field by field."""

from collections.abc import Collection, Mapping

import strawberry

from schema.api.protected import ProtectedFloat, ProtectedString, Sensitivity
from schema.vocabulary.sensitivity import FieldClass, FieldMark, field_marks, part_marks

INSTANTS = frozenset({"datetime", "date"})
PLAIN = {"str": str, "int": int, "float": float, "tuple": list[str]}


def fields_of(record: type, *, leave_out: Collection[str] = ()) -> dict[str, object]:
    """The annotations of a record's own fields, each with its `@sensitivity`."""
    return {
        mark.name: _annotation(mark) for mark in field_marks(record) if mark.name not in leave_out
    }


def derived(
    record: type,
    *,
    parts: Mapping[type, type],
    leave_out: Collection[str] = (),
    more: Mapping[str, object] | None = None,
    bases: tuple[type, ...] = (),
) -> type:
    """The GraphQL type of a record; `parts` are the types of the records it holds."""
    annotations = {**(more or {}), **fields_of(record, leave_out=leave_out)}
    for part in part_marks(record):
        if part.name not in annotations:
            below = parts[part.record]
            annotations[part.name] = list[below] if part.many else below | None
    marks = {mark.name: mark.field_class for mark in field_marks(record)}
    space: dict[str, object] = {"__annotations__": annotations, "__doc__": record.__doc__}
    for name in annotations:
        space[name] = marked_field(marks.get(name, FieldClass.OPERATIONAL))
    made = type(record.__name__, bases, space)
    return strawberry.type(made, description=_first_line(record))


def marked_field(field_class: FieldClass) -> object:
    """A field whose SDL shows its class."""
    return strawberry.field(directives=[Sensitivity(field_class=field_class)])


def _annotation(mark: FieldMark) -> object:
    if mark.name == "ref":
        return str
    if mark.field_class is FieldClass.OPERATIONAL and mark.type.__name__ not in INSTANTS:
        return PLAIN[mark.type.__name__] | None
    return ProtectedFloat if mark.type is float else ProtectedString


def _first_line(record: type) -> str:
    return (record.__doc__ or "").strip().splitlines()[0]
