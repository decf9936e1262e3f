"""Knows how a caller's filter becomes the one that is read by, and how much it may hold."""

from collections.abc import Sequence
from typing import Final

from gateway.disclosure.refusals import LIMIT_FILTER, OverLimitError
from gateway.orders.reading import Filter
from schema.api.ports import Wanted

MOST_WORDS: Final = 200
"""Different words of one filter: a statement is made, and kept, for each number of them."""


def filter_of(wanted: Wanted) -> Filter:
    """Each word once and in one order, so that one filter has one statement and one cursor.

    Raises `OverLimitError` LIMIT_FILTER.
    """
    chosen = Filter(
        status=_each_once(wanted.status),
        overlay=_each_once(wanted.overlay),
        connection=_each_once(wanted.connection),
        owner=_each_once(wanted.owner),
        site=_each_once(wanted.site),
        kind=_each_once(wanted.kind),
    )
    _check(sum(map(len, chosen)))
    return chosen


def kinds_of(wanted: Sequence[str]) -> tuple[str, ...]:
    """The kinds of events that are asked for, likewise."""
    chosen = _each_once(wanted)
    _check(len(chosen))
    return chosen


def _each_once(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words))) if words else ()


def _check(asked: int) -> None:
    if asked > MOST_WORDS:
        raise OverLimitError(LIMIT_FILTER, limit=MOST_WORDS, asked=asked)
