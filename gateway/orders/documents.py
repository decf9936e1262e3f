"""Knows order documents: how partial ones merge, split by class and show in part (DOMAIN §13)."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import cast

from gateway.orders.document_checks import as_list, as_object
from schema.vocabulary.facts import JsonValue, OrderDocument
from schema.vocabulary.orders import Order
from schema.vocabulary.sensitivity import FieldClass, FieldMark, Form, field_marks, part_marks

REF = "ref"
TAIL_LENGTH = 4
MOST_MARKS = 32
"""Of an initial: its characters, those that combine with it included."""
_YEAR = re.compile(r"(\d{4})-\d{2}-\d{2}", re.ASCII)
Leaf = Callable[[FieldMark, JsonValue], JsonValue]


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
    return _select(document, record, field_class, lambda _mark, value: value)


def partial_of_class(
    document: Mapping[str, JsonValue], field_class: FieldClass, record: type = Order
) -> OrderDocument:
    """The same in PARTIAL form; null where a value has none."""
    return _select(document, record, field_class, shown)


def index_of_class(
    document: Mapping[str, JsonValue],
    field_class: FieldClass,
    index: Callable[[str, str], str],
    record: type = Order,
) -> OrderDocument:
    """The same with `index(field name, text)` in place of each value; null stays null."""

    def leaf(mark: FieldMark, value: JsonValue) -> JsonValue:
        return index(mark.name, value) if isinstance(value, str) else None

    return _select(document, record, field_class, leaf)


def shown(mark: FieldMark, value: JsonValue) -> JsonValue:
    """The PARTIAL form of one value, DOMAIN §13 'How PARTIAL looks'; None where there is none."""
    if not isinstance(value, str) or not value:
        return None
    if mark.form is Form.NAME:
        initial = _initial(value)
        return f"{initial}." if initial else None
    if mark.form is Form.TAIL:
        return f"****{value[-TAIL_LENGTH:]}" if len(value) > TAIL_LENGTH else None
    if mark.form is Form.YEAR:
        found = _YEAR.fullmatch(value)
        return found.group(1) if found else None
    return None


def _initial(name: str) -> str:
    """The first letter, as it is, with the marks that combine with it; empty for a blank name."""
    # of these alone: composing takes the square of how many marks there are
    letters = unicodedata.normalize("NFC", name.strip()[:MOST_MARKS])
    end = 1
    while end < len(letters) and unicodedata.category(letters[end]).startswith("M"):
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
            chosen[mark.name] = value if mark.name == REF else leaf(mark, value)
    for part in part_marks(record):
        if part.name not in document:
            continue
        path = f"{at}/{part.name}"
        value = document[part.name]
        if part.many:
            chosen[part.name] = [
                _select(as_object(item, path), part.record, field_class, leaf, at=path)
                for item in as_list(value, path)
            ]
        else:
            chosen[part.name] = _select(
                as_object(value, path), part.record, field_class, leaf, at=path
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
            _merge_into(below, as_object(value, name), part.record)


def _merge_items(held: list[JsonValue], value: JsonValue, record: type) -> None:
    known = {cast("OrderDocument", item)[REF]: cast("OrderDocument", item) for item in held}
    for item in as_list(value, record.__name__):
        said = as_object(item, record.__name__)
        ref = cast("str", said[REF])
        if ref not in known:
            known[ref] = {}
            held.append(known[ref])
        _merge_into(known[ref], said, record)
    held.sort(key=lambda item: _natural(cast("str", cast("OrderDocument", item)[REF])))


def _natural(ref: str) -> tuple[tuple[int, str], ...]:
    """'1.10' after '1.9'."""
    return tuple((int(p), "") if p.isdecimal() else (0, p) for p in ref.split("."))
