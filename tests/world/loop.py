"""Runs a coroutine of a test to its end."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import TypeVar

Result = TypeVar("Result")


def run(coroutine: Coroutine[object, object, Result]) -> Result:
    """The coroutine's result, on an event loop of its own."""
    return asyncio.run(coroutine)


async def until(holds: Callable[[], bool], *, within_s: float = 5.0) -> None:
    """Wait for what another task, thread or process brings about; `TimeoutError` if it does not."""
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110 (what is waited for tells nobody)
            await asyncio.sleep(0.01)  # noqa: TID251 (real time passes)
