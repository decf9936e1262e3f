"""Measures what tracing a pseudonym takes: `python -m tests.bench.tracing [DATABASE] [ORDERS]`.

DATABASE is sqlite or postgresql. A store is filled with orders of a patient each, with two of every
part. Then a text that fits nothing is traced, which takes as long as any. Printed are wall time,
processor time of this process, and the longest turn of the event loop: what everybody else has to
wait for.
"""

import asyncio
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Final, Self, cast

from sqlalchemy import insert

from gateway.audit.events import Event
from gateway.clock import SystemClock
from gateway.disclosure.tracing import PseudonymTracing, TracingBacking
from gateway.orders.tables import orders, patients
from gateway.store.engine import Store, open_store
from gateway.store.migrate import migrate
from gateway.vault.keys import open_key_file
from gateway.vault.seal import Vault
from schema.api.ports import Trouble
from schema.vocabulary.orders import Order, Patient
from schema.vocabulary.principals import RealmRole
from schema.vocabulary.rights import TraceReason
from tests.bench.one_database import on_one_database
from tests.world.asking import someone
from tests.world.sealed_orders import SealedOrder, filled, order_row, patient_row

AT_ONCE: Final = 1_000
CLIENT: Final = "registry"


class _Nowhere:
    """An audit that keeps nothing."""

    async def record(self, event: Event) -> None:
        del event

    async def record_all(self, events: Sequence[Event]) -> None:
        del events


class _Clients:
    async def clients(self) -> Mapping[str, tuple[str, str]]:
        return {CLIENT: (CLIENT, "")}


def _copies(vault: Vault, many: int) -> Iterator[list[tuple[str, str]]]:
    for start in range(0, many, AT_ONCE):
        yield [
            (vault.opaque_id("patient", str(number)), vault.opaque_id("order", str(number)))
            for number in range(start, min(start + AT_ONCE, many))
        ]


async def fill(store: Store, vault: Vault, many: int) -> None:
    """One order, as often as that under other ids; its sealed values open nowhere else."""
    one = SealedOrder(name="0", document=filled(Order, name="0"), person=filled(Patient, name="0"))
    key, _, _ = vault.new_data_key(one.patient_id)
    person, order = patient_row(one, vault, key), order_row(one, vault, key)
    for some in _copies(vault, many):
        async with store.writing() as connection:
            await connection.execute(
                insert(patients), [{**person, "patient_id": patient} for patient, _ in some]
            )
            await connection.execute(
                insert(orders),
                [{**order, "patient_id": patient, "order_id": name} for patient, name in some],
            )


async def _traced(tracing: PseudonymTracing) -> int:
    """The number of pieces that it took."""
    after: str | None = None
    for piece in count(1):
        found = await tracing.trace(
            CLIENT, pseudonym="P-aaaa-aaaa-aaaa", reason=TraceReason.SAFETY_REPORT, after=after
        )
        if isinstance(found, Trouble):
            return piece
        after = cast("str | None", found["next"])
    raise AssertionError


class _Turns:
    """How long the turns of the loop are, in processor time of its thread alone."""

    def __init__(self) -> None:
        self.longest_s = 0.0
        self._run = asyncio.Handle._run

    def __enter__(self) -> Self:
        turns = self

        def timed(self: asyncio.Handle) -> None:
            begun = time.thread_time()
            turns._run(self)
            turns.longest_s = max(turns.longest_s, time.thread_time() - begun)

        asyncio.Handle._run = timed
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.Handle._run = self._run


async def measure(url: str, folder: Path, many: int) -> None:
    """Fill a store, trace in it."""
    vault = Vault(open_key_file(folder / "vault.json", store_is_empty=True))
    await migrate(url)
    store = open_store(url)
    begun = time.monotonic()
    await fill(store, vault, many)
    sys.stdout.write(f"{many:,} orders, filled in {time.monotonic() - begun:.0f} s\n")
    backing = TracingBacking(
        store=store, vault=vault, sink=_Nowhere(), clients=_Clients(), clock=SystemClock()
    )
    tracing = PseudonymTracing(backing, someone(RealmRole.PRIVACY_OFFICER))
    begun, worked = time.monotonic(), time.process_time()
    with _Turns() as turns:
        pieces = await _traced(tracing)
    took, busy = time.monotonic() - begun, time.process_time() - worked
    await store.close()
    sys.stdout.write(
        f"traced in {took:.0f} s and {pieces} pieces, {busy:.1f} s of it processor time; "
        f"the longest turn of the loop took {1_000 * turns.longest_s:.0f} ms of it\n"
    )


if __name__ == "__main__":
    on_one_database(measure, many=100_000)
