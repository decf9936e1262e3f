"""Runs every stage of `make test`, a line each with its time; any failure or skip fails the run."""

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

from gateway.dev.bootstrap import node_folder

TREE = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
BIN = Path(PYTHON).parent
OURS = ("gateway", "connectors", "schema", "tests")


@dataclass(frozen=True)
class Stage:
    """A named command; `tests` says that it is pytest and its counts are read."""

    name: str
    command: tuple[str, ...]
    folder: Path = TREE
    tests: bool = False


@dataclass
class Counts:
    """What pytest counted."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0


def tool(name: str) -> str:
    """A program of the virtual environment."""
    return str(BIN / name)


def proof(name: str, *paths: str) -> Stage:
    """A pytest stage."""
    return Stage(name, (PYTHON, "-m", "pytest", "-q", "-x", *paths), tests=True)


STAGES = (
    Stage("format", (tool("ruff"), "format", "--check", "-q", *OURS)),
    Stage("lint", (tool("ruff"), "check", "-q", *OURS)),
    Stage("types", (tool("basedpyright"), "--warnings")),
    Stage("imports", (tool("lint-imports"), "--no-cache")),
    Stage("portal lint", ("npm", "run", "-s", "lint"), TREE / "frontend"),
    Stage("portal types", ("npm", "run", "-s", "check"), TREE / "frontend"),
    Stage("portal tests", ("npm", "run", "-s", "test"), TREE / "frontend"),
    proof("words and rules", "tests/schema", "tests/rules", "tests/properties"),
    proof("connectors", "tests/connectors", "connectors"),
    proof("gateway, both databases, Redis, Keycloak", "tests/gateway"),
    proof("hostile callers", "tests/hostile"),
    proof("end to end in Chromium", "tests/e2e"),
)
LINT = frozenset({"format", "lint", "types", "imports", "portal lint", "portal types"})


def run(stage: Stage, counts: Counts) -> bool:
    """Run one stage, print its line; true when it passed without a skip."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.xml"
        command = [*stage.command, *([f"--junit-xml={report}"] if stage.tests else [])]
        done = subprocess.run(
            command,
            cwd=stage.folder,
            capture_output=True,
            text=True,
            check=False,
            env=_environment(),
        )
        note, passed = _judge(stage, report, counts, done.returncode)
    sys.stdout.write(
        f"{'ok  ' if passed else 'FAIL'} {stage.name}: {note}{time.monotonic() - begun:.1f} s\n"
    )
    if not passed:
        sys.stdout.write(f"{done.stdout[-12_000:]}\n{done.stderr[-4_000:]}\n")
    sys.stdout.flush()
    return passed


def _environment() -> dict[str, str]:
    """Ours, with the Node that the set-up chose."""
    path = os.environ.get("PATH", "")  # noqa: TID251 (the test runner hands its own on)
    return {**os.environ, "PATH": f"{node_folder()}:{path}"}  # noqa: TID251


def _judge(stage: Stage, report: Path, counts: Counts, code: int) -> tuple[str, bool]:
    if not stage.tests:
        return "", code == 0
    if not report.exists():
        return "no report; ", False
    found = Counts()
    for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314 (our own report)
        total, skipped = int(suite.get("tests", "0")), int(suite.get("skipped", "0"))
        failed = int(suite.get("failures", "0")) + int(suite.get("errors", "0"))
        found.passed += total - skipped - failed
        found.failed += failed
        found.skipped += skipped
    counts.passed += found.passed
    counts.failed += found.failed
    counts.skipped += found.skipped
    note = f"{found.passed} passed, {found.failed} failed, {found.skipped} skipped; "
    return note, code == 0 and found.passed > 0 and not found.skipped


def main() -> int:
    """All stages, or only the linters when called with `lint`; 1 when any failed."""
    chosen = [s for s in STAGES if len(sys.argv) < 2 or s.name in LINT]
    counts = Counts()
    results = [run(stage, counts) for stage in chosen]
    wrong = results.count(False)
    sys.stdout.write(
        f"{counts.passed} passed, {counts.failed + wrong} failed, {counts.skipped} skipped\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
