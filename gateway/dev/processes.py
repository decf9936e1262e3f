"""Knows the processes of the pretend world: starts each in a group of its own, ends only those."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

GRACE_S = 12.0


class WorldError(Exception):
    """The world can't start; one line with the next step."""


@dataclass(slots=True)
class Child:
    """One process we started, with its log file."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def ended(self) -> bool:
        """Whether it is gone."""
        return self.process.poll() is not None


@dataclass(slots=True)
class Processes:
    """All of them; `ledger` outlives us, so that a run after a crash can end what was left over."""

    logs: Path
    ledger: Path
    children: list[Child] = field(default_factory=list[Child])

    def start(self, name: str, command: Sequence[str], *, env: Mapping[str, str]) -> Child:
        """Start one process in its own group, its output appended to `logs/NAME.log`."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{name}.log"
        with log.open("ab") as out:
            process = subprocess.Popen(  # noqa: S603 (commands of ours)
                list(command),
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        child = Child(name=name, process=process, log=log)
        self.children.append(child)
        self.note(process.pid)
        return child

    def note(self, pid: int) -> None:
        """Write a process group of ours and its birth into the ledger, to know it again."""
        _write(self.ledger, {**_entries(self.ledger), **_born(pid)})

    def claim(self) -> None:
        """Make this process the owner of the world; a second one must not end the first's."""
        _write(_owner_file(self.ledger), _born(os.getpid()))

    def require_alone(self) -> None:
        """Raise `WorldError` when another process runs the world of this ledger."""
        owner = owner_of(self.ledger)
        if owner is not None:
            raise WorldError(
                f"it runs here already (process {owner}): end it with Ctrl-C where it was started, "
                f"or: kill {owner}"
            )

    def end_left_over(self) -> int:
        """End what a killed run left behind; the number of groups ended."""
        ended = 0
        for pid, born in _entries(self.ledger).items():
            if _is_ours(int(pid), born):
                _end_group(int(pid))
                ended += 1
        self.ledger.unlink(missing_ok=True)
        return ended

    def stop(self) -> None:
        """End every group, newest first; SIGTERM, then SIGKILL after the grace."""
        for child in reversed(self.children):
            _signal_group(child.process.pid, signal.SIGTERM)
        until = time.monotonic() + GRACE_S
        for child in reversed(self.children):
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(timeout=max(0.1, until - time.monotonic()))
            _signal_group(child.process.pid, signal.SIGKILL)
            child.process.wait()
        self.ledger.unlink(missing_ok=True)
        _owner_file(self.ledger).unlink(missing_ok=True)


def owner_of(ledger: Path) -> int | None:
    """The process that runs the world of a ledger now; None when none does."""
    for pid, born in _entries(_owner_file(ledger)).items():
        if _is_ours(int(pid), born):
            return int(pid)
    return None


def _owner_file(ledger: Path) -> Path:
    return ledger.with_suffix(".owner")


def _born(pid: int) -> dict[str, float]:
    return {str(pid): psutil.Process(pid).create_time()}


def _entries(file: Path) -> dict[str, float]:
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        return {str(int(pid)): float(born) for pid, born in held.items()}
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return {}


def _write(file: Path, entries: Mapping[str, float]) -> None:
    """Whole or not at all: half a ledger would forget what runs."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.new")
    fresh.write_text(json.dumps(entries), encoding="utf-8")
    fresh.replace(file)


def require_free(ports: Mapping[str, int]) -> None:
    """Raise `WorldError` naming the first port somebody else listens on."""
    for name, port in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise WorldError(
                    f"port {port} ({name}) is busy: end what listens there, "
                    "or move everything: make run PORT=9400"
                ) from None


def _is_ours(pid: int, born: float) -> bool:
    try:
        return abs(psutil.Process(pid).create_time() - born) < 1
    except psutil.NoSuchProcess:
        return False


def _end_group(pid: int) -> None:
    _signal_group(pid, signal.SIGTERM)
    try:
        psutil.Process(pid).wait(timeout=GRACE_S)
    except psutil.NoSuchProcess:
        return
    except psutil.TimeoutExpired:
        _signal_group(pid, signal.SIGKILL)


def _signal_group(pid: int, number: signal.Signals) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return
