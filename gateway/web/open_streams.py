"""Knows which streams are open in this process, and ends them; needs nothing to be built."""

import asyncio
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakSet

PER_SUBJECT: Final = 8
ALTOGETHER: Final = 2_000


@dataclass(eq=False, slots=True, weakref_slot=True)
class Stream:
    """One open stream: whose it is, and what it is woken by.

    `counted` is False for what a socket holds for itself. `leaving`: the process stops.
    """

    subject: str
    sid: str
    counted: bool = True
    leaving: bool = False
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    ended: bool = False

    async def woken(self, *, within_s: float) -> bool:
        """Wait for the next notice; False when none came."""
        try:
            async with asyncio.timeout(within_s):
                await self.wake.wait()
        except TimeoutError:
            return False
        return True


class OpenStreams:
    """Every open stream of this process; its `close` is `gateway.session.ports.Closer`.

    Whoever runs a stream holds it: one that nobody runs any more is gone from here, too.
    """

    def __init__(self) -> None:
        self._open: WeakSet[Stream] = WeakSet()

    def __len__(self) -> int:
        return len(self._open)

    @property
    def counted(self) -> int:
        """How many streams there are; what sockets hold for themselves is left out."""
        return sum(stream.counted for stream in self._open)

    def has_room(self, subject: str, *, counted: bool = True) -> bool:
        """Whether this person may open one more stream, or socket (not `counted`)."""
        theirs = sum(
            stream.subject == subject and stream.counted is counted for stream in self._open
        )
        return theirs < PER_SUBJECT and len(self._open) < ALTOGETHER

    def add(self, stream: Stream) -> None:
        """A stream begins."""
        self._open.add(stream)

    def discard(self, stream: Stream) -> None:
        """A stream is over."""
        self._open.discard(stream)

    def notify(self) -> None:
        """There may be new changes; what a socket holds for itself tells of none."""
        for stream in self._open:
            if stream.counted:
                stream.wake.set()

    async def close(self, *, subject: str | None = None, sid: str | None = None) -> None:
        """End every stream of that person, or of that sign-in, at once."""
        for stream in self._open:
            theirs = subject is not None and stream.subject == subject
            if theirs or (sid is not None and stream.sid == sid):
                stream.ended = True
                stream.wake.set()

    def close_all(self) -> None:
        """End every stream: the process stops, clients go on elsewhere."""
        for stream in self._open:
            stream.ended = stream.leaving = True
            stream.wake.set()
