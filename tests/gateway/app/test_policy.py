"""A process starts with a policy that holds, or not at all; a preview tells what would change."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.app import StartError
from gateway.app.policy import policy_of
from gateway.cli import commands
from gateway.disclosure.policy import DEFAULT_FILE
from gateway.disclosure.policy_file import load_policy
from gateway.settings import Settings

TEXT = DEFAULT_FILE.read_text(encoding="utf-8")


def written(folder: Path, old: str, new: str) -> Path:
    assert old in TEXT
    file = folder / "ours.toml"
    file.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    return file


def test_without_a_file_of_ones_own_the_shipped_policy_is_in_force() -> None:
    assert policy_of(Settings()) == load_policy()


def test_a_file_with_a_hole_stops_the_start_and_names_its_line(tmp_path: Path) -> None:
    file = written(tmp_path, "finance         =", "# finance       =")
    with pytest.raises(StartError, match=r"^CGT_POLICY_FILE: ours.toml:\d+: base.finance: a hole"):
        policy_of(Settings(policy_file=file))


def test_a_preview_names_each_cell_and_sums_up(tmp_path: Path) -> None:
    file = written(tmp_path, 'logistics       = "WITHHELD  WITHHELD WITHHELD PARTIAL ',
                   'logistics       = "WITHHELD  WITHHELD WITHHELD WITHHELD')  # fmt: skip
    told = CliRunner().invoke(commands, ["policy", "preview", str(file)])
    assert told.exit_code == 0
    assert "logistics, MY_SITE, HOPERAT: CHAIN PARTIAL → WITHHELD\n" in told.stdout
    assert "1 roles (logistics); 0 of " in told.stdout


def test_a_preview_of_a_refused_document_is_one_line_and_no_success(tmp_path: Path) -> None:
    file = written(tmp_path, "erased     =", "buried     =")
    told = CliRunner().invoke(commands, ["policy", "preview", str(file)])
    assert told.exit_code == 1
    assert "✗ ours.toml:" in told.stderr
