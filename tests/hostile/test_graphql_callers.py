"""Hostile requests to the real server process: each is refused clearly, nothing of it comes back.

After each one the process answers as before; at the end its log and its audit are searched, too.
"""

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import suppress

import httpx
import psutil
import pytest

from tests.hostile.bodies import BODIES, CANARY
from tests.hostile.documents import DOCUMENTS, REFUSED
from tests.hostile.frames import FRAMES, HANDSHAKE, HANDSHAKES, text_frame
from tests.hostile.heads import HEADS, JSON, RAW, TRUSTED
from tests.world.standing import Standing, standing
from tests.world.webapp import BEARER

PATIENCE_S = 10.0
MOST_MEMORY = 250_000_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    """One process for all of them; what it wrote is searched when all is over."""
    with standing(tmp_path_factory.mktemp("standing")) as running:
        yield running
        memory = psutil.Process(running.pid).memory_info().rss
    wrote = running.wrote()
    assert CANARY not in wrote
    assert '"fault"' not in wrote
    assert '"OPERATION"' in wrote
    assert memory < MOST_MEMORY


@pytest.fixture(autouse=True)
def healthy(server: Standing) -> Iterator[None]:
    """The next caller is served as if nothing had been."""
    yield
    begun = time.monotonic()
    with caller(server) as client:
        assert client.get("/healthz").json() == {"alive": True}
        answer = client.post("/graphql", content=TRUSTED, headers={**JSON, **BEARER})
    assert answer.json()["data"]["viewer"]["name"] == "I. Okafor"
    assert time.monotonic() - begun < PATIENCE_S


def caller(server: Standing) -> httpx.Client:
    """A client that reads no certificates, which takes longer than the request."""
    return httpx.Client(
        base_url=f"http://localhost:{server.port}",
        timeout=PATIENCE_S,
        verify=False,  # noqa: S501 (plain HTTP to the loopback)
        trust_env=False,
    )


def sent(server: Standing, body: bytes, headers: dict[str, str]) -> httpx.Response:
    here = {name: value.replace("PORT", str(server.port)) for name, value in headers.items()}
    given = [
        (name.encode(), value.encode("latin-1"))
        for name, value in {**BEARER, **here}.items()
        if value
    ]
    with caller(server) as client:
        return client.post("/graphql", content=body, headers=given)


@pytest.mark.parametrize(
    ("body", "expected"), [pytest.param(b, e, id=n) for n, b, e in (*BODIES, *DOCUMENTS)]
)
def test_a_hostile_body_is_answered_safely(
    server: Standing, body: bytes, expected: set[int]
) -> None:
    begun = time.monotonic()
    answer = sent(server, body, JSON)
    assert answer.status_code in expected, answer.text
    assert time.monotonic() - begun < PATIENCE_S
    assert CANARY.encode() not in answer.content
    if answer.status_code != 200:
        assert answer.json()["errors"][0]["extensions"]["code"] != "INTERNAL"


@pytest.mark.parametrize(
    ("body", "expected"), [pytest.param(b, e, id=n) for n, b, e in DOCUMENTS if e <= REFUSED]
)
def test_a_hostile_document_is_refused_as_a_stream_too(
    server: Standing, body: bytes, expected: set[int]
) -> None:
    answer = sent(server, body, {**JSON, "accept": "text/event-stream"})
    assert answer.status_code in expected, answer.text
    assert CANARY.encode() not in answer.content


@pytest.mark.parametrize(("headers", "expected"), [pytest.param(h, e, id=n) for n, h, e in HEADS])
def test_a_hostile_head_is_answered_safely(
    server: Standing, headers: dict[str, str], expected: int
) -> None:
    answer = sent(server, TRUSTED, headers)
    assert answer.status_code == expected, answer.text
    assert "server" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("raw", "expected"), [pytest.param(r, e, id=n) for n, r, e in RAW])
def test_hostile_bytes_get_an_answer_or_a_close(
    server: Standing, raw: bytes, expected: set[int]
) -> None:
    answer = exchange(server, raw.replace(b"PORT", str(server.port).encode()))
    status = int(answer.split(b" ", 2)[1]) if answer else 0
    assert status in expected, answer[:300]
    assert b"uvicorn" not in answer.lower()


@pytest.mark.parametrize(("frames", "expected"), [pytest.param(f, e, id=n) for n, f, e in FRAMES])
def test_hostile_frames_close_their_socket(
    server: Standing, frames: list[bytes], expected: set[int]
) -> None:
    shake = HANDSHAKE.replace(b"PORT", str(server.port).encode())
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_S) as connection:
        connection.sendall(shake)
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(1)
        assert head.startswith(b"HTTP/1.1 101 ")
        with suppress(ConnectionError):
            for frame in frames:
                connection.sendall(frame)
        connection.settimeout(2.0 if 0 in expected else PATIENCE_S)
        assert close_code(connection) in expected


@pytest.mark.parametrize(("name", "value"), HANDSHAKES)
def test_a_hostile_handshake_opens_nothing(server: Standing, name: bytes, value: bytes) -> None:
    lines = HANDSHAKE.replace(b"PORT", str(server.port).encode()).split(b"\r\n")
    kept = [line for line in lines if not line.startswith(name + b":")]
    answer = exchange(server, b"\r\n".join([kept[0], name + b": " + value, *kept[1:]]))
    assert int(answer.split(b" ", 2)[1]) in {400, 403, 421, 426}


def test_many_who_say_nothing_keep_nobody_out(server: Standing) -> None:
    silent = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(300)]
    halves = silent[:100]
    for one in halves:
        one.sendall(b"POST /graphql HTTP/1.1\r\nHost: localhost\r\n")
    answer = sent(server, TRUSTED, JSON)
    assert answer.status_code == 200
    time.sleep(1.5)
    ended = 0
    for one in silent:
        one.settimeout(2.0)
        with suppress(ConnectionResetError):
            ended += one.recv(100).startswith(b"HTTP/1.1 408 ")
        one.close()
    assert ended == len(silent)


def test_a_socket_that_stays_silent_is_closed(server: Standing) -> None:
    shake = HANDSHAKE.replace(b"PORT", str(server.port).encode())
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_S) as connection:
        connection.sendall(shake + text_frame(b'{"type":"connection_init"}'))
        while not connection.recv(1_000).endswith(b"\r\n\r\n"):
            continue
        assert close_code(connection) == 4408


def test_the_set_is_large_and_no_case_comes_twice() -> None:
    names = [case[0] for case in (*BODIES, *DOCUMENTS, *HEADS, *RAW, *FRAMES)]
    assert len(names) >= 180
    for group in (BODIES, DOCUMENTS, HEADS, RAW, FRAMES):
        assert len({case[0] for case in group}) == len(group)


def exchange(server: Standing, raw: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_S) as connection:
        found = b""
        try:
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
            while chunk := connection.recv(65_536):
                found += chunk
        except (ConnectionResetError, BrokenPipeError):
            return found
        return found


def close_code(connection: socket.socket) -> int:
    """The code of the close frame that comes, past what comes before; 0 when none does."""
    found = b""
    with suppress(TimeoutError, ConnectionResetError):
        while chunk := connection.recv(4_096):
            found += chunk
            while len(found) >= 2 and len(found) >= 2 + (size := found[1] & 0x7F):
                if found[0] & 0x0F == 8:
                    return int(struct.unpack("!H", found[2:4])[0]) if size >= 2 else 1005
                found = found[2 + size :]
    return 0
