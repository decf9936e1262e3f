"""Knows how a read of orders is asked for: whose eyes, which columns, which part of the list.

All of it is data. The act that decides who sees what makes it; `lists` turns it into SQL.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

TEAM: Final = 1
RESTRICTED: Final = 2
ERASED: Final = 4
GRANTED: Final = 8
SITES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which rows there are: groups of sites at which the same roles are held.

    A row whose own site is in the n-th group of `own` has own number n + 1 (0: in none); bit n of
    its step bits is set when a site that only serves it is in the n-th group of `step`.
    `everywhere` makes every row visible, whatever its sites.
    """

    own: tuple[tuple[str, ...], ...] = ()
    step: tuple[tuple[str, ...], ...] = ()
    everywhere: bool = False


class Viewer(NamedTuple):
    """What of a caller is bound into the statement: who it is, and the patients opened to it."""

    subject: str
    granted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What to read: `plain` columns of orders, in which cases (None: all), and sealed ones.

    `sealed` maps `orders.chain`, `patients.direct` … to the cases in which it may leave the store.
    """

    plain: tuple[str, ...]
    plain_cases: tuple[int, ...] | None = None
    sealed: Mapping[str, tuple[int, ...]] = field(default_factory=dict[str, "tuple[int, ...]"])


class Filter(NamedTuple):
    """Any of each list, all of the lists; an empty list filters nothing."""

    status: tuple[str, ...] = ()
    overlay: tuple[str, ...] = ()
    connection: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether it filters nothing."""
        return not any(self)


class Window(NamedTuple):
    """Which part of a list: `clear_cases` are those that may be filtered by (None: all).

    `leave_out_ended` drops ended orders among those; `after` is the last row's key, (order_id,)
    or in harm-first order (urgency, stale_at, order_id).
    """

    filter: Filter = Filter()
    clear_cases: tuple[int, ...] | None = None
    leave_out_ended: bool = False
    harm_first: bool = False
    after: tuple[int | str, ...] | None = None
    limit: int = 50


def case_number(scope: Scope, *, own_number: int, step_bits: int, flags: int) -> int:
    """The number the statement gives a row; `flags` is a sum of TEAM … GRANTED."""
    return flags + SITES * (own_number + (len(scope.own) + 1) * step_bits)
