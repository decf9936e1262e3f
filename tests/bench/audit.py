"""`python -m tests.bench.audit [EVENTS]`: the audit's batch, and look-ups among a million events.

On both databases: how long an event takes to be durable while some wait at once, then a patient's
report and pages of the log, by p50 and p99. Figures are for people to read; nothing is asserted.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, text

from gateway.audit.encoding import set_digest
from gateway.audit.events import Event
from gateway.audit.reading import Span, looks
from gateway.audit.tables import audit_events, audit_sets
from gateway.clock import instant_text
from gateway.store.engine import Store, open_store
from gateway.store.migrate import migrate
from tests.world.audited import auditing
from tests.world.databases import postgresql
from tests.world.scripted import NOW

EVENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
PATIENTS, PEOPLE, SITES = 2_000, 200, 4
SETS, IN_A_LIST = 4_000, 50
AT_ONCE = 5_000
ASKED = 100
WAITING = (1, 16, 64)
RECORDED = 1_600
Row = dict[str, object]


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def sets(chance: random.Random) -> tuple[list[Row], list[str], list[str]]:
    """Rows of sets, the digests of patients' (half of them lists of fifty), and of sites'."""
    people = [f"patient-{number}" for number in range(PATIENTS)]
    one_each = [[person] for person in people]
    lists = [sorted(chance.sample(people, IN_A_LIST)) for _ in range(SETS - PATIENTS)]
    sites = [[f"site-{number}"] for number in range(SITES)]
    rows: list[Row] = []
    for members in (*one_each, *lists, *sites):
        digest = set_digest(members)
        rows.extend({"member": member, "digest": digest} for member in members)
    return rows, [set_digest(s) for s in (*one_each, *lists)], [set_digest(s) for s in sites]


def events(chance: random.Random, patients: list[str], sites: list[str]) -> Iterator[list[Row]]:
    """Looks of a year, some rows at a time: half of one patient, half of a list of fifty."""
    for start in range(0, EVENTS, AT_ONCE):
        yield [
            {
                "writer": "before",
                "sequence": number,
                "at": instant_text(NOW - timedelta(seconds=30 * (EVENTS - number))),
                "kind": "OPERATION",
                "subject": f"subject-{chance.randrange(PEOPLE)}",
                "body": {"purpose": "TREAT", "disclosed": ["DIRECT"], "name": "Worklist"},
                "orders": chance.choice(patients),
                "patients": chance.choice(patients),
                "sites": chance.choice(sites),
                "chain": bytes(32),
            }
            for number in range(start + 1, min(start + AT_ONCE, EVENTS) + 1)
        ]


async def fill(store: Store) -> float:
    """Seconds that it took."""
    chance, begun = random.Random(1), time.monotonic()  # noqa: S311 (the same store each time)
    rows, patients, sites = sets(chance)
    async with store.writing() as connection:
        await connection.execute(insert(audit_sets), rows)
    for some in events(chance, patients, sites):
        async with store.writing() as connection:
            await connection.execute(insert(audit_events), some)
    async with store.writing() as connection:
        await connection.execute(text("ANALYZE"))
    return time.monotonic() - begun


async def timed(act: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds."""
    begun = time.monotonic()
    await act()
    return (time.monotonic() - begun) * 1_000


def told(what: str, found: list[float]) -> None:
    """A line of the table."""
    ordered = sorted(found)
    p50, p99 = (ordered[int(len(ordered) * share)] for share in (0.5, 0.99))
    say(f"| {what} | {len(ordered)} | {p50:.2f} | {p99:.2f} |")


async def batches(store: Store, name: str) -> None:
    """How long `record` takes while some wait at once: what every answer waits for."""
    audit = auditing(store, "bench-" + name)
    audit.start()
    for waiting in WAITING:
        found: list[float] = []

        async def one(person: int, share: int, found: list[float] = found) -> None:
            for number in range(share):
                patient = f"patient-{(person * 31 + number) % PATIENTS}"
                event = Event(kind="OPERATION", subject="s", at=NOW, body={"patients": [patient]})
                found.append(await timed(lambda event=event: audit.record(event)))

        await asyncio.gather(*(one(n, RECORDED // waiting // 4) for n in range(waiting)))
        told(f"{name}: an event is durable, {waiting} at once", found)
    await audit.stop()


async def look_ups(store: Store, name: str) -> None:
    """The first page of a patient's report and of the log, and one far behind."""
    chance = random.Random(2)  # noqa: S311 (the same questions each time)

    async def page(span: Span, after: tuple[str, str, int] | None = None) -> None:
        async with store.reading() as connection:
            await looks(connection, span, limit=51, after=after)

    def patient() -> Span:
        return Span(patient=f"patient-{chance.randrange(PATIENTS)}")

    def site() -> Span:
        return Span(sites=[f"site-{chance.randrange(SITES)}"])

    def far() -> tuple[str, str, int]:
        number = chance.randrange(EVENTS)
        at = instant_text(NOW - timedelta(seconds=30 * (EVENTS - number)))
        return (at, "before", number)

    cases: dict[str, Callable[[], Awaitable[None]]] = {
        "a patient's report, first page of 50": lambda: page(patient()),
        "the log, first page of 50": lambda: page(Span()),
        "the log, a page anywhere": lambda: page(Span(), far()),
        "the log of a site, first page of 50": lambda: page(site()),
        "the log of a person, first page of 50": lambda: page(Span(subject="subject-7")),
    }
    for what, act in cases.items():
        told(f"{name}: {what}", [await timed(act) for _ in range(ASKED)])


async def measure(url: str, name: str) -> None:
    """One database, from empty."""
    await migrate(url)
    store = open_store(url)
    say(f"| {name}: {EVENTS:,} events laid in {await fill(store):.0f} s | | | |")
    await look_ups(store, name)
    await batches(store, name)
    await store.close()


def main() -> None:
    """Both databases, one after the other."""
    say("| what | times | p50 ms | p99 ms |\n|---|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(f"sqlite:///{Path(folder) / 'audit.sqlite'}", "SQLite"))
    with postgresql() as server:
        asyncio.run(measure(f"{server}/postgres", "PostgreSQL"))


if __name__ == "__main__":
    main()
