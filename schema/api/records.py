"""Knows the GraphQL types of orders, patients and everything an order holds."""

from typing import Annotated

import strawberry

from schema.api.derive import derived, marked_field
from schema.api.protected import FieldClass, ProtectedString, Reason, Visibility
from schema.api.sources import Site, Source
from schema.vocabulary import orders as record
from schema.vocabulary.disclosure import Reason as ReasonWord
from schema.vocabulary.disclosure import Visibility as VisibilityWord
from schema.vocabulary.facts import Overlay as OverlayWord
from schema.vocabulary.sensitivity import FieldClass as FieldClassWord
from schema.vocabulary.statuses import Status

OrderStatus = strawberry.enum(Status, name="OrderStatus")
OrderKind = strawberry.enum(record.OrderKind, name="OrderKind")
Overlay = strawberry.enum(OverlayWord, name="Overlay")
TYPE_NAME = "__typename"


@strawberry.interface(description="Something with an id of ours.")
class Node:
    """Relay's Node; ids are opaque and tell nothing."""

    id: strawberry.ID

    @classmethod
    def resolve_type(cls, found: object, *_: object) -> str:
        """The name that the read put beside the row."""
        return str(found[TYPE_NAME]) if isinstance(found, dict) else type(found).__name__


@strawberry.type(description="A product as its manufacturer names it.")
class Product:
    """Code, title, kind and vendor."""

    code: str
    title: str
    kind: record.OrderKind | None
    vendor: str


@strawberry.type(description="One of the eleven steps of the journey.")
class Milestone:
    """DONE, INFERRED, CURRENT, PLANNED or CONFLICT."""

    step: str
    state: str
    at: ProtectedString
    party: str | None
    connection: strawberry.ID | None


@strawberry.type(description="What the viewer sees of a class in this order, and why.")
class ClassTreatment:
    """`clearFor` are the roles that have it in clear by the policy's table."""

    field_class: FieldClassWord
    visibility: VisibilityWord
    reason: ReasonWord | None
    clear_for: list[str]


@strawberry.type(description="One fact as it stands, with where it came from; never its payload.")
class FactRecord:
    """COUNTS, CORRECTED, RETRACTED, SUPERSEDED, SET_ASIDE or NOT_YET."""

    id: strawberry.ID
    connection: strawberry.ID
    party: str
    kind: str
    vendor_code: str | None
    verified: bool
    method: str
    happened_at: ProtectedString
    learned_at: ProtectedString
    recorded_at: ProtectedString
    precision: str
    zone_rule: str
    cycle: int | None
    run: int | None
    dose: int | None
    exception_kind: str | None
    revision: int
    state: str
    corrected_by: strawberry.ID | None
    pointer: str


def _is(name: str) -> classmethod:
    def is_type_of(_cls: type, found: object, *_: object) -> bool:
        return isinstance(found, dict) and found.get(TYPE_NAME, name) == name

    return classmethod(is_type_of)


_LEAVES = (
    record.MaterialBag,
    record.ProductBag,
    record.Shipment,
    record.CustodyEvent,
    record.Dose,
    record.Funding,
    record.OrderException,
    record.Hold,
    record.FollowUp,
)
PARTS: dict[type, type] = {leaf: derived(leaf, parts={}) for leaf in _LEAVES}
PARTS[record.Collection] = derived(record.Collection, parts=PARTS)
PARTS[record.Run] = derived(record.Run, parts=PARTS)


class _PatientNode(Node):
    is_type_of = _is("Patient")


Patient = derived(
    record.Patient,
    parts={},
    more={"restricted": bool, "erased": bool},
    bases=(_PatientNode,),
)
PARTS[record.Patient] = Patient
