"""Knows how orders are read: one statement a list, each row with its case, masked columns NULL.

It is told whose eyes it reads for as data (`Scope`, `Viewer`, `Columns`) and decides nothing. A
row's case number is computed by the database from bound parameters; a sealed column comes as NULL
for every case that may not open it, so that nothing masked leaves the store.

Everything here runs inside `Store.read`: one transaction, one way off the event loop.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple, TypeAlias, cast

from sqlalchemy import Connection, select

from gateway.orders.reading import Columns, Scope, Viewer, Window
from gateway.orders.statements import (
    By,
    read_columns,
    rows_statement,
    seen_statement,
    shape_of,
    typed_words,
)
from gateway.orders.tables import facts
from gateway.store.prepared import Prepared, as_one

Row: TypeAlias = Mapping[str, object]
"""Column name → value; sealed ones as `orders.chain`, `patients.direct` …; always `case_no`."""


class Seen(NamedTuple):
    """That a row is there, and as what: its case, its version, and its place in a list."""

    order_id: str
    patient_id: str
    case_no: int
    version: int
    connection: str
    urgency: int = 0
    stale_at: str = ""


def seen_of(row: Row) -> Seen:
    """A whole row as one that is there; what was not read of its place in a list is empty."""
    return Seen(
        cast("str", row["order_id"]),
        cast("str", row["patient_id"]),
        cast("int", row["case_no"]),
        cast("int", row["version"]),
        cast("str", row.get("connection", "")),
        cast("int", row.get("urgency", 0)),
        cast("str", row.get("stale_at", "")),
    )


def read_page(
    connection: Connection, *, scope: Scope, viewer: Viewer, columns: Columns, window: Window
) -> list[Row]:
    """At most `window.limit` rows of a list, in its order."""
    statement = rows_statement(
        connection.dialect,
        scope,
        viewer.granted,
        shape_of(window),
        read_columns(columns),
        by=By.LIST,
        beyond=window.after is not None,
    )
    return _rows(connection, statement, subject=viewer.subject, **_place(window))


def read_seen(
    connection: Connection,
    *,
    scope: Scope,
    viewer: Viewer,
    window: Window,
    order_id: str | None = None,
) -> list[Seen]:
    """Which rows a list has, or whether this order is there, and as what: nothing of them."""
    statement = seen_statement(
        connection.dialect,
        scope,
        viewer.granted,
        shape_of(window),
        by=By.LIST if order_id is None else By.ORDER,
        beyond=window.after is not None,
    )
    bound = {"subject": viewer.subject, "order_id": order_id, **_place(window)}
    rows = cast("list[tuple[str, str, int, int, str]]", statement.rows(connection, **bound))
    return [Seen(*row) for row in rows]


def read_orders(
    connection: Connection,
    order_ids: Collection[str],
    *,
    scope: Scope,
    viewer: Viewer,
    columns: Columns,
    cases: Collection[int] | None = None,
) -> list[Row]:
    """Those of these orders that exist for the viewer, by id; with `cases`, as one of these."""
    statement = rows_statement(
        connection.dialect,
        scope,
        viewer.granted,
        Window(),
        read_columns(columns),
        by=By.ORDERS,
        cases=None if cases is None else tuple(sorted(cases)),
    )
    wanted = as_one(order_ids, connection.dialect)
    return _rows(connection, statement, subject=viewer.subject, order_ids=wanted)


def read_of_patient(
    connection: Connection, patient_id: str, *, scope: Scope, viewer: Viewer, columns: Columns
) -> list[Row]:
    """The orders of one patient that exist for the viewer, by id."""
    statement = rows_statement(
        connection.dialect, scope, viewer.granted, Window(), read_columns(columns), by=By.PATIENT
    )
    return _rows(connection, statement, subject=viewer.subject, patient_id=patient_id)


def read_facts(connection: Connection, order_ids: Collection[str]) -> dict[str, list[Row]]:
    """The facts of these orders as they stand (never their payload), by when they happened."""
    found: dict[str, list[Row]] = {order_id: [] for order_id in order_ids}
    if not found:
        return found
    named = [column for column in facts.c if column.name not in {"body", "sealed", "chain"}]
    rows = connection.execute(
        select(*named)
        .where(facts.c.order_id.in_(list(found)))
        .order_by(facts.c.happened_at, facts.c.learned_at, facts.c.seq)
    )
    for row in rows.mappings():
        found[cast("str", row["order_id"])].append(cast("Row", row))
    return found


def _place(window: Window) -> dict[str, object]:
    after = {f"after_{number}": value for number, value in enumerate(window.after or ())}
    return {"limit": window.limit, **after, **typed_words(window.filter)}


def _rows(connection: Connection, statement: Prepared, **bound: object) -> list[Row]:
    names = statement.names
    return [dict(zip(names, row, strict=True)) for row in statement.rows(connection, **bound)]
