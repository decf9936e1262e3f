"""Knows how a row of the store becomes an order, or a patient, as its viewer may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from gateway.disclosure.case_view import CaseView
from gateway.disclosure.opening import Opener
from gateway.disclosure.plan import RootPlan
from gateway.disclosure.ports import Directory
from gateway.disclosure.record_ids import RecordIds, told_as
from gateway.disclosure.resolve import Sight
from gateway.disclosure.treatments import instant
from gateway.orders.lists import Row
from gateway.orders.reading import ERASED, RESTRICTED
from schema.api import types as api
from schema.api.ports import Protected, Treated
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.sensitivity import FieldClass

NEVER = "9999-12-31T00:00:00.000000Z"
HEALTHY = frozenset({"STARTING", "CHECKED", "LIVE", "LATE"})
FACT_INSTANTS = ("happened_at", "learned_at", "recorded_at")
FACT_FIELDS = (
    "connection",
    "party",
    "kind",
    "vendor_code",
    "verified",
    "method",
    "precision",
    "zone_rule",
    "cycle",
    "run",
    "dose",
    "exception_kind",
    "revision",
    "pointer",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is the same for every row of a request."""

    directory: Directory
    sources: Mapping[str, Treated]
    ids: RecordIds


def order(
    row: Row,
    *,
    plan: RootPlan,
    opener: Opener,
    around: Surroundings,
    facts: Sequence[Row] = (),
) -> Treated:
    """An order as its case shows it: what the plan's shape asks for, and no more."""
    view, asked = plan.view(cast("int", row["case_no"])), plan.shape.below
    layers, sight = opener.order_layers(row, view), view.sight
    order_id = cast("str", row["order_id"])
    shown = view.order(layers, token=opener.token, place=order_id)
    shown["id"] = order_id
    shown["version"] = row["version"]
    shown["visibility"] = sight.visibility
    _add_operational(shown, row, view, around)
    body = layers[FieldClass.OPERATIONAL]
    shown["unmapped_codes"] = body.get("unmapped", []) if body else None
    if "milestones" in asked:
        shown["milestones"] = [_milestone(item, sight) for item in _items(body.get("milestones"))]
    if "facts" in asked:
        shown["facts"] = [_fact(fact, body, sight, around) for fact in facts] if body else []
    if "masks" in asked:
        shown["masks"] = plan.masks(cast("int", row["case_no"]))
    if "patient" in asked:
        shown["patient"] = patient(row, plan=plan, opener=opener, ids=around.ids)
    return told_as(api.Order, shown, around.ids)


def patient(row: Row, *, plan: RootPlan, opener: Opener, ids: RecordIds) -> Treated:
    """The patient of a row as the row's case shows them."""
    number = cast("int", row["case_no"])
    view = plan.view(number)
    patient_id = cast("str", row["patient_id"])
    layers = opener.patient_layers(row, view)
    shown = view.patient(layers, token=opener.token, place=patient_id)
    shown["id"] = patient_id
    shown["restricted"] = bool(number & RESTRICTED)
    shown["erased"] = bool(number & ERASED)
    return told_as(api.Patient, shown, ids)


def best_of(views: Sequence[Treated]) -> Treated:
    """One patient as several orders show them: of each field what is seen best."""
    best = dict(views[0])
    for view in views[1:]:
        for name, value in view.items():
            held = best[name]
            if isinstance(value, Protected) and isinstance(held, Protected):
                best[name] = max(held, value, key=lambda seen: seen.visibility.rank)
    return best


def _add_operational(shown: Treated, row: Row, view: CaseView, around: Surroundings) -> None:
    """The OPERATIONAL fields that were read as columns of their own."""
    for name in view.as_they_are:
        shown[name] = row[name]
    for name in view.instants:
        value = cast("str | None", row[name])
        shown[name] = instant(None if value == NEVER else value, view.sight)
    for name, column in view.sites:
        site = around.directory.sites.get(str(row[column]))
        shown[name] = {"id": site.id, "name": site.name, "zone": site.zone} if site else None
    if row.get("connection") is not None:
        shown.update(_of_connection(row, around))
    else:
        shown.update(connection=None, sources=[], freshness=None)
    if "product_code" in row:
        shown["product"] = _product(row, around)


def _of_connection(row: Row, around: Surroundings) -> Treated:
    told = around.sources.get(cast("str", row["connection"]))
    down = told is None or told["state"] not in HEALTHY
    stale = "STALE" in cast("list[str]", row.get("overlays") or [])
    return {
        "connection": told,
        "sources": [told] if told else [],
        "freshness": "SOURCE_DOWN" if down else "STALE" if stale else "FRESH",
    }


def _product(row: Row, around: Surroundings) -> Treated | None:
    code, connection = row["product_code"], row.get("connection")
    if code is None:
        return None
    known = around.directory.products.get((str(connection), str(code)))
    if known is None:
        return {"code": code, "title": code, "kind": row["kind"], "vendor": connection}
    return {
        "code": known.code,
        "title": known.title,
        "kind": known.kind,
        "vendor": known.vendor,
    }


def _milestone(item: Mapping[str, JsonValue], sight: Sight) -> Treated:
    return {
        "step": item.get("step"),
        "state": item.get("state"),
        "at": instant(cast("str | None", item.get("at")), sight),
        "party": item.get("party"),
        "connection": item.get("connection"),
    }


def _fact(fact: Row, body: Mapping[str, JsonValue], sight: Sight, around: Surroundings) -> Treated:
    states = cast("Mapping[str, Mapping[str, JsonValue]]", body.get("fact_states") or {})
    state = states.get(cast("str", fact["digest"]), {})
    shown: Treated = {name: fact[name] for name in FACT_FIELDS}
    shown.update({name: instant(cast("str | None", fact[name]), sight) for name in FACT_INSTANTS})
    shown["id"] = fact["fact_id"]
    shown["state"] = state.get("state", "NOT_YET")
    shown["corrected_by"] = state.get("corrected_by")
    return told_as(api.FactRecord, shown, around.ids)


def _items(value: JsonValue) -> list[Mapping[str, JsonValue]]:
    listed = value if isinstance(value, list) else []
    return [item for item in listed if isinstance(item, dict)]
