"""Knows how an opening that failed is told to an operator: one log code, and a count by cause.

The caller learns one sentence and no more; which check failed, and in which column, is for whoever
operates the house. No row, no key and nothing of the value is in either.
"""

from collections import Counter
from enum import StrEnum
from typing import Final

from gateway.telemetry.logs import Log

CODE: Final = "VAULT_OPEN_FAILED"
"""What to alarm on in the log: the store was touched, or a key file is not the right one."""


class Failure(StrEnum):
    """Why something sealed did not open."""

    TRUNCATED = "TRUNCATED"
    OTHER_KEY = "OTHER_KEY"
    DAMAGED_OR_SWAPPED = "DAMAGED_OR_SWAPPED"
    DATA_KEY = "DATA_KEY"
    RING_KEY_MISSING = "RING_KEY_MISSING"


class Alarm:
    """The failed openings of one process, counted by `Failure`."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._log = Log("vault")

    def raised(self, failure: Failure, *, where: str) -> None:
        """Tell of one; `where` is table and column, `data_keys`, or `kept`: in memory."""
        self.counts[failure.value] += 1
        self._log.warning(
            "something sealed did not open", code=CODE, cause=failure.value, where=where
        )
