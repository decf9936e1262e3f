"""A process starts with a policy that holds, or not at all; a preview tells what would change."""

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from sqlalchemy import insert
from typer.testing import CliRunner

from gateway.app import StartError
from gateway.app.policy import governed, policy_of
from gateway.cli import commands
from gateway.clock import SystemClock, instant_text
from gateway.disclosure.policy import DEFAULT_FILE, Policy
from gateway.disclosure.policy_file import load_policy
from gateway.disclosure.tables import policy_versions
from gateway.settings import Settings
from gateway.store.engine import Store
from tests.world.asking import NOW
from tests.world.loop import run

if TYPE_CHECKING:
    from gateway.app.house import House

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


def started(store: Store, file: Path | None = None) -> Policy:
    """The policy that a process of these settings goes by."""
    house = cast(
        "House",
        SimpleNamespace(settings=Settings(policy_file=file), store=store, clock=SystemClock()),
    )

    async def walk() -> Policy:
        try:
            async with governed(house, lambda: None) as in_force:
                return in_force.now
        finally:
            await store.close()

    return run(walk())


def test_the_first_start_goes_by_the_file_and_every_later_one_by_the_store(
    store: Store, tmp_path: Path
) -> None:
    file = written(tmp_path, 'pharmacy        = "CLEAR   ', 'pharmacy        = "WITHHELD')
    first = started(store, file)
    assert first == load_policy(file)
    assert started(store) == first != load_policy()


def test_a_stored_version_that_is_refused_stops_the_start_with_its_line(store: Store) -> None:
    async def fill() -> None:
        text = TEXT.replace("auditor         =", "auditors        =", 1)
        row = {"number": 1, "version": "v", "text": text, "at": instant_text(NOW)}
        async with store.writing() as connection:
            await connection.execute(insert(policy_versions), [row])
        await store.close()

    run(fill())
    with pytest.raises(
        StartError, match=r"version 1 in the store:\d+: base.auditors: unknown word"
    ):
        started(store)
