"""Knows how a stream of checkpoints is checked, and what a second place says against it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from gateway.audit.checkpoints import Checkpoint, digest_of, read_checkpoint
from gateway.audit.findings import Finding, Found
from gateway.audit.keys import signed_by
from gateway.audit.second_place import Signed
from gateway.clock import parse_instant

LAG_MOST: Final = 60
LAG_AFTER: Final = timedelta(minutes=10)
"""More than so many that wait for longer are no outage that nobody noticed yet (`handover`)."""


@dataclass(slots=True)
class Stream:
    """Checkpoints that are signed by trusted keys, by number; `findings` says which are not.

    `anchors` are the ones before a part of the stream: they are trusted as starting points.
    `behind` are the ones after the last that the second place kept, in their order.
    """

    keys: Mapping[str, bytes]
    findings: list[Finding] = field(default_factory=list[Finding])
    behind: Sequence[Checkpoint] = ()
    _texts: dict[int, str] = field(default_factory=dict[int, str])
    _known: dict[int, Checkpoint] = field(default_factory=dict[int, Checkpoint])
    _anchors: dict[int, str] = field(default_factory=dict[int, str])
    _starts: dict[str, Checkpoint] = field(default_factory=dict[str, Checkpoint])

    def anchor(self, signed: Signed) -> None:
        """A checkpoint from before the part that is checked."""
        found = self._read(signed)
        if found is not None:
            self._anchors[found.number] = signed.checkpoint
            before = self._starts.get(found.writer)
            if before is None or before.number < found.number:
                self._starts[found.writer] = found

    def add(self, signed: Signed) -> None:
        """A checkpoint of the stream; in any order."""
        found = self._read(signed)
        if found is None:
            return
        if self._texts.get(found.number, signed.checkpoint) != signed.checkpoint:
            self._find(Found.CHECKPOINT_CHANGED, found, "stands twice, and not alike")
        self._texts[found.number], self._known[found.number] = signed.checkpoint, found

    def witness(self, lines: Iterable[Signed]) -> None:
        """What the second place kept: it wins where the stream lacks or changed a checkpoint."""
        kept: set[int] = set()
        for signed in lines:
            found = self._read(signed)
            if found is None or found.number < min(self._known, default=found.number):
                continue
            kept.add(found.number)
            here = self._texts.get(found.number)
            if here is None:
                self._find(Found.CHECKPOINT_MISSING, found, "the second place has it, not here")
            elif here != signed.checkpoint:
                self._find(Found.CHECKPOINT_CHANGED, found, "the second place has another")
            self._texts[found.number], self._known[found.number] = signed.checkpoint, found
        self.behind = [
            self._known[number] for number in sorted(self._known) if number > max(kept, default=0)
        ]
        for number in sorted(self._known):
            if kept and min(kept) < number < max(kept) and number not in kept:
                words = "the second place lacks it, though it has later ones"
                self._find(Found.SECOND_PLACE_GAP, self._known[number], words)

    def stands_still(self) -> None:
        """Find that the second place gets nothing any more, though the stream goes on."""
        if len(self.behind) <= LAG_MOST:
            return
        first, last = self.behind[0], self.behind[-1]
        if parse_instant(last.at) - parse_instant(first.at) > LAG_AFTER:
            words = f"the second place has neither it nor the {len(self.behind) - 1} after it"
            self._find(Found.SECOND_PLACE_GAP, first, words)

    def check(self) -> Mapping[str, Sequence[Checkpoint]]:
        """The stream's own order; answers every writer's checkpoints in theirs."""
        writers: dict[str, list[Checkpoint]] = {}
        numbers = sorted(self._known)
        expected = max(self._anchors, default=0) + 1
        for number in numbers:
            found = self._known[number]
            if number != expected:
                words = f"number {expected} is not there" if number > expected else "out of place"
                self._find(Found.CHECKPOINT_MISSING, found, words)
            before = self._texts.get(number - 1) or self._anchors.get(number - 1)
            previous = "0" * 64 if number == 1 else digest_of(before) if before else None
            if previous is not None and previous != found.previous:
                self._find(Found.CHECKPOINT_CHANGED, found, "does not follow the one before")
            expected = number + 1
            self._follow(writers.setdefault(found.writer, []), found)
        return writers

    def start_of(self, writer: str) -> Checkpoint | None:
        """The writer's anchor, if the part does not hold its beginning."""
        return self._starts.get(writer)

    def first_writer(self) -> str | None:
        """Who wrote checkpoint 1, if it is here."""
        return self._known[1].writer if 1 in self._known else None

    @property
    def newest_at(self) -> str:
        """When the newest checkpoint was signed; raises `ValueError` where there is none."""
        return max(one.at for one in self._known.values())

    def _follow(self, mine: list[Checkpoint], found: Checkpoint) -> None:
        start = self._starts.get(found.writer)
        last = mine[-1].last if mine else start.last if start else 0
        if found.first != last + 1 or found.last < found.first - 1:
            self._find(Found.CHECKPOINT_MISSING, found, f"expected to go on from event {last}")
        mine.append(found)

    def _read(self, signed: Signed) -> Checkpoint | None:
        try:
            found = read_checkpoint(signed.checkpoint)
        except ValueError:
            words = "a line is no checkpoint"
            self.findings.append(Finding(Found.UNREADABLE, "", 0, 0, words))
            return None
        key = self.keys.get(found.key)
        if key is None:
            self._find(Found.KEY_UNKNOWN, found, f"signed by the key {found.key[:16]}")
            return None
        if not signed_by(key, signed.signature, signed.checkpoint.encode()):
            self._find(Found.SIGNATURE_WRONG, found, "not signed by the key it names")
            return None
        return found

    def _find(self, what: Found, at: Checkpoint, words: str) -> None:
        named = f"checkpoint {at.number}: {words}"
        self.findings.append(Finding(what, at.writer, at.first, at.last, named))
