"""Knows what a request asks of the store: each question is one way there and back.

Rows come as they are stored. Nothing is opened here, and no key unwrapped: this runs on a thread.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol, cast

from sqlalchemy import Connection

from gateway.disclosure.asked_lists import Wanted
from gateway.disclosure.fragments import Fragments
from gateway.disclosure.listings import Listing, Listings
from gateway.disclosure.opening import keys_needed
from gateway.disclosure.plan import RootPlan
from gateway.orders.counts import Group, Others, count_groups, count_orders, count_others
from gateway.orders.lists import (
    Row,
    read_facts,
    read_of_patient,
    read_orders,
    read_page,
    read_seen,
)
from gateway.orders.reading import Viewer, Window
from gateway.store.engine import Store
from gateway.vault.datakeys import Wrapped, read_wrapped

NO_ORDER: Final = ("",)
"""An id that no order has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Rows as they were read, the wrapped keys that open them, and their facts by order."""

    rows: list[Row] = field(repr=False)
    keys: list[Wrapped] = field(repr=False)
    facts: Mapping[str, list[Row]] = field(repr=False)


class Kept(Protocol):
    """What is kept between requests."""

    @property
    def fragments(self) -> Fragments:
        """Written rows."""
        ...

    @property
    def listings(self) -> Listings:
        """Which rows lists have."""
        ...


class Gathering:
    """Reads for one viewer; every row comes with its case, by the scope of its root's plan."""

    def __init__(self, store: Store, *, viewer: Viewer, kept: Kept) -> None:
        self._store = store
        self._viewer = viewer
        self._kept = kept

    async def seen(self, plan: RootPlan, window: Window, *, order_id: str | None = None) -> Listing:
        """Which rows a window has but for its last, or whether this order is there, and as what."""
        moved = await self._store.moved()
        self._kept.listings.follow(moved, self._kept.fragments)
        wanted = Wanted(plan.number, self._viewer, window, order_id)
        found = self._kept.listings.get(wanted, moved)
        if found is None:
            found = await self._kept.listings.once(
                wanted, moved, lambda: self._seen(plan, window, order_id=order_id)
            )
        return found

    async def _seen(self, plan: RootPlan, window: Window, *, order_id: str | None) -> Listing:
        rows = await self._store.read(
            lambda connection: read_seen(
                connection,
                scope=plan.scope,
                viewer=self._viewer,
                window=window,
                order_id=order_id,
            )
        )
        size = window.limit - 1
        return Listing(tuple(rows[:size]), len(rows) > size)

    async def page(self, plan: RootPlan, window: Window) -> tuple[Gathered, bool]:
        """The rows of a window but for its last, and whether there was that one, too."""

        def read(connection: Connection) -> tuple[Gathered, bool]:
            rows = read_page(
                connection,
                scope=plan.scope,
                viewer=self._viewer,
                columns=plan.columns,
                window=window,
            )
            size = window.limit - 1
            return _gathered(connection, rows[:size], plan), len(rows) > size

        return await self._store.read(read)

    async def orders(self, plan: RootPlan, order_ids: Collection[str]) -> Gathered:
        """Those of these orders that are there."""

        def read(connection: Connection) -> Gathered:
            rows = read_orders(
                connection, order_ids, scope=plan.scope, viewer=self._viewer, columns=plan.columns
            )
            return _gathered(connection, rows, plan)

        return await self._store.read(read)

    async def identified(
        self,
        plan: RootPlan,
        find: Callable[[Connection], Collection[str]],
        *,
        cases: Collection[int],
        most: int,
    ) -> Gathered:
        """The first few of the orders found that are there in one of these cases.

        One statement, whether there is such an order or not, and no row of one in another case:
        nobody can tell by the traffic, nor by the time that it takes.
        """

        def read(connection: Connection) -> Gathered:
            rows = read_orders(
                connection,
                find(connection) or NO_ORDER,
                scope=plan.scope,
                viewer=self._viewer,
                columns=plan.columns,
                cases=cases,
            )
            return _gathered(connection, rows[:most], plan)

        return await self._store.read(read)

    async def of_patient(self, plan: RootPlan, patient_id: str) -> Gathered:
        """The orders of one patient that are there."""

        def read(connection: Connection) -> Gathered:
            rows = read_of_patient(
                connection,
                patient_id,
                scope=plan.scope,
                viewer=self._viewer,
                columns=plan.columns,
            )
            return _gathered(connection, rows, plan)

        return await self._store.read(read)

    async def count(self, plan: RootPlan, window: Window) -> int:
        """How many rows the whole list has."""
        return await self._store.read(
            lambda connection: count_orders(
                connection, scope=plan.scope, viewer=self._viewer, window=window
            )
        )

    async def groups(self, plan: RootPlan, columns: tuple[str, ...], window: Window) -> list[Group]:
        """The rows that may be grouped by, by these columns."""
        return await self._store.read(
            lambda connection: count_groups(
                connection, columns, scope=plan.scope, viewer=self._viewer, window=window
            )
        )

    async def others(self, plan: RootPlan) -> list[Others]:
        """The rows that are not there, by status; what a grant opens is one of them still."""
        return await self._store.read(lambda connection: count_others(connection, scope=plan.scope))


def _gathered(connection: Connection, rows: list[Row], plan: RootPlan) -> Gathered:
    # where a case shows nothing OPERATIONAL the body comes as NULL, and no fact of it is told
    telling = [row for row in rows if row["body"] is not None] if "facts" in plan.shape else []
    told = [cast("str", row["order_id"]) for row in telling]
    wanted = keys_needed(rows)
    return Gathered(
        rows=rows,
        keys=read_wrapped(connection, wanted) if wanted else [],
        facts=read_facts(connection, told) if told else {},
    )
