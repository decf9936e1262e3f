"""Norvane's resources become facts as its tables say, and nothing that is wrong becomes one."""

import json
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from connectors.fhir_r4.versions import versions_of
from connectors.fhir_r4.wire import read_bundle
from connectors.kit.errors import Cause, ConnectorError
from connectors.kit.lookback import Place, cursor_at
from connectors.kit.manifest import load_profile
from connectors.kit.simulator.world import journeys
from connectors.kit.times import clockwork
from schema.vocabulary.facts import HEARTBEAT
from tests.world.norvane import PAGE, READ_AT, SAMPLES, read


def test_p11_a_page_with_an_outcome_among_the_results_is_taken_but_for_what_it_says() -> None:
    body = json.loads(PAGE)
    body["entry"].append({"resource": {"resourceType": "OperationOutcome"}})
    whole, parsed = read(PAGE), read(json.dumps(body).encode())
    assert parsed.facts == whole.facts
    fresh = [one.cause for one in parsed.problems if one not in whole.problems]
    assert fresh == [Cause.PARTIAL]


def test_an_old_patient_of_a_new_step_is_no_news() -> None:
    """It comes with the step at every look-back: unless the edge holds it, envelopes pile up."""
    body = json.loads(PAGE)
    for one in body["entry"]:
        event = one["resource"]["resourceType"] == "Provenance"
        one["resource"]["meta"]["lastUpdated"] = (
            "2026-11-26T13:59:00Z" if event else "2026-01-01T00:00:00Z"
        )
    clocks = clockwork(load_profile("fhir_r4", vendor="norvane").time)
    seen = versions_of(read_bundle(json.dumps(body).encode()), clocks=clocks)
    place = Place(since=None, began=READ_AT)
    cursor = cursor_at(place, seen=seen, lookback=timedelta(minutes=10), complete=True)
    assert cursor.seen_at_edge == set(seen)


def test_the_sample_gives_the_facts_that_lie_beside_it() -> None:
    expected = SAMPLES.joinpath("page.facts.json").read_bytes()
    assert json.loads(msgspec.json.encode(read(PAGE))) == json.loads(expected)


def test_the_order_and_its_patient_come_as_base_data() -> None:
    (base,) = [one for one in read(PAGE).facts if one.fact.id == "NV-3020/base"]
    assert base.fact.kind == HEARTBEAT
    assert {"site_id", "product_code", "kind", "patient", "coi_id"} <= base.payload.keys()


def test_every_fact_names_order_and_chain() -> None:
    for one in [one for one in read(PAGE).facts if one.order_ref == "NV-3020"]:
        assert one.payload["vendor_order_number"] == "NV-3020"
        assert one.payload["coi_id"] == journeys("norvane")[19].coi_id


def test_a_later_version_is_a_later_revision() -> None:
    body = json.loads(PAGE)
    event = next(e["resource"] for e in body["entry"] if e["resource"]["id"] == "ev-NV-3020-3")
    event["meta"]["versionId"] = "2"
    revisions = {one.fact.id: one.fact.revision for one in read(json.dumps(body).encode()).facts}
    assert (revisions["ev-NV-3020-3"], revisions["ev-NV-3020-5"]) == (2, 1)


@pytest.mark.parametrize(
    ("word", "instead"),
    [("order-drafted", "order-dreamt"), ("treating-site", "nobody-we-know")],
)
def test_an_unknown_word_or_party_is_unmapped(word: str, instead: str) -> None:
    kinds = {one.fact.kind for one in read(PAGE.replace(word.encode(), instead.encode())).facts}
    assert "DRAFT" not in kinds


def test_a_day_stays_a_day_at_noon_of_the_vendor() -> None:
    body = json.loads(PAGE)
    event = next(e["resource"] for e in body["entry"] if e["resource"]["id"] == "ev-NV-3020-3")
    event["occurredDateTime"] = "2026-07-01"
    facts = {one.fact.id: one for one in read(json.dumps(body).encode()).facts}
    one = facts["ev-NV-3020-3"]
    assert (one.precision, one.zone_rule) == ("day", "Europe/London")
    assert one.fact.happened_at == datetime(2026, 7, 1, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize("spoilt", [None, 7, {}, {"resource": {"resourceType": "Provenance"}}])
def test_a_malformed_entry_is_left_out_alone(spoilt: object) -> None:
    body = json.loads(PAGE)
    body["entry"].insert(0, spoilt)
    whole, parsed = read(PAGE), read(json.dumps(body).encode())
    assert len(parsed.problems) == len(whole.problems) + 1
    assert len(parsed.facts) == len(whole.facts)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"resourceType": "Patient"}', PAGE[:-9], b"\xff{}"]
)
def test_what_is_no_bundle_is_left_out_whole(body: bytes) -> None:
    with pytest.raises(ConnectorError) as caught:
        read(body)
    assert caught.value.cause is Cause.MALFORMED


def test_an_unknown_site_leaves_the_base_data_out_and_keeps_the_steps() -> None:
    parsed = read(PAGE.replace(b"site-100", b"site-9"))
    assert not [one for one in parsed.facts if one.fact.id.endswith("/base")]
    assert len(parsed.facts) == len(read(PAGE).facts) - 2


def test_no_problem_says_a_value_of_the_patient() -> None:
    body = PAGE.replace(b'"birthDate":"', b'"birthDate":"born ')
    problems = read(body).problems
    assert any("birthDate" in problem.pointer for problem in problems)
    assert not any("born" in problem.detail for problem in problems)
