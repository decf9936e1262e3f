"""Set-up does each step once, does it again when it was broken off, and says the next step."""

import sys
from pathlib import Path

import pytest

from gateway.dev import bootstrap
from gateway.dev.bootstrap import STAMPS, SetupError, major, node_folder, run, unless_done


@pytest.fixture
def product(tmp_path: Path) -> Path:
    made = tmp_path / f"product-{tmp_path.name}"
    made.mkdir()
    return made


def test_a_step_is_done_once_for_each_key(product: Path) -> None:
    done: list[str] = []
    for key in ("a", "a", "b"):
        unless_done("step", lambda key=key: done.append(key), key=key, product=product)
    (STAMPS / product.name).unlink()
    assert done == ["a", "b"]


def test_a_step_that_broke_off_forgets_the_one_before(product: Path) -> None:
    def fail() -> None:
        raise SetupError("no network")

    unless_done("step", lambda: None, key="a", product=product)
    with pytest.raises(SetupError):
        unless_done("step", fail, key="b", product=product)
    assert not (STAMPS / product.name).exists()


def test_a_command_that_fails_is_the_hint_and_its_last_line() -> None:
    failing = [sys.executable, "-c", "import sys; sys.exit('first\\nlast')"]
    with pytest.raises(SetupError, match=r"^check the network \(.* said: last\)$"):
        run(failing, hint="check the network")


def test_an_old_node_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v12.22.9\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert major(["node", "--version"], r"v(\d+)") < bootstrap.NEEDED_NODE
    assert node_folder() != tmp_path


def test_a_missing_program_has_no_version() -> None:
    assert major(["no-such-program"], r"(\d+)") == 0
