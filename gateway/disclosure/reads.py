"""Knows one request's reads: each follows its root's plan, and what was shown is remembered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final, cast

from gateway.clock import instant_text
from gateway.disclosure.audience import Aspect
from gateway.disclosure.cases import usable_grants, viewer_of
from gateway.disclosure.counting import check_counts, columns_of, released
from gateway.disclosure.cursors import Cursors
from gateway.disclosure.filters import filter_of
from gateway.disclosure.fragments import RowWriters
from gateway.disclosure.gathering import Gathered, Gathering
from gateway.disclosure.kept import NOBODY_WRITES, KeptRows, Taken
from gateway.disclosure.listings import Listing
from gateway.disclosure.plan import CHANGED, COUNTS, Plan, RootPlan
from gateway.disclosure.refusals import (
    FILTER_REFUSED,
    LOOKUP_INVALID,
    LOOKUP_REFUSED,
    RefusedError,
)
from gateway.disclosure.showing import Backing, Showing
from gateway.disclosure.told import Disclosed, Memo
from gateway.orders.lists import Row, Seen, seen_of
from gateway.orders.reading import Filter, Window
from gateway.vault.lookups import look_up
from gateway.vault.spelling import spelt
from schema.api.ports import LookUp, Page, Treated, Wanted
from schema.vocabulary.counts import CountBy, CountOver
from schema.vocabulary.disclosure import Visibility
from schema.vocabulary.lookups import classes_of
from schema.vocabulary.principals import Grant, Principal
from schema.vocabulary.sensitivity import FieldClass

MOST_FIRST: Final = 5_000
MOST_FOUND: Final = 20
"""Orders of one patient that a look-up answers: some manufacturers, some attempts each."""
ROWS: Final = "rows"


class RequestReads:
    """The `Reads` of one request: one principal, one plan, one instant."""

    def __init__(
        self,
        backing: Backing,
        *,
        principal: Principal,
        plan: Plan,
        as_of: datetime,
        writers: Mapping[str, RowWriters] = NOBODY_WRITES,
    ) -> None:
        self._backing = backing
        self._principal = principal
        self._plan = plan
        self._as_of = as_of
        viewer = viewer_of(principal, policy=plan.policy, as_of=as_of)
        self._gathering = Gathering(backing.store, viewer=viewer, kept=backing)
        self._showing = Showing(backing, held=principal.principal_class)
        self._kept = KeptRows(backing, writers=writers, sources=self._showing.sources)

    async def page(self, root: str, *, first: int, after: str | None, wanted: Wanted) -> Page:
        """A page of `worklist` (harm first, ended orders left out) or `orders` (by id).

        Raises `RefusedError`: FILTER_REFUSED if no case of the viewer may be filtered by,
        CURSOR_INVALID for a cursor that was not made for this caller, list and filter;
        `OverLimitError` LIMIT_FILTER for a filter of too many words.
        """
        plan = self._plan.roots[root]
        chosen = filter_of(wanted)
        if not chosen.empty and not plan.filterable:
            raise RefusedError(FILTER_REFUSED)
        return await self._page(plan, first=first, after=after, chosen=chosen)

    async def counts(self, by: tuple[CountBy, ...], *, over: CountOver, wanted: Wanted) -> Treated:
        """How many orders have what in common.

        Raises `RefusedError`: COUNTS_REFUSED if no case of the viewer may be counted by,
        COUNTS_ELSEWHERE for any but the one cut of orders elsewhere; `OverLimitError` LIMIT_COUNTS,
        and LIMIT_FILTER as `page`.
        """
        plan, counting = self._plan.roots[COUNTS], self._backing.counting
        chosen, by = filter_of(wanted), tuple(dict.fromkeys(by))
        check_counts(plan, by, over=over, chosen=chosen, counting=counting)
        self._showing.told.count(plan)
        smallest = None
        if over is CountOver.ELSEWHERE:
            smallest = counting.smallest
            found = released(await self._gathering.others(plan), smallest=smallest)
        else:
            window = Window(
                filter=chosen,
                clear_cases=plan.clear_cases,
                leave_out_ended=over is CountOver.WORKLIST,
            )
            groups = await self._gathering.groups(plan, columns_of(by), window)
            found = await self._showing.cells(groups, by)
        return {"groups": found, "smallest": smallest, "as_of": instant_text(self._as_of)}

    async def order(self, look_up: LookUp, text: str) -> Treated | None:
        """One order; nothing when it is unknown or not the viewer's.

        By anything but our id it needs the fields of that in clear: `RefusedError` LOOKUP_REFUSED
        if no case of the viewer has them so, and an order whose case has not is not found.
        """
        if look_up is LookUp.ID:
            return await self._one(self._showing.ids.meant(text), root="order")
        found = await self._identified(look_up, text, root="order", most=1)
        return found[0] if found else None

    async def orders_of(self, look_up: LookUp, text: str) -> list[Treated]:
        """The orders of the patient found by this; as `order` is looked up by anything but an id.

        Also raises `RefusedError` LOOKUP_INVALID for what is no name with a birth date.
        """
        if not spelt(look_up, text) and look_up is LookUp.NAME_AND_BIRTH_DATE:
            raise RefusedError(LOOKUP_INVALID)
        return await self._identified(look_up, text, root="patientOrders", most=MOST_FOUND)

    async def changed_order(self, order_id: str) -> Treated | None:
        """An order that a stream tells of, by our own id, as `orderChanged` asks for it."""
        return await self._one(order_id, root=CHANGED)

    def told_id(self, our_id: str) -> str:
        """Our id of a record as the viewer is given it."""
        return self._showing.ids.told(our_id)

    async def node(self, node_id: str) -> Treated | None:
        """An order or a patient, which names its type as `__typename`."""
        our_id = self._showing.ids.meant(node_id)
        found = await self._one(our_id, root="node")
        if found is not None:
            found["__typename"] = "Order"
            return found
        person = await self._person(our_id, root="node.patient")
        if person is not None:
            person["__typename"] = "Patient"
        return person

    async def patient(self, patient_id: str) -> Treated | None:
        """A patient by id, each field as the viewer's best order of theirs shows it."""
        return await self._person(self._showing.ids.meant(patient_id), root="patient")

    async def sources(self) -> list[Treated]:
        """Every connection with how many of its orders the viewer may group by."""
        plan = self._plan.roots["sources"]
        window = Window(clear_cases=plan.clear_cases)
        groups = await self._gathering.groups(plan, ("connection",), window)
        counts = {group.common["connection"]: group.orders for group in groups}
        views = await self._showing.sources()
        return [{**view, "order_count": counts.get(name, 0)} for name, view in views.items()]

    def only_list(self) -> Memo | None:
        """The memo of the list that is all that was shown so far."""
        return self._showing.told.only_list()

    def aspects(self) -> frozenset[Aspect]:
        """As what rows were shown so far."""
        return self._showing.told.aspects()

    def disclosed(self) -> Disclosed:
        """What was shown so far."""
        return self._showing.told.disclosed()

    def grants_used(self) -> list[Grant]:
        """The break-glass grants by which something was shown so far."""
        opened = self.disclosed().opened
        grants = usable_grants(self._principal, policy=self._plan.policy, as_of=self._as_of)
        return [grant for grant in grants if grant.patient_id in opened] if opened else []

    @property
    def opened(self) -> Mapping[str, int]:
        """How many sealed values were opened, by column; rows that were kept sealed as `ROWS`."""
        rows = self._kept.opened.rows
        return {**self._showing.opened, ROWS: rows} if rows else self._showing.opened

    async def _page(self, plan: RootPlan, *, first: int, after: str | None, chosen: Filter) -> Page:
        root = plan.root
        harm_first = root == "worklist" and plan.harm_first
        cursors = Cursors(
            self._principal,
            root=root,
            wanted=chosen,
            harm_first=harm_first,
            vault=self._backing.vault,
        )
        key = None if after is None else cursors.open(after)
        size = min(max(first, 0), MOST_FIRST)
        window = Window(
            filter=chosen,
            clear_cases=plan.clear_cases,
            leave_out_ended=root == "worklist",
            harm_first=harm_first,
            after=key,
            limit=size + 1,
        )
        rows, shown, more = await self._listed(plan, window)
        total = await self._total(plan, window)

        ends = (cursors.at(rows[0]), cursors.at(rows[-1])) if rows and plan.ends else (None, None)
        return Page(
            nodes=shown,
            cursors=[cursors.at(row) if plan.cursors else "" for row in rows] if plan.edges else [],
            start=ends[0],
            end=ends[1],
            has_next=more,
            has_previous=after is not None,
            total=total,
            as_of=instant_text(self._as_of) if plan.dated else "",
        )

    async def _listed(
        self, plan: RootPlan, window: Window
    ) -> tuple[Sequence[Seen], Sequence[Treated], bool]:
        """The rows of a window as orders, and whether there are more than it shows."""
        if self._kept.usable(plan):
            seen = await self._gathering.seen(plan, window)
            return *await self._from_kept(plan, seen), seen.more
        found, more = await self._gathering.page(plan, window)
        return *await self._shown(found, plan), more

    async def _shown(self, found: Gathered, plan: RootPlan) -> tuple[list[Seen], list[Treated]]:
        rows = [seen_of(row) for row in found.rows]
        shown = await self._showing.orders(found, plan)
        self._showing.told.add(rows, plan)
        return rows, list(shown)

    async def _from_kept(
        self, plan: RootPlan, seen: Listing
    ) -> tuple[Sequence[Seen], Sequence[Treated]]:
        """These rows as orders, only those read that are not written already."""
        whole = await self._kept.whole(seen, plan)
        if whole is None:
            async with self._kept.turn(seen):
                whole = await self._kept.whole(seen, plan)
                if whole is None:
                    return await self._row_by_row(plan, seen)
        self._showing.told.add(seen.rows, plan, memo=seen.memo)
        return seen.rows, whole

    async def _row_by_row(
        self, plan: RootPlan, seen: Listing
    ) -> tuple[Sequence[Seen], Sequence[Treated]]:
        """A list's rows, those that are not written yet as they stand now."""
        held = await self._kept.held(seen.rows, plan)
        there: Sequence[Seen] = seen.rows
        if len(held.shown) < len(there):
            there = await self._add_missing(plan, seen, held)
        rows = [held.shown[row.order_id] for row in there]
        if there != seen.rows:
            self._showing.told.add(there, plan)
            return there, rows
        self._showing.told.add(there, plan, memo=seen.memo)
        return there, await self._kept.note_whole(seen, held.kept, rows, plan)

    async def _add_missing(self, plan: RootPlan, seen: Listing, held: Taken) -> Sequence[Seen]:
        """The rows that are there, those added that are not written yet."""
        by_id = {row.order_id: row for row in seen.rows}
        found = await self._gathering.orders(plan, [one for one in by_id if one not in held.shown])
        treated = await self._showing.orders(found, plan)
        # a case may mask the connection in what is read now, and the version may have moved
        fresh = [_in_place(row, by_id[cast("str", row["order_id"])]) for row in found.rows]
        taken = await self._kept.take(fresh, treated, plan=plan, keys=found.keys)
        held.kept.update(taken.kept)
        held.shown.update(taken.shown)
        by_id |= {row.order_id: row for row in fresh}
        return tuple(row for order_id, row in by_id.items() if order_id in held.shown)

    async def _total(self, plan: RootPlan, window: Window) -> int:
        """The viewer may list these very rows, so that no count is too small to tell."""
        return await self._gathering.count(plan, window) if plan.counted else 0

    async def _identified(self, by: LookUp, text: str, *, root: str, most: int) -> list[Treated]:
        plan = self._plan.roots[root]
        self._showing.told.sought.add(by)
        clear = _clear_numbers(plan, classes_of(by))
        if not clear:
            raise RefusedError(LOOKUP_REFUSED)
        sites, vault = self._principal.sites, self._backing.vault
        find = partial(look_up, sites=sites, field=by.value, text=text, vault=vault)
        found = await self._gathering.identified(plan, find, cases=clear, most=most)
        _, shown = await self._shown(found, plan)
        return shown

    async def _one(self, order_id: str, *, root: str) -> Treated | None:
        plan = self._plan.roots[root]
        if self._kept.usable(plan):
            seen = await self._gathering.seen(plan, Window(limit=2), order_id=order_id)
            _, shown = await self._from_kept(plan, seen)
        else:
            found = await self._gathering.orders(plan, (order_id,))
            _, shown = await self._shown(found, plan)
        return shown[0] if shown else None

    async def _person(self, patient_id: str, *, root: str) -> Treated | None:
        plan = self._plan.roots[root]
        return self._showing.person(await self._gathering.of_patient(plan, patient_id), plan)


def _clear_numbers(plan: RootPlan, classes: frozenset[FieldClass]) -> frozenset[int]:
    """The cases that have all of these in clear."""
    return frozenset(
        number
        for number, treatment in plan.treatments.items()
        if all(treatment[one].visibility is Visibility.CLEAR for one in classes)
    )


def _in_place(row: Row, listed: Seen) -> Seen:
    """A row as it stands now, in the place where it was listed."""
    case_no, version = cast("int", row["case_no"]), cast("int", row["version"])
    if case_no == listed.case_no and version == listed.version:
        return listed
    return listed._replace(case_no=case_no, version=version)
