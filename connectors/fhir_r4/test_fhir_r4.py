"""The FHIR family against a real HAPI server, and its mapping on a recorded Bundle."""

import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from connectors.fhir_r4.versions import versions_of
from connectors.fhir_r4.wire import read_bundle
from connectors.kit.conformance import ReadingSuite, free_port, process, recorded
from connectors.kit.contract import Connection, Connector, Cursor, Envelope, Parsed
from connectors.kit.errors import Cause, ConnectorError
from connectors.kit.lookback import Place, cursor_at
from connectors.kit.manifest import load_profile, vendor_folder
from connectors.kit.registry import make_connector
from connectors.kit.simulator.world import journeys
from connectors.kit.times import clockwork
from schema.vocabulary.facts import HEARTBEAT, SourcedFact

SITES = {"site-1001": "st-alder", "site-1002": "lakeside", "site-1003": "westhaven"}
CACHE = Path(__file__).resolve().parents[2] / ".cache"
READ_AT = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
SAMPLES = vendor_folder("fhir_r4", vendor="norvane").joinpath("samples")
PAGE = SAMPLES.joinpath("page.json").read_bytes()
RECORDED = sorted(s.recorded.total_seconds() for j in journeys("norvane") for s in j.steps)
BUILD_S = 400.0


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 (a test against a real clock)


async def no_wait(seconds: float) -> None:
    del seconds


def connector_of(base: str) -> Connector:
    connection = Connection(
        id="norvane",
        family="fhir_r4",
        vendor="norvane",
        title="Norvane",
        sandbox=True,
        settings={"base_url": base, "allowed_hosts": "127.0.0.1"},
        sites=SITES,
        staff={"l.meier@st-alder.example": "s-meier"},
    )
    return make_connector(connection, now=now, sleep=no_wait)


def quiet_since() -> float:
    """A moment of the pretend world after which nothing is written for a quarter of an hour."""
    pairs = pairwise(RECORDED)
    return max(one for one, following in pairs if one < -3600 and following - one > 900)


@pytest.fixture(scope="module")
def norvane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server that holds still while the tests run."""
    store, port = tmp_path_factory.mktemp("norvane"), free_port()
    epoch = now() - timedelta(seconds=quiet_since() + 30)
    command = [sys.executable, "-m", "connectors.fhir_r4.sandbox", "--port", str(port)]
    command += ["--store", str(store), "--cache", str(CACHE), "--epoch", epoch.isoformat()]
    with process(command, ready=(store / "open").exists, start_s=BUILD_S):
        yield f"http://127.0.0.1:{port}/fhir"


class TestReading(ReadingSuite):
    """What every family promises."""

    @pytest.fixture(autouse=True)
    def _running(self, norvane: str) -> None:
        self.base = norvane

    def connector(self) -> Connector:
        """See `ReadingSuite`."""
        return connector_of(self.base)


def walked(base: str, cursor: Cursor | None = None) -> list[Envelope]:
    async def collect() -> list[Envelope]:
        connector = connector_of(base)
        try:
            return [envelope async for envelope in connector.pull(cursor)]
        finally:
            await connector.close()

    return asyncio.run(collect())


def facts_of(envelopes: list[Envelope]) -> dict[tuple[str, int], SourcedFact]:
    connector = connector_of("http://127.0.0.1:1/fhir")
    parsed = [connector.parse(envelope) for envelope in envelopes]
    return {(one.fact.id, one.fact.revision): one for page in parsed for one in page.facts}


def test_every_step_of_every_order_comes_as_it_was_played(norvane: str) -> None:
    came = facts_of(walked(norvane)).values()
    kinds = {one.fact.id: one.fact.kind for one in came if not one.fact.id.endswith("/base")}
    played = {
        f"ev-NV-{3000 + journey.number}-{step.revises or step.number}": step.kind
        for journey in journeys("norvane")
        for step in journey.steps
        if step.recorded.total_seconds() <= quiet_since()
    }
    assert kinds.keys() == played.keys()
    assert {kinds[name] for name, kind in played.items() if kind == "UNMAPPED"} == {
        "batch-at-second-reader"
    }
    assert all(kinds[name] == kind for name, kind in played.items() if kind != "UNMAPPED")


def test_a_second_walk_passes_nothing_on(norvane: str) -> None:
    assert walked(norvane, walked(norvane)[-1].cursor_after) == []


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


def test_an_interrupted_walk_goes_on_where_it_was(norvane: str) -> None:
    first = walked(norvane)
    rest = walked(norvane, first[0].cursor_after)
    assert [one.fact.id for one in facts_of(rest).values()]
    assert facts_of([first[0], *rest]).keys() == facts_of(first).keys()


def test_a_page_that_the_server_forgot_begins_the_walk_again(norvane: str) -> None:
    gone = json.dumps({"since": None, "page": f"{norvane}?_getpages=no-such-search"})
    again = walked(norvane, Cursor(value=gone))
    assert len(facts_of(again)) >= len(RECORDED) // 3


def test_a_link_to_elsewhere_is_not_followed() -> None:
    elsewhere = Cursor(value=json.dumps({"since": None, "page": "http://localhost:1/fhir"}))
    with pytest.raises(ConnectorError) as caught:
        walked("http://127.0.0.1:1/fhir", elsewhere)
    assert caught.value.cause is Cause.EGRESS_BLOCKED


def envelope(body: bytes) -> Envelope:
    return recorded(body, connection="norvane", operation="provenances", received_at=READ_AT)


def read(body: bytes) -> Parsed:
    return connector_of("http://127.0.0.1:1/fhir").parse(envelope(body))


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


def test_an_outcome_among_the_results_says_that_something_is_left_out() -> None:
    body = json.loads(PAGE)
    body["entry"].append({"resource": {"resourceType": "OperationOutcome"}})
    causes = [problem.cause for problem in read(json.dumps(body).encode()).problems]
    assert causes.count(Cause.PARTIAL) == 1


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


def test_a_silent_port_is_the_network() -> None:
    with pytest.raises(ConnectorError) as caught:
        walked(f"http://127.0.0.1:{free_port()}/fhir")
    assert caught.value.cause is Cause.NETWORK
