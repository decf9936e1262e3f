"""Knows one request's reads: each follows its root's plan, and what was shown is remembered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, cast

from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.clock import instant_text
from gateway.disclosure.cases import viewer_of
from gateway.disclosure.cursors import Key, cursor_context, open_cursor, seal_cursor
from gateway.disclosure.kept import NOBODY_WRITES, KeptRows
from gateway.disclosure.plan import Plan, RootPlan
from gateway.disclosure.refusals import FILTER_REFUSED, LOOKUP_REFUSED, RefusedError
from gateway.disclosure.showing import Backing, Disclosed, Showing
from gateway.orders.lists import (
    Row,
    count_by_connection,
    count_orders,
    read_of_patient,
    read_orders,
    read_page,
    read_seen,
)
from gateway.orders.reading import Filter, Window
from gateway.vault.lookups import find_orders
from schema.api.ports import LookUp, Page, Treated, Wanted
from schema.vocabulary.disclosure import Visibility
from schema.vocabulary.principals import Principal
from schema.vocabulary.sensitivity import FieldClass

MOST_FIRST: Final = 5_000
NO_ORDER: Final = ("",)
"""An id that no order has."""


class RequestReads:
    """The `Reads` of one request: one principal, one plan, one instant."""

    def __init__(
        self,
        backing: Backing,
        *,
        principal: Principal,
        plan: Plan,
        as_of: datetime,
        writers: Mapping[str, frozenset[str]] = NOBODY_WRITES,
    ) -> None:
        self._backing = backing
        self._principal = principal
        self._plan = plan
        self._as_of = as_of
        self._viewer = viewer_of(principal, policy=backing.policy, as_of=as_of)
        self._showing = Showing(backing, space=principal.principal_class.pseudonym_space)
        self._kept = KeptRows(backing.fragments, writers=writers, sources=self._showing.sources)

    async def page(self, root: str, *, first: int, after: str | None, wanted: Wanted) -> Page:
        """A page of `worklist` (harm first, ended orders left out) or `orders` (by id).

        Raises `RefusedError`: FILTER_REFUSED if no case of the viewer may be filtered by,
        CURSOR_INVALID for a cursor that was not made for this caller, list and filter.
        """
        plan = self._plan.roots[root]
        chosen = Filter(
            status=wanted.status,
            overlay=wanted.overlay,
            connection=wanted.connection,
            owner=wanted.owner,
            site=wanted.site,
            kind=wanted.kind,
        )
        if not chosen.empty and not plan.filterable:
            raise RefusedError(FILTER_REFUSED)
        return await self._page(plan, first=first, after=after, chosen=chosen)

    async def order(self, look_up: LookUp, text: str) -> Treated | None:
        """One order; nothing when it is unknown or not the viewer's.

        By anything but our id it needs CHAIN in clear: `RefusedError` LOOKUP_REFUSED if no case of
        the viewer has it so, and an order whose case has not is not found.
        """
        if look_up is LookUp.ID:
            return await self._one(text, root="order")
        return await self._identified(look_up, text)

    async def changed_order(self, order_id: str) -> Treated | None:
        """An order that a stream tells of, as `orderChanged` asks for it."""
        return await self._one(order_id, root="orderChanged")

    async def node(self, node_id: str) -> tuple[str, Treated] | None:
        """An order or a patient with its type's name."""
        found = await self._one(node_id, root="node")
        if found is not None:
            return "Order", found
        person = await self._person(node_id, root="node.patient")
        return None if person is None else ("Patient", person)

    async def patient(self, patient_id: str) -> Treated | None:
        """A patient by our id, each field as the viewer's best order of theirs shows it."""
        return await self._person(patient_id, root="patient")

    async def sources(self) -> list[Treated]:
        """Every connection with how many of its orders the viewer may group by."""
        plan = self._plan.roots["sources"]
        async with self._backing.store.reading() as connection:
            counts = await count_by_connection(
                connection,
                scope=plan.scope,
                viewer=self._viewer,
                window=Window(clear_cases=plan.clear_cases),
            )
        views = await self._showing.sources()
        return [{**view, "order_count": counts.get(name, 0)} for name, view in views.items()]

    def settle(self) -> None:
        """The answer is written: rows that may be kept are."""
        self._kept.settle()

    def disclosed(self) -> Disclosed:
        """What was shown so far."""
        return self._showing.disclosed()

    @property
    def opened(self) -> Mapping[str, int]:
        """How many sealed values were opened, by column."""
        return self._showing.opened

    async def _page(self, plan: RootPlan, *, first: int, after: str | None, chosen: Filter) -> Page:
        root = plan.root
        harm_first = root == "worklist" and plan.harm_first
        context = cursor_context(self._principal, root=root, wanted=chosen, harm_first=harm_first)
        vault = self._backing.vault
        key = None
        if after is not None:
            key = open_cursor(after, vault=vault, context=context, harm_first=harm_first)
        size = min(max(first, 0), MOST_FIRST)
        window = Window(
            filter=chosen,
            clear_cases=plan.clear_cases,
            leave_out_ended=root == "worklist",
            harm_first=harm_first,
            after=key,
            limit=size + 1,
        )
        async with self._backing.store.reading() as connection:
            rows, shown, more = await self._listed(connection, plan, window)
            total = await self._total(connection, plan, window)
        sealed = [
            seal_cursor(_key(row, harm_first=harm_first), vault=vault, context=context)
            if plan.cursors or number in {0, len(shown) - 1}
            else ""
            for number, row in enumerate(rows)
        ]
        return Page(
            rows=list(zip(sealed, shown, strict=True)),
            has_next=more,
            has_previous=after is not None,
            total=total,
            as_of=instant_text(self._as_of),
        )

    async def _listed(
        self, connection: AsyncConnection, plan: RootPlan, window: Window
    ) -> tuple[list[Row], list[Treated], bool]:
        """The rows of a window as orders, and whether there are more than it shows."""
        size = window.limit - 1
        if self._kept.usable(plan):
            seen = await read_seen(connection, scope=plan.scope, viewer=self._viewer, window=window)
            return *await self._from_kept(connection, plan, seen[:size]), len(seen) > size
        rows = await read_page(
            connection,
            scope=plan.scope,
            viewer=self._viewer,
            columns=plan.columns,
            window=window,
        )
        shown = await self._showing.orders(connection, rows[:size], plan)
        return rows[:size], shown, len(rows) > size

    async def _from_kept(
        self, connection: AsyncConnection, plan: RootPlan, seen: list[Row]
    ) -> tuple[list[Row], list[Treated]]:
        """These rows as orders, only those read that are not written already."""
        by_id = {cast("str", row["order_id"]): row for row in seen}
        shown = await self._kept.held(seen, plan)
        missing = [order_id for order_id in by_id if order_id not in shown]
        if missing:
            rows = await read_orders(
                connection, missing, scope=plan.scope, viewer=self._viewer, columns=plan.columns
            )
            treated = await self._showing.orders(connection, rows, plan)
            shown |= await self._kept.take(rows, treated, plan=plan, seen=by_id)
        there = [row for order_id, row in by_id.items() if order_id in shown]
        self._showing.remember(there, plan)
        return there, [shown[cast("str", row["order_id"])] for row in there]

    async def _total(self, connection: AsyncConnection, plan: RootPlan, window: Window) -> int:
        """The viewer may list these very rows, so that no count is too small to tell."""
        if not plan.counted:
            return 0
        return await count_orders(connection, scope=plan.scope, viewer=self._viewer, window=window)

    async def _identified(self, look_up: LookUp, text: str) -> Treated | None:
        plan = self._plan.roots["order"]
        clear = _clear_numbers(plan, FieldClass.CHAIN)
        if not clear:
            raise RefusedError(LOOKUP_REFUSED)
        backing = self._backing
        async with backing.store.reading() as connection:
            found = await find_orders(
                connection,
                sites=self._principal.sites,
                field=look_up.value,
                text=text,
                vault=backing.vault,
            )
            # one statement, whether there is such an order or not: nobody can tell by the traffic
            rows = await read_orders(
                connection,
                found or NO_ORDER,
                scope=plan.scope,
                viewer=self._viewer,
                columns=plan.columns,
            )
            rows = [row for row in rows if row["case_no"] in clear][:1]
            shown = await self._showing.orders(connection, rows, plan)
        return shown[0] if shown else None

    async def _one(self, order_id: str, *, root: str) -> Treated | None:
        plan = self._plan.roots[root]
        scope, viewer = plan.scope, self._viewer
        async with self._backing.store.reading() as connection:
            if self._kept.usable(plan):
                seen = await read_seen(
                    connection, scope=scope, viewer=viewer, window=Window(), order_ids=[order_id]
                )
                _, shown = await self._from_kept(connection, plan, seen)
            else:
                rows = await read_orders(
                    connection, [order_id], scope=scope, viewer=viewer, columns=plan.columns
                )
                shown = await self._showing.orders(connection, rows, plan)
        return shown[0] if shown else None

    async def _person(self, patient_id: str, *, root: str) -> Treated | None:
        plan = self._plan.roots[root]
        async with self._backing.store.reading() as connection:
            rows = await read_of_patient(
                connection,
                patient_id,
                scope=plan.scope,
                viewer=self._viewer,
                columns=plan.columns,
            )
            return await self._showing.person(connection, rows, plan)


def _clear_numbers(plan: RootPlan, field_class: FieldClass) -> frozenset[int]:
    return frozenset(
        number
        for number, treatment in plan.treatments.items()
        if treatment[field_class].visibility is Visibility.CLEAR
    )


def _key(row: Row, *, harm_first: bool) -> Key:
    order_id = cast("str", row["order_id"])
    if harm_first:
        return (cast("int", row["urgency"]), cast("str", row["stale_at"]), order_id)
    return (order_id,)
