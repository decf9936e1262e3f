"""Knows how the pretend Norvane says what happened in FHIR resources, in its own words."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from connectors.fhir_r4.sandbox.words import (
    CENTRES,
    DEVIATIONS,
    GENDERS,
    LABELS,
    MILESTONES,
    PARTIES,
    PATIENT_LABELS,
    PRODUCTS,
)
from connectors.kit.simulator.leaves import leaves
from connectors.kit.simulator.records import Detail, Journey, Step

ZONE = ZoneInfo("Europe/London")
NOON = 12
SPOKEN_OF_BY_DAY = "FOLLOW_UP"
Resource: TypeAlias = "dict[str, object]"


def order_id(journey: Journey) -> str:
    """NV-3001 and up."""
    return f"NV-{3000 + journey.number}"


def event_id(journey: Journey, number: int) -> str:
    """The id of the Provenance of a step."""
    return f"ev-{order_id(journey)}-{number}"


def patient(journey: Journey) -> Resource:
    """Who the order is for."""
    person = journey.patient
    said = [(name, getattr(person, field)) for field, name in PATIENT_LABELS.items()]
    return {
        "resourceType": "Patient",
        "id": f"pat-{person.number}",
        "extension": [_said(name, (), value) for name, value in said if value is not None],
        "identifier": [
            {"system": "urn:norvane:hospital-number", "value": person.mrn},
            {"system": "urn:norvane:national-number", "value": person.national_id},
        ],
        "name": [{"family": person.family_name, "given": [person.given_name]}],
        "telecom": [
            {"system": "phone", "value": person.phone},
            {"system": "email", "value": person.email},
        ],
        "gender": GENDERS[person.sex],
        "birthDate": person.birth_date.isoformat(),
        "address": [{"text": person.address, "postalCode": person.postcode}],
    }


def service_request(journey: Journey, *, epoch: datetime, chained: bool) -> Resource:
    """The order; `chained` once its chain of identity has a number."""
    sites = {
        "ordering": journey.site_id,
        "collecting": journey.collecting_site_id,
        "processing": journey.processing_site_id,
        "infusing": journey.infusing_site_id,
    }
    numbers = [{"system": "urn:norvane:order-number", "value": order_id(journey)}]
    if chained:
        numbers.append({"system": "urn:norvane:chain-of-identity", "value": journey.coi_id})
    return {
        "resourceType": "ServiceRequest",
        "id": order_id(journey),
        "extension": [{"url": "urn:norvane:consent", "valueString": journey.consent_version}],
        "identifier": numbers,
        "status": "active",
        "intent": "order",
        "code": _coded("urn:norvane:product", PRODUCTS[journey.product_code]),
        "quantityQuantity": {"value": journey.planned_doses},
        "subject": {"reference": f"Patient/pat-{journey.patient.number}"},
        "authoredOn": _instant(epoch + journey.steps[0].at),
        "performer": [
            {"identifier": {"system": "urn:norvane:staff", "value": one}}
            for one in journey.care_team
        ],
        "locationCode": [
            _coded(f"urn:norvane:site:{role}", CENTRES[site]) for role, site in sites.items()
        ],
        "reasonCode": [_coded("http://hl7.org/fhir/sid/icd-10", journey.diagnosis_code)],
    }


def provenance(journey: Journey, step: Step, *, epoch: datetime) -> Resource:
    """One step; a revising step is the earlier step's resource in its next version."""
    earlier = (("revision", step.corrects), ("removal", step.retracts))
    activity = [{"system": "urn:norvane:milestone", "code": MILESTONES[step.kind]}]
    if step.exception_kind:
        code = DEVIATIONS[step.exception_kind]
        activity.append({"system": "urn:norvane:deviation", "code": code})
    party = _coded("urn:norvane:party", PARTIES[step.party.value])
    return {
        "resourceType": "Provenance",
        "id": event_id(journey, step.revises or step.number),
        "extension": [*_attempt(step), *_details(step.details, epoch)],
        "target": [{"reference": f"ServiceRequest/{order_id(journey)}"}],
        "occurredDateTime": _occurred(epoch + step.at, step.kind),
        "recorded": _instant(epoch + step.recorded),
        "activity": {"coding": activity},
        "agent": [{"type": party, "who": {"display": "Norvane"}}],
        "entity": [
            {"role": role, "what": {"reference": f"Provenance/{event_id(journey, number)}"}}
            for role, number in earlier
            if number
        ],
    }


def without_time(journey: Journey, *, epoch: datetime) -> Resource:
    """What a real server holds too: a Provenance that FHIR allows and nobody can use."""
    broken = provenance(journey, journey.steps[0], epoch=epoch)
    del broken["occurredDateTime"]
    return {**broken, "id": event_id(journey, 0)}


def _coded(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def _attempt(step: Step) -> list[Resource]:
    numbers = {"cycle": step.cycle, "run": step.run, "dose": step.dose}
    parts: list[Resource] = [
        {"url": name, "valueInteger": number} for name, number in numbers.items() if number
    ]
    if step.ref:
        parts.append({"url": "ref", "valueString": step.ref})
    return [{"url": "urn:norvane:attempt", "extension": parts}] if parts else []


def _details(details: Mapping[str, Detail], epoch: datetime) -> list[Resource]:
    return [
        _said(LABELS[path], refs, epoch + value if isinstance(value, timedelta) else value)
        for path, refs, value in leaves(details)
        if path in LABELS and path != "exceptions.kind"
    ]


def _said(name: str, refs: tuple[str, ...], value: Detail) -> Resource:
    values = value if isinstance(value, list) else [value]
    parts: list[Resource] = [
        {"url": "name", "valueString": name},
        *({"url": "ref", "valueString": ref} for ref in refs),
        *(_typed(one) for one in values if one is not None),
    ]
    return {"url": "urn:norvane:said", "extension": parts}


def _typed(value: Detail) -> Resource:
    if isinstance(value, datetime):
        return {"url": "value", "valueDateTime": _instant(value)}
    if isinstance(value, int):
        return {"url": "value", "valueInteger": value}
    name = "valueDecimal" if isinstance(value, float) else "valueString"
    return {"url": "value", name: value}


def _occurred(instant: datetime, kind: str) -> str:
    """Some things are known by the day only; never said so of a morning, or noon is still ahead."""
    local = instant.astimezone(ZONE)
    if kind == SPOKEN_OF_BY_DAY and local.hour >= NOON:
        return local.date().isoformat()
    return _instant(instant)


def _instant(instant: datetime) -> str:
    return instant.astimezone(ZONE).isoformat(timespec="milliseconds")
