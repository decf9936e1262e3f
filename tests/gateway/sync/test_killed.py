"""Kill -9 in the middle of a sync, then a start: the rows are those of a sync without the kill."""

import multiprocessing
import random
import shutil
import signal
from contextlib import suppress
from pathlib import Path

from gateway.store.engine import open_store
from gateway.vault.keys import open_key_file
from gateway.vault.seal import Vault
from tests.world.counts import examples
from tests.world.killed_sync import PAGES, in_own_process, sync
from tests.world.loop import run
from tests.world.opened import Opened, opened

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.world.killed_sync"])


def killed(url: str, keys: Path, *, number: int, page: int, after_s: float) -> bool:
    """Start a sync and kill it some time after it began with a page; False if it had ended."""
    reader, writer = processes.Pipe(duplex=False)
    process = processes.Process(target=in_own_process, args=(url, keys, number, writer))
    process.start()
    writer.close()
    with suppress(EOFError):
        while reader.recv() < page:
            pass
    process.join(after_s)
    process.kill()
    process.join(10)
    reader.close()
    ended = process.exitcode
    process.close()
    return ended == -signal.SIGKILL


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
        page, after_s = number * 2 % PAGES, chance.uniform(0.0, 0.03)
        kills += killed(database_url, keys, number=number, page=page, after_s=after_s)
    run(sync(database_url, keys, start=tries))
    assert kills >= 2
    assert rows(database_url, keys) == rows(f"sqlite:///{undisturbed}", keys)
