"""Knows how a record becomes what its viewer may see: field by field, from the marks."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Final, TypeAlias, cast

from gateway.disclosure.compile import camel
from gateway.disclosure.resolve import Sight, Treatment
from gateway.disclosure.selection import Shape
from schema.api.ports import Protected, Treated
from schema.vocabulary.disclosure import Reason, Visibility
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.sensitivity import (
    FieldClass,
    FieldMark,
    Form,
    PartMark,
    field_marks,
    part_marks,
)

Node: TypeAlias = Mapping[str, JsonValue]
Layers: TypeAlias = Mapping[FieldClass, Node]
"""One document a class, each restricted to that class and already in the form its case allows."""
Pseudonym: TypeAlias = Callable[[str], str]
"""Subject → pseudonym in the viewer's space."""

MONTH: Final = len("2026-11")
EMPTY: Node = {}


def treat(
    record: type,
    shape: Shape,
    layers: Layers,
    *,
    treatment: Treatment,
    token: Pseudonym,
    place: str,
) -> Treated:
    """The fields asked for of one record, as this treatment shows them.

    `place` names the record (a patient's id, an order's id with the way to the part): DIRECT
    fields share its token, and a CHAIN field without an index gets the token of its own place,
    so that a token never tells that there is a value.
    """
    treated: Treated = {}
    for mark in field_marks(record):
        if camel(mark.name) in shape:
            node = layers.get(mark.field_class, EMPTY)
            treated[mark.name] = _field(mark, node, treatment[mark.field_class], token, place)
    for part in part_marks(record):
        below = shape.at(camel(part.name))
        if camel(part.name) in shape and part.name != "patient":
            treated[part.name] = _part(part, below, layers, treatment, token, place)
    return treated


def chain_subjects(
    record: type, layers: Layers, *, place: str, way: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each CHAIN field of a record by its way, with what its pseudonym is made of.

    `layers` are OPERATIONAL, which lists the parts, and CHAIN as blind indexes.
    """
    for mark in field_marks(record):
        if mark.field_class is FieldClass.CHAIN:
            node = layers.get(FieldClass.CHAIN, EMPTY)
            yield (*way, mark.name), _subject(mark, node, place)
    for part in part_marks(record):
        if part.name == "patient":
            continue
        for where, inner in _inner(part, layers, f"{place}/{part.name}"):
            yield from chain_subjects(part.record, inner, place=where, way=(*way, part.name))


def _inner(part: PartMark, layers: Layers, place: str) -> Iterator[tuple[str, Layers]]:
    """The part, or each item that the OPERATIONAL layer lists: its place, its layers."""
    if not part.many:
        yield place, {name: _object(layer.get(part.name)) for name, layer in layers.items()}
        return
    by_ref = {name: _by_ref(layer.get(part.name)) for name, layer in layers.items()}
    for ref in by_ref.get(FieldClass.OPERATIONAL, {}):
        inner = {name: items.get(ref, EMPTY) for name, items in by_ref.items()}
        yield f"{place}/{ref}", inner


def instant(value: str | None, sight: Sight) -> Protected:
    """An OPERATIONAL instant as text, its month, or nothing."""
    if sight.visibility is Visibility.CLEAR:
        return Protected(value, Visibility.CLEAR, Reason.ABSENT if value is None else None)
    if sight.visibility is Visibility.PARTIAL and value is not None:
        return Protected(value[:MONTH], Visibility.PARTIAL, sight.reason)
    return Protected(None, Visibility.WITHHELD, sight.reason)


def is_instant(mark: FieldMark) -> bool:
    """Whether a field holds an instant or a day: OPERATIONAL ones are protected, the rest plain."""
    return issubclass(mark.type, datetime | date)


def _part(
    part: PartMark, shape: Shape, layers: Layers, treatment: Treatment, token: Pseudonym, place: str
) -> Treated | list[Treated]:
    """A part, or the parts that the OPERATIONAL layer lists, each with its item of every class."""
    found = [
        treat(part.record, shape, inner, treatment=treatment, token=token, place=where)
        for where, inner in _inner(part, layers, f"{place}/{part.name}")
    ]
    return found if part.many else found[0]


def _field(mark: FieldMark, node: Node, sight: Sight, token: Pseudonym, place: str) -> object:
    if mark.field_class is FieldClass.OPERATIONAL and not is_instant(mark):
        return None if sight.visibility is Visibility.WITHHELD else node.get(mark.name)
    match sight.visibility:
        case Visibility.CLEAR:
            return _clear(mark, node)
        case Visibility.PARTIAL:
            return _partial(mark, node, sight)
        case Visibility.PSEUDONYM:
            return Protected(token(_subject(mark, node, place)), sight.visibility, sight.reason)
        case Visibility.WITHHELD:
            return Protected(None, Visibility.WITHHELD, sight.reason)


def _clear(mark: FieldMark, node: Node) -> Protected:
    if mark.name not in node:
        return Protected(None, Visibility.CLEAR, Reason.NOT_KNOWN)
    value = node[mark.name]
    return Protected(value, Visibility.CLEAR, Reason.ABSENT if value is None else None)


def _partial(mark: FieldMark, node: Node, sight: Sight) -> Protected:
    """The PARTIAL form made at writing; one that has none looks like one that can't have one."""
    value = None if mark.form is Form.NONE else node.get(mark.name)
    if not isinstance(value, str):
        return Protected(None, Visibility.WITHHELD, sight.reason)
    shown = value[:MONTH] if mark.form is Form.MONTH else value
    return Protected(shown, Visibility.PARTIAL, sight.reason)


def _subject(mark: FieldMark, node: Node, place: str) -> str:
    if mark.field_class is FieldClass.DIRECT:
        return place
    index = node.get(mark.name)
    return index if isinstance(index, str) else f"{place}/{mark.name}"


def _object(value: JsonValue) -> Node:
    return value if isinstance(value, dict) else EMPTY


def _by_ref(value: JsonValue) -> dict[str, Node]:
    items = cast("list[JsonValue]", value) if isinstance(value, list) else []
    return {str(item["ref"]): item for item in items if isinstance(item, dict) and "ref" in item}
