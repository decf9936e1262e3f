"""The servers under test: each a process of its own, pinned to the first core."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import gettempdir

import psutil

from gateway.settings import inherited_environment
from tests.bench.case import BenchError

TREE = Path(__file__).resolve().parents[2]
START_WITHIN_S = 60.0
COMPILED = {
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONPYCACHEPREFIX": str(Path(gettempdir()) / "cgt-bench-compiled"),
}
"""As installed: modules are compiled once, not at every start."""
END_WITHIN_S = 12.0


@cache
def cores() -> tuple[int, int]:
    """The core of the server and that of the load; raises `BenchError` when there is only one.

    Asked first before anything is pinned, and remembered: a pinned process sees its core only.
    """
    allowed = sorted(os.sched_getaffinity(0))
    if len(allowed) < 2:
        raise BenchError("two cores are needed: one for the server, one for the load")
    return allowed[0], allowed[1]


@contextmanager
def served(
    *arguments: str, port: int, log: Path, env: Mapping[str, str] | None = None
) -> Generator[psutil.Process]:
    """`python -m ARGUMENTS` on the server's core, from when it listens until the end."""
    with log.open("wb") as out:
        child = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=TREE,
            env={**inherited_environment(), **COMPILED, **(env or {})},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    os.sched_setaffinity(child.pid, {cores()[0]})  # its threads, which come later, inherit it
    try:
        _wait(child, port=port, log=log)
        yield psutil.Process(child.pid)
    finally:
        child.terminate()
        try:
            child.wait(END_WITHIN_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def cpu_s(process: psutil.Process) -> float:
    """Seconds of CPU that all threads of the process have used, in user and system mode."""
    times = process.cpu_times()
    return times.user + times.system


def _wait(child: "subprocess.Popen[bytes]", *, port: int, log: Path) -> None:
    end = time.monotonic() + START_WITHIN_S
    while time.monotonic() < end and child.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    tail = log.read_text(encoding="utf-8", errors="replace")[-2_000:]
    raise BenchError(f"the server did not listen within {START_WITHIN_S:.0f} s:\n{tail}")
