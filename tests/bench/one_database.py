"""Knows how a bench on one database is asked for: `sqlite` or `postgresql`, then how many."""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path

from tests.world import databases


def on_one_database(measure: Callable[[str, Path, int], Awaitable[None]], *, many: int) -> None:
    """`measure` an empty database by its URL, in a folder of its own; `many` unless told."""
    kind = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else many
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'bench.sqlite'}"
        if kind == "postgresql":
            url = f"{stack.enter_context(databases.postgresql())}/postgres"

        async def run() -> None:
            await measure(url, folder, wanted)

        asyncio.run(run())
