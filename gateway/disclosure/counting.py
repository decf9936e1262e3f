"""Knows what a count may say: by which fields, of whom, and from how many on (docs/adr/0112)."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeAlias, cast

from gateway.disclosure.plan import RootPlan
from gateway.disclosure.ports import Directory
from gateway.disclosure.refusals import (
    COUNTS_ELSEWHERE,
    COUNTS_REFUSED,
    LIMIT_COUNTS,
    OverLimitError,
    RefusedError,
)
from gateway.orders.counts import Common, Group, Others
from gateway.orders.reading import GRANTED, Filter
from schema.api.ports import Treated
from schema.vocabulary.counts import CountBy, CountOver
from schema.vocabulary.disclosure import Visibility
from schema.vocabulary.sensitivity import FieldClass

MOST_BY: Final = 2
ELSEWHERE_BY: Final = (CountBy.STATUS,)
"""One cut and no other: whoever could ask for a second could subtract one from the other."""
COLUMNS: Final[Mapping[CountBy, tuple[str, ...]]] = {
    CountBy.STATUS: ("status",),
    CountBy.KIND: ("kind",),
    CountBy.PRODUCT: ("product_code", "connection"),
    CountBy.SITE: ("site_id",),
    CountBy.CONNECTION: ("connection",),
    CountBy.OWNER: ("owner",),
    CountBy.NEXT_ACTION: ("next_action",),
    CountBy.OVERLAY: ("overlays",),
    CountBy.EXCEPTION: ("exception_kinds",),
}
"""The columns that tell cells apart; the first holds the value."""

Named: TypeAlias = tuple[str | None, str | None]
"""A value and its title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """What an operator allows: `smallest` patients to a cell of others, or none of these at all."""

    smallest: int = 5
    elsewhere: bool = True


def check_counts(
    plan: RootPlan,
    by: Collection[CountBy],
    *,
    over: CountOver,
    chosen: Filter,
    counting: Counting,
) -> None:
    """Refuse what may not be counted so, before anything is read; raises `RefusedError`.

    Orders elsewhere are for those who see the class in clear somewhere without breaking glass.
    """
    clear = {
        number
        for number, treatment in plan.treatments.items()
        if treatment[FieldClass.OPERATIONAL].visibility is Visibility.CLEAR
    }
    if over is CountOver.ELSEWHERE:
        clear = {number for number in clear if not number & GRANTED}
    if not clear:
        raise RefusedError(COUNTS_REFUSED)
    if len(by) > MOST_BY:
        raise OverLimitError(LIMIT_COUNTS, limit=MOST_BY, asked=len(by))
    one_cut = tuple(by) == ELSEWHERE_BY and chosen.empty
    if over is CountOver.ELSEWHERE and not (counting.elsewhere and one_cut):
        raise RefusedError(COUNTS_ELSEWHERE)


def columns_of(by: Iterable[CountBy]) -> tuple[str, ...]:
    """The columns that tell these cells apart, each once."""
    return tuple(dict.fromkeys(name for one in by for name in COLUMNS[one]))


def cells(
    groups: Iterable[Group],
    by: tuple[CountBy, ...],
    *,
    directory: Directory,
    sources: Mapping[str, Treated],
) -> list[Treated]:
    """Every cell that has an order; one that is two things of a kind is in two cells."""
    found: Counter[tuple[Named, ...]] = Counter()
    for group in groups:
        for common in product(*(_named(one, group.common, directory, sources) for one in by)):
            found[common] += group.orders
    return _shown(found, by)


def released(others: Iterable[Others], *, smallest: int) -> list[Treated]:
    """The cells of others that may be told: enough patients, and the number in coarse steps.

    What is told of a cell depends on that cell alone: nobody can find another's number by it.
    """
    found: dict[tuple[Named, ...], int] = {
        ((one.status, None),): one.orders - one.orders % smallest
        for one in others
        if one.patients >= smallest
    }
    return _shown(found, ELSEWHERE_BY)


def _shown(found: Mapping[tuple[Named, ...], int], by: tuple[CountBy, ...]) -> list[Treated]:
    ordered = sorted(found.items(), key=lambda cell: (-cell[1], _sortable(cell[0])))
    return [
        {
            "values": [
                {"by": one, "value": value, "title": title}
                for one, (value, title) in zip(by, common, strict=True)
            ],
            "count": count,
        }
        for common, count in ordered
    ]


def _sortable(common: tuple[Named, ...]) -> list[tuple[str, str]]:
    return [(value or "", title or "") for value, title in common]


def _named(
    by: CountBy, common: Common, directory: Directory, sources: Mapping[str, Treated]
) -> Iterator[Named]:
    value = common[COLUMNS[by][0]]
    if isinstance(value, tuple):
        yield from ((word, None) for word in value) if value else ((None, None),)
        return
    match by:
        case CountBy.SITE:
            site = directory.sites.get(value)
            yield value, site.name if site else None
        case CountBy.PRODUCT:
            known = directory.products.get((str(common["connection"]), value))
            yield value, known.title if known else None
        case CountBy.CONNECTION:
            yield value, cast("str | None", sources[value]["title"]) if value in sources else None
        case _:
            yield value, None
