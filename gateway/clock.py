"""The one source of time, waiting, ids and randomness; everything else takes it as an argument."""

import asyncio
import secrets
import time
import uuid
from datetime import UTC, datetime
from typing import Final, Protocol

UTC_OFFSET: Final = "+00:00"


class Clock(Protocol):
    """Time as the rest of the gateway sees it."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back; for durations only."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never go back; for durations only."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


def new_id() -> str:
    """A random UUID as text."""
    return str(uuid.uuid4())


def random_bytes(count: int) -> bytes:
    """`count` bytes from the system's CSPRNG."""
    return secrets.token_bytes(count)


def instant_text(instant: datetime) -> str:
    """An instant as fixed-width text that sorts by time: `2026-11-26T11:38:54.000000Z`."""
    if instant.tzinfo is not UTC:
        instant = instant.astimezone(UTC)
    return instant.isoformat("T", "microseconds")[: -len(UTC_OFFSET)] + "Z"


def parse_instant(text: str) -> datetime:
    """The inverse of `instant_text`; raises `ValueError` for a text without a zone."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return instant.astimezone(UTC)
