"""Kill -9 in the middle of a sync, then a start: the rows are those of a sync without the kill."""

import random
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from gateway.store.engine import open_store
from gateway.vault.keys import open_key_file
from gateway.vault.seal import Vault
from tests.world.counts import examples
from tests.world.killed_sync import PAGES, sync
from tests.world.loop import run
from tests.world.opened import Opened, opened

ROOT = Path(__file__).parents[3]


def start(url: str, keys: Path, number: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.world.killed_sync", url, str(keys), str(number)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 (our own module)


def kill_at(process: subprocess.Popen[str], page: int, *, after_s: float) -> bool:
    """Kill it some time after it began with a page; False when it had ended before."""
    output = process.stdout
    assert output is not None
    for line in output:
        if line == f"page {page}\n":
            break
    with suppress(subprocess.TimeoutExpired):
        process.wait(after_s)
    process.kill()
    process.wait(10)
    output.close()
    return process.returncode == -9


def rows(url: str, keys: Path) -> Opened:
    async def walk() -> Opened:
        store = open_store(url)
        found = await opened(store, Vault(open_key_file(keys, store_is_empty=False)))
        await store.close()
        return found

    return run(walk())


def test_a_sync_killed_again_and_again_gives_the_same_rows(
    database_url: str, tmp_path: Path, sqlite_template: Path
) -> None:
    keys = tmp_path / "vault.json"
    undisturbed = tmp_path / "undisturbed.sqlite"
    shutil.copy(sqlite_template, undisturbed)
    run(sync(f"sqlite:///{undisturbed}", keys, start=0))
    chance = random.Random(4)  # noqa: S311 (the moment of a kill, no secret)
    kills = 0
    tries = examples(4)
    for number in range(tries):
        process = start(database_url, keys, number)
        page = number % PAGES
        kills += kill_at(process, page, after_s=chance.uniform(0.0, 0.03))
    run(sync(database_url, keys, start=tries))
    assert kills >= 2
    assert rows(database_url, keys) == rows(f"sqlite:///{undisturbed}", keys)
