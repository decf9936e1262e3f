"""Raw bytes against the real server: one answer or a close, and it goes on serving."""

import socket
import time
from collections.abc import Generator

import pytest

from gateway.web.serve import DeadlineProtocol
from tests.world.serving import Impatient, served
from tests.world.webapp import World

GET = b"GET /healthz HTTP/1.1\r\nHost: localhost:8660\r\n"
POST = (
    b"POST /graphql HTTP/1.1\r\nHost: localhost:8660\r\nContent-Type: application/json\r\n"
    b"Authorization: Bearer program\r\n"
)
QUERY = b'{"documentId":"sha256:viewer"}'
CASES: list[tuple[str, bytes, set[bytes]]] = [
    ("fine", GET + b"\r\n", {b"200"}),
    ("a query", POST + b"Content-Length: 30\r\n\r\n" + QUERY, {b"200"}),
    (
        "chunked",
        POST + b"Transfer-Encoding: chunked\r\n\r\n1e\r\n" + QUERY + b"\r\n0\r\n\r\n",
        {b"200"},
    ),
    ("no host", b"GET /healthz HTTP/1.1\r\n\r\n", {b"421"}),
    ("two hosts", GET + b"Host: evil\r\n\r\n", {b"421", b"400"}),
    ("garbage", b"\x00\x01\x02\r\n\r\n", {b"400"}),
    ("tls hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", {b"400"}),
    ("absolute address", b"GET http://evil/ HTTP/1.1\r\nHost: evil\r\n\r\n", {b"421"}),
    (
        "length and chunks",
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        {b"400"},
    ),
    ("two lengths", POST + b"Content-Length: 30\r\nContent-Length: 31\r\n\r\n" + QUERY, {b"400"}),
    ("negative length", POST + b"Content-Length: -1\r\n\r\n", {b"400"}),
    ("bad chunk", POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", {b"400", b""}),
    ("folded header", GET + b"X-A: b\r\n  c\r\n\r\n", {b"400"}),
    ("space in name", GET + b"X A: b\r\n\r\n", {b"400"}),
    ("nul in header", GET + b"X-A: \x00\r\n\r\n", {b"400"}),
    ("bare line feeds", b"GET /healthz HTTP/1.1\nHost: localhost:8660\n\n", {b"200", b"400"}),
    ("huge head", GET + b"X-A: " + b"a" * 100_000 + b"\r\n\r\n", {b"431"}),
    ("many headers", GET + b"X-A: b\r\n" * 9_000 + b"\r\n", {b"431"}),
    (
        "long address",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: localhost:8660\r\n\r\n",
        {b"414"},
    ),
    ("unknown method", b"EVIL / HTTP/1.1\r\nHost: localhost:8660\r\n\r\n", {b"400", b"405"}),
    ("too long announced", POST + b"Content-Length: 999999999999\r\n\r\n", {b"413"}),
    ("upgrade", GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", {b"400"}),
    ("ends early", POST + b"Content-Length: 30\r\n\r\n{", {b"400", b""}),
]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Generator[int, None, None]:
    with served(World(tmp_path_factory.mktemp("web")).app) as port:
        yield port


def exchange(port: int, sent: bytes, *, finish: bool = True) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        try:
            connection.sendall(sent)
            if finish:
                connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65_536), b""))
        except (ConnectionResetError, BrokenPipeError):
            return b""


def status(answer: bytes) -> bytes:
    return answer.split(b" ", 2)[1] if answer else b""


@pytest.mark.parametrize(("sent", "expected"), [pytest.param(s, e, id=n) for n, s, e in CASES])
def test_raw_bytes_get_one_answer_or_a_close(port: int, sent: bytes, expected: set[bytes]) -> None:
    close = sent.replace(
        b"\r\nHost: localhost:8660", b"\r\nConnection: close\r\nHost: localhost:8660", 1
    )
    answer = exchange(port, sent if b"Upgrade" in sent else close)
    assert status(answer) in expected
    assert answer.count(b"HTTP/1.1 ") <= 1
    assert b"uvicorn" not in answer.lower()
    assert status(exchange(port, GET + b"Connection: close\r\n\r\n")) == b"200"


@pytest.mark.parametrize(
    ("begun", "within_s"),
    [
        (b"", Impatient.head_within_s),
        (b"GET /healthz HT", Impatient.head_within_s),
        (GET, Impatient.head_within_s),
        (POST + b"Content-Length: 30\r\n\r\n{", Impatient.body_within_s),
    ],
)
def test_what_does_not_come_is_given_up(port: int, begun: bytes, within_s: float) -> None:
    since = time.monotonic()
    answer = exchange(port, begun, finish=False)
    took = time.monotonic() - since
    assert status(answer) == b"408"
    assert within_s - 0.1 < took < within_s + 3


def test_a_byte_now_and_then_does_not_help(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        since = time.monotonic()
        for byte in GET:
            try:
                connection.sendall(bytes([byte]))
            except (ConnectionResetError, BrokenPipeError):
                break
            time.sleep(0.1)
        assert time.monotonic() - since < Impatient.head_within_s + 3


def test_the_deadlines_are_those_of_the_design() -> None:
    assert (DeadlineProtocol.head_within_s, DeadlineProtocol.body_within_s) == (5.0, 10.0)
