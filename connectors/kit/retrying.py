"""Knows when a read is worth another try: at most three, and never a write."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import stamina

from connectors.kit.errors import Action, ConnectorError

Answer = TypeVar("Answer")
ATTEMPTS = 3
FIRST_WAIT_S = 0.3
LONGEST_WAIT_S = 3.0


def worth_another_try(error: Exception) -> bool:
    """Whether the fault may pass by itself; one that names an instant to wait for is not tried."""
    return (
        isinstance(error, ConnectorError)
        and error.handling.action is Action.RETRY_READ
        and error.not_before is None
    )


async def reading(call: Callable[[], Awaitable[Answer]], *, budget_s: float) -> Answer:
    """The answer of a read, tried up to three times with jitter inside `budget_s` seconds.

    Raises the last `ConnectorError`. Only for calls without effect: a write is settled by its
    outbox, which asks what became of it.
    """
    async for attempt in stamina.retry_context(
        on=worth_another_try,
        attempts=ATTEMPTS,
        timeout=budget_s,
        wait_initial=FIRST_WAIT_S,
        wait_max=LONGEST_WAIT_S,
    ):
        with attempt:
            return await call()
    raise AssertionError("a retry ends with an answer or its error")
