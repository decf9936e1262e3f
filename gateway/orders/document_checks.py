"""Knows what makes a document an order document: known fields, values that both databases hold."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from schema.vocabulary.facts import JsonValue, OrderDocument
from schema.vocabulary.orders import Order
from schema.vocabulary.sensitivity import FieldMark, field_marks, part_marks

REF = "ref"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z", re.ASCII)
_LARGEST = 2**53
_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (int, float),
    "datetime": (str,),
    "date": (str,),
    "tuple": (list,),
}


class DocumentError(ValueError):
    """A document is not an order; names the path and what was expected, never the value."""

    def __init__(self, path: str, expected: str) -> None:
        super().__init__(f"{path}: expected {expected}")
        self.path = path
        self.expected = expected


def validate(document: Mapping[str, JsonValue], record: type = Order, *, at: str = "") -> None:
    """Raise `DocumentError` for a key that is no field, or a value that its field can't hold."""
    marks = {mark.name: mark for mark in field_marks(record)}
    parts = {part.name: part for part in part_marks(record)}
    for name, value in document.items():
        path = f"{at}/{name}"
        if name in marks:
            _check_leaf(marks[name], value, path)
        elif name not in parts:
            raise DocumentError(path, f"a field of {record.__name__}")
        elif parts[name].many:
            for place, item in enumerate(as_list(value, path)):
                below = as_object(item, f"{path}/{place}")
                if not below.get(REF):
                    raise DocumentError(f"{path}/{place}/{REF}", "an ordinal as text")
                validate(below, parts[name].record, at=f"{path}/{place}")
        else:
            validate(as_object(value, path), parts[name].record, at=path)


def storable(text: str) -> bool:
    """Whether both databases can hold this text: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def as_object(value: JsonValue, path: str) -> OrderDocument:
    """The value as an object; raises `DocumentError`."""
    if not isinstance(value, dict):
        raise DocumentError(path, "an object")
    return value


def as_list(value: JsonValue, path: str) -> list[JsonValue]:
    """The value as a list; raises `DocumentError`."""
    if not isinstance(value, list):
        raise DocumentError(path, "a list")
    return value


def _check_leaf(mark: FieldMark, value: JsonValue, path: str) -> None:
    if value is None:
        return
    kind = mark.type.__name__
    right = isinstance(value, _JSON_TYPES[kind]) and not isinstance(value, bool)
    if not right or not _CHECKS[kind](value):
        raise DocumentError(path, f"{_EXPECTED[kind]} or null")


def _text(value: JsonValue) -> bool:
    return isinstance(value, str) and storable(value)


def _number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and -_LARGEST <= value <= _LARGEST


def _instant(value: JsonValue) -> bool:
    return isinstance(value, str) and bool(_INSTANT.fullmatch(value)) and _readable(value)


def _day(value: JsonValue) -> bool:
    return isinstance(value, str) and bool(_DAY.fullmatch(value)) and _readable(value)


def _readable(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _texts(value: JsonValue) -> bool:
    return isinstance(value, list) and all(_text(item) for item in value)


_CHECKS: dict[str, Callable[[JsonValue], bool]] = {
    "str": _text,
    "int": _number,
    "float": _number,
    "datetime": _instant,
    "date": _day,
    "tuple": _texts,
}
_EXPECTED = {
    "str": "a text that can be stored",
    "int": "a whole number",
    "float": "a number",
    "datetime": "an instant in UTC that ends in Z",
    "date": "a day as YYYY-MM-DD",
    "tuple": "a list of texts",
}
