"""Runs a coroutine of a test to its end."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

Result = TypeVar("Result")


def run(coroutine: Coroutine[object, object, Result]) -> Result:
    """The coroutine's result, on an event loop of its own."""
    return asyncio.run(coroutine)
