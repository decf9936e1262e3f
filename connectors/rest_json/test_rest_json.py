"""Helvance's sandbox runs as a process of its own; the family is read from it over real sockets."""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import msgspec
import pytest
import stamina

from connectors.kit.conformance import ReadingSuite, free_port, process
from connectors.kit.contract import Connection, Connector, Cursor, Envelope
from connectors.kit.errors import Cause, ConnectorError
from connectors.kit.manifest import load_profile
from connectors.kit.registry import make_connector
from connectors.rest_json.client import make

SECRET = "helvance-sandbox-secret"
SITES = {"CH-STA-01": "st-alder", "UK-LKS-02": "lakeside", "DE-WHV-03": "westhaven"}
Judge = Callable[[Connector], Awaitable[object]]


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 (a test against a real clock)


async def no_wait(seconds: float) -> None:
    del seconds


@pytest.fixture(scope="module", autouse=True)
def _no_waiting_between_tries() -> Iterator[None]:
    stamina.set_testing(True, attempts=3, cap=True)
    yield
    stamina.set_testing(False)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running sandbox whose next live step is half an hour away."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = sandbox(port, store=tmp_path_factory.mktemp("helvance"))
    epoch = (now() - timedelta(hours=12.3)).isoformat()
    with process([*command, "--epoch", epoch], ready=lambda: _up(base)):
        yield base


@pytest.fixture(autouse=True)
def _healthy(portal: str) -> Iterator[None]:
    yield
    httpx.delete(f"{portal}/_sandbox/faults")


def sandbox(port: int, *, store: Path) -> list[str]:
    secret = store / "secret"
    secret.write_text(f"{SECRET}\n", encoding="utf-8")
    module = [sys.executable, "-m", "connectors.rest_json.sandbox", "--port", str(port)]
    return [*module, "--store", str(store), "--secret-file", str(secret)]


def _up(base: str) -> bool:
    try:
        return httpx.get(f"{base}/health", timeout=1).status_code == 200
    except httpx.HTTPError:
        return False


def connection(base: str, *, secret: str = SECRET) -> Connection:
    return Connection(
        id="helvance",
        family="rest_json",
        vendor="helvance",
        title="Helvance",
        sandbox=True,
        settings={"base_url": base, "allowed_hosts": "127.0.0.1"},
        secrets={"client_secret": secret},
        sites=SITES,
        staff={"l.meier@st-alder.example": "subject-of-meier"},
    )


def connector_of(base: str, *, secret: str = SECRET, deadline_s: float = 5) -> Connector:
    profile = load_profile("rest_json", vendor="helvance")
    limits = msgspec.structs.replace(profile.limits, deadline_s=deadline_s)
    quick = msgspec.structs.replace(profile, limits=limits)
    return make(connection(base, secret=secret), profile=quick, now=now, sleep=no_wait)


def spoil(base: str, name: str, *, where: str = "orders", times: int = 1, detail: str = "") -> None:
    fault = {"name": name, "where": where, "times": times, "detail": detail}
    httpx.post(f"{base}/_sandbox/faults", json=fault).raise_for_status()


def calls(base: str) -> dict[str, int]:
    return httpx.get(f"{base}/_sandbox/faults").json()


def walked(connector: Connector, cursor: Cursor | None = None) -> list[Envelope]:
    async def walk() -> list[Envelope]:
        try:
            return [envelope async for envelope in connector.pull(cursor)]
        finally:
            await connector.close()

    return asyncio.run(walk())


def failed(
    connector: Connector, cursor: Cursor | None = None
) -> tuple[ConnectorError, list[Envelope]]:
    """The error that ends a walk, and what came before it."""

    async def walk() -> tuple[ConnectorError, list[Envelope]]:
        envelopes: list[Envelope] = []
        try:
            async for envelope in connector.pull(cursor):
                envelopes.append(envelope)  # noqa: PERF401 (what came before the error counts)
        except ConnectorError as error:
            return error, envelopes
        finally:
            await connector.close()
        raise AssertionError("nothing failed")

    return asyncio.run(walk())


def orders_in(connector: Connector, envelopes: list[Envelope]) -> set[str]:
    return {one.order_ref for envelope in envelopes for one in connector.parse(envelope).facts}


class TestHelvance(ReadingSuite):
    @pytest.fixture(autouse=True)
    def _base(self, portal: str) -> None:
        self.base = portal

    def connector(self) -> Connector:
        return make_connector(connection(self.base), now=now, sleep=no_wait)


def test_t1_a_token_refused_early_is_renewed_once(portal: str) -> None:
    connector = connector_of(portal)
    spoil(portal, "status", detail="401")
    envelopes = walked(connector)
    assert len(orders_in(connector, envelopes)) >= 52
    assert calls(portal)["token"] == 2


def test_t2_refused_again_is_a_refusal_and_no_third_sign_in(portal: str) -> None:
    spoil(portal, "status", detail="401", times=9)
    error, envelopes = failed(connector_of(portal))
    assert (error.cause, envelopes) == (Cause.AUTH_REFUSED, [])
    assert calls(portal) == {"orders": 2, "token": 2}


def test_t2_a_wrong_secret_is_a_refusal_and_no_order_is_asked_for(portal: str) -> None:
    error, _ = failed(connector_of(portal, secret="not-the-secret"))
    assert error.cause is Cause.AUTH_REFUSED
    assert calls(portal) == {"orders": 0, "token": 1}
    assert "not-the-secret" not in str(error)


def test_t3_forbidden_is_said_as_such(portal: str) -> None:
    spoil(portal, "status", detail="403")
    assert failed(connector_of(portal))[0].cause is Cause.FORBIDDEN_SCOPE


def test_t4_too_many_calls_names_the_instant_and_is_not_tried_again(portal: str) -> None:
    spoil(portal, "too_many", detail="7")
    error, _ = failed(connector_of(portal))
    assert error.cause is Cause.RATE_LIMITED
    assert error.not_before is not None
    assert timedelta(seconds=5) < error.not_before - now() <= timedelta(seconds=7)
    assert calls(portal)["orders"] == 1


def test_t6_two_failures_are_tried_over(portal: str) -> None:
    connector = connector_of(portal)
    spoil(portal, "status", detail="500", times=2)
    assert len(orders_in(connector, walked(connector))) >= 52


def test_t6_three_failures_end_the_walk(portal: str) -> None:
    spoil(portal, "status", detail="502", times=9)
    assert failed(connector_of(portal))[0].cause is Cause.UNAVAILABLE
    assert calls(portal)["orders"] == 3


def test_t7_a_maintenance_page_is_never_read(portal: str) -> None:
    spoil(portal, "html", detail="503", times=9)
    error, envelopes = failed(connector_of(portal))
    assert (error.cause, envelopes) == (Cause.UNAVAILABLE, [])


def test_t8_nobody_there_is_a_network_fault(portal: str) -> None:
    del portal
    assert failed(connector_of(f"http://127.0.0.1:{free_port()}"))[0].cause is Cause.NETWORK


def test_t9_a_dripping_answer_is_cut_at_the_deadline(portal: str) -> None:
    spoil(portal, "dripping", times=9)
    connector = connector_of(portal, deadline_s=1)
    started = time.monotonic()
    assert failed(connector)[0].cause is Cause.DEADLINE
    assert time.monotonic() - started < 3 * 1 + 1.5


@pytest.mark.parametrize("fault", ["html", "cut_off", "latin"])
def test_t10_t11_t12_an_unreadable_page_is_kept_and_moves_no_cursor(
    portal: str, fault: str
) -> None:
    spoil(portal, fault)
    connector = connector_of(portal)
    error, envelopes = failed(connector)
    assert error.cause is Cause.MALFORMED
    assert [envelope.cursor_after for envelope in envelopes] == [None]


def test_t13_a_bomb_is_not_inflated(portal: str) -> None:
    spoil(portal, "bomb")
    assert failed(connector_of(portal))[0].cause is Cause.SIZE_LIMIT


def test_t13_a_depth_of_ten_thousand_is_malformed(portal: str) -> None:
    spoil(portal, "raw", detail='{"orders": ' + "[" * 10_000 + "]" * 10_000 + "}")
    assert failed(connector_of(portal))[0].cause is Cause.MALFORMED


def test_t15_a_redirect_is_not_followed(portal: str) -> None:
    spoil(portal, "redirect", detail=f"{portal}/v2/orders")
    assert failed(connector_of(portal))[0].cause is Cause.EGRESS_BLOCKED
    assert calls(portal)["orders"] == 1


def test_t16_a_next_link_to_elsewhere_is_not_followed(portal: str) -> None:
    spoil(portal, "replaced", detail='"next": "/v2=>"next": "http://localhost:1/v2')
    assert failed(connector_of(portal))[0].cause is Cause.EGRESS_BLOCKED


def test_p2_a_list_in_a_circle_ends_and_moves_no_cursor(portal: str) -> None:
    spoil(portal, "replaced", detail="cursor==>limit=20&x=", times=999)
    error, envelopes = failed(connector_of(portal))
    assert error.cause is Cause.PARTIAL
    assert len(envelopes) < 5


def test_p4_a_forgotten_page_begins_the_walk_again(portal: str) -> None:
    first = walked(connector_of(portal))
    spoil(portal, "status", detail="410")
    connector = connector_of(portal)
    again = walked(connector, first[0].cursor_after)
    assert orders_in(connector, again) == orders_in(connector, first)


def test_p4_an_interrupted_walk_goes_on_where_it_was(portal: str) -> None:
    connector = connector_of(portal)
    first = walked(connector)
    rest = walked(connector_of(portal), first[0].cursor_after)
    assert orders_in(connector, rest) == orders_in(connector, first[1:])
    assert len(rest) == len(first) - 1


def test_p7_p8_the_look_back_reads_again_but_passes_on_nothing_old(portal: str) -> None:
    last = walked(connector_of(portal))[-1].cursor_after
    assert walked(connector_of(portal), last) == []


def test_nothing_secret_stands_in_an_envelope(portal: str) -> None:
    for envelope in walked(connector_of(portal)):
        said = json.dumps([envelope.request_fingerprint, dict(envelope.headers_kept)])
        assert "Bearer" not in said
        assert SECRET not in repr(envelope)


def test_the_world_goes_on_after_a_restart(tmp_path: Path) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = sandbox(port, store=tmp_path)
    seen: list[tuple[str, set[str]]] = []
    for _ in range(2):
        with process(command, ready=lambda: _up(base)):
            epoch = httpx.get(f"{base}/health").json()["epoch"]
            connector = connector_of(base)
            seen.append((epoch, orders_in(connector, walked(connector))))
    assert seen[0] == seen[1]


def test_p7_p8_a_record_written_late_at_an_old_time_is_taken(portal: str) -> None:
    last = walked(connector_of(portal))[-1].cursor_after
    late = {"number": "HV-1", "changed": int((now() - timedelta(minutes=4)).timestamp() * 1000)}
    spoil(portal, "raw", detail=json.dumps({"asOf": 0, "orders": [late], "next": None}))
    assert len(walked(connector_of(portal), last)) == 1


def test_p10_an_empty_list_where_many_were_says_nothing(portal: str) -> None:
    last = walked(connector_of(portal))[-1].cursor_after
    spoil(portal, "raw", detail='{"asOf": 0, "orders": [], "next": null}')
    assert walked(connector_of(portal), last) == []
