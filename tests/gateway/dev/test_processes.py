"""The keeper of processes ends what it started, after a crash too, and nothing else."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from gateway.dev.processes import Child, Processes, WorldError, owner_of, require_free
from gateway.settings import inherited_environment

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def keeper(folder: Path) -> Processes:
    return Processes(logs=folder / "logs", ledger=folder / "run.ledger.json")


def started(processes: Processes) -> Child:
    return processes.start("sleeper", SLEEP, env=inherited_environment())


def test_stop_ends_what_was_started(tmp_path: Path) -> None:
    processes = keeper(tmp_path)
    child = started(processes)
    processes.stop()
    assert child.ended
    assert not psutil.pid_exists(child.process.pid)


def test_a_run_after_a_crash_ends_what_was_left_over(tmp_path: Path) -> None:
    child = started(keeper(tmp_path))
    assert keeper(tmp_path).end_left_over() == 1
    assert not psutil.pid_exists(child.process.pid)
    child.process.wait()


def test_a_process_that_took_over_a_number_is_left_alone(tmp_path: Path) -> None:
    stranger = subprocess.Popen(SLEEP, start_new_session=True)
    try:
        keeper(tmp_path).ledger.write_text(f'{{"{stranger.pid}": 1.0}}')
        assert keeper(tmp_path).end_left_over() == 0
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize("text", ['{"12', "[]", '{"a": 1}', '{"1": null}'])
def test_a_broken_ledger_is_an_empty_one(tmp_path: Path, text: str) -> None:
    keeper(tmp_path).ledger.write_text(text)
    assert keeper(tmp_path).end_left_over() == 0


def test_a_second_run_leaves_the_first_alone(tmp_path: Path) -> None:
    keeper(tmp_path).claim()
    assert owner_of(keeper(tmp_path).ledger) == os.getpid()
    with pytest.raises(WorldError, match=f"runs here already .process {os.getpid()}"):
        keeper(tmp_path).require_alone()


def test_nobody_owns_a_world_that_was_stopped(tmp_path: Path) -> None:
    processes = keeper(tmp_path)
    processes.claim()
    processes.stop()
    assert owner_of(processes.ledger) is None


def test_a_busy_port_is_named_with_the_next_step() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        with pytest.raises(WorldError, match=rf"port {port} \(portal\) is busy.*PORT="):
            require_free({"portal": port})
