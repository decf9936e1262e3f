"""Treated rows as disclosure hands them to the resolvers: every field, made from the marks."""

from datetime import date, datetime

from schema.api.ports import Protected, Treated
from schema.vocabulary.disclosure import Visibility
from schema.vocabulary.orders import Order, Patient
from schema.vocabulary.sensitivity import FieldClass, FieldMark, field_marks, part_marks

SOURCE: Treated = {
    "connection": "helvance",
    "title": "Helvance",
    "vendor": "helvance",
    "sandbox": True,
    "state": "LIVE",
    "as_of": None,
    "last_tried_at": None,
    "next_try_at": None,
    "cause": None,
    "sentence": None,
    "turn": None,
}
SITE: Treated = {"id": "st-alder", "name": "St. Alder", "zone": "Europe/Zurich"}
INSTANT = Protected("2031-06-01T00:00:00.000000Z", Visibility.CLEAR, None)
MILESTONE: Treated = {
    "step": "ENROL",
    "state": "DONE",
    "at": INSTANT,
    "party": "C",
    "connection": "helvance",
}
FACT: Treated = {
    "id": "f-1",
    "connection": "helvance",
    "party": "M",
    "kind": "ACCEPTED",
    "vendor_code": "ok",
    "verified": True,
    "method": "MACHINE",
    "happened_at": INSTANT,
    "learned_at": INSTANT,
    "recorded_at": INSTANT,
    "precision": "second",
    "zone_rule": "UTC",
    "cycle": 1,
    "run": None,
    "dose": None,
    "exception_kind": None,
    "revision": 1,
    "state": "COUNTS",
    "corrected_by": None,
    "pointer": "/a",
}


def treated_order(order_id: str = "o-1", *, name: str = "Meier") -> Treated:
    """An order that its viewer sees in clear, with one of each part."""
    shown = _record(Order)
    return {
        **shown,
        "id": order_id,
        "version": 3,
        "visibility": Visibility.CLEAR,
        "kind": "AUTOLOGOUS",
        "status": "ACCEPTED",
        "overlays": ["STALE"],
        "next_action": "BOOK_SLOT",
        "owner": "coordinator",
        "urgency": 9,
        "exception_kinds": [],
        "unmapped_codes": [],
        "ended": False,
        "since": INSTANT,
        "stale_at": INSTANT,
        "last_learned_at": INSTANT,
        "freshness": "FRESH",
        "product": {"code": "HELVA", "title": "H", "kind": "AUTOLOGOUS", "vendor": "helvance"},
        "connection": SOURCE,
        "sources": [SOURCE],
        **dict.fromkeys(("site", "collecting_site", "processing_site", "infusing_site"), SITE),
        "milestones": [MILESTONE],
        "facts": [FACT],
        "masks": [
            {
                "field_class": FieldClass.DIRECT,
                "visibility": Visibility.CLEAR,
                "reason": None,
                "clear_for": ["physician"],
                "line": "base.physician",
                "policy_version": "1@0",
            }
        ],
        "patient": treated_patient(name=name),
    }


def treated_patient(patient_id: str = "p-1", *, name: str = "Meier") -> Treated:
    """A patient that their viewer sees in clear."""
    family = Protected(name, Visibility.CLEAR, None)
    base = {"id": patient_id, "restricted": False, "erased": False}
    return {**_record(Patient), **base, "family_name": family}


def _record(record: type) -> Treated:
    shown: Treated = {mark.name: _value(mark) for mark in field_marks(record)}
    for part in part_marks(record):
        below = _record(part.record)
        shown[part.name] = [below] if part.many else below
    return shown


def _value(mark: FieldMark) -> object:
    instant = issubclass(mark.type, datetime | date)
    plain = {str: "text", int: 1, float: 1.5, tuple: ["text"]}.get(mark.type, "2031-06-01")
    if mark.field_class is FieldClass.OPERATIONAL and not instant:
        return plain
    return Protected(plain, Visibility.CLEAR, None)
