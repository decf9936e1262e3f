"""What leaves the process leaves by a listed door: the code and `gateway.telemetry.sinks` agree."""

from importlib import import_module
from pathlib import Path

import pytest

from gateway.telemetry.sinks import SINKS, Door
from tests.rules.outward import doors, modules

TREE = Path(__file__).resolve().parents[2]
PACKAGES = (TREE / "gateway", TREE / "connectors", TREE / "schema")
NOT_SHIPPED = (
    ".dev.",
    ".sandbox.",
    ".simulator.",
    ".hapi.",
    ".conformance.",
    ".fault_driver.",
    ".test_",
)
LISTED = {sink.module: frozenset(sink.doors) for sink in SINKS}
ADVICE = (
    "{module}:{line} writes outward ({door}) and is no such sink. Hand the bytes to a listed sink "
    "instead (log with gateway.telemetry.logs.Log, answer through gateway.web.desk, ask vendors "
    "through connectors.kit.transport); if it must be a new way out, add it to "
    "gateway/telemetry/sinks.py with who treats its values, and to tests/hostile/test_canary.py"
)
PLANTED = [
    ("from starlette.responses import Response", Door.RESPONSE),
    ("from starlette import responses", Door.RESPONSE),
    ("import starlette.responses as r", Door.RESPONSE),
    ("async def f(socket):\n    await socket.send_text('a')", Door.SOCKET),
    ("async def f(send):\n    await send({'type': 'http.response.body'})", Door.SOCKET),
    ("open('a', 'w')", Door.FILE),
    ("open('a', mode='ab')", Door.FILE),
    ("path.open('x')", Door.FILE),
    ("path.write_bytes(b'')", Door.FILE),
    ("import os\nos.open('a', os.O_WRONLY | os.O_CREAT)", Door.FILE),
    ("tempfile.NamedTemporaryFile()", Door.FILE),
    ("print('a')", Door.CONSOLE),
    ("import sys\nsys.stderr.write('a')", Door.CONSOLE),
    ("from sys import stdout", Door.CONSOLE),
    ("typer.echo('a')", Door.CONSOLE),
    ("import logging", Door.LOG),
    ("from structlog import get_logger", Door.LOG),
    ("from prometheus_client import Counter", Door.METRICS),
    ("from opentelemetry import trace", Door.METRICS),
    ("import httpx", Door.NETWORK),
    ("def f():\n    from redis.asyncio import Redis", Door.NETWORK),
    ("from urllib import request", Door.NETWORK),
    ("import smtplib", Door.NETWORK),
    ("import socket", Door.NETWORK),
    ("asyncio.open_connection('a', 1)", Door.NETWORK),
    ("from asyncio import open_unix_connection", Door.NETWORK),
    ("from asyncio import subprocess", Door.PROCESS),
    ("os.system('a')", Door.PROCESS),
    ("import subprocess", Door.PROCESS),
    ("asyncio.create_subprocess_exec('a')", Door.PROCESS),
    ("import os\nos.write(1, b'')", Door.FILE),
    ("os.replace('a', 'b')", Door.FILE),
    ("shutil.copy('a', 'b')", Door.FILE),
    ("json.dump({}, file)", Door.FILE),
    ("open('a', mode)", Door.FILE),
    ("open('a', mode=mode)", Door.FILE),
    ("import mmap", Door.FILE),
    ("sys.__stdout__.write('a')", Door.CONSOLE),
    ("import warnings", Door.CONSOLE),
    ("traceback.print_exc()", Door.CONSOLE),
    ("import syslog", Door.LOG),
    ("loop.sock_sendall(one, b'')", Door.NETWORK),
    ("loop.create_datagram_endpoint(make)", Door.NETWORK),
    ("import aiohttp", Door.NETWORK),
    ("from http.server import HTTPServer", Door.NETWORK),
    ("from xmlrpc.client import ServerProxy", Door.NETWORK),
    ("os.execv('a', [])", Door.PROCESS),
    ("from concurrent.futures import ProcessPoolExecutor", Door.PROCESS),
    ("import sqlite3", Door.STORE),
    ("import pysqlite3.dbapi2", Door.STORE),
    ("import asyncpg", Door.STORE),
    ("import_module('pysqlite3')", Door.STORE),
    ("insert(audit_events)", Door.RECORD),
    ("create_async_engine('a')", Door.STORE),
]
INWARD = (
    "open('a')",
    "path.open('rb')",
    "open('a', encoding='utf-8')",
    "vault.open(sealed, key=key, place=place)",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import httpx",
    "fingerprint(b'')",
    "calls.send('PUT', 'a')",
    "from gateway.audit.tables import audit_events\nselect(audit_events)",
    "rows.insert(0, audit)",
)


def test_every_door_that_is_open_is_listed() -> None:
    wrong = [
        ADVICE.format(module=module, line=lines[0], door=door)
        for module, path in modules(*PACKAGES, without=NOT_SHIPPED)
        for door, lines in doors(path.read_text(encoding="utf-8")).items()
        if door not in LISTED.get(module, ())
    ]
    assert not wrong, "\n".join(wrong)


def test_every_listed_door_is_open() -> None:
    found = {
        module: frozenset(doors(path.read_text(encoding="utf-8")))
        for module, path in modules(*PACKAGES, without=NOT_SHIPPED)
    }
    closed = [
        (m, door) for m, listed in LISTED.items() for door in listed - found.get(m, frozenset())
    ]
    assert not closed, f"take these out of gateway/telemetry/sinks.py: {closed}"


def test_every_sink_says_what_leaves_and_who_treats_it() -> None:
    assert len(SINKS) == len(LISTED)
    for sink in SINKS:
        assert import_module(sink.module)
        assert len(sink.leaves) > 10
        assert len(sink.treated_by) > 10


@pytest.mark.parametrize(("source", "door"), PLANTED)
def test_a_planted_way_out_is_found(source: str, door: Door) -> None:
    assert door in doors(source)


@pytest.mark.parametrize("source", INWARD)
def test_what_only_reads_is_left_alone(source: str) -> None:
    assert doors(source) == {}
