"""Knows how a vendor's values become the fields of an order document, each by its own mark."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from connectors.kit.codes import CodeTable
from connectors.kit.contract import Connection, Problem
from connectors.kit.errors import Cause, ConnectorError
from connectors.kit.manifest import Profile
from connectors.kit.times import Clockwork, instant_text
from schema.vocabulary.facts import JsonValue, OrderDocument
from schema.vocabulary.orders import Order
from schema.vocabulary.sensitivity import FieldMark, field_marks, part_marks

Dialect = TypeVar("Dialect")
TEXT_MAX = 10_000
NUMBER_MAX = 2**63
DIGITS_MAX = 18
REPLACEMENT = "\ufffd"
EXPECTED = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "datetime": "an instant in one of the profile's formats",
    "date": "a day in one of the profile's formats",
    "tuple": "a list of texts",
}


class RecordError(Exception):
    """A record that can't be taken: where, what was expected and what kind of thing came."""

    def __init__(self, pointer: str, expected: str, *, came: object) -> None:
        super().__init__(f"{pointer}: expected {expected}, came {kind_of(came)}")
        self.problem = Problem(
            cause=Cause.DRIFT if came is not None else Cause.MALFORMED,
            pointer=pointer,
            detail=f"expected {expected}, came {kind_of(came)}",
        )


def kind_of(value: object) -> str:
    """What kind of thing a value is, for messages; never the value itself."""
    names = {"NoneType": "nothing", "str": "other text", "dict": "an object", "list": "a list"}
    name = type(value).__name__
    return names.get(name, f"a {name}")


def mark_of(path: str, *, record: type = Order) -> FieldMark:
    """The mark of a field by its path from the order (`patient.family_name`, `runs.bags.ref`).

    Raises `KeyError` when the order has no such field.
    """
    head, _, rest = path.partition(".")
    if not rest:
        return {mark.name: mark for mark in field_marks(record)}[head]
    parts = {part.name: part for part in part_marks(record)}
    return mark_of(rest, record=parts[head].record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Turns raw values into canonical ones; `decimal` is set where numbers come as text."""

    clockwork: Clockwork
    decimal: str | None = None

    def read(self, mark: FieldMark, value: object, *, pointer: str) -> JsonValue:
        """The canonical value of one field: text, number, ISO day, UTC instant, list of texts.

        Null stays null (the source says there is none). Raises `RecordError` when the value has
        another type than the field: a changed type is never turned into nothing.
        """
        if value is None:
            return None
        name = mark.type.__name__
        found = self._by_type(name, value)
        if found is None:
            raise RecordError(pointer, EXPECTED[name], came=value)
        return found

    def _by_type(self, name: str, value: object) -> JsonValue:
        if name == "datetime":
            when = self.clockwork.instant(value)
            return None if when is None else instant_text(when.at)
        if name == "date":
            day = self.clockwork.day(value)
            return None if day is None else day.isoformat()
        if name == "tuple":
            return _texts(value)
        if name == "str":
            return _text(value)
        return self._number(name, value)

    def _number(self, name: str, value: object) -> int | float | None:
        if self.decimal is not None and isinstance(value, str):
            return _number_text(value, decimal=self.decimal, whole=name == "int")
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        if not abs(value) < NUMBER_MAX:  # not a number, infinite or too large to be kept
            return None
        if name == "int":
            return value if isinstance(value, int) else None
        return float(value)


@dataclass(frozen=True, kw_only=True)  # no slots: a frozen generic with them can't be made
class Rules(Generic[Dialect]):
    """Everything a record is read by; `dialect` is the family's own part of the profile."""

    connection: Connection
    profile: Profile
    dialect: Dialect
    codes: CodeTable
    reader: Reader


def put(document: OrderDocument, path: str, value: JsonValue) -> None:
    """Set a field of an order document by its path; only for parts that are not lists."""
    head, _, rest = path.partition(".")
    if rest:
        put(cast("OrderDocument", document.setdefault(head, {})), rest, value)
    else:
        document[head] = value


def place(
    document: OrderDocument,
    path: str,
    value: JsonValue,
    *,
    refs: tuple[str, ...],
    pointer: str,
) -> None:
    """Set a field below lists: each ref names the item of the next list on the path.

    Raises `RecordError` at `pointer` when there are fewer refs than lists.
    """
    *heads, last = path.split(".")
    left = iter(refs)
    record: type = Order
    here = document
    for head in heads:
        part = {part.name: part for part in part_marks(record)}[head]
        record = part.record
        if not part.many:
            here = cast("OrderDocument", here.setdefault(head, {}))
            continue
        ref = next(left, None)
        if ref is None:
            raise RecordError(pointer, "the number of the item", came=None)
        here = _item(cast("list[JsonValue]", here.setdefault(head, [])), ref)
    here[last] = value


def name_exceptions(document: OrderDocument, kind: str) -> None:
    """Give the exceptions of a document the kind that the vendor's code stands for."""
    exceptions = document.get("exceptions")
    for item in exceptions if isinstance(exceptions, list) else ():
        cast("OrderDocument", item)["kind"] = kind


def site_of(code: object, *, sites: Mapping[str, str], pointer: str) -> str:
    """Our id of a vendor's site; raises `RecordError` for one the connection does not know."""
    if isinstance(code, str) and code in sites:
        return sites[code]
    raise RecordError(pointer, "a site that the connection maps", came=code)


def staff_of(names: object, *, staff: Mapping[str, str], pointer: str) -> list[JsonValue]:
    """Our subjects of the vendor's names of centre staff, sorted; unknown people are left out."""
    if not isinstance(names, list):
        raise RecordError(pointer, "a list of people", came=names)
    people = cast("list[object]", names)
    known = {staff[name] for name in people if isinstance(name, str) and name in staff}
    return list[JsonValue](sorted(known))


def whole_envelope_unreadable(detail: str) -> ConnectorError:
    """The error of an envelope that is quarantined whole."""
    return ConnectorError(Cause.MALFORMED, detail)


def _text(value: object) -> str | None:
    if not isinstance(value, str) or not 0 < len(value) <= TEXT_MAX:
        return None
    return None if REPLACEMENT in value or "\x00" in value else value


def _texts(value: object) -> list[JsonValue] | None:
    if not isinstance(value, list):
        return None
    items = cast("list[object]", value)
    texts = [_text(item) for item in items]
    return None if None in texts else list(texts)


def _number_text(text: str, *, decimal: str, whole: bool) -> int | float | None:
    digits = text.strip().removeprefix("-")
    before, mark, after = digits.partition(decimal)
    parts = (before, after) if mark else (before,)
    if not all(part.isascii() and part.isdigit() for part in parts) or (mark and whole):
        return None
    if max(len(part) for part in parts) > DIGITS_MAX:
        return None
    sign = -1 if text.strip().startswith("-") else 1
    return sign * int(before) if whole else sign * float(f"{before}.{after or 0}")


def _item(items: list[JsonValue], ref: str) -> OrderDocument:
    for item in items:
        known = cast("OrderDocument", item)
        if known["ref"] == ref:
            return known
    fresh: OrderDocument = {"ref": ref}
    items.append(fresh)
    return fresh
