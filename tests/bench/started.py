"""How long the gateway takes until it is ready, and how much memory it then has."""

import time
from pathlib import Path

import httpx

from tests.bench.case import BenchError
from tests.bench.ground import Ground
from tests.bench.served import served

WITHIN_S = 30.0


def ready(ground: Ground, *, port: int, folder: Path) -> str:
    """A line: from the process's begin until /readyz says that the store is; the second start."""
    took, held, cpu_s = 0.0, 0, 0.0
    command = ("gateway", "serve", "--no-worker")
    for _ in range(2):
        begun = time.perf_counter()
        log = folder / "started.log"
        with served(*command, port=port, log=log, env=ground.settings) as one:
            _wait(port, until=begun + WITHIN_S)
            took, held = time.perf_counter() - begun, one.memory_info().rss
            used = one.cpu_times()
            cpu_s = used.user + used.system
    return (
        f"  gateway: ready after {took:.2f} s, {cpu_s:.2f} s of them CPU; "
        f"{held / 2**20:.0f} MB resident then"
    )


def _wait(port: int, *, until: float) -> None:
    while time.perf_counter() < until:
        if httpx.get(f"http://127.0.0.1:{port}/readyz").json().get("store"):
            return
        time.sleep(0.01)
    raise BenchError("the gateway was not ready in time")
