"""What left on the canary's walk, and what was asked for it."""

from collections import defaultdict
from dataclasses import dataclass, field

import httpx


@dataclass
class Gathered:
    """What left: JSON bodies to read, and the bytes of each sink and file to search."""

    bodies: list[bytes] = field(default_factory=list[bytes])
    asked: list[str] = field(default_factory=list[str])
    seen: set[tuple[str, str]] = field(default_factory=set["tuple[str, str]"])
    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    sinks: dict[str, bytearray] = field(default_factory=lambda: defaultdict(bytearray))

    async def noted(self, response: httpx.Response) -> None:
        """Which address was asked."""
        self.seen.add((response.request.method, response.request.url.path))

    async def read(self, response: httpx.Response) -> None:
        """An answer that nobody else reads."""
        await response.aread()
        self.answer(response)

    def answer(self, response: httpx.Response) -> None:
        """A whole answer of HTTP."""
        self.bodies.append(response.content)
        for name, value in response.headers.raw:
            self.sinks["headers"] += name + b": " + value + b"\n"
