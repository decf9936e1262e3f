"""Rounds of all servers that a case is asked of; they alternate: a busy machine is busy for all."""

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import psutil

from tests.bench.bare import Recorded
from tests.bench.case import Case, weigh
from tests.bench.ground import Ground
from tests.bench.load import CONNECTIONS, FEW, Seen, once, press, request_of
from tests.bench.served import cpu_s, served
from tests.world.databases import free_port

ROUNDS = 3
JSON = "application/json"
GATEWAY_S, BARE_S, WARM_S = 1.8, 0.6, 0.6
GATEWAY, BARE, PLAIN = "gateway", "bare", "plain Strawberry"
LEAST_WARM = {"recognised and audited": "recognised", "admitted and audited": "admitted"}
LEAST_READ = {"read, opened and audited": "opened"}
LEAST = LEAST_WARM | LEAST_READ
HEAD = (
    "| case | server | requests | requests/s | p50 ms | p99 ms | CPU ms/request "
    "| CPU to bare | of plain Strawberry |\n|---|---|--:|--:|--:|--:|--:|--:|--:|"
)


@dataclass(frozen=True, kw_only=True)
class Server:
    """One of those that are asked, and how."""

    name: str
    port: int
    request: bytes
    process: psutil.Process


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one case came to, by server."""

    title: str
    seen: Mapping[str, Seen]
    told: str

    @property
    def lines(self) -> list[str]:
        """The table's."""
        return [self._line(name, seen) for name, seen in self.seen.items()]

    def _line(self, server: str, seen: Seen) -> str:
        bare, plain = self.seen[BARE], self.seen.get(PLAIN)
        share = "" if plain is None else f"1/{plain.cpu_ms / seen.cpu_ms:.1f}"
        return (
            f"| {self.title} | {server} | {seen.requests:,} | {seen.rate:,.1f} "
            f"| {seen.at(0.5):.2f} | {seen.at(0.99):.2f} | {seen.cpu_ms:.3f} "
            f"| {seen.cpu_ms / bare.cpu_ms:.2f} | {share} |"
        )


@dataclass(kw_only=True)
class Rounds:
    """Asks one gateway's cases; `title` is added to each case's name."""

    ground: Ground
    gateway: psutil.Process
    port: int
    folder: Path
    title: str = ""
    connections: int = CONNECTIONS
    timed: int = field(default=0, init=False)

    async def of(self, case: Case, *, least: Iterable[str] = ()) -> Result:
        """The case at every server; raises `BenchError` for an answer of another shape.

        `least`: also at these, which do only what must be done.
        """
        bearer = self.ground.token(case.person, role=case.role)
        request = request_of(case.body(self.ground), bearer=bearer, port=self.port)
        answer = await once(request, port=self.port)
        case.look_at(answer.body)
        recorded = self.folder / "recorded"
        recorded.write_bytes(msgspec.msgpack.encode(answer))
        with ExitStack() as stack:
            asked = [
                Server(name=GATEWAY, port=self.port, request=request, process=self.gateway),
                self._bare(stack, request, recorded),
            ]
            asked += [self._least(stack, request, recorded, name) for name in least]
            if case.plain is not None:
                asked.append(await self._plain(stack, case, recorded, module=case.plain))
            seen = await self._rounds(asked)
        self.timed += sum(seen[name].requests for name in (GATEWAY, *LEAST) if name in seen)
        return Result(title=f"{case.name}{self.title}", seen=seen, told=_told(case, answer))

    async def _rounds(self, asked: list[Server]) -> dict[str, Seen]:
        seen = {one.name: Seen() for one in asked}
        for one in asked:
            await self._round(one, Seen(), seconds=WARM_S)
        for _ in range(ROUNDS):
            for one in asked:
                seconds = BARE_S if one.name == BARE else GATEWAY_S
                await self._round(one, seen[one.name], seconds=seconds)
        return seen

    async def _round(self, one: Server, seen: Seen, *, seconds: float) -> None:
        before = cpu_s(one.process)
        seen.seconds += await press(
            one.request,
            port=one.port,
            seconds=seconds,
            latencies=seen.latencies,
            connections=FEW if one.name == PLAIN else self.connections,
        )
        seen.cpu_s += cpu_s(one.process) - before

    def _bare(self, stack: ExitStack, request: bytes, recorded: Path) -> Server:
        port = free_port()
        arguments = ("tests.bench.bare", str(port), str(recorded))
        process = stack.enter_context(served(*arguments, port=port, log=self.folder / "bare.log"))
        return Server(name=BARE, port=port, request=request, process=process)

    def _least(self, stack: ExitStack, request: bytes, recorded: Path, name: str) -> Server:
        port = free_port()
        settings = {
            **self.ground.settings,
            "CGT_PORT": str(port),
            "CGT_PUBLIC_URL": f"http://127.0.0.1:{port}",
        }
        arguments = ("tests.bench.least", str(recorded), LEAST[name], "serve", "--no-worker")
        log = self.folder / f"{LEAST[name]}.log"
        process = stack.enter_context(served(*arguments, port=port, log=log, env=settings))
        asked = request.replace(b"127.0.0.1:%d" % self.port, b"127.0.0.1:%d" % port)
        return Server(name=name, port=port, request=asked, process=process)

    async def _plain(self, stack: ExitStack, case: Case, recorded: Path, *, module: str) -> Server:
        port = free_port()
        body = msgspec.json.encode(
            {"query": case.document, "variables": case.variables(self.ground)}
        )
        request = request_of(body, bearer="nobody", port=port, accept=JSON)
        arguments = (module, str(port), str(recorded))
        environment = {"CGT_DATABASE_URL": self.ground.settings["CGT_DATABASE_URL"]}
        log = self.folder / "plain.log"
        process = stack.enter_context(served(*arguments, port=port, log=log, env=environment))
        case.look_at((await once(request, port=port)).body)
        return Server(name=PLAIN, port=port, request=request, process=process)


def _told(case: Case, answer: Recorded) -> str:
    fields, masked = weigh(msgspec.json.decode(answer.body)["data"])
    return (
        f"  {case.name}: {case.role}, {fields:,} fields, {masked} of them masked, "
        f"{len(answer.body):,} bytes"
    )
