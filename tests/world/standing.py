"""The web room as a process of its own: uvloop, our protocol, a log file and an audit file.

`python -m tests.world.standing FOLDER PORT TURN_BUDGET_MS`; `standing()` starts one.
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import uvloop

from gateway.audit.events import Event
from gateway.clock import SystemClock
from gateway.telemetry.logs import configure_logs
from gateway.web.budgets import MemoryBudgets
from gateway.web.serve import server
from tests.world.databases import free_port
from tests.world.ledger import Ledger
from tests.world.serving import Impatient
from tests.world.webapp import World

TREE = Path(__file__).resolve().parents[2]
START_WITHIN_S = 20.0


class WrittenLedger(Ledger):
    """An audit that a test can read from outside."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    async def record(self, event: Event) -> None:
        with self._file.open("a") as out:
            out.write(json.dumps([str(event.kind), event.subject, event.body]) + "\n")


@dataclass(frozen=True)
class Standing:
    """A running process."""

    port: int
    folder: Path
    pid: int

    def wrote(self) -> str:
        """All that it wrote: its log and its audit."""
        files = (self.folder / name for name in ("log", "audit"))
        return "".join(file.read_text(errors="replace") for file in files if file.exists())


def listens(port: int) -> bool:
    """Whether somebody listens on that port of the loopback."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def standing(folder: Path, *, turn_budget_ms: int = 50) -> Generator[Standing]:
    """The process, from when it listens to its end."""
    port = free_port()
    with (folder / "log").open("wb") as log:
        child = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.world.standing",
                str(folder),
                str(port),
                str(turn_budget_ms),
            ],
            cwd=TREE,
            stdout=log,
            stderr=log,
        )
    try:
        end = time.monotonic() + START_WITHIN_S
        while not listens(port):
            assert child.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < end, "it does not listen"
            time.sleep(0.05)
        yield Standing(port, folder, child.pid)
        assert child.poll() is None, (folder / "log").read_text()
    finally:
        child.terminate()
        child.wait(15)


def main() -> None:
    """Serve until a signal."""
    folder, port, budget_ms = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    configure_logs(level="info")
    world = World(folder, port=port, ledger=WrittenLedger(folder / "audit"))
    # a flood is to meet the budget of a turn, not that of its one client
    budgets = MemoryBudgets(limit=2_000_000_000, clock=SystemClock())
    world.parts = replace(world.parts, budgets=budgets)
    world.rebuild()
    running = server(
        world.app,
        host="127.0.0.1",
        port=port,
        turn_budget_s=budget_ms / 1_000,
        protocol=Impatient,
    )
    uvloop.run(running.serve())


if __name__ == "__main__":
    main()
