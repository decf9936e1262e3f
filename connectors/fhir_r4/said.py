"""Knows the values that a vendor says beside a step, and their place in an order document."""

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.fhir_r4.wire import Node
from connectors.kit.mapping import Reader, RecordError, mark_of
from schema.vocabulary.facts import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One value: its name at the vendor, the refs of the lists it stands in, what is said."""

    name: str
    refs: tuple[str, ...]
    values: tuple[object, ...]
    pointer: str


def all_said(resource: Node, url: str) -> Iterator[Said]:
    """What the extensions at `url` of a resource say; raises `RecordError`."""
    for extension in resource.extended(url):
        parts = list(extension["extension"])
        names = [one["valueString"].text() for one in parts if one["url"].value == "name"]
        if len(names) != 1:
            raise RecordError(extension.pointer, "one name", came=None)
        yield Said(
            name=names[0],
            refs=tuple(one["valueString"].text() for one in parts if one["url"].value == "ref"),
            values=tuple(one.typed_value().value for one in parts if one["url"].value == "value"),
            pointer=extension.pointer,
        )


def read_said(said: Said, path: str, *, reader: Reader) -> JsonValue:
    """The canonical value for the field at `path`; nothing said is null."""
    mark = mark_of(path)
    if mark.type is tuple:
        return reader.read(mark, list(said.values), pointer=said.pointer)
    if len(said.values) > 1:
        raise RecordError(said.pointer, "one value", came=list(said.values))
    raw = said.values[0] if said.values else None
    return reader.read(mark, raw, pointer=said.pointer)
