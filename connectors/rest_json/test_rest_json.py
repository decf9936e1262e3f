"""Helvance's sandbox runs as a process of its own; the family is read from it over real sockets."""

import asyncio
import json
import sys
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
from connectors.kit.fault_driver import orders_in
from connectors.kit.fault_rows import PagingFaults, TransportFaults
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


class TestHelvance(ReadingSuite):
    @pytest.fixture(autouse=True)
    def _base(self, portal: str) -> None:
        self.base = portal

    def connector(self) -> Connector:
        return make_connector(connection(self.base), now=now, sleep=no_wait)


class TestTransportFaults(TransportFaults):
    """Rows T2 to T16 at the sandbox."""

    asked_when_refused = 2
    next_elsewhere = '"next": "/v2=>"next": "http://localhost:1/v2'

    @pytest.fixture(autouse=True)
    def _base(self, portal: str) -> None:
        self.base = portal

    def connector(self, *, deadline_s: float = 5.0) -> Connector:
        """See `Faulty`."""
        return connector_of(self.base, deadline_s=deadline_s)


class TestPagingFaults(PagingFaults):
    """Rows P1 to P10 at the sandbox."""

    next_in_a_circle = "cursor==>limit=20&x="
    wrong_total = '"total": =>"total": 1'
    empty_list = '{"asOf": 0, "orders": [], "next": null}'

    @pytest.fixture(autouse=True)
    def _base(self, portal: str) -> None:
        self.base = portal

    def connector(self, *, deadline_s: float = 5.0) -> Connector:
        """See `Faulty`."""
        return connector_of(self.base, deadline_s=deadline_s)


def test_t1_a_token_refused_early_is_renewed_once(portal: str) -> None:
    connector = connector_of(portal)
    spoil(portal, "status", detail="401")
    envelopes = walked(connector)
    assert len(orders_in(connector, envelopes)) >= 52
    assert calls(portal)["token"] == 2


def test_t2_a_wrong_secret_is_a_refusal_and_no_order_is_asked_for(portal: str) -> None:
    error, _ = failed(connector_of(portal, secret="not-the-secret"))
    assert error.cause is Cause.AUTH_REFUSED
    assert calls(portal) == {"orders": 0, "token": 1}
    assert "not-the-secret" not in str(error)


def test_t8_nobody_there_is_a_network_fault(portal: str) -> None:
    del portal
    assert failed(connector_of(f"http://127.0.0.1:{free_port()}"))[0].cause is Cause.NETWORK


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
