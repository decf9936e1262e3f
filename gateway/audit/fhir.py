"""Knows an event as FHIR R4 AuditEvents that follow IHE's Basic Audit Log Patterns (BALP 1.1.3).

A look at patients is one resource for each of them (BALP, PatientQuery: several patients make
several events); our own ids stand for people and patients, never a name.
"""

import base64
import uuid
from collections.abc import AsyncGenerator, Mapping
from typing import Final, TypeAlias

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit.events import Kind
from gateway.audit.reading import (
    Look,
    Place,
    Span,
    grants_used,
    looks,
    members,
    purpose_of,
)
from gateway.audit.rows import StoredEvent
from schema.vocabulary.facts import JsonValue

Json: TypeAlias = dict[str, object]
AT_ONCE: Final = 500
BALP: Final = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit."
DICOM: Final = "http://dicom.nema.org/resources/ontology/DCM"
TERMS: Final = "http://terminology.hl7.org/CodeSystem/"
SUBJECTS: Final = "urn:cgt-portal:subject"
PATIENTS: Final = "urn:cgt-portal:patient"
LOOKS: Final = frozenset({Kind.OPERATION, Kind.STREAM_DELIVERY, Kind.DISCLOSURE_REPORT})
REFUSALS: Final = frozenset(
    {
        *("REFUSED", "LOGIN_REFUSED", "ROLE_CHANGE_REFUSED", "PURPOSE_REFUSED"),
        *("PSEUDONYM_REFUSED", "ERASURE_REFUSED", "RECTIFICATION_REFUSED", "POLICY_REFUSED"),
    }
)
DICOM_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "LOGIN": ("110114", "User Authentication"),
    "LOGIN_REFUSED": ("110114", "User Authentication"),
    "LOGOUT": ("110114", "User Authentication"),
    "AUDIT_EXPORTED": ("110106", "Export"),
    "SUBJECT_ACCESS": ("110106", "Export"),
    "AUDIT_READ": ("110101", "Audit Log Used"),
    "ROLE_GRANTED": ("110137", "User Security Attributes Changed"),
    "ROLE_WITHDRAWN": ("110137", "User Security Attributes Changed"),
}
SUBTYPES: Final[Mapping[str, tuple[str, str]]] = {
    "LOGIN": ("110122", "Login"),
    "LOGIN_REFUSED": ("110122", "Login"),
    "LOGOUT": ("110123", "Logout"),
}
APPLICATION: Final = ("110100", "Application Activity")


async def fhir_lines(
    connection: AsyncConnection, span: Span, *, tenant: str
) -> AsyncGenerator[bytes]:
    """The span's events as lines of JSON, a resource each, the newest first."""
    after: Place | None = None
    while True:
        found = await looks(connection, span, limit=AT_ONCE, after=after)
        for look in found:
            patients = await members(connection, look.event.patients)
            for resource in audit_events(look, patients, tenant=tenant):
                yield msgspec.json.encode(resource) + b"\n"
        if len(found) < AT_ONCE:
            return
        last = found[-1].event
        after = (last.at, last.writer, last.sequence)


def audit_events(look: Look, patients: list[str], *, tenant: str) -> list[Json]:
    """One event: a resource for each patient of it, or one without a patient."""
    return [_resource(look, patient, tenant=tenant) for patient in patients or [None]]


def _resource(look: Look, patient: str | None, *, tenant: str) -> Json:
    event = look.event
    reading = event.kind in LOOKS
    name = f"{tenant}/{event.writer}/{event.sequence}/{patient or ''}"
    found: Json = {
        "resourceType": "AuditEvent",
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
        **_what(event, reading=reading),
        "recorded": event.at,
        "outcome": "4" if event.kind in REFUSALS else "0",
        "agent": _agents(event, purpose_of(event, patient=patient), tenant=tenant),
        "source": {
            "observer": {"display": f"therapy portal {tenant}"},
            "type": [_coding("security-source-type", "4", "Application Server")],
        },
        "entity": _entities(event, patient, reading=reading),
    }
    purpose = purpose_of(event, patient=patient)
    if purpose is not None:
        found["purposeOfEvent"] = [{"coding": [_coding("v3-ActReason", purpose, None)]}]
    if reading:
        profile = "PatientQuery" if patient is not None else "Query"
        found["meta"] = {"profile": [f"{BALP}{profile}"]}
    return found


def _what(event: StoredEvent, *, reading: bool) -> Json:
    if reading:
        search = {"system": "http://hl7.org/fhir/restful-interaction", "code": "search"}
        return {
            "type": _coding("audit-event-type", "rest", "RESTful Operation"),
            "subtype": [{**search, "display": "search"}],
            "action": "E",
        }
    code, words = DICOM_WORDS.get(event.kind, APPLICATION)
    found: Json = {"type": _dicom(code, words), "action": "E"}
    if event.kind in SUBTYPES:
        found["subtype"] = [_dicom(*SUBTYPES[event.kind])]
    return found


def _agents(event: StoredEvent, purpose: str | None, *, tenant: str) -> list[Json]:
    """The person or program, the client that asked for them, and we who answered."""
    user: Json = {
        "type": {"coding": [_coding("v3-ParticipationType", "IRCP", "information recipient")]},
        "who": {"identifier": {"system": SUBJECTS, "value": event.subject or "nobody"}},
        "requestor": True,
    }
    if purpose is not None:
        user["purposeOfUse"] = [{"coding": [_coding("v3-ActReason", purpose, None)]}]
    client: Json = {
        "type": {"coding": [_dicom("110153", "Source Role ID")]},
        "who": {"display": "client"},
        "requestor": False,
        "network": {"address": "client", "type": "1"},
    }
    server: Json = {
        "type": {"coding": [_dicom("110152", "Destination Role ID")]},
        "who": {"display": f"therapy portal {tenant}"},
        "requestor": False,
        "network": {"address": "/graphql", "type": "5"},
    }
    return [client, server, user]


def _entities(event: StoredEvent, patient: str | None, *, reading: bool) -> list[Json]:
    found: list[Json] = [
        {
            "what": {"identifier": {"value": f"{event.writer}:{event.sequence}"}},
            "type": {
                "system": "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType",
                "code": "XrequestId",
            },
        }
    ]
    if patient is not None:
        found.append(_patient(event, patient))
    if reading:
        operation = _word(event.body.get("operation"))
        found.append(
            {
                "type": _coding("audit-entity-type", "2", "System Object"),
                "role": _coding("object-role", "24", "Query"),
                "query": base64.b64encode(operation.encode()).decode(),
                "description": _word(event.body.get("name")) or event.kind,
            }
        )
    return found


def _patient(event: StoredEvent, patient: str) -> Json:
    """Whom it was about, with the break-glass grants that opened them."""
    found: Json = {
        "what": {"type": "Patient", "identifier": {"system": PATIENTS, "value": patient}},
        "type": _coding("audit-entity-type", "1", "Person"),
        "role": _coding("object-role", "1", "Patient"),
    }
    grants = [
        {"type": "break-glass grant", "valueString": name}
        for name in grants_used(event, patient=patient)
    ]
    return {**found, "detail": grants} if grants else found


def _word(value: JsonValue) -> str:
    return value if isinstance(value, str) else "none"


def _coding(system: str, code: str, words: str | None) -> Json:
    found: Json = {"system": f"{TERMS}{system}", "code": code}
    return found if words is None else {**found, "display": words}


def _dicom(code: str, words: str) -> Json:
    return {"system": DICOM, "code": code, "display": words}
