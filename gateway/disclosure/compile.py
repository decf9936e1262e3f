"""Knows how a plan is made: which columns, which sealed ones in which cases."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from gateway.disclosure.cases import CaseBook, case_book
from gateway.disclosure.masks import Masks
from gateway.disclosure.plan import COUNTS, Plan, PlanKey, RootPlan
from gateway.disclosure.policy import Policy
from gateway.disclosure.resolve import Treatment, resolve
from gateway.disclosure.sealed_forms import CLEAR_COLUMNS, ORDER_SEALED, PATIENT_SEALED
from gateway.disclosure.selection import NOTHING, Selection, Shape, camel
from gateway.orders.reading import Columns
from schema.vocabulary.disclosure import Visibility
from schema.vocabulary.orders import Order, Patient
from schema.vocabulary.sensitivity import FieldClass, field_marks, part_marks

CLEAR, PARTIAL = Visibility.CLEAR, Visibility.PARTIAL

PLAIN: Mapping[str, tuple[str, ...]] = {
    "kind": ("kind",),
    "status": ("status",),
    "overlays": ("overlays",),
    "nextAction": ("next_action",),
    "owner": ("owner",),
    "urgency": ("urgency",),
    "exceptionKinds": ("exception_kinds",),
    "ended": ("ended",),
    "since": ("since",),
    "staleAt": ("stale_at",),
    "lastLearnedAt": ("last_learned_at",),
    "plannedDoses": ("planned_doses",),
    "freshness": ("overlays", "connection"),
    "product": ("product_code", "connection", "kind"),
    "connection": ("connection",),
    "sources": ("connection",),
    "site": ("site_id",),
    "collectingSite": ("collecting_site_id",),
    "processingSite": ("processing_site_id",),
    "infusingSite": ("infusing_site_id",),
    "careTeam": ("body",),
    "unmappedCodes": ("body",),
    "milestones": ("body",),
    "facts": ("body",),
}
"""OPERATIONAL columns by the field of Order that shows them; parts of the order need the body."""

SORTED_BY = ("urgency", "stale_at")
ENDS = frozenset({"startCursor", "endCursor"})
SOURCE_TOLD = frozenset({"connection", "sources", "freshness"})


def compile_plan(key: PlanKey, *, selection: Selection, policy: Policy) -> Plan:
    """The plan of an operation for one class of principals."""
    book = case_book(key.held, policy=policy)
    treatments = {
        number: resolve(key.held, case, policy=policy) for number, case in book.cases.items()
    }
    masked_by = Masks(held=key.held, cases=book.cases, policy=policy)
    made = partial(_root_plan, book=book, treatments=treatments, masked_by=masked_by)
    roots = {"sources": made("sources", NOTHING, NOTHING)}
    if selection.counts:
        counts = made(COUNTS, NOTHING, NOTHING)
        roots[COUNTS] = replace(counts, classes=frozenset({FieldClass.OPERATIONAL}))
    for root, shape in selection.orders.items():
        asked = selection.lists.get(root, NOTHING)
        roots[root] = made(root, shape, asked)
    for root, shape in selection.patients.items():
        name = "node.patient" if root == "node" else root
        shown = Shape({"patient": shape})
        roots[name] = made(name, shown, NOTHING)
    return Plan(key=key, policy=policy, roots=roots)


def reached(record: type, shape: Shape) -> frozenset[FieldClass]:
    """The classes of the marked fields that a shape asks for, parts included."""
    found = {mark.field_class for mark in field_marks(record) if camel(mark.name) in shape}
    for part in part_marks(record):
        if camel(part.name) in shape:
            found |= reached(part.record, shape.at(camel(part.name)))
    return frozenset(found)


def _root_plan(
    root: str,
    shape: Shape,
    asked: Shape,
    *,
    book: CaseBook,
    treatments: Mapping[int, Treatment],
    masked_by: Masks,
) -> RootPlan:
    order_classes = _order_classes(shape)
    patient_classes = reached(Patient, shape.at("patient"))
    clear = _cases(treatments, FieldClass.OPERATIONAL, (CLEAR,))
    harm_first = root == "worklist" and len(clear) == len(treatments)
    sealed = {
        **_sealed(ORDER_SEALED, order_classes, treatments),
        **_sealed(PATIENT_SEALED, patient_classes, treatments),
    }
    shown = _cases(treatments, FieldClass.OPERATIONAL, (CLEAR, PARTIAL))
    columns = Columns(
        plain=_plain(shape, harm_first=harm_first),
        plain_cases=None if len(shown) == len(treatments) else shown,
        sealed=sealed,
    )
    return RootPlan(
        root=root,
        shape=shape,
        scope=book.scope,
        columns=columns,
        treatments=treatments,
        clear_cases=None if len(clear) == len(treatments) else clear,
        classes=order_classes | patient_classes,
        edges="edges" in asked,
        cursors="cursor" in asked.at("edges"),
        counted="totalCount" in asked,
        opens=_opens(sealed),
        source_told=bool(shape.below.keys() & SOURCE_TOLD),
        ends=bool(asked.at("pageInfo").below.keys() & ENDS),
        dated="asOf" in asked,
        masked_by=masked_by,
    )


def _opens(sealed: Mapping[str, tuple[int, ...]]) -> frozenset[int]:
    """The cases in which a sealed column is opened in clear."""
    return frozenset(number for column in CLEAR_COLUMNS for number in sealed.get(column, ()))


def _order_classes(shape: Shape) -> frozenset[FieldClass]:
    """Without the patient, whose CLINICAL and SPECIAL stand in columns of their own."""
    own = Shape({name: below for name, below in shape.below.items() if name != "patient"})
    classes = reached(Order, own)
    return classes | {FieldClass.OPERATIONAL} if own.below.keys() & PLAIN.keys() else classes


def _plain(shape: Shape, *, harm_first: bool) -> tuple[str, ...]:
    found: dict[str, None] = dict.fromkeys(SORTED_BY) if harm_first else {}
    for name in shape.below:
        found.update(dict.fromkeys(PLAIN.get(name, ())))
    parts = {camel(part.name) for part in part_marks(Order)} - {"patient"}
    if parts & shape.below.keys():
        found["body"] = None
    return tuple(found)


def _sealed(
    forms: Mapping[FieldClass, Mapping[Visibility, str]],
    classes: frozenset[FieldClass],
    treatments: Mapping[int, Treatment],
) -> dict[str, tuple[int, ...]]:
    found = {
        column: _cases(treatments, field_class, (visibility,))
        for field_class, columns in forms.items()
        if field_class in classes
        for visibility, column in columns.items()
    }
    return {column: cases for column, cases in found.items() if cases}


def _cases(
    treatments: Mapping[int, Treatment],
    field_class: FieldClass,
    among: tuple[Visibility, ...],
) -> tuple[int, ...]:
    return tuple(
        number
        for number, treatment in treatments.items()
        if treatment[field_class].visibility in among
    )
