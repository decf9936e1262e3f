"""How long one audit batch of many deliveries takes: the part of a change that no broadcast has."""

import time
from pathlib import Path

from gateway.audit.encoding import Ids, Words
from gateway.audit.events import Event, Kind
from gateway.clock import SystemClock
from gateway.store.engine import open_store
from gateway.store.migrate import migrate
from schema.vocabulary.facts import JsonValue
from tests.world.audited import auditing

ROUNDS = 21
SHOWN: dict[str, JsonValue] = {
    "purpose": "TREATMENT",
    "assurance": 2,
    "read_only": False,
    "sites": Ids(["st-alder"]),
    "operation": "0" * 64,
    "name": "BenchChanges",
    "orders": Ids(["order-1"]),
    "patients": Ids(["patient-1"]),
    "disclosed": Words.of(["OPERATIONAL"]),
    "withheld": Words.of(["DIRECT", "COMMERCIAL"]),
    "status": 200,
    "latency_ms": 1.0,
}


async def batch_of(count: int, *, folder: Path) -> str:
    """A line: the medians of some batches, each of `count` events of as many people."""
    url = f"sqlite:///{folder}/batch.sqlite"
    await migrate(url)
    store, clock = open_store(url), SystemClock()
    audit = auditing(store)
    audit.start()
    took: list[float] = []
    used: list[float] = []
    for _ in range(ROUNDS):
        at = clock.now()
        events = [
            Event(
                kind=Kind.STREAM_DELIVERY,
                subject=f"person-{number}",
                at=at,
                body={**SHOWN, "session": f"session-{number}"},
            )
            for number in range(count)
        ]
        begun, cpu = time.perf_counter(), time.process_time()
        await audit.record_all(events)
        took.append(time.perf_counter() - begun)
        used.append(time.process_time() - cpu)
    await audit.stop()
    await store.close()
    middle = ROUNDS // 2
    return (
        f"  an audit batch of {count} events takes {1_000 * sorted(took)[middle]:.1f} ms, "
        f"{1_000 * sorted(used)[middle]:.1f} ms of CPU"
    )
