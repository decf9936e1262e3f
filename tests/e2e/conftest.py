"""The whole product as `make run` starts it, once for all end-to-end tests."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.api import TREE, World, ask, token

READY_WITHIN_S = 240
CHROMIUM = Path("/usr/bin/chromium")


def free_base() -> int:
    """A port whose neighbours that the world uses are free, too."""
    for base in range(18_400, 19_400, 50):
        try:
            for offset in (0, 1, 2, 3, 4, 12, 13, 14):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", base + offset))
        except OSError:
            continue
        return base
    raise AssertionError("no free ports between 18400 and 19400")


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    data, port = tmp_path_factory.mktemp("world"), free_base()
    log = data / "dev.log"
    command = [sys.executable, "-m", "gateway", "dev", "--port", str(port), "--data", str(data)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=TREE, stdout=out, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + READY_WITHIN_S
        while "Ctrl-C" not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.3)
        running = World(url=f"http://localhost:{port}", data=data)
        wait_for_orders(running)
        yield running
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0, log.read_text()


def wait_for_orders(world: World) -> None:
    """Until every manufacturer was read once; the FHIR server is built at its first start."""
    bearer = token(world, "l.meier")
    until = time.monotonic() + 300
    while True:
        found = ask(world, "{ sources { state } }", bearer=bearer).json()["data"]["sources"]
        if all(source["state"] == "LIVE" for source in found):
            return
        assert time.monotonic() < until, found
        time.sleep(1)


@pytest.fixture(scope="session")
def browser() -> Generator[Browser]:
    assert CHROMIUM.exists(), "Debian's chromium is missing: run make test, which installs it"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=[
                *("--no-sandbox", "--disable-gpu", "--no-first-run"),
                *("--disable-background-networking", "--disable-component-update"),
            ],
        )
        yield started
        started.close()
