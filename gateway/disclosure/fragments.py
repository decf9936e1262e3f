"""Knows the rows that are already written: what a plan treated, kept as bytes until it moves.

A fragment is keyed by the plan's root, the row's case, the order's version and the state of its
source: nothing that a caller chooses. It never holds a value that was opened in clear: where a case
opens one, the row's bytes are kept sealed (`sealing`). A plan has a number that is never given
again: once it goes, as all do with their policy, nothing asks for its fragments, and they stay only
until they are the least recently used.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from itertools import count
from typing import Final, NamedTuple, TypeAlias

import msgspec

from gateway.vault.datakeys import Wrapped
from schema.api.ports import Treated

MOST_BYTES: Final = 32_000_000
OVERHEAD: Final = 400
"""Bytes of a key and of what holds a fragment, roughly."""


WriteRow: TypeAlias = Callable[[Treated], object]
"""A treated row → what stands in the answer."""
RowWriters: TypeAlias = Mapping[str, WriteRow]
"""The functions that write an order of one root field, by name."""


class Key(NamedTuple):
    """Which row of which plan, as it stands."""

    plan: int
    order_id: str
    version: int
    case: int
    source: int


class Fragment(Treated):
    """A treated row that remembers how it was written; once kept, only the bytes are left."""

    __slots__ = ("order_id", "written")

    def __init__(self, treated: Treated, *, order_id: str) -> None:
        super().__init__(treated)
        self.order_id = order_id
        self.written: dict[str, msgspec.Raw] = {}

    def write(self, name: str, write: WriteRow) -> msgspec.Raw:
        """The row's bytes by the function of this name."""
        found = self.written.get(name)
        if found is None:
            found = self.written[name] = msgspec.Raw(msgspec.json.encode(write(self)))
        return found


class SealedFragment(NamedTuple):
    """A row's bytes by the name of the function that wrote them, each sealed.

    `by` is the patient's data key as the store has it, or the name of a traceability key: a vault
    that has met a newer one since still opens them.
    """

    order_id: str
    written: Mapping[str, bytes]
    by: Wrapped | str

    @property
    def patient_id(self) -> str | None:
        """Whose data key seals them; None: a traceability key does."""
        return None if isinstance(self.by, str) else self.by.patient_id


Kept: TypeAlias = Fragment | SealedFragment


class Whole(list[Fragment]):
    """All rows of a list, each written: what they come to is put together once.

    One made of what was put together already has no rows, and can't be written otherwise.
    """

    __slots__ = ("joined",)

    def __init__(
        self, rows: Iterable[Fragment], joined: Mapping[str, msgspec.Raw] | None = None
    ) -> None:
        super().__init__(rows)
        self.joined: dict[str, msgspec.Raw] = dict(joined or {})

    def write(self, name: str, write: WriteRow) -> msgspec.Raw:
        """The list's bytes, each row by the function of this name."""
        found = self.joined.get(name) if self else self.joined[name]
        if found is None:
            found = self.joined[name] = joined([row.write(name, write) for row in self])
        return found

    @property
    def size(self) -> int:
        """How many bytes were put together."""
        return sum(memoryview(raw).nbytes for raw in self.joined.values())


def joined(rows: Iterable[bytes | msgspec.Raw]) -> msgspec.Raw:
    """Rows that are written, as a list."""
    return msgspec.Raw(b"[%b]" % b",".join(rows))


class Fragments:
    """The fragments in use, least recently used dropped first. One event loop, so no lock.

    `era` moves whenever one is dropped: what was put together of them before must not be used.
    """

    def __init__(self, *, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._held: OrderedDict[Key, Kept] = OrderedDict()
        self._sources: dict[str, tuple[Treated, int]] = {}
        self._numbers = count(1)
        self.bytes = 0
        self.era = 0
        self.cleared = 0
        self.hits = 0
        self.misses = 0

    def source(self, view: Treated) -> int:
        """A number that stands for a source as it is now, and for no other state of it."""
        name = str(view["connection"])
        known = self._sources.get(name)
        if known is None or known[0] != view:
            known = self._sources[name] = (view, next(self._numbers))
        return known[1]

    def sources_told(self, views: Iterable[Treated]) -> dict[str, int]:
        """Each source's present state as a number, by the connection's id."""
        return {str(view["connection"]): self.source(view) for view in views}

    def get(self, key: Key, names: AbstractSet[str]) -> Kept | None:
        """The fragment, if it was written by all of these functions."""
        found = self._held.get(key)
        if found is None or not found.written.keys() >= names:
            self.misses += 1
            return None
        self.hits += 1
        self._held.move_to_end(key)
        return found

    def keep(self, key: Key, kept: Kept) -> None:
        """Keep what was written of a row, and nothing else of it."""
        if not kept.written:
            return
        if isinstance(kept, Fragment):
            kept.clear()
        before = self._held.pop(key, None)
        if before is not None:
            self.bytes -= _size(before)
        self._held[key] = kept
        self.bytes += _size(kept)
        while self.bytes > self._most:
            self.era += 1
            _, oldest = self._held.popitem(last=False)
            self.bytes -= _size(oldest)

    def clear(self) -> None:
        """Forget everything: what pseudonyms and masks are made with has changed."""
        self.era += 1
        self.cleared += 1
        self._held.clear()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._held)


def _size(kept: Kept) -> int:
    return OVERHEAD + sum(memoryview(one).nbytes for one in kept.written.values())
