"""Knows the field classes and the one mark that says how sensitive a field is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import (
    Annotated,
    TypeVar,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)


class FieldClass(StrEnum):
    """Sensitivity of a field, DOMAIN §3."""

    DIRECT = "DIRECT"
    CONTACT = "CONTACT"
    QUASI = "QUASI"
    CHAIN = "CHAIN"
    CLINICAL = "CLINICAL"
    SPECIAL = "SPECIAL"
    OPERATIONAL = "OPERATIONAL"
    COMMERCIAL = "COMMERCIAL"


class Form(StrEnum):
    """How a field's PARTIAL form is made, DOMAIN §13 'How PARTIAL looks'."""

    NAME = "NAME"
    TAIL = "TAIL"
    YEAR = "YEAR"
    MONTH = "MONTH"
    NONE = "NONE"


class UnmarkedFieldError(TypeError):
    """A field of a marked record has no sensitivity class."""


@dataclass(frozen=True, slots=True)
class FieldMark:
    """What the mark at a field says: its class, its plain type and how its PARTIAL form is made."""

    name: str
    field_class: FieldClass
    type: type
    form: Form


@dataclass(frozen=True, slots=True)
class PartMark:
    """A field that holds other marked records: one of them, or a list keyed by `ref`."""

    name: str
    record: type
    many: bool


Record = TypeVar("Record")
_FIELDS: dict[type, tuple[FieldMark, ...]] = {}
_PARTS: dict[type, tuple[PartMark, ...]] = {}


@dataclass_transform(frozen_default=True, kw_only_default=True)
def marked(record: type[Record]) -> type[Record]:
    """Make `record` a frozen record whose every field carries its class.

    A field is `Annotated[type, FieldClass.X]`, optionally with a `Form`, or holds marked records
    (`Part` or `tuple[Part, ...]`). Raises `UnmarkedFieldError` at import for any other field.
    """
    made = dataclass(frozen=True, kw_only=True)(record)
    marks: list[FieldMark] = []
    parts: list[PartMark] = []
    hints = get_type_hints(made, include_extras=True)
    for name, hint in hints.items():
        part = _part(name, hint)
        if part is not None:
            parts.append(part)
        else:
            marks.append(_mark(made.__name__, name, hint))
    _FIELDS[made] = tuple(marks)
    _PARTS[made] = tuple(parts)
    return made


def field_marks(record: type) -> tuple[FieldMark, ...]:
    """The marks of a record's own fields, in order; `KeyError` if it is not a marked record."""
    return _FIELDS[record]


def part_marks(record: type) -> tuple[PartMark, ...]:
    """The fields of a record that hold other marked records, in their order."""
    return _PARTS[record]


def _part(name: str, hint: object) -> PartMark | None:
    if isinstance(hint, type) and hint in _FIELDS:
        return PartMark(name=name, record=hint, many=False)
    arguments = get_args(hint)
    if get_origin(hint) is tuple and arguments and arguments[0] in _FIELDS:
        return PartMark(name=name, record=cast("type", arguments[0]), many=True)
    return None


def _mark(record: str, name: str, hint: object) -> FieldMark:
    if get_origin(hint) is not Annotated:
        raise UnmarkedFieldError(
            f"{record}.{name} has no FieldClass; write Annotated[type, FieldClass.…]"
        )
    plain, *extras = get_args(hint)
    classes = [extra for extra in extras if isinstance(extra, FieldClass)]
    forms = [extra for extra in extras if isinstance(extra, Form)]
    if len(classes) != 1:
        raise UnmarkedFieldError(
            f"{record}.{name} needs exactly one FieldClass, has {len(classes)}"
        )
    kind = cast("type", get_origin(plain) or plain)
    form = forms[0] if forms else _default_form(classes[0], kind)
    return FieldMark(name=name, field_class=classes[0], type=kind, form=form)


def _default_form(field_class: FieldClass, kind: type) -> Form:
    """CHAIN shows its tail, an OPERATIONAL instant its month; the rest none unless named."""
    if field_class is FieldClass.CHAIN:
        return Form.TAIL
    if field_class is FieldClass.OPERATIONAL and kind.__name__ in {"datetime", "date"}:
        return Form.MONTH
    return Form.NONE
