"""The CSV family against a real SSH server, and its mapping on its own."""

import asyncio
import hashlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path

import pytest

from connectors.kit.contract import Connection, Envelope, Parsed
from connectors.kit.errors import Cause, ConnectorError
from connectors.kit.registry import make_connector
from connectors.kit.simulator.world import journeys
from connectors.sftp_csv.client import SftpCsv
from connectors.sftp_csv.sandbox.files import write_file
from connectors.sftp_csv.sandbox.server import host_key

SITES = {"ALDER": "st-alder", "LAKE": "lakeside", "WEST": "westhaven"}
EPOCH = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def tessaly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folder, port = tmp_path_factory.mktemp("tessaly"), free_port()
    keys, store = folder / "keys", folder / "store"
    command = [sys.executable, "-m", "connectors.sftp_csv.sandbox", "--port", str(port)]
    process = subprocess.Popen([*command, "--store", str(store), "--keys", str(keys)])  # noqa: S603 (ours)
    try:
        until = time.monotonic() + 20
        while not list((store / "out").glob("*.done")) and time.monotonic() < until:
            time.sleep(0.1)
        yield connection(port=port, keys=keys, folder=store / "out")
    finally:
        process.terminate()
        process.wait(timeout=10)


def connection(*, port: int, keys: Path, folder: Path) -> Connection:
    return Connection(
        id="tessaly",
        family="sftp_csv",
        vendor="tessaly",
        title="Tessaly",
        settings={
            "host": "127.0.0.1",
            "port": str(port),
            "username": getuser(),
            "folder": str(folder),
            "host_key": host_key(keys),
        },
        secrets={"private_key": (keys / "tessaly_client_key").read_text()},
        sites=SITES,
    )


def connector(of: Connection) -> SftpCsv:
    made = make_connector(of, now=lambda: EPOCH, sleep=asyncio.sleep)  # noqa: TID251 (not waited)
    assert isinstance(made, SftpCsv)
    return made


def pulled(one: SftpCsv, *, after: Envelope | None = None) -> list[Envelope]:
    async def collect() -> list[Envelope]:
        cursor = after.cursor_after if after else None
        return [envelope async for envelope in one.pull(cursor)]

    return asyncio.run(collect())


def envelope(body: bytes) -> Envelope:
    return Envelope(
        connection="tessaly",
        operation="file",
        request_fingerprint="",
        received_at=EPOCH,
        status=200,
        headers_kept={},
        body=body,
        body_sha256=hashlib.sha256(body).hexdigest(),
        number=0,
        cursor_after=None,
    )


def parsed(body: bytes, tessaly: Connection) -> Parsed:
    return connector(tessaly).parse(envelope(body))


def export() -> bytes:
    past = [(j, s) for j in journeys("tessaly")[:3] for s in j.steps if s.recorded.days < 0]
    return write_file(past, epoch=EPOCH)


def test_every_order_comes_and_a_second_walk_adds_nothing(tessaly: Connection) -> None:
    one = connector(tessaly)
    files = pulled(one)
    orders = {fact.order_ref for file in files for fact in one.parse(file).facts}
    assert len(orders) >= 50
    assert [
        file for file in pulled(one, after=files[-1]) if file.body in {f.body for f in files}
    ] == []


def test_the_same_bytes_give_the_same_facts(tessaly: Connection) -> None:
    assert parsed(export(), tessaly) == parsed(export(), tessaly)


def test_an_unknown_word_stays_the_vendors_word(tessaly: Connection) -> None:
    body = export().replace(b"Entwurf", b"Vorabsicht")
    words = {fact.fact.kind for fact in parsed(body, tessaly).facts}
    assert "Vorabsicht" in words
    assert "DRAFT" not in words


def test_a_bad_row_is_left_out_alone(tessaly: Connection) -> None:
    whole = parsed(export(), tessaly)
    lines = export().split(b"\r\n")
    lines[2] = lines[2].replace(b"TS-88001;", b";", 1)
    broken = parsed(b"\r\n".join(lines), tessaly)
    assert [problem.pointer[:6] for problem in broken.problems] == ["line 3"]
    assert len(broken.facts) == len(whole.facts) - 1


@pytest.mark.parametrize(
    "body",
    [
        export().replace(b"Vorgang;", b"", 1),
        export().replace(b"Vorgang;", b"Auftrag;", 1),
        "Auftrag;Vorgänge".encode("latin-1"),
        export() + b'"never closed',
        b"",
    ],
)
def test_another_header_or_charset_quarantines_the_file(body: bytes, tessaly: Connection) -> None:
    with pytest.raises(ConnectorError) as caught:
        parsed(body, tessaly)
    assert caught.value.cause is Cause.MALFORMED


def test_another_host_key_is_refused(tessaly: Connection) -> None:
    other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2M7jP1Jt9qkY4l3Zk0Yz9cE1f8mKZ7w0X2oQ4vS5hT"
    wrong = replace(tessaly, settings={**tessaly.settings, "host_key": other})
    with pytest.raises(ConnectorError) as caught:
        pulled(connector(wrong))
    assert caught.value.cause is Cause.TLS


def test_a_silent_port_is_the_network(tessaly: Connection) -> None:
    wrong = replace(tessaly, settings={**tessaly.settings, "port": str(free_port())})
    with pytest.raises(ConnectorError) as caught:
        pulled(connector(wrong))
    assert caught.value.cause is Cause.NETWORK
