"""Knows how a record becomes what its viewer may see: field by field, from the marks."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Final, TypeAlias, cast

from gateway.disclosure.resolve import Sight, Treatment
from gateway.disclosure.selection import Shape, camel
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
Read: TypeAlias = Callable[[Node, Pseudonym, str], object]
"""A class's document, the viewer's pseudonyms and the record's place → the field as it is shown."""

MONTH: Final = len("2026-11")
EMPTY: Node = {}
NOT_KNOWN: Final = Protected(None, Visibility.CLEAR, Reason.NOT_KNOWN)
ABSENT: Final = Protected(None, Visibility.CLEAR, Reason.ABSENT)


class Treating:
    """How a record's fields that are asked for are shown by one treatment, worked out once.

    What no row can change stands in `_fixed`; each other field has a function that reads it.
    """

    def __init__(self, record: type, shape: Shape, *, treatment: Treatment) -> None:
        self._fixed: Treated = {}
        self._fields: list[tuple[str, FieldClass, Read]] = []
        for mark in field_marks(record):
            if camel(mark.name) in shape:
                read = _reading(mark, treatment[mark.field_class])
                if read is None:
                    self._fixed[mark.name] = _masked(mark, treatment[mark.field_class])
                else:
                    self._fields.append((mark.name, mark.field_class, read))
        self._parts = [
            (part, Treating(part.record, shape.at(camel(part.name)), treatment=treatment))
            for part in part_marks(record)
            if camel(part.name) in shape and part.name != "patient"
        ]

    def __call__(self, layers: Layers, *, token: Pseudonym, place: str) -> Treated:
        """The fields of one record.

        `place` names the record (a patient's id, an order's id with the way to the part): DIRECT
        fields share its token, and a CHAIN field without an index gets the token of its own place,
        so that a token never tells that there is a value.
        """
        treated = self._fixed.copy()
        for name, field_class, read in self._fields:
            treated[name] = read(layers.get(field_class, EMPTY), token, place)
        for part, inner in self._parts:
            found = [
                inner(below, token=token, place=where)
                for where, below in _inner(part, layers, f"{place}/{part.name}")
            ]
            treated[part.name] = found if part.many else found[0]
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


def where_partial(mark: FieldMark) -> Visibility:
    """As what a field is shown where its class is seen PARTIAL, DOMAIN §13 'How PARTIAL looks'."""
    if mark.form is not Form.NONE:
        return Visibility.PARTIAL
    plain = mark.field_class is FieldClass.OPERATIONAL and not is_instant(mark)
    return Visibility.CLEAR if plain else Visibility.WITHHELD


@cache
def _reading(mark: FieldMark, sight: Sight) -> Read | None:
    """How a field is read of its class's document; None: it is the same whatever stands there.

    One function does for all plans: there are as many as marks and ways to be seen.
    """
    if mark.field_class is FieldClass.OPERATIONAL and not is_instant(mark):
        return None if sight.visibility is Visibility.WITHHELD else _plain(mark)
    match sight.visibility:
        case Visibility.CLEAR:
            return _clear(mark)
        case Visibility.PARTIAL:
            return None if mark.form is Form.NONE else _partial(mark, sight)
        case Visibility.PSEUDONYM:
            return _pseudonym(mark, sight)
        case Visibility.WITHHELD:
            return None


def _masked(mark: FieldMark, sight: Sight) -> Protected | None:
    """A field that shows nothing: a PARTIAL one without a form looks as one that can't have one."""
    if mark.field_class is FieldClass.OPERATIONAL and not is_instant(mark):
        return None
    return Protected(None, Visibility.WITHHELD, sight.reason)


def _plain(mark: FieldMark) -> Read:
    name = mark.name
    return lambda node, _token, _place: node.get(name)


def _clear(mark: FieldMark) -> Read:
    name = mark.name

    def read(node: Node, token: Pseudonym, place: str) -> Protected:
        del token, place
        if name not in node:
            return NOT_KNOWN
        value = node[name]
        return ABSENT if value is None else Protected(value, Visibility.CLEAR, None)

    return read


def _partial(mark: FieldMark, sight: Sight) -> Read:
    """The PARTIAL form made at writing."""
    name = mark.name
    length = MONTH if mark.form is Form.MONTH else None
    nothing = Protected(None, Visibility.WITHHELD, sight.reason)

    def read(node: Node, token: Pseudonym, place: str) -> Protected:
        del token, place
        value = node.get(name)
        if not isinstance(value, str):
            return nothing
        return Protected(value[:length], Visibility.PARTIAL, sight.reason)

    return read


def _pseudonym(mark: FieldMark, sight: Sight) -> Read:
    return lambda node, token, place: Protected(
        token(_subject(mark, node, place)), Visibility.PSEUDONYM, sight.reason
    )


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
