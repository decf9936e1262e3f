"""Knows what a request was shown, for the audit: our own ids and classes, never a value."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from gateway.audit.encoding import Ids, Words
from gateway.disclosure.audience import Aspect, aspect_of
from gateway.disclosure.fragments import Kept, Whole
from gateway.disclosure.plan import RootPlan
from gateway.disclosure.sealing import SealedList
from gateway.orders.lists import Seen
from gateway.orders.reading import GRANTED
from schema.vocabulary.disclosure import Visibility
from schema.vocabulary.sensitivity import FieldClass

if TYPE_CHECKING:
    from asyncio import Lock

    from gateway.disclosure.asked_lists import Place
    from schema.api.ports import Treated


@dataclass(frozen=True, kw_only=True)
class Disclosed:
    """What a request was given; a class is withheld when no row showed anything of it.

    `opened` are the patients of whom a row was shown by a break-glass grant.
    `sought` names what orders were looked up by, found or not; never the value.
    """

    orders: tuple[str, ...]
    patients: tuple[str, ...]
    disclosed: tuple[FieldClass, ...]
    withheld: tuple[FieldClass, ...]
    opened: tuple[str, ...] = ()
    sought: tuple[str, ...] = ()

    @cached_property
    def order_ids(self) -> Ids:
        """The orders as the audit takes them; named once, however often a list is shown again."""
        return Ids(self.orders)

    @cached_property
    def patient_ids(self) -> Ids:
        """The patients, likewise."""
        return Ids(self.patients)

    @cached_property
    def disclosed_words(self) -> Words:
        """The disclosed classes, likewise."""
        return Words.of(self.disclosed)

    @cached_property
    def withheld_words(self) -> Words:
        """The withheld ones, likewise."""
        return Words.of(self.withheld)

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """Both, to tell one from another."""
        return (*map(str, self.disclosed), "", *map(str, self.withheld))


class Written(NamedTuple):
    """A list's rows as they are kept: by which functions, over which sources, in which era."""

    rows: Whole | SealedList | Sequence[Kept]
    names: AbstractSet[str]
    told: Mapping[str, int]
    era: int


class Memo:
    """What is known of a whole list once it was shown: what the audit is told, and its rows.

    `turn` is held by the request that writes rows of the list. `value` is the list as it was shown
    but for its rows, with the instant of then where one is shown; `place` is where the list is
    kept, if it is.
    """

    __slots__ = ("disclosed", "place", "turn", "value", "written")

    def __init__(self) -> None:
        self.disclosed: Disclosed | None = None
        self.written: Written | None = None
        self.value: Treated | None = None
        self.place: Place | None = None
        self.turn: Lock | None = None


class Told:
    """Remembers which rows were shown by which plan."""

    def __init__(self) -> None:
        self._shown: list[tuple[Sequence[Seen], RootPlan]] = []
        self._memo: Memo | None = None
        self.sought: set[str] = set()
        self._counted: frozenset[FieldClass] = frozenset()

    def count(self, plan: RootPlan) -> None:
        """Rows are counted by this plan: its classes are shown, no order is."""
        self._counted |= plan.classes

    def add(self, rows: Sequence[Seen], plan: RootPlan, *, memo: Memo | None = None) -> None:
        """These rows are shown; `memo` belongs to exactly them by this plan."""
        self._memo = None if self._shown else memo
        self._shown.append((rows, plan))

    def only_list(self) -> Memo | None:
        """The memo of the list that is all that was shown."""
        return None if self._counted or self.sought else self._memo

    def aspects(self) -> frozenset[Aspect]:
        """As what rows were shown so far."""
        return frozenset(aspect_of(row) for rows, _ in self._shown for row in rows)

    def disclosed(self) -> Disclosed:
        """What was shown so far."""
        memo = self.only_list()
        if memo is None:
            found = _disclosed(self._shown, self._counted)
            return replace(found, sought=tuple(sorted(self.sought)))
        if memo.disclosed is None:
            memo.disclosed = _disclosed(self._shown)
        return memo.disclosed


def _disclosed(
    shown: Sequence[tuple[Sequence[Seen], RootPlan]], counted: frozenset[FieldClass] = frozenset()
) -> Disclosed:
    seen = dict.fromkeys(counted, True)
    for rows, plan in shown:
        for number in {row.case_no for row in rows}:
            for field_class in plan.classes:
                visibility = plan.treatments[number][field_class].visibility
                open_to_some = visibility is not Visibility.WITHHELD
                seen[field_class] = seen.get(field_class, False) or open_to_some
    classes = [name for name in FieldClass if name in seen]
    return Disclosed(
        orders=tuple(dict.fromkeys(row.order_id for rows, _ in shown for row in rows)),
        patients=tuple(dict.fromkeys(row.patient_id for rows, _ in shown for row in rows)),
        disclosed=tuple(name for name in classes if seen[name]),
        withheld=tuple(name for name in classes if not seen[name]),
        opened=tuple(
            dict.fromkeys(
                row.patient_id for rows, _ in shown for row in rows if row.case_no & GRANTED
            )
        ),
    )
