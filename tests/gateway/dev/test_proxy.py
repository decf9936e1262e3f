"""A manufacturer's line passes, waits, breaks or falls silent as its switch says."""

import asyncio
import socket
import time
from pathlib import Path

import pytest

from gateway.clock import SystemClock
from gateway.dev.proxy import BROKEN_AFTER_BYTES, Fault, Proxy, Switches
from tests.world.databases import free_port
from tests.world.loop import run

ANSWER = b"x" * 3_000_000


async def _manufacturer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await reader.readline()
        writer.write(ANSWER)
        writer.close()
        await writer.wait_closed()
    except OSError:
        writer.transport.abort()


async def asked(folder: Path, fault: Fault) -> bytes:
    """What a caller gets through the line under `fault`, reading slowly at first."""
    switches = Switches(folder / "switches.json")
    switches.write("helvance", fault)
    server = await asyncio.start_server(_manufacturer, "127.0.0.1", 0)
    target = int(server.sockets[0].getsockname()[1])
    port = free_port()
    line = Proxy(name="helvance", port=port, target=target, switches=switches, clock=SystemClock())
    await line.start()
    try:
        return await asyncio.to_thread(ask, port)
    finally:
        await line.stop()
        server.close()
        await SystemClock().sleep(0.1)


def ask(port: int) -> bytes:
    """A caller who waits a moment before reading, and reads to the end."""
    got = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as caller:
        caller.sendall(b"orders\n")
        time.sleep(0.3)
        while data := caller.recv(65536):
            got += data
    return got


def test_a_line_without_a_fault_carries_every_byte_to_a_slow_reader(tmp_path: Path) -> None:
    assert run(asked(tmp_path, Fault())) == ANSWER


def test_a_delayed_line_carries_it_late(tmp_path: Path) -> None:
    begun = time.monotonic()
    assert run(asked(tmp_path, Fault("delay", 0.8))) == ANSWER
    assert time.monotonic() - begun >= 0.8


def test_a_broken_line_gives_the_beginning_of_an_answer(tmp_path: Path) -> None:
    assert run(asked(tmp_path, Fault("break"))) == ANSWER[:BROKEN_AFTER_BYTES]


def test_a_stopped_line_gives_nothing(tmp_path: Path) -> None:
    try:
        got = run(asked(tmp_path, Fault("stop")))
    except ConnectionError:
        got = b""
    assert got == b""


def test_a_switch_moves_one_manufacturer_only(tmp_path: Path) -> None:
    switches = Switches(tmp_path / "switches.json")
    switches.write("helvance", Fault("stop"))
    switches.write("tessaly", Fault("delay", 3))
    assert switches.read("helvance") == Fault("stop")
    assert switches.read("tessaly") == Fault("delay", 3)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"helvance": 3}'])
def test_an_unreadable_switch_is_no_fault(tmp_path: Path, text: str) -> None:
    (tmp_path / "switches.json").write_text(text)
    switches = Switches(tmp_path / "switches.json")
    assert switches.read("helvance") == Fault()
    switches.write("helvance", Fault("stop"))
    assert switches.read("helvance") == Fault("stop")
