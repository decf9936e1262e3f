"""The CSV family against a real SSH server, and its mapping on its own."""

import asyncio
import os
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from getpass import getuser
from pathlib import Path

import asyncssh
import msgspec
import pytest

from connectors.kit.conformance import ReadingSuite, free_port, process, recorded
from connectors.kit.contract import Connection, Connector, Envelope, Parsed
from connectors.kit.errors import Cause, ConnectorError
from connectors.kit.manifest import ManifestError, load_profile
from connectors.kit.registry import make_connector
from connectors.kit.simulator.world import journeys
from connectors.sftp_csv.client import SftpCsv, make
from connectors.sftp_csv.sandbox.files import write_file
from connectors.sftp_csv.sandbox.maker import Maker
from connectors.sftp_csv.sandbox.server import host_key

SITES = {"ALDER": "st-alder", "LAKE": "lakeside", "WEST": "westhaven"}
EPOCH = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def tessaly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folder, port = tmp_path_factory.mktemp("tessaly"), free_port()
    keys, store = folder / "keys", folder / "store"
    command = [sys.executable, "-m", "connectors.sftp_csv.sandbox", "--port", str(port)]
    command += ["--store", str(store), "--keys", str(keys), "--epoch", half_an_hour_of_quiet()]
    out = store / "out"
    with process(command, ready=lambda: bool(list(out.glob("*.done")))):
        drop(out, "verkuerzt", export().split(b"\r\n")[0] + b"\r\nTS-88001;TS-88001/1\r\n")
        yield connection(port=port, keys=keys, folder=out)


def half_an_hour_of_quiet() -> str:
    """An epoch so long ago that the next live step is half an hour away."""
    return (datetime.now(UTC) - timedelta(hours=12.3)).isoformat()  # noqa: TID251 (a real clock)


def drop(folder: Path, name: str, body: bytes) -> None:
    """A finished file as the vendor puts it there."""
    (folder / f"{name}.csv").write_bytes(body)
    (folder / f"{name}.done").touch()


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


class TestConformance(ReadingSuite):
    """Every promise of reading, on the running sandbox."""

    @pytest.fixture(autouse=True)
    def _at(self, tessaly: Connection) -> None:
        self.at = tessaly

    def connector(self) -> Connector:
        return connector(self.at)


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
    return recorded(body, connection="tessaly", operation="file", received_at=EPOCH)


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


def hurried(of: Connection, *, deadline_s: float) -> SftpCsv:
    profile = load_profile("sftp_csv", vendor="tessaly")
    limits = msgspec.structs.replace(profile.limits, deadline_s=deadline_s)
    quick = msgspec.structs.replace(profile, limits=limits)
    return make(of, profile=quick, now=lambda: EPOCH, sleep=asyncio.sleep)  # noqa: TID251 (not waited)


def test_a_port_that_never_speaks_is_given_up_in_time(tessaly: Connection) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = str(silent.getsockname()[1])
        mute = replace(tessaly, settings={**tessaly.settings, "port": port})
        with pytest.raises(ConnectorError) as caught:
            pulled(hurried(mute, deadline_s=0.5))
    assert caught.value.cause is Cause.DEADLINE


def test_who_takes_a_file_may_take_longer_than_a_call(tessaly: Connection) -> None:
    async def slowly() -> int:
        count = 0
        async for _ in hurried(tessaly, deadline_s=1.0).pull(None):
            await asyncio.sleep(0.7)  # noqa: TID251 (longer, in all, than one call may take)
            count += 1
        return count

    assert asyncio.run(slowly()) > 1


def test_only_finished_files_are_taken(tessaly: Connection) -> None:
    folder = Path(tessaly.settings["folder"])
    (folder / "halb.csv.part").write_bytes(export())
    (folder / "ohne_marke.csv").write_bytes(export())
    names = {envelope.headers_kept["name"] for envelope in pulled(connector(tessaly))}
    assert "verkuerzt.csv" in names
    assert not {"halb.csv.part", "ohne_marke.csv"} & names


def test_a_file_put_there_late_with_an_old_time_is_still_taken(tessaly: Connection) -> None:
    before = pulled(connector(tessaly))[-1]
    folder = Path(tessaly.settings["folder"])
    (folder / "spaet.csv").write_bytes(export())
    os.utime(folder / "spaet.csv", (1_700_000_000, 1_700_000_000))
    (folder / "spaet.done").touch()
    fresh = pulled(connector(tessaly), after=before)
    assert [envelope.headers_kept["name"] for envelope in fresh] == ["spaet.csv"]


def test_the_same_file_under_another_name_says_nothing_new(tessaly: Connection) -> None:
    one = connector(tessaly)
    folder = Path(tessaly.settings["folder"])
    for name in ("einmal", "nochmal"):
        drop(folder, name, export())
    files = {file.headers_kept["name"]: file for file in pulled(one)}
    assert one.parse(files["einmal.csv"]) == one.parse(files["nochmal.csv"])


def test_a_folder_that_is_not_there_is_named(tessaly: Connection) -> None:
    lost = replace(tessaly, settings={**tessaly.settings, "folder": "/no/such/folder"})
    with pytest.raises(ConnectorError) as caught:
        pulled(connector(lost))
    assert caught.value.cause is Cause.NOT_FOUND


def test_another_client_key_is_refused(tessaly: Connection) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")  # pyright: ignore[reportUnknownMemberType]
    secrets = {"private_key": key.export_private_key().decode()}
    with pytest.raises(ConnectorError) as caught:
        pulled(connector(replace(tessaly, secrets=secrets)))
    assert caught.value.cause is Cause.AUTH_REFUSED


def test_a_port_that_is_no_port_is_refused_at_the_start(tessaly: Connection) -> None:
    wrong = replace(tessaly, settings={**tessaly.settings, "port": "seventy"})
    with pytest.raises(ManifestError, match="port"):
        connector(wrong)


def test_a_restarted_maker_drops_nothing_twice(tmp_path: Path) -> None:
    epoch = datetime.fromisoformat(half_an_hour_of_quiet())
    Maker(tmp_path, epoch=epoch).drop()
    again = Maker(tmp_path)
    again.drop()
    assert again.epoch == epoch
    assert len(list((tmp_path / "out").glob("*.csv"))) == 1
