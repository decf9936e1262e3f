"""Kill -9 of the serving gateway in the middle of a sync: started again, it holds the same rows."""

import json
import shutil
from pathlib import Path

from gateway.store.engine import open_store
from gateway.vault.keys import open_key_file
from gateway.vault.seal import Vault
from tests.world.counts import examples
from tests.world.loop import run
from tests.world.opened import Opened, opened
from tests.world.still_helvance import serve_until, still_helvance

OF_THE_MOMENT = frozenset(
    {
        "envelope_id",
        "learned_at",
        "last_learned_at",
        "folded_at",
        "refold_at",
        "stale_at",
        "content",
    }
)
"""By which page we learned of a thing, when, and what is counted from there: each run's own."""


def rows(url: str, keys: Path) -> Opened:
    async def walk() -> Opened:
        store = open_store(url)
        found = await opened(store, Vault(open_key_file(keys, store_is_empty=False)))
        await store.close()
        return found

    told = run(walk())
    del told["changes"]
    return {
        table: sorted(
            ({name: row[name] for name in row.keys() - OF_THE_MOMENT} for row in found),
            key=lambda row: json.dumps(row, sort_keys=True, default=str),
        )
        for table, found in told.items()
    }


def test_a_gateway_killed_in_mid_sync_and_started_again_holds_the_rows_of_one_never_killed(
    database_url: str, tmp_path: Path, sqlite_template: Path
) -> None:
    undisturbed = tmp_path / "undisturbed.sqlite"
    shutil.copy(sqlite_template, undisturbed)
    with still_helvance(tmp_path / "helvance") as helvance:
        whole = f"sqlite:///{undisturbed}"
        serve_until(helvance, whole, lambda _, ended: ended, kill=False)
        kills = 0
        for number in range(examples(3)):
            enough = 1 + 17 * number % 50
            kills += serve_until(
                helvance,
                database_url,
                lambda held, ended, enough=enough: held >= enough or ended,
                kill=True,
            )
        serve_until(helvance, database_url, lambda _, ended: ended, kill=False)
    keys = helvance.folder / "vault.json"
    assert kills >= 2
    assert len(rows(whole, keys)["orders"]) > 50
    assert rows(database_url, keys) == rows(whole, keys)
