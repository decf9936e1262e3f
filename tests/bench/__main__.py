"""`make bench`: every case against the gateway and its yardsticks, in one run."""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import func, select

from gateway.audit.tables import audit_events
from gateway.store.engine import open_store
from tests.bench import (
    order_detail,
    physician_200,
    subscribers,
    worklist_50,
    worklist_200,
    worklist_5000,
)
from tests.bench.case import BenchError, within_a_folder
from tests.bench.changing import changes
from tests.bench.ground import Ground, lay, published_keys
from tests.bench.load import CONNECTIONS, FEW
from tests.bench.planning import planning
from tests.bench.rounds import GATEWAY, HEAD, LEAST_READ, LEAST_WARM, Result, Rounds
from tests.bench.served import cores, served
from tests.bench.started import ready
from tests.world.databases import free_port, postgresql

WARM = (worklist_50.CASE, worklist_200.CASE, order_detail.CASE, physician_200.CASE)
READ = (worklist_200.CASE,)
LARGE = worklist_5000.CASE
DOCUMENTS = [*(case.document for case in (*WARM, LARGE)), subscribers.DOCUMENT]


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def audited(ground: Ground) -> int:
    """How many events the audit holds."""
    store = open_store(ground.settings["CGT_DATABASE_URL"])
    try:
        async with store.reading() as connection:
            found = await connection.scalar(select(func.count()).select_from(audit_events))
    finally:
        await store.close()
    return int(found or 0)


async def warm(ground: Ground, *, port: int, folder: Path) -> list[Result]:
    """What is asked again: in a busy hour, by one page, while orders change, at length."""
    log, before = folder / "gateway.log", await audited(ground)
    with served("gateway", "serve", "--no-worker", port=port, log=log, env=ground.settings) as one:
        rounds = Rounds(ground=ground, gateway=one, port=port, folder=folder)
        found = [await rounds.of(case, least=LEAST_WARM) for case in WARM]
        rounds.connections, rounds.title = FEW, f", {FEW} connections"
        found.append(await rounds.of(worklist_50.CASE))
        rounds.connections, rounds.title = CONNECTIONS, ", 10 orders/s change"
        async with changes(ground):
            found.append(await rounds.of(worklist_200.CASE))
        await worklist_5000.multiply(ground)
        rounds.connections, rounds.title = FEW, ""
        found.append(await rounds.of(LARGE))
        say(f"  gateway: {one.memory_info().rss / 2**20:.0f} MB resident after all cases")
    await _complete(ground, rounds.timed, before=before)
    return found


async def read_each_time(ground: Ground, *, port: int, folder: Path, store: str) -> list[Result]:
    """Every row read from the store on every request; nothing of it is kept."""
    arguments = ("tests.bench.forgetful", "serve", "--no-worker")
    log, before = folder / "forgetful.log", await audited(ground)
    with served(*arguments, port=port, log=log, env=ground.settings) as one:
        title = f", read from {store} each time"
        rounds = Rounds(ground=ground, gateway=one, port=port, folder=folder, title=title)
        rounds.connections = FEW
        found = [await rounds.of(case, least=LEAST_READ) for case in READ]
    await _complete(ground, rounds.timed, before=before)
    return found


async def _complete(ground: Ground, timed: int, *, before: int) -> None:
    """Raise `BenchError` when the audit holds fewer new events than requests were timed."""
    events = await audited(ground) - before
    if events < timed:
        raise BenchError(f"{timed} requests were timed, but {events} events are in the audit")
    say(f"  audit: {events:,} events, {timed:,} requests timed")


async def bench(folder: Path) -> None:
    begun = time.monotonic()
    port, keys_port = free_port(), free_port()
    server_core, load_core = cores()
    with postgresql() as server:
        grounds: list[Ground] = []
        for name, url in (("sqlite", None), ("postgresql", f"{server}/postgres")):
            place = folder / name
            place.mkdir()
            grounds.append(
                await lay(
                    place, port=port, keys_port=keys_port, documents=DOCUMENTS, database_url=url
                )
            )
        own, other = grounds
        say(
            f"{own.orders} orders taken in twice within {time.monotonic() - begun:.1f} s; "
            f"server on core {server_core}, load on core {load_core}, {CONNECTIONS} connections; "
            f"load average {os.getloadavg()[0]:.1f}"
        )
        os.sched_setaffinity(0, {load_core})
        say("\n".join(planning((order_detail.CASE, worklist_200.CASE))))
        with published_keys(own.key, port=keys_port):
            say(ready(own, port=port, folder=folder))
            results = await read_each_time(own, port=port, folder=folder, store="SQLite")
            results += await warm(own, port=port, folder=folder)
            streams = await subscribers.subscribed(own, port=port, folder=folder)
        with published_keys(other.key, port=keys_port):
            results += await read_each_time(other, port=port, folder=folder, store="PostgreSQL")
    tell(results)
    say("\n".join(streams))
    say(f"in {time.monotonic() - begun:.0f} s; load average {os.getloadavg()[0]:.1f}")


def tell(results: Sequence[Result]) -> None:
    """The table, and what is worked out from it."""
    say("\n".join(one.told for one in results))
    say("\n".join(["", HEAD, *(line for one in results for line in one.lines), ""]))
    for one in results:
        seen = one.seen[GATEWAY]
        say(f"  {one.title}: p99 is {seen.at(0.99) / seen.at(0.5):.1f} times p50")
    by_title = {one.title: one.seen[GATEWAY].cpu_ms for one in results}
    rows = by_title[LARGE.name] - by_title[worklist_50.CASE.name + f", {FEW} connections"]
    say(f"  a row of {worklist_5000.ROWS:,} takes {1_000 * rows / worklist_5000.ROWS:.2f} µs CPU")


if __name__ == "__main__":
    sys.exit(within_a_folder(bench))
