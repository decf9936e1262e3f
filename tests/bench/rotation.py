"""Measures what moving to new keys takes: `python -m tests.bench.rotation [DATABASE] [PATIENTS]`.

DATABASE is sqlite or postgresql. A store is filled with patients of a hundred sealed values each
and a CHAIN value every tenth fact, then everything is sealed anew, and indexed anew. Printed are
wall time, processor time of this process, and the longest time between two transactions: what
another writer may have to wait.
"""

import sys
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert

from gateway.clock import instant_text
from gateway.orders.sealed_rows import SEALED_ORDERS
from gateway.orders.tables import facts, orders, patients
from gateway.store.engine import Store, open_store
from gateway.store.migrate import migrate
from gateway.sync.reindex import rotate_index
from gateway.sync.tables import SEALED_ENVELOPES
from gateway.vault.datakeys import ensure_keys
from gateway.vault.keys import open_key_file
from gateway.vault.ring import Moved
from gateway.vault.rotation import rotate_values
from gateway.vault.seal import DataKey, Place, Vault
from tests.bench.one_database import on_one_database
from tests.world.scripted import NOW
from tests.world.sealed_orders import SealedOrder, fact_row, order_row, patient_row

if TYPE_CHECKING:
    from schema.vocabulary.facts import JsonValue

FACTS: Final = 90
CHAIN_EVERY: Final = 10
AT_ONCE: Final = 50
LATER: Final = NOW + timedelta(days=1)


async def fill(store: Store, vault: Vault, many: int) -> None:
    """Patients with an order and its facts each; 7 + 3 + 90 values under the patient's key."""
    for start in range(0, many, AT_ONCE):
        some = [SealedOrder(name=f"{number:07}") for number in range(start, start + AT_ONCE)]
        ids = [one.patient_id for one in some]
        async with store.writing() as connection:
            keys = await ensure_keys(connection, ids, vault=vault, at=instant_text(NOW))
            for table, row in ((patients, patient_row), (orders, order_row)):
                rows = [row(one, vault, keys[one.patient_id]) for one in some]
                await connection.execute(insert(table), rows)
            told = [r for one in some for r in _facts(one, vault, keys[one.patient_id])]
            await connection.execute(insert(facts), told)


def _facts(one: SealedOrder, vault: Vault, key: DataKey) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for number in range(FACTS):
        row = {**fact_row(one), "fact_id": f"fact-{one.name}-{number}"}
        place = f"helvance:{row['fact_id']}:1:{row['digest']}"
        person: dict[str, JsonValue] = {"family_name": "Family", "weight_kg": 71.5}
        said: dict[str, JsonValue] = {"patient": person, "diagnosis_code": "C83.3"}
        row["sealed"] = vault.seal(said, key=key, place=Place("facts", "sealed", place))
        row["chain"] = None
        if number % CHAIN_EVERY == 0:
            at = Place("facts", "chain", place)
            row["chain"] = vault.seal({"coi_id": one.name}, key=vault.chain_key(), place=at)
        rows.append(row)
    return rows


async def told(what: str, moves: AsyncIterator[Moved]) -> None:
    """Run a rotation to its end and print what it took."""
    begun, worked = time.monotonic(), time.process_time()
    last, longest, done = begun, 0.0, 0
    async for moved in moves:
        now = time.monotonic()
        last, longest, done = now, max(longest, now - last), moved.done
    took, busy = time.monotonic() - begun, time.process_time() - worked
    sys.stdout.write(
        f"{what}: {took:.0f} s, {busy:.0f} s of it processor time, "
        f"longest step {longest:.2f} s, last walk {done:,}\n"
    )
    sys.stdout.flush()


async def measure(url: str, folder: Path, many: int) -> None:
    """Fill a store, then rotate in it."""
    path = folder / "vault.json"
    vault = Vault(open_key_file(path, store_is_empty=True))
    await migrate(url)
    store = open_store(url)
    begun = time.monotonic()
    await fill(store, vault, many)
    sys.stdout.write(f"filled in {time.monotonic() - begun:.0f} s\n")
    holdings = (*SEALED_ORDERS, SEALED_ENVELOPES)
    await told("values", rotate_values(store, path, at=LATER, holdings=holdings))
    await told("index", rotate_index(store, path, at=LATER, keep_for=timedelta(days=35)))
    await store.close()
    file = folder / "bench.sqlite"
    if file.exists():
        sys.stdout.write(f"{file.stat().st_size / 1e6:.0f} MB\n")


if __name__ == "__main__":
    on_one_database(measure, many=10_000)
