"""`make bench`: every case against the gateway and against the bare app, in one run.

The rounds of the two servers alternate, so that a busy machine is busy for both.
"""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import psutil

from tests.bench import order_detail, worklist_50, worklist_200
from tests.bench.case import BenchError, Case, weigh
from tests.bench.ground import Ground, lay, published_keys
from tests.bench.load import CONNECTIONS, Seen, once, press, request_of
from tests.bench.served import cores, cpu_s, served
from tests.world.databases import free_port

CASES = (worklist_50.CASE, worklist_200.CASE, order_detail.CASE)
ROUNDS = 3
GATEWAY_S, BARE_S, WARM_S = 1.8, 0.5, 0.4
HEAD = (
    "| case | server | requests | requests/s | p50 ms | p99 ms | CPU ms/request "
    "| requests/s to bare | CPU to bare |\n|---|---|--:|--:|--:|--:|--:|--:|--:|"
)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def measure(case: Case, ground: Ground, *, port: int, gateway: psutil.Process) -> list[str]:
    """The case's two lines, and one of what was answered."""
    bearer = ground.token(case.person, role=case.role)
    request = request_of(case.body(ground), bearer=bearer, port=port)
    answer = await once(request, port=port)
    case.look_at(answer.body)
    folder = Path(ground.settings["CGT_DIRECTORY_FILE"]).parent
    recorded, bare_port = folder / "recorded", free_port()
    recorded.write_bytes(msgspec.msgpack.encode(answer))
    arguments = ("tests.bench.bare", str(bare_port), str(recorded))
    ours, bare = Seen(), Seen()
    with served(*arguments, port=bare_port, log=folder / "bare.log") as yardstick:
        await press(request, port=port, seconds=WARM_S, latencies=[])
        await press(request, port=bare_port, seconds=WARM_S, latencies=[])
        for _ in range(ROUNDS):
            await _round(request, ours, port=port, seconds=GATEWAY_S, process=gateway)
            await _round(request, bare, port=bare_port, seconds=BARE_S, process=yardstick)
    fields, masked = weigh(msgspec.json.decode(answer.body)["data"])
    say(
        f"  {case.name}: {case.role}, {fields} fields, {masked} of them masked, "
        f"{len(answer.body):,} bytes"
    )
    return [_line(case, "gateway", ours, bare), _line(case, "bare", bare, bare)]


async def _round(
    request: bytes, seen: Seen, *, port: int, seconds: float, process: psutil.Process
) -> None:
    before = cpu_s(process)
    seen.seconds += await press(request, port=port, seconds=seconds, latencies=seen.latencies)
    seen.cpu_s += cpu_s(process) - before


def _line(case: Case, server: str, seen: Seen, bare: Seen) -> str:
    return (
        f"| {case.name} | {server} | {seen.requests:,} | {seen.rate:,.1f} | {seen.at(0.5):.2f} "
        f"| {seen.at(0.99):.2f} | {seen.cpu_ms:.3f} | {seen.rate / bare.rate:.4f} "
        f"| {seen.cpu_ms / bare.cpu_ms:.1f} |"
    )


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
    lines: list[str] = []
    arguments = ("gateway", "serve", "--no-worker")
    log = folder / "gateway.log"
    with (
        published_keys(ground.key, port=keys_port),
        served(*arguments, port=port, log=log, env=ground.settings) as gateway,
    ):
        os.sched_setaffinity(0, {load_core})
        for case in CASES:
            lines += await measure(case, ground, port=port, gateway=gateway)
        say(f"  gateway: {gateway.memory_info().rss / 2**20:.0f} MB resident after all cases")
    load = f"load average {os.getloadavg()[0]:.1f}"
    say("\n".join(["", HEAD, *lines, "", f"in {time.monotonic() - begun:.0f} s; {load}"]))


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
