"""What a person types wrongly is answered with one line that says the next step."""

import subprocess
import sys
from pathlib import Path

import pytest

NOTHING_RUNS = "✗ no sandbox runs here: make run"
WRONG_PORT = "✗ PORT: expected a number from 1024 to 65000, for example 9400"
WRONG = [
    (["dev", "--port", "80"], WRONG_PORT),
    (["dev", "--port", "65001"], WRONG_PORT),
    (["dev", "--port", "84OO"], WRONG_PORT),
    (["dev", "--port", ""], WRONG_PORT),
    (["token", "l.meier"], NOTHING_RUNS),
    (["sandbox", "stop", "tessaly"], NOTHING_RUNS),
    (["sandbox", "explode", "tessaly"], "✗ expected delay, break, stop or start"),
    (["sandbox", "stop", "acme"], "✗ expected one of helvance"),
]


@pytest.mark.parametrize(("words", "answer"), WRONG)
def test_a_wrong_command_is_one_line(tmp_path: Path, words: list[str], answer: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gateway", *words, "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(answer)
    assert len(done.stderr.splitlines()) == 1


def test_a_world_with_a_database_of_ones_own_is_not_forgotten(tmp_path: Path) -> None:
    words = ["dev", "--fresh", "--database-url", "postgresql://u@h/d", "--data", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "gateway", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "would destroy the keys" in done.stderr
