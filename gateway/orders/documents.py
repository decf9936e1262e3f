"""Knows order documents: how partial ones merge, split by class and show in part (DOMAIN §13)."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import cast

from schema.vocabulary.facts import JsonValue, OrderDocument
from schema.vocabulary.orders import Order
from schema.vocabulary.sensitivity import FieldClass, FieldMark, Form, field_marks, part_marks

REF = "ref"
TAIL_LENGTH = 4
_YEAR = re.compile(r"(\d{4})-\d{2}-\d{2}", re.ASCII)
_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (int, float),
    "datetime": (str,),
    "date": (str,),
    "tuple": (list,),
}
Leaf = Callable[[FieldMark, str, JsonValue], JsonValue]


class DocumentError(ValueError):
    """A document is not an order; names the path and what was expected, never the value."""

    def __init__(self, path: str, expected: str) -> None:
        super().__init__(f"{path}: expected {expected}")
        self.path = path
        self.expected = expected


def validate(document: Mapping[str, JsonValue], record: type = Order, *, at: str = "") -> None:
    """Raise `DocumentError` for a key that is no field, or a value of the wrong JSON type."""
    marks = {mark.name: mark for mark in field_marks(record)}
    parts = {part.name: part for part in part_marks(record)}
    for name, value in document.items():
        path = f"{at}/{name}"
        if name in marks:
            _check_leaf(marks[name], value, path)
        elif name not in parts:
            raise DocumentError(path, f"a field of {record.__name__}")
        elif parts[name].many:
            for place, item in enumerate(_list(value, path)):
                below = _object(item, f"{path}/{place}")
                if not isinstance(below.get(REF), str):
                    raise DocumentError(f"{path}/{place}/{REF}", "a text")
                validate(below, parts[name].record, at=f"{path}/{place}")
        else:
            validate(_object(value, path), parts[name].record, at=path)


def merge(documents: Iterable[Mapping[str, JsonValue]], record: type = Order) -> OrderDocument:
    """Partial documents, earliest first, as one: a later value wins, list items meet by `ref`."""
    merged: OrderDocument = {}
    for document in documents:
        _merge_into(merged, document, record)
    return merged


def of_class(
    document: Mapping[str, JsonValue], field_class: FieldClass, record: type = Order
) -> OrderDocument:
    """The document restricted to one class, same nesting; list items stay, with their `ref`."""
    return _select(document, record, field_class, lambda _mark, _path, value: value)


def partial_of_class(
    document: Mapping[str, JsonValue], field_class: FieldClass, record: type = Order
) -> OrderDocument:
    """The same in PARTIAL form; null where a value has none."""
    return _select(document, record, field_class, lambda mark, _path, value: shown(mark, value))


def index_of_class(
    document: Mapping[str, JsonValue],
    field_class: FieldClass,
    index: Callable[[str, str], str],
    record: type = Order,
) -> OrderDocument:
    """The same with `index(field name, text)` in place of each value; null stays null."""

    def leaf(mark: FieldMark, _path: str, value: JsonValue) -> JsonValue:
        return index(mark.name, value) if isinstance(value, str) else None

    return _select(document, record, field_class, leaf)


def shown(mark: FieldMark, value: JsonValue) -> JsonValue:
    """The PARTIAL form of one value, DOMAIN §13 'How PARTIAL looks'; None where there is none."""
    if not isinstance(value, str) or not value:
        return None
    if mark.form is Form.NAME:
        return f"{_initial(value)}."
    if mark.form is Form.TAIL:
        return f"****{value[-TAIL_LENGTH:]}" if len(value) > TAIL_LENGTH else None
    if mark.form is Form.YEAR:
        found = _YEAR.fullmatch(value)
        return found.group(1) if found else None
    return None


def _initial(name: str) -> str:
    """The first letter with the marks that combine with it."""
    letters = unicodedata.normalize("NFC", name.strip())
    end = 1
    while end < len(letters) and unicodedata.combining(letters[end]):
        end += 1
    return letters[:end]


def _select(
    document: Mapping[str, JsonValue],
    record: type,
    field_class: FieldClass,
    leaf: Leaf,
    *,
    at: str = "",
) -> OrderDocument:
    chosen: OrderDocument = {}
    for mark in field_marks(record):
        if mark.name in document and (mark.field_class is field_class or mark.name == REF):
            value = document[mark.name]
            chosen[mark.name] = value if mark.name == REF else leaf(mark, at, value)
    for part in part_marks(record):
        if part.name not in document:
            continue
        path = f"{at}/{part.name}"
        value = document[part.name]
        if part.many:
            chosen[part.name] = [
                _select(_object(item, path), part.record, field_class, leaf, at=path)
                for item in _list(value, path)
            ]
        else:
            chosen[part.name] = _select(
                _object(value, path), part.record, field_class, leaf, at=path
            )
    return chosen


def _merge_into(target: OrderDocument, document: Mapping[str, JsonValue], record: type) -> None:
    parts = {part.name: part for part in part_marks(record)}
    for name, value in document.items():
        part = parts.get(name)
        if part is None:
            target[name] = value
        elif part.many:
            _merge_items(cast("list[JsonValue]", target.setdefault(name, [])), value, part.record)
        else:
            below = cast("OrderDocument", target.setdefault(name, {}))
            _merge_into(below, _object(value, name), part.record)


def _merge_items(held: list[JsonValue], value: JsonValue, record: type) -> None:
    known = {cast("OrderDocument", item)[REF]: cast("OrderDocument", item) for item in held}
    for item in _list(value, record.__name__):
        said = _object(item, record.__name__)
        ref = cast("str", said[REF])
        if ref not in known:
            known[ref] = {}
            held.append(known[ref])
        _merge_into(known[ref], said, record)
    held.sort(key=lambda item: _natural(cast("str", cast("OrderDocument", item)[REF])))


def _natural(ref: str) -> tuple[tuple[int, str], ...]:
    """'1.10' after '1.9'."""
    return tuple((int(p), "") if p.isdecimal() else (0, p) for p in ref.split("."))


def _check_leaf(mark: FieldMark, value: JsonValue, path: str) -> None:
    if value is None:
        return
    allowed = _JSON_TYPES[mark.type.__name__]
    if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed):
        raise DocumentError(path, f"{mark.type.__name__} or null")


def _object(value: JsonValue, path: str) -> OrderDocument:
    if not isinstance(value, dict):
        raise DocumentError(path, "an object")
    return value


def _list(value: JsonValue, path: str) -> list[JsonValue]:
    if not isinstance(value, list):
        raise DocumentError(path, "a list")
    return value
