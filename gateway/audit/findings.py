"""Knows what a verification can find, and how one writer's events are walked."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import msgspec

from gateway.audit.checkpoints import Checkpoint
from gateway.audit.encoding import leaf_of, link
from gateway.audit.merkle import Frontier


class Found(StrEnum):
    """What is wrong."""

    CHANGED = "CHANGED"
    MISSING = "MISSING"
    INSERTED = "INSERTED"
    OUT_OF_ORDER = "OUT_OF_ORDER"
    REWRITTEN = "REWRITTEN"
    SET_CHANGED = "SET_CHANGED"
    BEFORE_CHAIN_CHANGED = "BEFORE_CHAIN_CHANGED"
    KEY_UNKNOWN = "KEY_UNKNOWN"
    SIGNATURE_WRONG = "SIGNATURE_WRONG"
    CHECKPOINT_MISSING = "CHECKPOINT_MISSING"
    CHECKPOINT_CHANGED = "CHECKPOINT_CHANGED"
    SECOND_PLACE_GAP = "SECOND_PLACE_GAP"
    EXPORT_CHANGED = "EXPORT_CHANGED"
    UNREADABLE = "UNREADABLE"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: at which writer, from which event to which, and in words."""

    what: Found
    writer: str
    first: int
    last: int
    words: str

    def line(self) -> str:
        """For a person."""
        place = f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"
        where = f" {self.writer} {place}" if self.writer else ""
        return f"{self.what}{where}: {self.words}"


class Named(msgspec.Struct, frozen=True):
    """What the walk needs of an event's text."""

    writer: str
    sequence: int
    v: str
    orders: str | None = None
    patients: str | None = None
    sites: str | None = None


NAMED: Final = msgspec.json.Decoder(Named)


class Walk:
    """One writer's events, in their order, against the checkpoints that sign them.

    `head` is the chain before event `first`; after a gap it is not known until the next event.
    """

    def __init__(
        self, writer: str, *, first: int, head: bytes, checkpoints: Sequence[Checkpoint]
    ) -> None:
        self.writer = writer
        self.findings: list[Finding] = []
        self.uncovered = 0
        self._next = first
        self._head: bytes | None = head
        self._waiting = list(checkpoints)
        self._tree = Frontier()
        self._spoilt = False
        self._pass_empty()

    def event(self, sequence: int, text: bytes, chain: bytes) -> None:
        """The next event as it stands."""
        if sequence < self._next:
            self._find(Found.OUT_OF_ORDER, sequence, sequence, "stands a second time, or later")
            return
        if sequence > self._next:
            self._lose(sequence - 1)
        leaf = leaf_of(text)
        if self._head is not None and link(self._head, leaf) != chain:
            self._find(Found.CHANGED, sequence, sequence, "is not the event that was chained here")
        self._head = chain
        self._tree.add(leaf)
        self._next = sequence + 1
        if not self._waiting:
            self.uncovered += 1
        elif self._waiting[0].last == sequence:
            self._check()
            self._pass_empty()

    def finish(self) -> None:
        """No event follows: what the checkpoints sign beyond is missing."""
        if self._waiting and self._waiting[-1].last >= self._next:
            last = self._waiting[-1].last
            self._find(Found.MISSING, self._next, last, "signed by a checkpoint, but not there")

    def _lose(self, last: int) -> None:
        self._find(Found.MISSING, self._next, last, "not there, though later ones are")
        self._head, self._next = None, last + 1
        while self._waiting and self._waiting[0].last <= last:
            self._waiting.pop(0)
            self._tree, self._spoilt = Frontier(), True
        self._spoilt = True

    def _check(self) -> None:
        signed = self._waiting.pop(0)
        head = b"" if self._head is None else self._head
        whole = self._tree.root().hex() == signed.root and head.hex() == signed.head
        if not whole and not self._spoilt:
            words = f"not what checkpoint {signed.number} signs: changed, and chained anew"
            self._find(Found.REWRITTEN, signed.first, signed.last, words)
        self._tree, self._spoilt = Frontier(), False

    def _pass_empty(self) -> None:
        """Heartbeats sign that nothing happened."""
        while self._waiting and self._waiting[0].last < self._next:
            self._check()

    def _find(self, what: Found, first: int, last: int, words: str) -> None:
        self._spoilt = True
        self.findings.append(Finding(what, self.writer, first, last, words))
