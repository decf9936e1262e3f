"""Kills a process of its own after so many steps that it told of."""

import multiprocessing
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeAlias

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(
    [f"tests.world.killed_{name}" for name in ("rotation", "reseal", "reindex")]
)
Target: TypeAlias = Callable[[str, Path, Connection], None]


def killed(target: Target, url: str, path: Path, *, after: int, later_s: float = 0.0) -> bool:
    """Start `target` and kill it so long after so many steps; False if it had ended."""
    reader, writer = processes.Pipe(duplex=False)
    process = processes.Process(target=target, args=(url, path, writer))
    process.start()
    writer.close()
    with suppress(EOFError):
        for _ in range(after + 1):
            reader.recv()
    process.join(later_s)
    process.kill()
    process.join(10)
    reader.close()
    ended = process.exitcode
    process.close()
    return ended == -signal.SIGKILL
