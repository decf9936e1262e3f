"""Knows the GraphQL types of orders and patients, and of what stands around them."""

from typing import TYPE_CHECKING, cast

import strawberry

from schema.api.derive import (
    RecordId,
    derive,
    make_type,
    many,
    optional,
    record_id,
    shown,
    unmarked,
)
from schema.api.protected import FactState, ProtectedString
from schema.vocabulary import orders as words
from schema.vocabulary.disclosure import Reason, Visibility
from schema.vocabulary.facts import Overlay
from schema.vocabulary.orders import OrderKind
from schema.vocabulary.principals import PrincipalKind
from schema.vocabulary.sensitivity import FieldClass
from schema.vocabulary.statuses import Status

if TYPE_CHECKING:
    from schema.api.ports import Treated

OPERATIONAL = FieldClass.OPERATIONAL
Id = strawberry.ID


def _operational(kind: object, description: str | None = None) -> object:
    """A plain OPERATIONAL field: null where the row's own visibility is WITHHELD."""
    return shown(optional(kind), OPERATIONAL, description=description)


def _instant(description: str | None = None) -> object:
    return shown(ProtectedString, OPERATIONAL, description=description)


@strawberry.interface(description="Anything that `node` finds.")
class Node:
    """Has an id of ours, which tells nothing."""

    id: strawberry.ID = strawberry.field(directives=[RecordId()])


Site = make_type(
    "Site",
    {"id": unmarked(Id), "name": unmarked(str), "zone": unmarked(str, description="IANA name.")},
    description="A treatment centre.",
)

Source = make_type(
    "Source",
    {
        "connection": unmarked(Id),
        "title": unmarked(str),
        "vendor": unmarked(str),
        "sandbox": unmarked(bool, description="A simulated manufacturer."),
        "state": unmarked(str),
        "as_of": unmarked(optional(str), description="When it last answered in full."),
        "last_tried_at": unmarked(optional(str)),
        "next_try_at": unmarked(optional(str)),
        "cause": unmarked(optional(str)),
        "sentence": unmarked(optional(str)),
        "turn": unmarked(optional(str), description="Whose turn it is to act."),
        "order_count": unmarked(
            optional(int), description="The viewer's orders there; null beside an order."
        ),
    },
    description="A connection to a manufacturer, its health and its age.",
)

Product = make_type(
    "Product",
    {
        "code": shown(str, OPERATIONAL),
        "title": shown(str, OPERATIONAL),
        "kind": shown(OrderKind, OPERATIONAL),
        "vendor": shown(str, OPERATIONAL),
    },
    description="A product as its manufacturer's description names it.",
)

Milestone = make_type(
    "Milestone",
    {
        "step": shown(str, OPERATIONAL, description="ENROL ORDER SLOT COLLECT … FOLLOW_UP."),
        "state": shown(str, OPERATIONAL, description="DONE INFERRED CURRENT PLANNED CONFLICT."),
        "at": _instant(),
        "party": _operational(str),
        "connection": _operational(Id),
    },
    description="One step of the journey.",
)

FactRecord = make_type(
    "FactRecord",
    {
        "id": record_id(),
        "connection": shown(Id, OPERATIONAL),
        "party": shown(str, OPERATIONAL, description="Who acted: C, M, K or P."),
        "kind": shown(str, OPERATIONAL),
        "vendor_code": _operational(str, "The vendor's own word."),
        "verified": shown(bool, OPERATIONAL, description="A person checked the word's mapping."),
        "method": shown(str, OPERATIONAL),
        "happened_at": _instant(),
        "learned_at": _instant(),
        "recorded_at": _instant(),
        "precision": shown(str, OPERATIONAL),
        "zone_rule": shown(str, OPERATIONAL),
        "cycle": _operational(int),
        "run": _operational(int),
        "dose": _operational(int),
        "exception_kind": _operational(str),
        "revision": shown(int, OPERATIONAL),
        "state": shown(FactState, OPERATIONAL),
        "corrected_by": record_id(optional(Id), field_class=OPERATIONAL),
        "pointer": shown(str, OPERATIONAL),
    },
    description="One assertion about an order, and where it came from.",
)

ClassTreatment = make_type(
    "ClassTreatment",
    {
        "field_class": unmarked(FieldClass),
        "visibility": unmarked(Visibility),
        "reason": unmarked(optional(Reason)),
        "clear_for": unmarked(many(str), description="Roles that have it in clear by the table."),
        "line": unmarked(
            optional(str),
            description="The policy's line that decides it, as `explain` names it (base.finance); "
            "null: no role reaches it, or the sign-in does not.",
        ),
        "policy_version": unmarked(str),
    },
    description="How the viewer sees a class of this order's fields, and why.",
)

PARTS: dict[type, object] = {}
for _record in (
    words.MaterialBag,
    words.Collection,
    words.ProductBag,
    words.Run,
    words.Shipment,
    words.CustodyEvent,
    words.Dose,
    words.Funding,
    words.OrderException,
    words.Hold,
    words.FollowUp,
):
    PARTS[_record] = derive(_record, parts=PARTS)

Patient = derive(
    words.Patient,
    parts=PARTS,
    interfaces=(Node,),
    extra={
        "id": record_id(),
        "restricted": unmarked(bool),
        "erased": unmarked(bool),
    },
)
PARTS[words.Patient] = Patient

Order = derive(
    words.Order,
    parts=PARTS,
    interfaces=(Node,),
    leave_out=(
        "kind",
        "product_code",
        "site_id",
        "collecting_site_id",
        "processing_site_id",
        "infusing_site_id",
    ),
    extra={
        "id": record_id(),
        "version": unmarked(int, description="Only grows."),
        "visibility": unmarked(
            Visibility, description="Of the plain fields: where WITHHELD, they are null."
        ),
        "kind": _operational(OrderKind),
        "status": _operational(Status),
        "overlays": _operational(many(Overlay)),
        "next_action": _operational(str),
        "owner": _operational(str),
        "urgency": _operational(int, "0 is the most urgent."),
        "exception_kinds": _operational(many(str), "Open ones, the most urgent first."),
        "unmapped_codes": _operational(many(str), "The vendor's words that nobody mapped yet."),
        "ended": _operational(bool),
        "since": _instant(),
        "stale_at": _instant(),
        "last_learned_at": _instant(),
        "freshness": _operational(str, "FRESH STALE SOURCE_DOWN."),
        "product": _operational(Product),
        "connection": _operational(Source, "The source that told us."),
        "sources": shown(many(Source), OPERATIONAL),
        "site": _operational(Site),
        "collecting_site": _operational(Site),
        "processing_site": _operational(Site),
        "infusing_site": _operational(Site),
        "milestones": unmarked(many(Milestone)),
        "facts": unmarked(many(FactRecord)),
        "masks": unmarked(many(ClassTreatment)),
    },
)

PageInfo = make_type(
    "PageInfo",
    {
        "has_next_page": unmarked(bool),
        "has_previous_page": unmarked(bool),
        "start_cursor": unmarked(optional(str)),
        "end_cursor": unmarked(optional(str)),
    },
)
OrderEdge = make_type("OrderEdge", {"cursor": unmarked(str), "node": unmarked(Order)})
OrderConnection = make_type(
    "OrderConnection",
    {
        "edges": unmarked(many(OrderEdge)),
        "nodes": unmarked(many(Order)),
        "page_info": unmarked(PageInfo),
        "total_count": unmarked(int),
        "as_of": unmarked(str),
    },
    description="A page of orders.",
)
OrderChange = make_type(
    "OrderChange",
    {
        "id": record_id(),
        "version": unmarked(int),
        "order": unmarked(optional(Order), description="Null: no longer visible."),
        "reset": unmarked(bool, description="What the viewer may see changed: drop what you hold."),
    },
    description="An order moved.",
)

SiteRole = make_type("SiteRole", {"site": unmarked(Site), "role": unmarked(str)})
SessionTimes = make_type(
    "SessionTimes", {"idle_ends_at": unmarked(str), "absolute_ends_at": unmarked(str)}
)
Viewer = make_type(
    "Viewer",
    {
        "subject": unmarked(Id),
        "name": unmarked(str),
        "kind": unmarked(PrincipalKind),
        "assurance": unmarked(int),
        "roles": unmarked(many(SiteRole)),
        "realm_roles": unmarked(many(str)),
        "purpose": unmarked(str),
        "purposes": unmarked(many(str)),
        "session": unmarked(optional(SessionTimes), description="Null for API clients."),
    },
    description="Who is asking.",
)
RoleHeld = make_type(
    "RoleHeld",
    {
        "role": unmarked(str),
        "since": unmarked(optional(str)),
        "granted_by": unmarked(optional(str)),
        "withdrawable": unmarked(bool),
        "why": unmarked(optional(str), description="Why it can't be withdrawn."),
    },
)
Person = make_type(
    "Person",
    {
        "subject": unmarked(Id),
        "name": unmarked(str),
        "username": unmarked(str),
        "enabled": unmarked(bool),
        "roles": unmarked(many(RoleHeld)),
        "self": unmarked(bool),
    },
    description="Somebody who works at a site.",
)
Measure = make_type(
    "Measure",
    {"name": unmarked(str), "asked": unmarked(int), "limit": unmarked(int)},
    description="How much of one thing an operation asks for, and the most it may.",
)
ProblemCode = make_type("ProblemCode", {"code": unmarked(str), "meaning": unmarked(str)})


def read_field(source: object, name: str) -> object:
    """A field of a treated dict, or of a record; a field that was not read is a fault of ours."""
    if isinstance(source, dict):
        treated = cast("Treated", source)
        return treated.get(name) if name in OPTIONAL_KEYS else treated[name]
    return cast("object", getattr(source, name))


OPTIONAL_KEYS = frozenset({"order_count"})
