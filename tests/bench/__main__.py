"""`make bench`: every case against the gateway and against the bare app, in one run.

The rounds of the two servers alternate, so that a busy machine is busy for both.
"""

import asyncio
import os
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import psutil
from sqlalchemy import func, select

from gateway.audit.tables import audit_events
from gateway.store.engine import open_store
from tests.bench import order_detail, worklist_50, worklist_200
from tests.bench.case import BenchError, Case, weigh
from tests.bench.ground import Ground, lay, published_keys
from tests.bench.load import CONNECTIONS, Seen, once, press, request_of
from tests.bench.served import cores, cpu_s, served
from tests.world.databases import free_port

CASES = (worklist_50.CASE, worklist_200.CASE, order_detail.CASE)
ROUNDS = 3
JSON = "application/json"
GATEWAY_S, BARE_S, WARM_S = 1.8, 0.5, 0.4
HEAD = (
    "| case | server | requests | requests/s | p50 ms | p99 ms | CPU ms/request "
    "| requests/s to bare | CPU to bare |\n|---|---|--:|--:|--:|--:|--:|--:|--:|"
)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one case came to, on both servers."""

    case: Case
    gateway: Seen = field(default_factory=Seen)
    bare: Seen = field(default_factory=Seen)
    plain: Seen = field(default_factory=Seen)

    @property
    def lines(self) -> list[str]:
        servers = {"gateway": self.gateway, "bare": self.bare, "plain Strawberry": self.plain}
        return [self._line(name, seen) for name, seen in servers.items() if seen.latencies]

    def _line(self, server: str, seen: Seen) -> str:
        bare = self.bare
        return (
            f"| {self.case.name} | {server} | {seen.requests:,} | {seen.rate:,.1f} "
            f"| {seen.at(0.5):.2f} | {seen.at(0.99):.2f} | {seen.cpu_ms:.3f} "
            f"| {seen.rate / bare.rate:.4f} | {seen.cpu_ms / bare.cpu_ms:.1f} |"
        )


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def measure(case: Case, ground: Ground, *, port: int, gateway: psutil.Process) -> Result:
    """Rounds of the one and the other; raises `BenchError` for an answer of another shape."""
    bearer = ground.token(case.person, role=case.role)
    request = request_of(case.body(ground), bearer=bearer, port=port)
    answer = await once(request, port=port)
    case.look_at(answer.body)
    folder = Path(ground.settings["CGT_DIRECTORY_FILE"]).parent
    recorded, bare_port = folder / "recorded", free_port()
    recorded.write_bytes(msgspec.msgpack.encode(answer))
    arguments = ("tests.bench.bare", str(bare_port), str(recorded))
    result = Result(case=case)
    with served(*arguments, port=bare_port, log=folder / "bare.log") as yardstick:
        await press(request, port=port, seconds=WARM_S, latencies=[])
        await press(request, port=bare_port, seconds=WARM_S, latencies=[])
        for _ in range(ROUNDS):
            await _round(request, result.gateway, port=port, seconds=GATEWAY_S, process=gateway)
            await _round(request, result.bare, port=bare_port, seconds=BARE_S, process=yardstick)
    if case.plain:
        await _against_plain(case, ground, result, recorded=recorded)
    fields, masked = weigh(msgspec.json.decode(answer.body)["data"])
    say(
        f"  {case.name}: {case.role}, {fields} fields, {masked} of them masked, "
        f"{len(answer.body):,} bytes"
    )
    return result


async def _against_plain(case: Case, ground: Ground, result: Result, *, recorded: Path) -> None:
    """Rounds of plain Strawberry over the same store; its answer must be of the same shape."""
    port = free_port()
    body = {"query": case.document, "variables": case.variables(ground)}
    request = request_of(msgspec.json.encode(body), bearer="nobody", port=port, accept=JSON)
    arguments = ("tests.bench.plain", str(port), str(recorded))
    environment = {"CGT_DATABASE_URL": ground.settings["CGT_DATABASE_URL"]}
    log = recorded.with_name("plain.log")
    with served(*arguments, port=port, log=log, env=environment) as process:
        case.look_at((await once(request, port=port)).body)
        await press(request, port=port, seconds=WARM_S, latencies=[])
        for _ in range(ROUNDS):
            await _round(request, result.plain, port=port, seconds=GATEWAY_S, process=process)


async def _round(
    request: bytes, seen: Seen, *, port: int, seconds: float, process: psutil.Process
) -> None:
    before = cpu_s(process)
    seen.seconds += await press(request, port=port, seconds=seconds, latencies=seen.latencies)
    seen.cpu_s += cpu_s(process) - before


async def audited(ground: Ground) -> int:
    """How many events the audit holds."""
    store = open_store(ground.settings["CGT_DATABASE_URL"])
    try:
        async with store.reading() as connection:
            found = await connection.scalar(select(func.count()).select_from(audit_events))
    finally:
        await store.close()
    return int(found or 0)


async def bench(folder: Path) -> None:
    begun = time.monotonic()
    port, keys_port = free_port(), free_port()
    documents = [case.document for case in CASES]
    ground = await lay(folder, port=port, keys_port=keys_port, documents=documents)
    server_core, load_core = cores()
    say(
        f"{ground.orders} orders taken in within {time.monotonic() - begun:.1f} s; server on core "
        f"{server_core}, load on core {load_core}, {CONNECTIONS} connections; "
        f"load average {os.getloadavg()[0]:.1f}"
    )
    arguments = ("gateway", "serve", "--no-worker")
    log = folder / "gateway.log"
    with (
        published_keys(ground.key, port=keys_port),
        served(*arguments, port=port, log=log, env=ground.settings) as gateway,
    ):
        os.sched_setaffinity(0, {load_core})
        results = [await measure(case, ground, port=port, gateway=gateway) for case in CASES]
        say(f"  gateway: {gateway.memory_info().rss / 2**20:.0f} MB resident after all cases")
    events, timed = await audited(ground), sum(one.gateway.requests for one in results)
    if events < timed:
        raise BenchError(f"{timed} requests were timed, but {events} events are in the audit")
    say(f"  audit: {events:,} events, {timed:,} requests timed")
    say("\n".join(["", HEAD, *(line for one in results for line in one.lines), ""]))
    say(f"in {time.monotonic() - begun:.0f} s; load average {os.getloadavg()[0]:.1f}")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        try:
            asyncio.run(bench(Path(folder)))
        except BenchError as error:
            sys.stderr.write(f"✗ {error}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
