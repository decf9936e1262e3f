"""Knows which rows a viewer's lists had at the last look at what moved: ids and cases, no value.

A list is asked of the store again as soon as any order, patient or care team has moved; until then
it is as it was. Keys that moved forget the written rows, too, on every replica.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

import msgspec

from gateway.clock import random_bytes
from gateway.disclosure.asked_lists import Place, Question, Wanted
from gateway.disclosure.fragments import Fragments
from gateway.disclosure.told import Memo
from gateway.orders.lists import Seen
from gateway.orders.reading import Filter
from gateway.store.moved import Moved

MOST_ROWS: Final = 30_000
"""Some 10 MB."""
MOST_ANSWERED: Final = 10_000
"""Questions of which it is known which list answers them."""
MOST_JOINED: Final = 16_000_000
"""Bytes of whole lists, put together."""
OF_A_LIST: Final = 1
"""What a list without rows counts."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of a list in their order; `more`: the list goes on."""

    rows: tuple[Seen, ...]
    more: bool = False
    memo: Memo = field(default_factory=Memo)


class Listings:
    """The lists in use, least recently used dropped first. One event loop, so no lock.

    `most_joined` is in bytes, of all lists that were put together.
    """

    def __init__(self, *, most_rows: int = MOST_ROWS, most_joined: int = MOST_JOINED) -> None:
        self._most = most_rows
        self._most_joined = most_joined
        self._held: OrderedDict[Place, Listing] = OrderedDict()
        self._answered: dict[Question, Place] = {}
        self._secret = random_bytes(32)
        self._orders = -1
        self._vault: int | None = None
        self._era = 0
        self._rows = 0
        self._joined = 0
        self._asking: dict[tuple[Wanted, int], asyncio.Future[Listing]] = {}

    def follow(self, moved: Moved, fragments: Fragments) -> None:
        """Forget what has moved; a look that was overtaken by another forgets nothing."""
        if moved.orders > self._orders:
            self._orders = moved.orders
            self.clear()
        if self._vault is not None and moved.vault > self._vault:
            fragments.clear()
        self._vault = max(moved.vault, self._vault or 0)
        if fragments.era != self._era:  # a list must not hold on to a row that was dropped
            self._era = fragments.era
            self.clear()

    def get(self, wanted: Wanted, moved: Moved) -> Listing | None:
        """The list as it stands at this look, if it is known."""
        if moved.orders != self._orders:
            return None
        key = self._place(wanted)
        found = self._held.get(key)
        if found is not None:
            self._held.move_to_end(key)
        return found

    async def once(
        self, wanted: Wanted, moved: Moved, read: Callable[[], Awaitable[Listing]]
    ) -> Listing:
        """The list read after this look: by the first who asks, for all who ask meanwhile."""
        key = (wanted, moved.orders)
        asking = self._asking.get(key)
        if asking is None:
            asking = self._asking[key] = asyncio.ensure_future(read())
            asking.add_done_callback(lambda _: self._asking.pop(key))
        found = await asyncio.shield(asking)
        self.keep(wanted, found, moved)
        return found

    def keep(self, wanted: Wanted, found: Listing, moved: Moved) -> None:
        """Keep a list that was read after this look, unless something moved meanwhile."""
        key = self._place(wanted)
        if moved.orders != self._orders or key in self._held:
            return
        self._held[key] = found
        found.memo.place = key
        self._rows += len(found.rows) + OF_A_LIST
        while self._rows > self._most:
            _, oldest = self._held.popitem(last=False)
            self._rows -= len(oldest.rows) + OF_A_LIST

    def answered(self, asked: Question, moved: Moved) -> Memo | None:
        """The memo of the list that answers this at this look, if it is still kept."""
        place = self._answered.get(asked)
        held = self._held.get(place) if place is not None else None
        if place is None or held is None or moved.orders != self._orders:
            return None
        self._held.move_to_end(place)
        return held.memo

    def note_answered(self, asked: Question, memo: Memo) -> None:
        """This is answered by the list of this memo, for as long as that is kept.

        A grant that ended after the question was put together makes the list another viewer's.
        """
        if len(self._answered) >= MOST_ANSWERED:
            self._answered.clear()
        if memo.place is not None and memo.place.viewer == asked.viewer:
            self._answered[asked] = memo.place

    def note_joined(self, size: int) -> None:
        """So many bytes of a list are kept next; when it is too much, all others let go."""
        self._joined += size
        if self._joined > self._most_joined:
            self._joined = size
            for listing in self._held.values():
                listing.memo.written = None

    def _place(self, wanted: Wanted) -> Place:
        plan, viewer, window, order_id = wanted
        if order_id is None and window.filter.empty:
            return Place(plan, viewer, window, b"")
        typed = msgspec.json.encode((window.filter, order_id))
        digest = hashlib.blake2b(typed, key=self._secret, digest_size=16).digest()
        return Place(plan, viewer, window._replace(filter=Filter()), digest)

    def clear(self) -> None:
        """Forget every list."""
        self._held.clear()
        self._answered.clear()
        self._rows = 0
        self._joined = 0

    def __len__(self) -> int:
        return len(self._held)
