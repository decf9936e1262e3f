"""The FHIR family against a real HAPI server, over real sockets, with and without faults."""

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import httpx
import msgspec
import pytest

from connectors.fhir_r4.client import make
from connectors.kit.conformance import ReadingSuite, free_port, process
from connectors.kit.contract import CheckResult, Connection, Connector, Cursor, Envelope
from connectors.kit.errors import Cause, ConnectorError
from connectors.kit.fault_rows import PagingFaults, TransportFaults
from connectors.kit.manifest import load_profile
from connectors.kit.registry import Now, make_connector
from connectors.kit.simulator.world import journeys
from schema.vocabulary.facts import SourcedFact

SITES = {"site-1001": "st-alder", "site-1002": "lakeside", "site-1003": "westhaven"}
CACHE = Path(__file__).resolve().parents[2] / ".cache"
RECORDED = sorted(s.recorded.total_seconds() for j in journeys("norvane") for s in j.steps)
BUILD_S = 400.0


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 (a test against a real clock)


async def no_wait(seconds: float) -> None:
    del seconds


def connection_of(base: str) -> Connection:
    return Connection(
        id="norvane",
        family="fhir_r4",
        vendor="norvane",
        title="Norvane",
        sandbox=True,
        settings={"base_url": base, "allowed_hosts": "127.0.0.1"},
        sites=SITES,
        staff={"l.meier@st-alder.example": "s-meier"},
    )


def connector_of(base: str) -> Connector:
    return make_connector(connection_of(base), now=now, sleep=no_wait)


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


@pytest.fixture(scope="module")
def line(norvane: str) -> Iterator[str]:
    """The address of a line to that server on which faults can be switched."""
    port, target = free_port(), norvane.split(":")[2].removesuffix("/fhir")
    base = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "connectors.kit.simulator.line", "--port", str(port)]
    with process([*command, "--target", target], ready=lambda: listening(base)):
        yield base


def listening(base: str) -> bool:
    try:
        return httpx.get(f"{base}/_sandbox/faults", timeout=1).status_code == 200
    except httpx.HTTPError:
        return False


def hurried(base: str, *, deadline_s: float, now: Now = now) -> Connector:
    profile = load_profile("fhir_r4", vendor="norvane")
    limits = msgspec.structs.replace(profile.limits, deadline_s=deadline_s)
    quick = msgspec.structs.replace(profile, limits=limits)
    return make(connection_of(f"{base}/fhir"), profile=quick, now=now, sleep=no_wait)


class TestTransportFaults(TransportFaults):
    """Rows T2 to T16 at HAPI, through a line that spoils its answers."""

    next_elsewhere = "://127.0.0.1:=>://localhost:"

    @pytest.fixture(autouse=True)
    def _running(self, line: str) -> None:
        self.base = line

    def connector(self, *, deadline_s: float = 5.0) -> Connector:
        """See `Faulty`."""
        return hurried(self.base, deadline_s=deadline_s)


class TestPagingFaults(PagingFaults):
    """Rows P1 to P10 at HAPI, through a line that spoils its answers."""

    next_in_a_circle = "_getpagesoffset==>_getpagesoffset=0&x="
    wrong_total = '"resourceType":"Bundle",=>"resourceType":"Bundle","total":1,'
    empty_list = '{"resourceType": "Bundle", "type": "searchset"}'

    @pytest.fixture(autouse=True)
    def _running(self, line: str) -> None:
        self.base = line

    def connector(self, *, deadline_s: float = 5.0) -> Connector:
        """See `Faulty`."""
        return hurried(self.base, deadline_s=deadline_s)


def walked(base: str, cursor: Cursor | None = None) -> list[Envelope]:
    return pulled(connector_of(base), cursor)


def pulled(connector: Connector, cursor: Cursor | None = None) -> list[Envelope]:
    async def collect() -> list[Envelope]:
        try:
            return [envelope async for envelope in connector.pull(cursor)]
        finally:
            await connector.close()

    return asyncio.run(collect())


def facts_of(envelopes: list[Envelope]) -> dict[tuple[str, int], SourcedFact]:
    connector = connector_of("http://127.0.0.1:1/fhir")
    parsed = [connector.parse(envelope) for envelope in envelopes]
    return {(one.fact.id, one.fact.revision): one for page in parsed for one in page.facts}


@pytest.mark.parametrize("hours", [-3, 0, 3])
def test_t21_a_clock_that_is_off_is_measured_and_moves_no_cursor(line: str, hours: int) -> None:
    """The place of a walk is by the vendor's own word (`meta.lastUpdated`), not by its Date."""

    async def walk() -> tuple[tuple[CheckResult, ...], list[Envelope]]:
        connector = hurried(line, deadline_s=5)
        try:
            return await connector.check(), [one async for one in connector.pull(None)]
        finally:
            await connector.close()

    fault = {"name": "other_clock", "times": 999, "detail": str(hours)}
    httpx.post(f"{line}/_sandbox/faults", json=fault).raise_for_status()
    try:
        checks, envelopes = asyncio.run(walk())
    finally:
        httpx.delete(f"{line}/_sandbox/faults")
    clock = checks[-1]
    assert (clock.name, clock.passed) == ("clock", hours == 0)
    assert abs(skew_in(clock.sentence) - abs(hours) * 3600) <= 5
    cursor = envelopes[-1].cursor_after
    assert cursor is not None
    assert cursor.at is not None
    assert abs(cursor.at - now()) < timedelta(minutes=2)


def skew_in(sentence: str) -> int:
    return next(int(word) for word in sentence.split() if word.isdigit())


def test_t2_a_refused_bearer_is_in_no_error(line: str) -> None:
    httpx.post(
        f"{line}/_sandbox/faults", json={"name": "status", "detail": "401"}
    ).raise_for_status()
    secret = {"bearer": "norvane-bearer-secret"}
    with_secret = replace(connection_of(f"{line}/fhir"), secrets=secret)
    with pytest.raises(ConnectorError) as caught:
        pulled(make_connector(with_secret, now=now, sleep=no_wait))
    assert caught.value.cause is Cause.AUTH_REFUSED
    assert secret["bearer"] not in f"{caught.value}{caught.value.__cause__!r}"


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


def test_a_silent_port_is_the_network() -> None:
    with pytest.raises(ConnectorError) as caught:
        walked(f"http://127.0.0.1:{free_port()}/fhir")
    assert caught.value.cause is Cause.NETWORK
