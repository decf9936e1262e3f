"""`python -m tests.bench.profiled FOLDER` writes where the CPU of each warm case goes, as text.

The gateway runs under the standard library's profiler, by the CPU of the loop's thread. It slows
calls of Python down most: read shares, not times.
"""

import asyncio
import cProfile
import io
import os
import pstats
import signal
import sys
import tempfile
import time
from pathlib import Path

from gateway.cli import main as gateway
from tests.bench import order_detail, physician_200, worklist_50, worklist_200
from tests.bench.case import Case
from tests.bench.forgetful import forget
from tests.bench.ground import Ground, lay, published_keys
from tests.bench.load import once, press, request_of
from tests.bench.served import served
from tests.world.databases import free_port

CHILD, FORGETFUL = "child", "forgetful"
CASES = {
    "worklist-50": (worklist_50.CASE, CHILD),
    "worklist-200": (worklist_200.CASE, CHILD),
    "order-detail": (order_detail.CASE, CHILD),
    "physician-200": (physician_200.CASE, CHILD),
    "read-each-time": (worklist_200.CASE, FORGETFUL),
}
SECONDS, WARM_S = 4.0, 1.0
LINES = 60


def child(kind: str, file: str) -> None:
    """The gateway until it is told to end; then what was seen since the signal to begin.

    A forgetful one finds nothing that it kept; what its threads do of reading is not seen.
    """
    if kind == FORGETFUL:
        forget()
    profile = cProfile.Profile(time.thread_time)

    def begin(*_: object) -> None:
        profile.enable()

    def end(*_: object) -> None:
        profile.disable()
        profile.dump_stats(file)
        os._exit(0)

    signal.signal(signal.SIGUSR1, begin)
    signal.signal(signal.SIGTERM, end)
    sys.argv = ["gateway", "serve", "--no-worker"]
    gateway()


def text_of(file: Path) -> str:
    """The functions that took most, without where they lie on this machine."""
    out = io.StringIO()
    stats = pstats.Stats(str(file), stream=out).strip_dirs()
    stats.sort_stats("tottime").print_stats(LINES)
    lines = out.getvalue().splitlines()
    begin = next(number for number, line in enumerate(lines) if "function calls" in line)
    return "\n".join(line.rstrip() for line in lines[begin:]).strip() + "\n"


async def profiled(case: Case, ground: Ground, *, kind: str, port: int, folder: Path) -> str:
    """One case, asked over and over."""
    file = folder / "profile"
    arguments = ("tests.bench.profiled", kind, str(file))
    bearer = ground.token(case.person, role=case.role)
    request = request_of(case.body(ground), bearer=bearer, port=port)
    log = folder / "profiled.log"
    with served(*arguments, port=port, log=log, env=ground.settings) as process:
        case.look_at((await once(request, port=port)).body)
        await press(request, port=port, seconds=WARM_S, latencies=[])
        process.send_signal(signal.SIGUSR1)
        asked: list[float] = []
        await press(request, port=port, seconds=SECONDS, latencies=asked)
    return f"{case.name}, {len(asked):,} requests\n\n{text_of(file)}"


async def write_all(folder: Path) -> None:
    port, keys_port = free_port(), free_port()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        documents = [case.document for case, _ in CASES.values()]
        ground = await lay(place, port=port, keys_port=keys_port, documents=documents)
        with published_keys(ground.key, port=keys_port):
            for title, (case, kind) in CASES.items():
                text = await profiled(case, ground, kind=kind, port=port, folder=place)
                (folder / f"{title}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] in {CHILD, FORGETFUL}:
        child(*sys.argv[1:])
    else:
        asyncio.run(write_all(Path(sys.argv[1])))
