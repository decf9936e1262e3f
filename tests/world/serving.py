"""An application on the real server, on a free port of the loopback."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager

from starlette.types import ASGIApp

from gateway.web.serve import DeadlineProtocol, server
from tests.world.databases import free_port
from tests.world.loop import until


class Impatient(DeadlineProtocol):
    """The real deadlines, shorter."""

    head_within_s = 0.8
    body_within_s = 1.2


@contextmanager
def served(app: ASGIApp) -> Generator[int, None, None]:
    """The application on the real server, on a free port of the loopback."""
    port = free_port()
    running = server(app, host="127.0.0.1", port=port, protocol=Impatient)
    thread = threading.Thread(target=lambda: asyncio.run(running.serve()), daemon=True)
    thread.start()
    waiting = threading.Event()
    while not running.started:
        waiting.wait(0.02)
    try:
        yield port
    finally:
        running.should_exit = True
        thread.join(timeout=15)


@asynccontextmanager
async def serving(app: ASGIApp, *, port: int | None = None) -> AsyncGenerator[int]:
    """The application on the real server, on the loop of the test that asks."""
    port = port or free_port()
    running = server(app, host="127.0.0.1", port=port, protocol=Impatient)
    task = asyncio.create_task(running.serve())
    await until(lambda: running.started)
    try:
        yield port
    finally:
        running.should_exit = True
        await asyncio.wait_for(task, 15)
