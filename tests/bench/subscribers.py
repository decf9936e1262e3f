"""Case: 500 subscribers of `orderChanged` see a change that another process's intake made.

`python -m tests.bench.subscribers` runs this case alone; with a FILE, the gateway is profiled into
it. The gateway has Redis, for a change reaches it from another process through it.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import cast

import msgspec
import psutil

from gateway.audit.events import Kind
from tests.bench import broadcast
from tests.bench.audit_batch import batch_of
from tests.bench.case import BenchError, Json, weigh, within_a_folder
from tests.bench.ground import Ground, digest, lay, published_keys
from tests.bench.growing import Intake, intake_of
from tests.bench.least_told import ORDER_ID
from tests.bench.listeners import (
    HEAD_END,
    EventListener,
    Listener,
    SocketListener,
    Subscriber,
    Wave,
    listening,
)
from tests.bench.load import request_of
from tests.bench.rows import FIELDS, MASKED, ROW
from tests.bench.served import cores, cpu_s, served
from tests.world.databases import free_port, redis

SUBSCRIBERS = 500
A_PERSON = 8
"""Streams that one person may have open."""
CHANGES = 10
WARM = 2
REST_S = 0.4
"""Between two changes: each is told of alone."""
DOCUMENT = f"subscription BenchChanges {{ orderChanged {{ id version reset order {{\n{ROW}}} }} }}"
ASKED: dict[str, object] = {"documentId": digest(DOCUMENT), "variables": {}}
HEAD = (
    "| subscribers | changes | p50 ms | p99 ms | last ms | CPU ms/change | p50 to plain "
    "| last to plain |\n|---|--:|--:|--:|--:|--:|--:|--:|"
)


@dataclass
class Watched:
    """What some changes came to: ms from each change to each listener, and to the last one."""

    title: str
    each: list[float] = field(default_factory=list[float])
    last: list[float] = field(default_factory=list[float])
    cpu_ms: float = 0.0

    def add(self, wave: Wave, *, since: float) -> None:
        """One change, told to all."""
        took = [1_000 * (one - since) for one in wave.arrived]
        self.each += took
        self.last.append(max(took))

    def at(self, share: float) -> float:
        """Ms that this share of all the messages kept within."""
        ordered = sorted(self.each)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    @property
    def last_ms(self) -> float:
        """The median of when the last subscriber had a change."""
        return sorted(self.last)[len(self.last) // 2]

    def line(self, plain: "Watched") -> str:
        """The table's."""
        return (
            f"| {self.title} | {len(self.last)} | {self.at(0.5):.1f} | {self.at(0.99):.1f} "
            f"| {self.last_ms:.1f} | {self.cpu_ms / len(self.last):.1f} "
            f"| {self.at(0.5) / plain.at(0.5):.2f} | {self.last_ms / plain.last_ms:.2f} |"
        )


def upgrade(path: str, *, port: int, bearer: str) -> bytes:
    """The handshake of a WebSocket."""
    lines = (
        f"GET {path} HTTP/1.1",
        f"host: 127.0.0.1:{port}",
        f"authorization: Bearer {bearer}",
        "upgrade: websocket",
        "connection: Upgrade",
        "sec-websocket-version: 13",
        "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==",
        "sec-websocket-protocol: graphql-transport-ws",
    )
    return "\r\n".join(lines).encode() + HEAD_END


def by_socket(ground: Ground, *, port: int) -> list[Listener]:
    """Subscribers by graphql-transport-ws, as many people as it takes."""
    bearers = _bearers(ground, called="socket")
    return [
        Subscriber(upgrade("/graphql", port=port, bearer=one), payload=ASKED) for one in bearers
    ]


def by_events(ground: Ground, *, port: int) -> list[Listener]:
    """Subscribers by server-sent events."""
    body = msgspec.json.encode(ASKED)
    return [
        EventListener(request_of(body, bearer=one, port=port, accept="text/event-stream"))
        for one in _bearers(ground, called="events")
    ]


def _bearers(ground: Ground, *, called: str) -> list[str]:
    """A token for each subscriber; people of their own, for those before may not be gone yet."""
    people = -(-SUBSCRIBERS // A_PERSON)
    each = [
        ground.token_of(f"{called}-{number}", session=f"{called}-{number}", role="finance")
        for number in range(people)
    ]
    return (each * A_PERSON)[:SUBSCRIBERS]


async def watch(
    title: str,
    listeners: list[Listener],
    change: Callable[[], Awaitable[tuple[Callable[[], Awaitable[float]], bytes]]],
    *,
    process: psutil.Process,
) -> tuple[Watched, bytes]:
    """Some changes, each told to all before the next; and what a subscriber was told last.

    `change` gives what makes the next change and answers when it stood, and what names it.
    """
    found, example = Watched(title), b""
    for number in range(WARM + CHANGES):
        make, named = await change()
        wave = Wave(named, len(listeners))
        for one in listeners:
            one.wave = wave
        before = cpu_s(process)
        since = await make()
        await wave.over()
        example = wave.example
        await asyncio.sleep(REST_S)  # noqa: TID251 (a bench has no clock but the machine's)
        if number >= WARM:
            found.add(wave, since=since)
            found.cpu_ms += 1_000 * (cpu_s(process) - before)
    return found, example


async def of_the_gateway(
    title: str,
    listeners: list[Listener],
    *,
    intake: Intake,
    port: int,
    process: psutil.Process,
    profiled: bool = False,
) -> tuple[Watched, bytes]:
    """Subscribers of the gateway, from the commit of each change."""
    opened = await intake.audited(Kind.STREAM_OPENED)
    told = await intake.audited(Kind.STREAM_DELIVERY)
    await listening(listeners, port=port)
    while await intake.audited(Kind.STREAM_OPENED) < opened + len(listeners):  # noqa: ASYNC110 (of another process)
        await asyncio.sleep(REST_S)  # noqa: TID251 (as above)
    await asyncio.sleep(REST_S)  # noqa: TID251 (as above: the last one's place is read yet)

    if profiled:
        process.send_signal(signal.SIGUSR1)

    async def change() -> tuple[Callable[[], Awaitable[float]], bytes]:
        order, named = intake.next_order()
        return lambda: intake.take(order), named

    try:
        found, message = await watch(title, listeners, change, process=process)
    finally:
        for one in listeners:
            one.close()
    look_at(message)
    told = await intake.audited(Kind.STREAM_DELIVERY) - told
    if told < (WARM + CHANGES) * len(listeners):
        raise BenchError(f"{title}: the audit holds {told} deliveries of what was told")
    return found, message


def look_at(message: bytes) -> str:
    """The order's id; `BenchError` when a subscriber was not told of what is to be timed."""
    found = msgspec.json.decode(message[message.index(b"{") :], type=Json)
    payload = cast("Json", found.get("payload", found))
    data = cast("dict[str, Json]", payload.get("data") or {})
    changed = data.get("orderChanged", {})
    if "errors" in payload or weigh(changed.get("order")) != (FIELDS, MASKED):
        raise BenchError(f"expected {FIELDS} fields, {MASKED} masked; got {message[:300]!r}")
    return str(changed["id"])


async def of_the_least(
    ground: Ground, message: bytes, *, intake: Intake, folder: Path, port: int
) -> Watched:
    """The same bytes by a process that only recognises and audits; from the commit."""
    file = folder / "least.txt"
    file.write_bytes(message.replace(look_at(message).encode(), ORDER_ID.encode()))
    arguments = ("tests.bench.least_told", str(file), "serve", "--no-worker")
    log = folder / "least-told.log"
    with served(*arguments, port=port, log=log, env=ground.settings) as process:
        found, _ = await of_the_gateway(
            "recognised and audited",
            by_socket(ground, port=port),
            intake=intake,
            port=port,
            process=process,
        )
    return found


async def of_the_plain(message: bytes, folder: Path) -> Watched:
    """The plain broadcast of the same bytes, from the telling."""
    port = free_port()
    file = folder / "broadcast.txt"
    file.write_bytes(message)
    arguments = ("tests.bench.broadcast", str(port), str(file))
    with served(*arguments, port=port, log=folder / "broadcast.log") as process:
        request = upgrade(broadcast.FOLLOW, port=port, bearer="nobody")
        listeners: list[Listener] = [SocketListener(request) for _ in range(SUBSCRIBERS)]
        await listening(listeners, port=port)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)

        async def tell() -> float:
            head = f"POST {broadcast.TELL} HTTP/1.1\r\nhost: x\r\ncontent-length: 0"
            since = time.perf_counter()
            writer.write(head.encode() + HEAD_END)
            await reader.readuntil(HEAD_END)
            return since

        async def change() -> tuple[Callable[[], Awaitable[float]], bytes]:
            return tell, message

        try:
            found, _ = await watch("plain Starlette", listeners, change, process=process)
        finally:
            writer.close()
            for one in listeners:
                one.close()
    return found


async def subscribed(
    ground: Ground, *, port: int, folder: Path, profile: str | None = None
) -> list[str]:
    """The table of this case. The store's orders are others after it."""
    with redis() as url:
        shared = replace(ground, settings={**ground.settings, "CGT_REDIS_URL": url})
        arguments = ("gateway", "serve", "--no-worker")
        if profile is not None:
            arguments = ("tests.bench.profiled", "child", profile)
        log = folder / "subscribers.log"
        async with intake_of(shared, folder, count=3 * (WARM + CHANGES)) as intake:
            with served(*arguments, port=port, log=log, env=shared.settings) as one:
                gateway = partial(of_the_gateway, intake=intake, port=port, process=one)
                sockets, message = await gateway(
                    f"{SUBSCRIBERS} by WebSocket",
                    by_socket(shared, port=port),
                    profiled=profile is not None,
                )
                events, _ = await gateway(
                    f"{SUBSCRIBERS} by server-sent events", by_events(shared, port=port)
                )
            least = await of_the_least(shared, message, intake=intake, folder=folder, port=port)
    plain = await of_the_plain(message, folder)
    batch = await batch_of(SUBSCRIBERS, folder=folder)
    return [HEAD, *(one.line(plain) for one in (sockets, events, least, plain)), batch]


async def alone(folder: Path, *, profile: str | None) -> None:
    port, keys_port = free_port(), free_port()
    ground = await lay(folder, port=port, keys_port=keys_port, documents=[DOCUMENT])
    os.sched_setaffinity(0, {cores()[1]})
    with published_keys(ground.key, port=keys_port):
        lines = await subscribed(ground, port=port, folder=folder, profile=profile)
    lines.append(f"  load average {os.getloadavg()[0]:.1f}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    file = sys.argv[1] if len(sys.argv) > 1 else None
    sys.exit(within_a_folder(partial(alone, profile=file)))
