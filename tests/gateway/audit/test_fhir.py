"""The FHIR form of the audit: R4 by the validator of others, BALP 1.1.3 by its own words."""

import base64
import json
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from gateway.audit.encoding import set_digest
from gateway.audit.events import Kind
from gateway.audit.fhir import BALP, audit_events
from gateway.audit.reading import Look
from gateway.audit.rows import StoredEvent
from tests.world.fhir_validation import errors_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schema.vocabulary.facts import JsonValue

Resource = dict[str, object]
REASONS = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
EVERY_KIND = (*Kind, "LOGIN_REFUSED", "ROLE_CHANGE_REFUSED")


def look(kind: str, *, purpose: str | None = "TREAT") -> Look:
    body: dict[str, JsonValue] = {"operation": "sha256:00", "name": "Worklist"}
    if purpose is not None:
        body["purpose"] = purpose
    event = StoredEvent(
        writer="0f0c0d7e-7d3d-4c7c-9d53-0a7a7e3f3a11",
        sequence=7,
        at="2026-11-26T12:00:00.000000Z",
        kind=kind,
        subject="5d1c6a8e-4b0c-4d36-8c2e-9f4f3e1b2a10",
        body=body,
        orders="o",
        patients="p",
        sites="s",
        chain=b"",
    )
    return Look(event, 2, 2)


def resources(kind: str, *patients: str, purpose: str | None = "TREAT") -> list[Resource]:
    return audit_events(look(kind, purpose=purpose), list(patients), tenant="t1")


def coded(part: object) -> set[tuple[str, str]]:
    """The (system, code) pairs of a Coding, or of a CodeableConcept's codings."""
    found = cast("dict[str, object]", part)
    codings = cast("Sequence[dict[str, str]]", found.get("coding", [found]))
    return {(one["system"], one["code"]) for one in codings}


def parts(resource: Resource, name: str) -> list[dict[str, object]]:
    return cast("list[dict[str, object]]", resource[name])


def test_a_look_by_break_glass_is_an_emergency_for_that_patient_alone() -> None:
    found = look("OPERATION")
    grants: list[JsonValue] = [{"id": "grant-1", "patient": set_digest(["p1"])}]
    body = {**found.event.body, "grants": grants}
    opened = replace(found, event=replace(found.event, body=body))
    one, other = audit_events(opened, ["p1", "p2"], tenant="t1")
    assert coded(parts(one, "purposeOfEvent")[0]) == {(REASONS, "ETREAT")}
    assert coded(parts(other, "purposeOfEvent")[0]) == {(REASONS, "TREAT")}
    detail = {"type": "break-glass grant", "valueString": "grant-1"}
    assert [part["detail"] for part in parts(one, "entity") if "detail" in part] == [[detail]]
    assert not any("detail" in part for part in parts(other, "entity"))
    assert errors_of([json.dumps(each).encode() + b"\n" for each in (one, other)]) == (2, [])


def test_every_kind_is_valid_r4() -> None:
    lines = [
        json.dumps(resource).encode() + b"\n"
        for kind in EVERY_KIND
        for patients in ((), ("p-1",), ("p-1", "p-2"))
        for resource in resources(kind, *patients, purpose="HCOMPL")
    ]
    lines += [json.dumps(one).encode() + b"\n" for one in resources("OPERATION", purpose=None)]
    checked, errors = errors_of(lines)
    assert errors == []
    assert checked == len(EVERY_KIND) * 4 + 1


def test_the_validator_sees_a_resource_that_is_wrong() -> None:
    (resource,) = resources("OPERATION", "p-1")
    del resource["agent"]
    checked, errors = errors_of([json.dumps(resource).encode() + b"\n"])
    assert checked == 1
    assert any("agent" in error for error in errors)


def test_a_look_is_one_event_for_each_patient() -> None:
    """BALP, StructureDefinition PatientQuery, description: several patients, several events."""
    found = resources("OPERATION", "p-1", "p-2")
    named = [
        cast("dict[str, dict[str, object]]", part["what"])["identifier"]["value"]
        for resource in found
        for part in parts(resource, "entity")
        if "role" in part and ("1" in {code for _, code in coded(part["role"])})
    ]
    assert named == ["p-1", "p-2"]
    assert len({resource["id"] for resource in found}) == 2


@pytest.mark.parametrize(("patients", "profile"), [(("p-1",), "PatientQuery"), ((), "Query")])
def test_a_look_claims_the_profile_that_it_follows(patients: tuple[str, ...], profile: str) -> None:
    (resource,) = resources("OPERATION", *patients)
    assert resource["meta"] == {"profile": [f"{BALP}{profile}"]}


def test_a_look_is_a_restful_search_that_was_executed() -> None:
    """BALP, StructureDefinition Query: type rest, subtype search, action E."""
    (resource,) = resources("OPERATION", "p-1")
    assert {code for _, code in coded(resource["type"])} == {"rest"}
    assert coded(parts(resource, "subtype")[0]) == {
        ("http://hl7.org/fhir/restful-interaction", "search")
    }
    assert resource["action"] == "E"


def test_client_and_server_are_agents_once_each_and_no_requestors() -> None:
    """BALP, Query: agent slices client (DCM 110153) and server (110152), 1..1, with a network."""
    (resource,) = resources("OPERATION", "p-1")
    for code in ("110153", "110152"):
        (agent,) = [
            agent
            for agent in parts(resource, "agent")
            if ("http://dicom.nema.org/resources/ontology/DCM", code) in coded(agent["type"])
        ]
        assert agent["requestor"] is False
        assert agent["who"]
        assert agent["network"]


def test_the_person_is_the_requesting_agent() -> None:
    """BALP, section 3:5.7.5 (tokens): the user is the agent that requested."""
    (resource,) = resources("OPERATION", "p-1")
    (user,) = [agent for agent in parts(resource, "agent") if agent["requestor"]]
    identifier = cast("dict[str, dict[str, str]]", user["who"])["identifier"]
    assert identifier["value"] == "5d1c6a8e-4b0c-4d36-8c2e-9f4f3e1b2a10"


def test_the_query_is_there_as_it_was_sent_in_base64() -> None:
    """BALP, Query: entity slice query 1..1, role 24, the raw request in base64."""
    (resource,) = resources("OPERATION", "p-1")
    (query,) = [part for part in parts(resource, "entity") if "query" in part]
    assert {code for _, code in coded(query["role"])} == {"24"}
    assert base64.b64decode(str(query["query"])) == b"sha256:00"


def test_the_purpose_and_the_observer_are_told() -> None:
    """BALP, section 3:5.7: purpose of use; source.observer is who saw it happen."""
    (resource,) = resources("OPERATION", "p-1")
    assert coded(parts(resource, "purposeOfEvent")[0]) == {
        ("http://terminology.hl7.org/CodeSystem/v3-ActReason", "TREAT")
    }
    assert cast("dict[str, object]", resource["source"])["observer"]


@pytest.mark.parametrize("kind", ["REFUSED", "ERASURE_REFUSED", "RECTIFICATION_REFUSED"])
def test_a_refusal_is_a_failure(kind: str) -> None:
    (resource,) = resources(kind)
    assert resource["outcome"] == "4"


def test_a_subject_access_is_an_export() -> None:
    (resource,) = resources("SUBJECT_ACCESS", "p-1")
    assert cast("dict[str, object]", resource["type"])["code"] == "110106"
