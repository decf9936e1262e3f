"""Knows a FHIR Bundle as it comes, and the form in which a vendor.toml says what its words are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import msgspec

from connectors.kit.mapping import RecordError, whole_envelope_unreadable

JsonObject = dict[str, object]


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a dialect."""


class Systems(_Table, frozen=True, kw_only=True):
    """The systems of a vendor's codes and identifiers."""

    milestone: str
    deviation: str
    party: str
    product: str
    order_number: str
    chain: str
    staff: str


class Extensions(_Table, frozen=True, kw_only=True):
    """The addresses of a vendor's extensions."""

    attempt: str
    said: str
    consent: str


class Dialect(_Table, frozen=True, kw_only=True):
    """Everything the family must know to read one vendor's resources."""

    systems: Systems
    extensions: Extensions
    products: dict[str, str]
    sites: dict[str, str]
    patient_numbers: dict[str, str]
    genders: dict[str, str]
    patient: dict[str, str]
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value and where it stands; reading a member that has another form is a RecordError."""

    value: object
    pointer: str

    def __getitem__(self, name: str) -> "Node":
        """A member of an object; a Node of None when it is missing."""
        if self.value is None:
            return Node(None, f"{self.pointer}/{name}")
        if not isinstance(self.value, dict):
            raise RecordError(self.pointer, "an object", came=self.value)
        return Node(cast("JsonObject", self.value).get(name), f"{self.pointer}/{name}")

    def __iter__(self) -> Iterator["Node"]:
        """The items of a list; none when it is missing."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise RecordError(self.pointer, "a list", came=self.value)
        for number, item in enumerate(cast("list[object]", self.value)):
            yield Node(item, f"{self.pointer}/{number}")

    def text(self) -> str:
        """A text that must be there."""
        if not isinstance(self.value, str) or not self.value:
            raise RecordError(self.pointer, "text", came=self.value)
        return self.value

    def maybe(self) -> str | None:
        """A text, or None when it is missing."""
        return None if self.value is None else self.text()

    def whole(self) -> int | None:
        """A whole number, or None when it is missing."""
        if self.value is None:
            return None
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise RecordError(self.pointer, "a whole number", came=self.value)
        return self.value

    def coded(self, system: str) -> str | None:
        """The code of this system in a CodeableConcept, or None."""
        for coding in self["coding"]:
            if coding["system"].value == system:
                return coding["code"].text()
        return None

    def identified(self, system: str) -> str | None:
        """The value of the identifier of this system in a list of them, or None."""
        for identifier in self:
            if identifier["system"].value == system:
                return identifier["value"].text()
        return None

    def extended(self, url: str) -> Iterator["Node"]:
        """The extensions of this address."""
        for extension in self["extension"]:
            if extension["url"].value == url:
                yield extension

    def typed_value(self) -> "Node":
        """The `value[x]` of an extension; a Node of None when it has none."""
        members = cast("JsonObject", self.value) if isinstance(self.value, dict) else {}
        return self[next((name for name in members if name.startswith("value")), "value")]

    def reference(self, kind: str) -> str:
        """The id in a literal reference to a resource of this kind."""
        text = self["reference"].text()
        *_, named, identity = ["", *text.partition("/_history/")[0].split("/")]
        if named != kind or not identity:
            raise RecordError(f"{self.pointer}/reference", f"a reference to a {kind}", came=text)
        return identity

    def version(self) -> int:
        """`meta.versionId` as the whole number that this family's servers count with."""
        node = self["meta"]["versionId"]
        text = node.text()
        if not (text.isascii() and text.isdigit()):
            raise RecordError(node.pointer, "a number as version", came=text)
        return int(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A searchset: its resources by kind and id, and what stands there that is no resource."""

    value: object
    resources: dict[str, dict[str, Node]] = field(default_factory=dict[str, dict[str, Node]])
    outcomes: tuple[Node, ...] = ()
    nameless: tuple[Node, ...] = ()

    def of(self, kind: str) -> dict[str, Node]:
        """The resources of a kind by id."""
        return self.resources.get(kind, {})

    @property
    def following(self) -> str | None:
        """The link to the next page as the server gave it; None on the last."""
        for link in Node(self.value, "")["link"]:
            if link["relation"].value == "next":
                return link["url"].text()
        return None


def read_bundle(body: bytes) -> Bundle:
    """The Bundle of a body; raises `ConnectorError` MALFORMED when it is none."""
    try:
        value = cast("object", msgspec.json.decode(body.decode("utf-8")))
    except (UnicodeDecodeError, msgspec.DecodeError, RecursionError) as error:
        kind = type(error).__name__
        raise whole_envelope_unreadable(f"expected JSON, came something else ({kind})") from None
    try:
        whole = Node(value, "")
        if whole["resourceType"].value != "Bundle":
            raise whole_envelope_unreadable("expected a Bundle, came another resource")
        return _sorted(value, list(whole["entry"]))
    except RecordError as error:
        raise whole_envelope_unreadable(error.problem.detail) from None


def _sorted(value: object, entries: list[Node]) -> Bundle:
    resources: dict[str, dict[str, Node]] = {}
    outcomes: list[Node] = []
    nameless: list[Node] = []
    for entry in entries:
        resource = entry["resource"] if isinstance(entry.value, dict) else entry
        members = cast("JsonObject", resource.value) if isinstance(resource.value, dict) else {}
        kind, identity = members.get("resourceType"), members.get("id")
        if kind == "OperationOutcome":
            outcomes.append(resource)
        elif isinstance(kind, str) and isinstance(identity, str):
            resources.setdefault(kind, {})[identity] = resource
        else:
            nameless.append(resource)
    return Bundle(
        value=value, resources=resources, outcomes=tuple(outcomes), nameless=tuple(nameless)
    )
