"""Knows which rows of one request are written already, and which will be kept once they are."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from gateway.disclosure.fragments import Fragment, Fragments, Key
from gateway.disclosure.listings import Listing
from gateway.disclosure.plan import RootPlan
from gateway.disclosure.told import Written
from gateway.orders.lists import Seen
from schema.api.ports import Treated

FEWEST_ROWS: Final = 10
"""A shorter list is put together from its fragments each time."""
NOBODY_WRITES: Mapping[str, frozenset[str]] = {}
"""For a request whose rows are resolved field by field: it can't use a row that is only bytes."""


class KeptRows:
    """One request's fragments; `writers` names the functions that write a root's orders."""

    def __init__(
        self,
        fragments: Fragments,
        *,
        writers: Mapping[str, frozenset[str]],
        sources: Callable[[], Awaitable[Mapping[str, Treated]]],
    ) -> None:
        self._fragments = fragments
        self._writers = writers
        self._sources = sources
        self._fresh: list[tuple[Key, Fragment]] = []
        self._cleared = fragments.cleared

    def usable(self, plan: RootPlan) -> bool:
        """Whether rows of this root may come as fragments."""
        return bool(plan.kept and self._writers.get(plan.root))

    async def whole(self, listing: Listing, plan: RootPlan) -> Sequence[Fragment] | None:
        """Every row of a list, if all of them were written when it was last asked for."""
        written = listing.memo.written
        if written is None or written.names != self._writers[plan.root]:
            return None
        same = written.told == await self._told(plan) and written.era == self._fragments.era
        return written.rows if same else None

    async def note_whole(self, listing: Listing, shown: Sequence[Treated], plan: RootPlan) -> None:
        """Remember that these rows, a list's all, are written; few and large ones are not."""
        rows = [one for one in shown if isinstance(one, Fragment)]
        if len(rows) == len(shown) and len(rows) >= FEWEST_ROWS:
            written = Written(
                rows, self._writers[plan.root], await self._told(plan), self._fragments.era
            )
            listing.memo.written = written

    async def held(self, seen: Sequence[Seen], plan: RootPlan) -> dict[str, Treated]:
        """Those of these rows that are written already, by order id."""
        told = await self._told(plan)
        names = self._writers[plan.root]
        found: dict[str, Treated] = {}
        for row in seen:
            if row.case_no in plan.kept:
                key = _key(row, plan, told)
                fragment = self._fragments.get(key, names)
                if fragment is not None:
                    found[fragment.order_id] = fragment
        return found

    async def take(
        self, rows: Sequence[Seen], shown: Sequence[Treated], *, plan: RootPlan
    ) -> dict[str, Treated]:
        """Freshly treated rows by order id, to be kept where their case allows it."""
        told = await self._told(plan)
        found: dict[str, Treated] = {}
        for row, treated in zip(rows, shown, strict=True):
            found[row.order_id] = treated
            if row.case_no in plan.kept:
                found[row.order_id] = fragment = Fragment(treated, order_id=row.order_id)
                self._fresh.append((_key(row, plan, told), fragment))
        return found

    def settle(self) -> None:
        """The answer is written: keep what was, unless all was to be forgotten meanwhile."""
        if self._cleared == self._fragments.cleared:
            for key, fragment in self._fresh:
                self._fragments.keep(key, fragment)
        self._fresh.clear()

    async def _told(self, plan: RootPlan) -> Mapping[str, int]:
        """Each source's present state as a number, where the plan shows any of it."""
        if not plan.source_told:
            return {}
        sources = await self._sources()
        return {name: self._fragments.source(view) for name, view in sources.items()}


def _key(row: Seen, plan: RootPlan, told: Mapping[str, int]) -> Key:
    source = told.get(row.connection, 0)
    return Key(plan.number, row.order_id, row.version, row.case_no, source)
