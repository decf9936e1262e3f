"""Knows which rows of one request are written already, and keeps those that are written now."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from gateway.disclosure.fragments import (
    Fragment,
    Fragments,
    Kept,
    Key,
    RowWriters,
    SealedFragment,
    Whole,
)
from gateway.disclosure.listings import Listing, Listings
from gateway.disclosure.plan import RootPlan
from gateway.disclosure.sealing import Found, SealedList, open_list, open_rows, seal, seal_list
from gateway.disclosure.told import Written
from gateway.orders.lists import Seen
from gateway.vault.datakeys import Wrapped
from gateway.vault.seal import Vault
from schema.api.ports import Treated

FEWEST_ROWS: Final = 10
"""A shorter list is put together from its fragments each time."""
NOBODY_WRITES: Mapping[str, RowWriters] = {}
"""For a request whose rows are resolved field by field: it can't use a row that is only bytes."""


class Backing(Protocol):
    """What is kept between requests, and what seals it."""

    @property
    def fragments(self) -> Fragments:
        """Written rows."""
        ...

    @property
    def listings(self) -> Listings:
        """Which rows lists have."""
        ...

    @property
    def vault(self) -> Vault:
        """The keys."""
        ...


class Taken(NamedTuple):
    """Rows that are written, by order id: as this request shows them, and as they are kept."""

    shown: dict[str, Treated]
    kept: dict[str, Kept]


@dataclass(slots=True)
class Opened:
    """How many rows a request opened that were kept sealed."""

    rows: int = 0


class KeptRows:
    """One request's fragments; `writers` are the functions that write a root's orders."""

    def __init__(
        self,
        backing: Backing,
        *,
        writers: Mapping[str, RowWriters],
        sources: Callable[[], Awaitable[Mapping[str, Treated]]],
    ) -> None:
        self._backing = backing
        self._fragments = backing.fragments
        self._writers = writers
        self._sources = sources
        self._sources_told: Mapping[str, int] | None = None
        self._cleared = backing.fragments.cleared
        self.opened = Opened()

    def usable(self, plan: RootPlan) -> bool:
        """Whether rows of this root may come as fragments."""
        return bool(self._writers.get(plan.root))

    async def whole(self, listing: Listing, plan: RootPlan) -> Sequence[Fragment] | None:
        """Every row of a list, if all of them were written when it was last asked for."""
        written = listing.memo.written
        if written is None or written.names != self._writers[plan.root].keys():
            return None
        told = await self._told(plan)
        if written.told != told or written.era != self._fragments.era:
            return None
        if isinstance(written.rows, Whole):
            return written.rows
        if isinstance(written.rows, SealedList):
            found = open_list(written.rows, vault=self._backing.vault)
            self.opened.rows += written.rows.sealed if found is not None else 0
            return found
        opened = self._opened(list(zip(listing.rows, written.rows, strict=True)), plan, told)
        return Whole(opened.values()) if len(opened) == len(written.rows) else None

    def turn(self, listing: Listing) -> AbstractAsyncContextManager[object]:
        """Held by whoever writes rows of a list, so that it is written once.

        When an order has changed all who ask for its list come at once.
        """
        if len(listing.rows) < FEWEST_ROWS:
            return nullcontext()
        if listing.memo.turn is None:
            listing.memo.turn = asyncio.Lock()
        return listing.memo.turn

    async def note_whole(
        self, listing: Listing, found: Mapping[str, Kept], shown: Sequence[Treated], plan: RootPlan
    ) -> Sequence[Treated]:
        """Remember a list's rows, all of which are written; a short one is not remembered."""
        if len(listing.rows) < FEWEST_ROWS or len(found) != len(listing.rows):
            return shown
        told, writers = await self._told(plan), self._writers[plan.root]
        rows = [found[row.order_id] for row in listing.rows]
        keys = [_key(row, plan, told) for row in listing.rows]
        kept = self._whole(list(zip(keys, rows, strict=True)), shown, plan)
        if isinstance(kept, Whole):
            for name, write in writers.items():
                kept.write(name, write)
        if isinstance(kept, Whole | SealedList):
            self._backing.listings.note_joined(kept.size)
        listing.memo.written = Written(kept, writers.keys(), told, self._fragments.era)
        return kept if isinstance(kept, Whole) else shown

    def _whole(
        self, rows: Sequence[tuple[Key, Kept]], shown: Sequence[Treated], plan: RootPlan
    ) -> Whole | SealedList | list[Kept]:
        """The rows of a list, all at once if they can be: an edge shows its row by itself."""
        opened = [row for row in shown if isinstance(row, Fragment)]
        if not any(isinstance(row, SealedFragment) for _, row in rows):
            return Whole(opened)
        if plan.edges:
            return [row for _, row in rows]
        names = self._writers[plan.root].keys()
        return seal_list(rows, opened, names, vault=self._backing.vault)

    async def held(self, seen: Sequence[Seen], plan: RootPlan) -> Taken:
        """Those of these rows that are written already: what is kept sealed is opened."""
        told = await self._told(plan)
        names = self._writers[plan.root].keys()
        rows: list[tuple[Seen, Kept]] = []
        for row in seen:
            fragment = self._fragments.get(_key(row, plan, told), names)
            if fragment is not None:
                rows.append((row, fragment))
        opened = self._opened(rows, plan, told)
        kept = {row.order_id: one for row, one in rows if row.order_id in opened}
        return Taken(dict(opened), kept)

    async def take(
        self,
        rows: Sequence[Seen],
        treated: Iterable[Treated],
        *,
        plan: RootPlan,
        keys: Sequence[Wrapped],
    ) -> Taken:
        """Freshly treated rows, written now; kept unless all was to be forgotten meanwhile."""
        told, writers = await self._told(plan), self._writers[plan.root]
        whose = {one.patient_id: one for one in keys}
        shown: dict[str, Treated] = {}
        found: dict[str, Kept] = {}
        for row, one in zip(rows, treated, strict=True):
            shown[row.order_id] = fragment = Fragment(one, order_id=row.order_id)
            if not _write(fragment, writers):
                continue
            kept: Kept = fragment
            key = _key(row, plan, told)
            if row.case_no in plan.opens:
                vault = self._backing.vault
                kept = seal(key, fragment, whose=whose.get(row.patient_id), vault=vault)
                fragment.clear()
            if self._cleared == self._fragments.cleared:
                self._fragments.keep(key, kept)
                found[row.order_id] = kept
        return Taken(shown, found)

    def _opened(
        self, rows: Sequence[tuple[Seen, Kept]], plan: RootPlan, told: Mapping[str, int]
    ) -> dict[str, Fragment]:
        """These rows by order id, but for those that don't open (`open_rows`)."""
        sealed = [
            Found(_key(row, plan, told), kept)
            for row, kept in rows
            if isinstance(kept, SealedFragment)
        ]
        opened: dict[str, Fragment] = {}
        if sealed:
            names = self._writers[plan.root].keys()
            opened = open_rows(sealed, names, vault=self._backing.vault)
            self.opened.rows += len(opened)
        return {
            row.order_id: kept if isinstance(kept, Fragment) else opened[row.order_id]
            for row, kept in rows
            if isinstance(kept, Fragment) or row.order_id in opened
        }

    async def _told(self, plan: RootPlan) -> Mapping[str, int]:
        """Each source's present state as a number, where the plan shows any of it."""
        if not plan.source_told:
            return {}
        if self._sources_told is None:
            sources = await self._sources()
            self._sources_told = self._fragments.sources_told(sources.values())
        return self._sources_told


def _write(fragment: Fragment, writers: RowWriters) -> bool:
    """Write a row, if the writer can show it.

    Else it meets the same trouble when the answer is written, and leaves that to graphql-core then.
    """
    try:
        for name, write in writers.items():
            fragment.write(name, write)
    except Exception:  # noqa: BLE001 (any value that is not as the schema says)
        fragment.written.clear()
        return False
    return True


def _key(row: Seen, plan: RootPlan, told: Mapping[str, int]) -> Key:
    source = told.get(row.connection, 0)
    return Key(plan.number, row.order_id, row.version, row.case_no, source)
