"""What ten times the load does to a caller, with and without a budget for a turn of the loop.

`python -m tests.hostile.flood [SECONDS]` prints the table that docs/graphql.md holds. The server is
a process of its own; requests leave on time, whether those before were answered or not.
"""

import asyncio
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.world.standing import standing

CONNECTIONS = 200
PATIENCE_S = 5.0
ROWS = (
    "{ nodes { id status patient { id familyName { value } birthDate { value } } "
    "milestones { at { value } } runs { ref } shipments { ref } } }"
)
QUERY = f'{{"query":"{{ {" ".join(f"a{n}: orders {ROWS}" for n in range(8))} }}"}}'.encode()
"""Heavy, so that the one who floods has less to do than the one who is flooded."""


@dataclass
class Seen:
    """How the requests of one flood ended: seconds by status, 0 for none in time."""

    took: dict[int, list[float]] = field(default_factory=dict[int, list[float]])

    def note(self, status: int, seconds: float) -> None:
        self.took.setdefault(status, []).append(seconds)

    def count(self) -> Counter[int]:
        return Counter({status: len(found) for status, found in self.took.items()})

    def at(self, share: float, status: int = 200) -> float:
        """The milliseconds within which that share of the answers of this status came."""
        ordered = sorted(self.took.get(status, [0.0]))
        return 1_000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Lines:
    """Connections that are used one request at a time, and opened again when they break."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._head = (
            f"POST /graphql HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: application/json"
            f"\r\nAuthorization: Bearer program\r\nContent-Length: {len(QUERY)}\r\n\r\n"
        ).encode()

    async def ask(self, seen: Seen) -> None:
        begun = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE_S):
                status = await self._exchange()
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            status = 0
        seen.note(status, time.perf_counter() - begun)

    async def _exchange(self) -> int:
        line = self._free.pop() if self._free else None
        reader, writer = line or await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(self._head + QUERY)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
        except BaseException:
            writer.close()
            raise
        self._free.append((reader, writer))
        return int(head.split(b" ", 2)[1])

    async def open(self) -> None:
        """Open them before they are needed: a flood is of requests."""
        for _ in range(CONNECTIONS):
            self._free.append(await asyncio.open_connection("127.0.0.1", self._port))

    def close(self) -> None:
        for _, writer in self._free:
            writer.close()


async def capacity(port: int, *, seconds: float) -> tuple[float, Seen]:
    """Requests a second that eight callers get, each asking again once answered."""
    lines, seen = Lines(port), Seen()
    end = time.perf_counter() + seconds

    async def caller() -> None:
        while time.perf_counter() < end:
            await lines.ask(seen)

    await asyncio.gather(*(caller() for _ in range(8)))
    lines.close()
    return seen.count()[200] / seconds, seen


async def flood(port: int, *, rate: float, seconds: float) -> Seen:
    """That many requests a second, on time; beyond `CONNECTIONS` at once they wait here."""
    lines, seen = Lines(port), Seen()
    room = asyncio.Semaphore(CONNECTIONS)
    await lines.open()
    begun, sent = time.perf_counter(), 0
    running: set[asyncio.Task[None]] = set()

    async def one() -> None:
        async with room:
            await lines.ask(seen)

    while (now := time.perf_counter() - begun) < seconds:
        while sent < now * rate:
            task = asyncio.create_task(one())
            running.add(task)
            task.add_done_callback(running.discard)
            sent += 1
        await asyncio.sleep(0.002)  # noqa: TID251 (the flood's own pace)
    await asyncio.gather(*running)
    lines.close()
    return seen


def measured(
    folder: Path, *, turn_budget_ms: int, times: float, seconds: float
) -> tuple[float, Seen, Seen]:
    """Capacity, how it felt at capacity, and how at `times` that load."""
    folder.mkdir()
    with standing(folder, turn_budget_ms=turn_budget_ms) as running:
        asyncio.run(capacity(running.port, seconds=1.0))
        rate, calm = asyncio.run(capacity(running.port, seconds=seconds))
        return rate, calm, asyncio.run(flood(running.port, rate=times * rate, seconds=seconds))


def main() -> None:
    """Print both."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    with tempfile.TemporaryDirectory() as folder:
        for budget_ms in (50, 0):
            rate, calm, seen = measured(
                Path(folder) / str(budget_ms), turn_budget_ms=budget_ms, times=10, seconds=seconds
            )
            sys.stdout.write(
                f"budget {budget_ms} ms: capacity {rate:.0f}/s, p99 {calm.at(0.99):.0f} ms; "
                f"at ten times: {dict(seen.count())}, 200 in p50 {seen.at(0.5):.0f} "
                f"p99 {seen.at(0.99):.0f} ms, 503 in p99 {seen.at(0.99, 503):.0f} ms\n"
            )


if __name__ == "__main__":
    main()
