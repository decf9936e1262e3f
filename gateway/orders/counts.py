"""Knows how orders are counted: whole lists, by what they have in common, and those of others."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias, cast

import msgspec
from sqlalchemy import Connection, Dialect, String, and_, distinct, func, not_, select
from sqlalchemy import cast as as_type

from gateway.orders.reading import Scope, Viewer, Window
from gateway.orders.statements import (
    MOST_STATEMENTS,
    Granted,
    case_no,
    matching,
    shape_of,
    typed_words,
    visible,
)
from gateway.orders.tables import orders, patients
from gateway.store.prepared import Prepared, prepared

Common: TypeAlias = Mapping[str, str | tuple[str, ...]]
"""Column → what it holds; a list of words as all of them."""
LISTS: Final = frozenset({"overlays", "exception_kinds"})


class Group(NamedTuple):
    """Orders that have the same in some columns."""

    common: Common
    orders: int


class Others(NamedTuple):
    """Orders of others at one status, and how many patients stand behind them."""

    status: str
    orders: int
    patients: int


def count_orders(connection: Connection, *, scope: Scope, viewer: Viewer, window: Window) -> int:
    """How many rows the whole list has."""
    statement = _count(connection.dialect, scope, viewer.granted, shape_of(window))
    bound = {"subject": viewer.subject, **typed_words(window.filter)}
    return cast("int", statement.rows(connection, **bound)[0][0])


def count_groups(
    connection: Connection,
    columns: tuple[str, ...],
    *,
    scope: Scope,
    viewer: Viewer,
    window: Window,
) -> list[Group]:
    """The rows that may be grouped by, by these columns; `columns` are plain ones of orders."""
    shape = shape_of(window)
    statement = _groups(connection.dialect, columns, scope, viewer.granted, shape)
    bound = {"subject": viewer.subject, **typed_words(window.filter)}
    return [
        Group(
            {name: _said(name, value) for name, value in zip(columns, row, strict=False)},
            cast("int", row[-1]),
        )
        for row in statement.rows(connection, **bound)
    ]


def count_others(connection: Connection, *, scope: Scope) -> list[Others]:
    """The rows that are not there for a viewer of this scope, by status.

    Patients who are restricted or erased stand in no count of others.
    """
    return [
        Others(str(status), cast("int", many), cast("int", people))
        for status, many, people in _others(connection.dialect, scope).rows(connection)
    ]


@lru_cache(MOST_STATEMENTS)
def _count(dialect: Dialect, scope: Scope, granted: Granted, window: Window) -> Prepared:
    found = matching(scope, granted, window).subquery()
    return prepared(dialect, select(func.count()).select_from(found))


@lru_cache(MOST_STATEMENTS)
def _groups(
    dialect: Dialect, columns: tuple[str, ...], scope: Scope, granted: Granted, window: Window
) -> Prepared:
    shown = [
        as_type(orders.c[name], String).label(name) if name in LISTS else orders.c[name]
        for name in columns
    ]
    found = matching(scope, granted, window).add_columns(*shown)
    if window.clear_cases is not None:
        found = found.where(case_no(scope, granted).in_(window.clear_cases))
    seen = found.subquery()
    common = [seen.c[name] for name in columns]
    return prepared(dialect, select(*common, func.count()).select_from(seen).group_by(*common))


@lru_cache(MOST_STATEMENTS)
def _others(dialect: Dialect, scope: Scope) -> Prepared:
    counted = select(orders.c.status, func.count(), func.count(distinct(orders.c.patient_id)))
    hidden = and_(
        not_(visible(scope, ())),
        patients.c.restricted.is_(False),
        patients.c.erased.is_(False),
    )
    found = counted.join_from(orders, patients).where(hidden).group_by(orders.c.status)
    return prepared(dialect, found)


def _said(column: str, value: object) -> str | tuple[str, ...]:
    if column in LISTS:
        return msgspec.json.decode(str(value), type=tuple[str, ...])
    return str(value)
