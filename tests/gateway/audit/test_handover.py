"""Every checkpoint reaches the second place in order, through its outages, and none is lost."""

import asyncio
import base64
import json
import socket
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from gateway.audit.checking import read_witness
from gateway.audit.checkpoints import (
    CHECKPOINT,
    Checkpoint,
    Moment,
    checkpoint_text,
    read_checkpoint,
)
from gateway.audit.events import Event
from gateway.audit.handover import Handover
from gateway.audit.keys import signed_by
from gateway.audit.second_place import (
    FilePlace,
    SecondPlace,
    SecondPlaceError,
    Signed,
    line_of,
    open_second_place,
)
from gateway.clock import SystemClock
from gateway.store.engine import Store
from gateway.telemetry.logs import Log
from tests.gateway.audit.test_verify import fill
from tests.world.audited import SIGNER, auditing
from tests.world.certificates import server_tls
from tests.world.loop import run
from tests.world.scripted import NOW

POINT = Signed(
    checkpoint=checkpoint_text(
        Checkpoint(
            at="2026-11-26T12:00:00.000000Z",
            first=1,
            head="",
            key="",
            kind=Moment.BEGIN,
            last=0,
            number=1,
            previous="",
            root="",
            tenant="t",
            v=CHECKPOINT,
            writer="w",
        )
    ),
    signature=b"s",
)
LINES = [Signed(checkpoint=json.dumps({"n": n}), signature=b"s") for n in range(3)]


class Later(SystemClock):
    """The machine's clock, some time on."""

    def __init__(self, ahead: timedelta) -> None:
        self.ahead = ahead

    def now(self) -> datetime:
        return super().now() + self.ahead


class Shaky:
    """A second place that is away for its first calls."""

    def __init__(self, away: int = 0) -> None:
        self.away = away
        self.kept: list[Signed] = []

    async def keep(self, lines: Sequence[Signed], /) -> None:
        if self.away:
            self.away -= 1
            raise SecondPlaceError("away")
        self.kept += lines


def handing(store: Store, place: SecondPlace, *, ahead: float = 0, holder: str = "h") -> Handover:
    clock = Later(timedelta(seconds=ahead))
    return Handover(store, place, holder=holder, signer=SIGNER, clock=clock, log=Log("audit"))


def place_at(url: str) -> SecondPlace:
    return open_second_place(url, ca_file=None, signer=SIGNER, host="h")


def numbers(lines: Sequence[Signed]) -> list[int]:
    return [read_checkpoint(one.checkpoint).number for one in lines]


def test_what_waited_while_the_place_was_away_comes_in_order(store: Store) -> None:
    async def walk() -> tuple[Shaky, Handover, list[Signed]]:
        made = await fill(store)
        place = Shaky(away=2)
        handover = handing(store, place)
        for _ in range(2):
            with pytest.raises(SecondPlaceError):
                await handover.hand_over()
        await handover.hand_over()
        await handover.hand_over()
        await store.close()
        return place, handover, made

    place, handover, made = run(walk())
    assert place.kept == made
    assert handover.state.cause is None


def test_only_one_process_hands_over_at_a_time(store: Store) -> None:
    async def walk() -> tuple[int, int, int]:
        made = await fill(store)
        first, second = Shaky(away=1), Shaky()
        with pytest.raises(SecondPlaceError):
            await handing(store, first, holder="one").hand_over()
        while_held = await handing(store, second, holder="two").hand_over()
        later = await handing(store, second, holder="two", ahead=60).hand_over()
        await store.close()
        return while_held, later, len(made)

    while_held, later, made = run(walk())
    assert (while_held, later) == (0, made)


def test_a_writer_that_fell_silent_is_closed_by_another(store: Store) -> None:
    async def walk() -> tuple[int, int, Shaky]:
        audit = auditing(store, "dead")
        audit.start()
        await audit.record(Event(kind="OPERATION", subject="s", at=NOW))
        task = audit._task
        assert task is not None
        task.cancel()
        place = Shaky()
        soon = await handing(store, place, ahead=60).close_silent()
        late = await handing(store, place, ahead=3600).close_silent()
        await handing(store, place, ahead=3600).hand_over()
        await store.close()
        return soon, late, place

    soon, late, place = run(walk())
    assert (soon, late) == (0, 1)
    closed = read_checkpoint(place.kept[-1].checkpoint)
    assert (closed.kind, closed.writer, closed.last) == (Moment.CLOSED, "dead", 2)


def test_a_file_is_appended_to_and_a_cut_line_stays_alone(tmp_path: Path) -> None:
    file = tmp_path / "kept.ndjson"
    place = FilePlace(file)
    run(place.keep(LINES[:2]))
    file.write_bytes(file.read_bytes()[:-5])
    run(place.keep(LINES[1:]))
    assert read_witness(file.read_bytes().splitlines(keepends=True)) == [LINES[0], *LINES[1:]]


def test_a_file_that_cant_be_written_is_an_error_without_its_path(tmp_path: Path) -> None:
    place = place_at((tmp_path / "no" / "such" / "folder").as_uri())
    with pytest.raises(SecondPlaceError, match=r"^file: FileNotFoundError$"):
        run(place.keep(LINES))


def test_syslog_messages_are_rfc_5424_counted_by_octets(store: Store) -> None:
    async def walk() -> tuple[bytes, list[Signed]]:
        made = await fill(store)
        got = bytearray()
        done = asyncio.Event()

        async def collect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            got.extend(await reader.read())
            writer.close()
            done.set()

        server = await asyncio.start_server(collect, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        await place_at(f"syslog+tcp://127.0.0.1:{port}").keep(made)
        await done.wait()
        server.close()
        await store.close()
        return bytes(got), made

    data, made = run(walk())
    messages: list[bytes] = []
    while data:
        length, _, rest = data.partition(b" ")
        messages.append(rest[: int(length)])
        data = rest[int(length) :]
    assert messages[0].startswith(b"<109>1 20")
    assert b" h cgt-gateway - CHECKPOINT - {" in messages[0]
    assert read_witness(messages) == made


def test_syslog_over_tls_trusts_only_the_authority_that_is_named(tmp_path: Path) -> None:
    async def walk() -> bytes:
        until = datetime.now(UTC) + timedelta(days=5)  # noqa: TID251 (the TLS library's own clock)
        tls, authority = server_tls(tmp_path, name="localhost", until=until)
        got: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

        async def collect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            got.set_result(await reader.read())
            writer.close()

        server = await asyncio.start_server(collect, "127.0.0.1", 0, ssl=tls)
        url = f"syslog+tls://localhost:{server.sockets[0].getsockname()[1]}"
        with pytest.raises(SecondPlaceError, match="SSLCertVerificationError"):
            await place_at(url).keep([POINT])
        trusting = open_second_place(url, ca_file=authority, signer=SIGNER, host="h")
        await trusting.keep([POINT])
        data = await got
        server.close()
        return data

    length, _, message = run(walk()).partition(b" ")
    assert int(length) == len(message)
    assert read_witness([message]) == [POINT]


def test_the_machines_own_syslog_gets_a_datagram_each(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "log"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(str(path))
        server.settimeout(5)

        async def walk() -> list[Signed]:
            made = (await fill(store))[:4]
            await place_at(f"syslog+unix://{path}").keep(made)
            await store.close()
            return made

        made = run(walk())
        assert read_witness([server.recv(65_536) for _ in made]) == made


@contextmanager
def collector(status: int) -> Generator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    got: list[tuple[dict[str, str], bytes]] = []

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            got.append((dict(self.headers.items()), body))
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/checkpoints", got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_webhook_gets_signed_lines() -> None:
    with collector(204) as (url, got):
        run(place_at(url).keep(LINES))
    (headers, body) = got[0]
    named = {name.lower(): value for name, value in headers.items()}
    assert body == b"".join(map(line_of, LINES))
    assert named["x-audit-key"] == SIGNER.key_id
    signature = base64.b64decode(named["x-audit-signature"])
    assert signed_by(SIGNER.keys[0].public, signature, body)


def test_a_webhook_that_refuses_has_not_kept_them() -> None:
    with collector(503) as (url, _), pytest.raises(SecondPlaceError, match="status 503"):
        run(place_at(url).keep(LINES))


@pytest.mark.parametrize(
    "url",
    ["http://logs.example/x", "syslog+tcp://logs.example:601", "ftp://x", "kept.ndjson", "file:"],
)
def test_a_place_that_would_be_unsafe_or_is_none_is_refused(url: str) -> None:
    with pytest.raises(SecondPlaceError, match="CGT_AUDIT_SECOND_PLACE"):
        place_at(url)
