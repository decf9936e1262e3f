"""A long command over the vault says how far it is: share, count, speed, and what remains."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.app.keeping import BAR, Progress
from gateway.cli import commands
from gateway.vault.ring import Moved
from tests.world.installed import installed

BEGUN = re.compile(rf"·{{{BAR}}}   0%  0 of (\d+)  0/s  …")
ENDED = re.compile(rf"█{{{BAR}}} 100%  (\d+) of (\d+)  [\d,]+/s  0 s left")


@pytest.mark.parametrize(
    ("moved", "seconds", "line"),
    [
        (Moved(0, 1_200), 0.0, "························   0%  0 of 1,200  0/s  …"),
        (Moved(300, 1_200), 2.0, "██████··················  25%  300 of 1,200  150/s  6 s left"),
        (
            Moved(1_200, 1_200),
            8.0,
            "████████████████████████ 100%  1,200 of 1,200  150/s  0 s left",
        ),
        (Moved(0, 0), 0.0, "████████████████████████ 100%  0 of 0  0/s  …"),
    ],
)
def test_a_line_of_progress(moved: Moved, seconds: float, line: str) -> None:
    assert Progress(moved, seconds=seconds).line() == line


@pytest.fixture
def environment(tmp_path: Path, database_url: str) -> dict[str, str]:
    """That of an installation that has taken a vendor's pages."""
    given = installed(tmp_path, database_url, pages=2)
    return {
        "CGT_DATABASE_URL": database_url,
        "CGT_VAULT_KEY_FILE": str(given.vault_key_file),
    }


def test_a_rotation_shows_how_far_it_is_on_stderr_alone(environment: dict[str, str]) -> None:
    done = CliRunner().invoke(commands, ["vault", "rotate"], env=environment)
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    nothing, *lines = done.stderr.replace("\n", "\r").rstrip("\r").split("\r")
    assert nothing == "", "each line is written over the one before"
    begun, ended = BEGUN.fullmatch(lines[0]), ENDED.fullmatch(lines[-2])
    assert begun is not None, lines
    assert ended is not None, lines
    count = begun[1]
    assert int(count) > 1
    assert ended.groups() == (count, count)
    assert lines[-1] == f"{count} data keys wrapped again"


@pytest.mark.parametrize("option", [[], ["--values"], ["--index"]])
def test_a_key_file_that_can_not_be_written_is_one_line_and_loses_nothing(
    environment: dict[str, str], option: list[str]
) -> None:
    aside = Path(environment["CGT_VAULT_KEY_FILE"]).with_suffix(".new")
    aside.mkdir()
    failed = CliRunner().invoke(commands, ["vault", "rotate", *option], env=environment)
    assert failed.exit_code == 1
    assert isinstance(failed.exception, SystemExit), failed.exception
    assert str(aside) in failed.stderr.rpartition("✗ ")[2]
    aside.rmdir()
    done = CliRunner().invoke(commands, ["vault", "rotate", *option], env=environment)
    assert done.exit_code == 0, done.output
