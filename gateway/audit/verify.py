"""Knows how to tell whether an audit is whole: of a store or of an export, which need not be ours.

It is fed keys, checkpoints, what the second place kept, events by writer and sequence, sets; in
that order. It asks no store and no clock.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from gateway.audit.checkpoints import Moment
from gateway.audit.encoding import EVENT, genesis, set_digest
from gateway.audit.findings import NAMED, Finding, Found, Walk
from gateway.audit.keys import PublicKey, trusted_keys
from gateway.audit.second_place import Signed
from gateway.audit.stream import Stream
from gateway.clock import parse_instant

if TYPE_CHECKING:
    from gateway.audit.checkpoints import Checkpoint


GONE_AFTER: Final = timedelta(minutes=1)
"""A closed writer of which the stream has nothing after so long did not go on."""


class _Began(msgspec.Struct, frozen=True):
    events: int
    digest: str


class _First(msgspec.Struct, frozen=True):
    kind: str
    body: _Began


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was checked, and what is wrong; `uncovered` events no checkpoint signs yet.

    `unwitnessed` checkpoints came after the last that the second place kept; 0 without one.
    """

    events: int
    checkpoints: int
    writers: int
    sets: int
    uncovered: int
    unwitnessed: int
    findings: tuple[Finding, ...]


class Verification:
    """One verification; see the module. `live`: the last events need not be signed yet."""

    def __init__(
        self, *, tenant: str, keys: Sequence[PublicKey], pinned: str | None, live: bool
    ) -> None:
        self._tenant = tenant
        self._live = live
        self._keys = trusted_keys(keys, pinned=pinned)
        self.stream = Stream(self._keys)
        self._findings: list[Finding] = []
        self._signed: dict[str, Sequence[Checkpoint]] = {}
        self._walk: Walk | None = None
        self._walked: set[str] = set()
        self._sets: set[str] = set()
        self._before, self._before_digest = 0, hashlib.sha256()
        self._began: _Began | None = None
        self._events = self._uncovered = self._set_count = self._checkpoints = 0

    def checkpoint(self, signed: Signed) -> None:
        """One of the stream's."""
        self._checkpoints += 1
        self.stream.add(signed)

    def begin_events(self, witness: Iterable[Signed] | None) -> None:
        """All checkpoints are in; `witness` are the second place's."""
        if witness is not None:
            self.stream.witness(witness)
            if self._live:  # what an export's second place kept may have been fetched before it
                self.stream.stands_still()
        self._signed = dict(self.stream.check())

    def event_before(self, text: bytes) -> None:
        """An event from before the chain, in their order."""
        self._before += 1
        self._before_digest.update(text + b"\n")

    def event(self, text: bytes, chain: bytes, *, at: tuple[str, int] | None = None) -> None:
        """The next event; `at` says where it stands in a store: it must be what its text says."""
        self._events += 1
        try:
            named = NAMED.decode(text)
        except msgspec.DecodeError:
            self._find(Found.UNREADABLE, *(at or ("", 0)), "an event's text is no event")
            return
        place = at or (named.writer, named.sequence)
        if named.v != EVENT or place != (named.writer, named.sequence):
            self._find(Found.CHANGED, *place, "the text is of another event")
        self._sets |= {one for one in (named.orders, named.patients, named.sites) if one}
        self._at(place[0]).event(place[1], text, chain)
        if place[1] == 1 and place[0] == self.stream.first_writer():
            self._began = _chain_begins(text)

    def set_of(self, digest: str, members: Sequence[str]) -> None:
        """A set, after all events."""
        self._set_count += 1
        if set_digest(members) != digest:
            words = f"the members of set {digest[:16]} are not those that were named"
            self._find(Found.SET_CHANGED, "", 0, words)
        self._sets.discard(digest)

    def verdict(self) -> Verdict:
        """All is in."""
        self._leave()
        for writer in self._signed.keys() - self._walked:
            self._enter(writer)
            self._leave()
        for digest in sorted(self._sets):
            self._find(Found.SET_CHANGED, "", 0, f"set {digest[:16]} is named, but not there")
        self._check_before()
        return Verdict(
            events=self._events,
            checkpoints=self._checkpoints,
            writers=len(self._walked),
            sets=self._set_count,
            uncovered=self._uncovered,
            unwitnessed=len(self.stream.behind),
            findings=(*self.stream.findings, *self._findings),
        )

    def found(self, what: Found, words: str) -> None:
        """Something is wrong with what holds all this."""
        self._find(what, "", 0, words)

    def _at(self, writer: str) -> Walk:
        if self._walk is None or self._walk.writer != writer:
            self._leave()
            if writer in self._walked:
                self._find(Found.OUT_OF_ORDER, writer, 0, "its events stand apart")
            if writer not in self._signed:
                self._find(Found.INSERTED, writer, 0, "no checkpoint names this writer")
            return self._enter(writer)
        return self._walk

    def _enter(self, writer: str) -> Walk:
        start = self.stream.start_of(writer)
        self._walked.add(writer)
        self._walk = Walk(
            writer,
            first=start.last + 1 if start else 1,
            head=bytes.fromhex(start.head)
            if start
            else genesis(tenant=self._tenant, writer=writer),
            checkpoints=self._signed.get(writer, ()),
        )
        return self._walk

    def _leave(self) -> None:
        if self._walk is None:
            return
        self._walk.finish()
        self._findings += self._walk.findings
        self._uncovered += self._walk.uncovered
        if self._walk.uncovered and not (self._live and self._goes_on(self._walk.writer)):
            self._find(Found.INSERTED, self._walk.writer, 0, "events that no checkpoint signs")
        self._walk = None

    def _goes_on(self, writer: str) -> bool:
        """Whether the writer may have events that it has still to sign: none once it ended.

        One that another closed may have stood still only; then it signs as soon as it goes on.
        """
        signed = self._signed.get(writer)
        if not signed or signed[-1].kind is not Moment.CLOSED:
            return not signed or signed[-1].kind is not Moment.END
        return parse_instant(self.stream.newest_at) - parse_instant(signed[-1].at) < GONE_AFTER

    def _check_before(self) -> None:
        """What stood before the chain is what its first event counted; no matter in a part."""
        if self.stream.first_writer() is None:
            if self._before:
                self._find(Found.INSERTED, "", 0, "events without a hash")
            return
        told = self._began or _Began(-1, "")
        if (told.events, told.digest) != (self._before, self._before_digest.hexdigest()):
            words = f"{self._before} events stand before the chain; it says {told.events}"
            self._find(Found.BEFORE_CHAIN_CHANGED, "", 0, f"{words}, or they were changed")

    def _find(self, what: Found, writer: str, sequence: int, words: str) -> None:
        self._findings.append(Finding(what, writer, sequence, sequence, words))


def _chain_begins(text: bytes) -> _Began | None:
    try:
        return msgspec.json.decode(text, type=_First).body
    except msgspec.DecodeError:
        return None


def summary(verdict: Verdict) -> Mapping[str, int]:
    """The counts, for a line."""
    return {
        "events": verdict.events,
        "writers": verdict.writers,
        "checkpoints": verdict.checkpoints,
        "sets": verdict.sets,
        "not yet signed": verdict.uncovered,
        "not yet in the second place": verdict.unwitnessed,
    }
