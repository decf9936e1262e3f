"""Knows how Helvance writes an order down: its numbers, its dates in milliseconds, its members."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from connectors.kit.simulator import Detail, Journey, Step, at_epoch
from connectors.kit.simulator.identifiers import check_character
from connectors.rest_json.sandbox.words import (
    ACTORS,
    ACTS,
    CASES,
    MEMBERS,
    NAMES,
    SITES,
    VALUES,
    WORDS,
)
from schema.vocabulary.facts import EXCEPTION_RAISED, HEARTBEAT, JsonValue

JsonObject = dict[str, JsonValue]
FIRST_NUMBER = 20_300
DIN_LENGTH = 13


def order_number(journey: Journey) -> str:
    """Helvance's number of an order."""
    return f"HV-{FIRST_NUMBER + journey.number * 7}"


def order(journey: Journey, *, shown: Sequence[Step], epoch: datetime) -> JsonObject:
    """An order as the interface gives it once `shown` are its steps so far, oldest record first."""
    changed = epoch + max(step.recorded for step in shown)
    record: JsonObject = {
        "number": order_number(journey),
        "version": len(shown),
        "changed": millis(changed),
        "therapy": journey.product_code,
        "kind": "auto",
        "doses": journey.planned_doses,
        "centre": SITES[journey.site_id],
        "sites": {
            "apheresis": SITES[journey.collecting_site_id],
            "processing": SITES[journey.processing_site_id],
            "infusion": SITES[journey.infusing_site_id],
        },
        "contacts": list(journey.care_team),
        "recipient": _recipient(journey),
        "indication": {"icd10": journey.diagnosis_code, "consent": journey.consent_version},
        "events": [event(journey, step, epoch=epoch) for step in shown if step.kind != HEARTBEAT],
    }
    if any(step.kind == "ACCEPTED" for step in shown):
        record["identity"] = journey.coi_typed
    payer = _payer(shown)
    if payer:
        record["payer"] = payer
    return record


def event(journey: Journey, step: Step, *, epoch: datetime) -> JsonObject:
    """One line of an order's journal."""
    prefix = f"EV-{FIRST_NUMBER + journey.number * 7}"
    written: JsonObject = {
        "id": f"{prefix}-{step.revises or step.number:02d}",
        "rev": 2 if step.revises else 1,
        "type": _word(step),
        "by": ACTORS[step.party],
        "at": millis(epoch + step.at),
        "logged": millis(epoch + step.recorded),
        "round": step.cycle,
        "batch": step.run,
        "dose": step.dose,
        "case": step.ref,
    }
    if step.corrects:
        written["amends"] = f"{prefix}-{step.corrects:02d}"
    if step.retracts:
        written["voids"] = f"{prefix}-{step.retracts:02d}"
    data = _data(step, epoch=epoch)
    return {**written, "data": data} if data else written


def millis(instant: datetime) -> int:
    """An instant as milliseconds since 1970."""
    return round(instant.timestamp() * 1000)


def _word(step: Step) -> str:
    if step.kind == EXCEPTION_RAISED:
        return f"case.{CASES[step.exception_kind or 'OTHER']}"
    return WORDS[step.kind]


def _recipient(journey: Journey) -> JsonObject:
    person = journey.patient
    return {
        "pid": f"HP-{5_000 + person.number * 3}",
        "surname": person.family_name,
        "forename": person.given_name,
        "hospitalNo": person.mrn,
        "insuranceNo": person.national_id,
        "phone": person.phone,
        "mail": person.email,
        "home": person.address,
        "born": person.birth_date.strftime("%Y%m%d"),
        "sex": person.sex,
        "zip": person.postcode,
        "kg": person.weight_kg,
        "hla": person.hla_typing,
        "viral": person.idm_result,
        "deathCause": person.cause_of_death,
    }


def _payer(shown: Sequence[Step]) -> JsonObject:
    found: JsonObject = {}
    for step in shown:
        part = step.details.get("funding")
        if isinstance(part, dict):
            found.update(_renamed(part, part="funding"))
    return found


def _data(step: Step, *, epoch: datetime) -> JsonObject:
    details = cast("Mapping[str, Detail]", at_epoch(dict(step.details), epoch=epoch))
    data: JsonObject = {}
    for part, member in MEMBERS.items():
        items = details.get(part)
        if isinstance(items, list):
            data[member] = [_renamed(item, part=part) for item in items if isinstance(item, dict)]
    return data


def _renamed(item: Mapping[str, Detail], *, part: str) -> JsonObject:
    return {
        _name(name, part=part, item=item): _value(name, value, part=part)
        for name, value in item.items()
    }


def _name(name: str, *, part: str, item: Mapping[str, Detail]) -> str:
    """A bag's own number is `no`, whatever its collection or batch calls theirs."""
    is_bag = part in {"collections", "runs"} and ("bags" not in item) and "cycle" not in item
    return "no" if is_bag and name == "ref" else NAMES[part][name]


def _value(name: str, value: Detail, *, part: str) -> JsonValue:
    if isinstance(value, datetime):
        return millis(value)
    if isinstance(value, list):
        return [
            _renamed(item, part=part) if isinstance(item, dict) else _plain(item) for item in value
        ]
    if isinstance(value, str):
        return _word_for(name, value, part=part)
    return _plain(value)


def _word_for(name: str, value: str, *, part: str) -> str:
    if name == "din":
        return value + check_character(value[:DIN_LENGTH])
    if name == "kind":
        return _kind(value, part=part)
    return VALUES.get(name, {}).get(value, value)


def _kind(value: str, *, part: str) -> str:
    if part == "custody_events":
        return ACTS[value]
    if part == "exceptions":
        return CASES[value].replace("-", " ")
    return "medical"


def _plain(value: Detail) -> JsonValue:
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    raise TypeError(f"a detail of type {type(value).__name__} has no form at Helvance")
