"""What Helvance's words mean: its whole world, read and folded, is the hand-stated one."""

import copy
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

import msgspec
import pytest

from connectors.kit.contract import Parsed
from connectors.kit.errors import Cause
from connectors.kit.manifest import vendor_folder
from connectors.kit.simulator import journeys
from connectors.rest_json.sandbox.store import BROKEN_NUMBER
from connectors.rest_json.sandbox.writing import order_number
from gateway.orders.document_checks import validate
from gateway.orders.fold import fold
from schema.vocabulary.facts import HEARTBEAT, JsonValue, Overlay, SourcedFact
from schema.vocabulary.orders import OrderKind
from tests.world.helvance import Record, envelope, mapping, records

EPOCH = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
STAFF = {mail: f"subject of {mail}" for one in journeys("helvance") for mail in one.care_team}


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    return records(tmp_path_factory.mktemp("store"), epoch=EPOCH, after=HOUR)


@pytest.fixture
def order(orders: list[Record]) -> Record:
    """One with a whole journal, to be spoilt."""
    return copy.deepcopy(next(one for one in orders if len(journal(one)) > 12))


def journal(one: Record) -> list[Record]:
    return cast("list[Record]", one["events"])


def read(*given: Record) -> Parsed:
    page = envelope(list(given), received_at=EPOCH + HOUR)
    return mapping(staff=STAFF).parse(page)


def test_every_pinned_order_stands_as_stated_by_hand(orders: list[Record]) -> None:
    facts = read(*orders).facts
    for journey in journeys("helvance"):
        if journey.expected is None:
            continue
        own = [said.fact for said in facts if said.order_ref == order_number(journey)]
        folded = fold(journey.kind, journey.planned_doses, own, as_of=EPOCH + 1.1 * HOUR)
        overlays = set(journey.expected.overlays) - {Overlay.STALE}
        shown = (folded.status, set(folded.overlays))
        assert shown == (journey.expected.status, overlays), journey.title


def test_every_payload_is_a_valid_part_of_an_order(orders: list[Record]) -> None:
    for said in read(*orders).facts:
        validate(said.payload)


def test_what_the_vendor_knows_of_the_patient_comes_with_the_order(orders: list[Record]) -> None:
    journey = journeys("helvance")[3]
    head = head_of(read(*orders), order_number(journey))
    patient = cast("dict[str, JsonValue]", head.payload["patient"])
    person = journey.patient
    assert (patient["family_name"], patient["mrn"]) == (person.family_name, person.mrn)
    assert patient["birth_date"] == person.birth_date.isoformat()
    assert head.payload["coi_id"] == journey.coi_id
    assert head.payload["care_team"] == sorted(STAFF[mail] for mail in journey.care_team)


def head_of(parsed: Parsed, number: str) -> SourcedFact:
    heads = [one for one in parsed.facts if one.fact.kind == HEARTBEAT]
    return next(one for one in heads if one.order_ref == number)


def test_p12_the_broken_order_is_left_out_and_its_neighbours_are_taken(
    orders: list[Record],
) -> None:
    parsed = read(*orders)
    taken = {said.order_ref for said in parsed.facts}
    assert len(parsed.problems) == 1
    assert BROKEN_NUMBER not in taken
    assert len(taken) == len(orders) - 1


def test_a_problem_never_holds_the_value(order: Record) -> None:
    cast("Record", order["recipient"])["born"] = "31 Feb 1971 Quarantäne"
    (problem,) = read(order).problems
    assert "1971" not in repr(problem)
    assert problem.pointer == "/orders/0/recipient/born"


def test_s1_an_unknown_word_keeps_the_vendors_word(order: Record) -> None:
    journal(order)[3]["type"] = "batch.renamed"
    said = next(one for one in read(order).facts if one.fact.kind == "batch.renamed")
    assert not said.verified
    assert said.vendor_code is not None
    assert said.vendor_code.startswith("batch.renamed/")


def test_s2_a_known_word_of_another_actor_is_unknown(order: Record) -> None:
    event = next(one for one in journal(order) if one["type"] == "batch.opened")
    event["by"] = "carrier"
    assert "batch.opened" in {one.fact.kind for one in read(order).facts}


@pytest.mark.parametrize("member", ["type", "at", "id", "logged"])
def test_s3_a_journal_line_without_what_it_needs_is_refused(order: Record, member: str) -> None:
    del journal(order)[0][member]
    parsed = read(order)
    assert not parsed.facts
    assert parsed.problems[0].pointer == f"/orders/0/events/0/{member}"


@pytest.mark.parametrize(
    ("member", "value"),
    [("at", "2026-11-26"), ("at", True), ("batch", "4oo"), ("rev", 0), ("type", {"code": "x"})],
)
def test_s4_a_changed_type_is_refused_and_never_nothing(
    order: Record, member: str, value: JsonValue
) -> None:
    journal(order)[0][member] = value
    parsed = read(order)
    assert (parsed.facts, parsed.problems[0].cause) == ((), Cause.DRIFT)


def test_s5_an_added_member_changes_nothing(order: Record) -> None:
    before = read(order)
    order["novelty"] = {"deep": [1, 2, 3]}
    journal(order)[0]["novelty"] = "x"
    assert read(order) == before


def test_s6_an_order_of_nulls_is_refused(order: Record) -> None:
    parsed = read(dict.fromkeys(order))
    assert (parsed.facts, len(parsed.problems)) == ((), 1)


def test_a_missing_member_is_not_known_and_a_null_is_absent(order: Record) -> None:
    recipient = cast("Record", order["recipient"])
    recipient["phone"] = None
    del recipient["mail"]
    patient = cast("Record", read(order).facts[0].payload["patient"])
    assert patient["phone"] is None
    assert "email" not in patient


def test_an_identifier_with_a_wrong_check_character_is_refused(order: Record) -> None:
    order["identity"] = f"{str(order['identity'])[:-1]}*"
    (problem,) = read(order).problems
    assert problem.pointer == "/orders/0/identity"


def test_a_site_that_nobody_mapped_is_refused(order: Record) -> None:
    order["centre"] = "FR-LYO-09"
    (problem,) = read(order).problems
    assert "FR-LYO-09" not in problem.detail
    assert problem.pointer == "/orders/0/centre"


def test_s7_the_order_of_the_journal_does_not_matter(order: Record) -> None:
    forward = {said.fact for said in read(order).facts}
    journal(order).reverse()
    assert {said.fact for said in read(order).facts} == forward


def test_s9_the_same_line_twice_is_one_fact(order: Record) -> None:
    before = {said.fact for said in read(order).facts}
    journal(order).append(copy.deepcopy(journal(order)[0]))
    assert {said.fact for said in read(order).facts} == before


def test_the_family_reads_autologous_orders_by_their_vendors_word(order: Record) -> None:
    assert read(order).facts[0].payload["kind"] == OrderKind.AUTOLOGOUS


def test_the_sample_gives_the_facts_that_lie_beside_it() -> None:
    samples = vendor_folder("rest_json", vendor="helvance").joinpath("samples")
    page = replace(
        envelope([], received_at=EPOCH + HOUR), body=samples.joinpath("orders.json").read_bytes()
    )
    facts = msgspec.json.encode(mapping().parse(page), order="deterministic")
    expected = samples.joinpath("orders.facts.json").read_bytes()
    assert json.loads(facts) == json.loads(expected)
