"""Knows how orders are read: one statement a list, each row with its case, masked columns NULL.

It is told whose eyes it reads for as data (`Scope`, `Viewer`, `Columns`) and decides nothing. A
row's case number is computed by the database from bound parameters; a sealed column comes as NULL
for every case that may not open it, so that nothing masked leaves the store.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias, cast

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy import case as when
from sqlalchemy import cast as as_type
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.orders.reading import (
    ERASED,
    GRANTED,
    RESTRICTED,
    SITES,
    TEAM,
    Columns,
    Filter,
    Scope,
    Viewer,
    Window,
)
from gateway.orders.tables import care_team, facts, orders, patients

Row: TypeAlias = Mapping[str, object]
"""Column name → value; sealed ones as `orders.chain`, `patients.direct` …; always `case_no`."""

ALWAYS = ("order_id", "patient_id", "version")
SEEN = ("version", "connection", "urgency", "stale_at")


async def read_page(
    connection: AsyncConnection, *, scope: Scope, viewer: Viewer, columns: Columns, window: Window
) -> list[Row]:
    """At most `window.limit` rows of a list, in its order."""
    number = _case_no(scope, viewer)
    found = _matching(scope, viewer, window).add_columns(number.label("case_no"))
    if window.after is not None:
        found = found.where(_beyond(window))
    found = found.order_by(*_order(window)).limit(window.limit)
    return await _rows(connection, found, columns, order=_order(window))


async def read_seen(
    connection: AsyncConnection,
    *,
    scope: Scope,
    viewer: Viewer,
    window: Window,
    order_ids: Collection[str] | None = None,
) -> list[Row]:
    """Which rows a list has, or which of these orders there are, and as what: nothing of them."""
    found = _matching(scope, viewer, window).add_columns(
        _case_no(scope, viewer).label("case_no"), *(orders.c[name] for name in SEEN)
    )
    if order_ids is not None:
        found = found.where(orders.c.order_id.in_(list(order_ids)))
    if window.after is not None:
        found = found.where(_beyond(window))
    rows = await connection.execute(found.order_by(*_order(window)).limit(window.limit))
    return [cast("Row", row) for row in rows.mappings()]


async def read_orders(
    connection: AsyncConnection,
    order_ids: Collection[str],
    *,
    scope: Scope,
    viewer: Viewer,
    columns: Columns,
) -> list[Row]:
    """Those of these orders that exist for the viewer, by id."""
    found = _matching(scope, viewer, Window()).where(orders.c.order_id.in_(list(order_ids)))
    found = found.add_columns(_case_no(scope, viewer).label("case_no"))
    return await _rows(connection, found, columns, order=(orders.c.order_id,))


async def read_of_patient(
    connection: AsyncConnection, patient_id: str, *, scope: Scope, viewer: Viewer, columns: Columns
) -> list[Row]:
    """The orders of one patient that exist for the viewer, by id."""
    found = _matching(scope, viewer, Window()).where(orders.c.patient_id == patient_id)
    found = found.add_columns(_case_no(scope, viewer).label("case_no"))
    return await _rows(connection, found, columns, order=(orders.c.order_id,))


async def count_orders(
    connection: AsyncConnection, *, scope: Scope, viewer: Viewer, window: Window
) -> int:
    """How many rows the whole list has."""
    found = _matching(scope, viewer, window).subquery()
    return await connection.scalar(select(func.count()).select_from(found)) or 0


async def count_by_connection(
    connection: AsyncConnection, *, scope: Scope, viewer: Viewer, window: Window
) -> dict[str, int]:
    """How many rows each connection has among those that may be grouped by."""
    found = _matching(scope, viewer, window).add_columns(orders.c.connection)
    if window.clear_cases is not None:
        found = found.where(_case_no(scope, viewer).in_(window.clear_cases))
    seen = found.subquery()
    rows = await connection.execute(
        select(seen.c.connection, func.count()).group_by(seen.c.connection)
    )
    return {str(name): int(count) for name, count in rows}


async def read_facts(
    connection: AsyncConnection, order_ids: Collection[str]
) -> dict[str, list[Row]]:
    """The facts of these orders as they stand (never their payload), by when they happened."""
    found: dict[str, list[Row]] = {order_id: [] for order_id in order_ids}
    if not found:
        return found
    named = [column for column in facts.c if column.name not in {"body", "sealed", "chain"}]
    rows = await connection.execute(
        select(*named)
        .where(facts.c.order_id.in_(list(found)))
        .order_by(facts.c.happened_at, facts.c.learned_at, facts.c.seq)
    )
    for row in rows.mappings():
        found[cast("str", row["order_id"])].append(cast("Row", row))
    return found


def _matching(scope: Scope, viewer: Viewer, window: Window) -> Select[tuple[str, str]]:
    found = select(orders.c.order_id, orders.c.patient_id).join_from(orders, patients)
    found = found.where(_visible(scope, viewer))
    wanted = _filtered(window.filter)
    if not window.filter.empty and window.clear_cases is not None:
        wanted = and_(wanted, _case_no(scope, viewer).in_(window.clear_cases))
    if window.leave_out_ended:
        open_ones = orders.c.ended.is_(False)
        if window.clear_cases is not None:
            hidden = _case_no(scope, viewer).not_in(window.clear_cases)
            open_ones = or_(open_ones, hidden)
        wanted = and_(wanted, open_ones)
    return cast("Select[tuple[str, str]]", found.where(wanted))


async def _rows(
    connection: AsyncConnection,
    found: Select[tuple[str, str]],
    columns: Columns,
    *,
    order: Sequence[ColumnElement[object]],
) -> list[Row]:
    """Read the columns of exactly the rows found: no blob of another row is touched."""
    seen = found.cte("seen")
    number = cast("ColumnElement[int]", seen.c.case_no)
    picked: list[ColumnElement[object]] = [cast("ColumnElement[object]", number.label("case_no"))]
    picked += [cast("ColumnElement[object]", orders.c[name]) for name in ALWAYS]
    for name in columns.plain:
        column = cast("ColumnElement[object]", orders.c[name])
        if columns.plain_cases is not None:
            column = when((number.in_(columns.plain_cases), column)).label(name)
        picked.append(column)
    for name, cases in columns.sealed.items():
        picked.append(when((number.in_(cases), _sealed(name))).label(name))
    statement = (
        select(*picked)
        .join_from(seen, orders, seen.c.order_id == orders.c.order_id)
        .join(patients, patients.c.patient_id == orders.c.patient_id)
        .order_by(*order)
    )
    rows = await connection.execute(statement)
    return [cast("Row", row) for row in rows.mappings()]


def _sealed(name: str) -> ColumnElement[object]:
    table, _, column = name.partition(".")
    held = orders if table == "orders" else patients
    return cast("ColumnElement[object]", held.c[column])


def _visible(scope: Scope, viewer: Viewer) -> ColumnElement[bool]:
    if scope.everywhere:
        return true()
    own = [site for group in scope.own for site in group]
    step = [site for group in scope.step for site in group]
    terms: list[ColumnElement[bool]] = [orders.c.site_id.in_(own)] if own else []
    if step:
        terms += [column.in_(step) for column in _step_sites()]
    if viewer.granted:
        terms.append(orders.c.patient_id.in_(viewer.granted))
    return or_(*terms) if terms else false()


def _case_no(scope: Scope, viewer: Viewer) -> ColumnElement[int]:
    own = (
        when(
            *((orders.c.site_id.in_(group), number) for number, group in enumerate(scope.own, 1)),
            else_=0,
        )
        if scope.own
        else literal(0)
    )
    number = own
    for bit, group in enumerate(scope.step):
        serves = or_(*(and_(c.in_(group), c != orders.c.site_id) for c in _step_sites()))
        number = number + when((serves, (len(scope.own) + 1) << bit), else_=0)
    flags = when((patients.c.restricted.is_(True), RESTRICTED), else_=0)
    flags = flags + when((patients.c.erased.is_(True), ERASED), else_=0)
    if scope.own:
        own_sites = [site for group in scope.own for site in group]
        on_team = exists().where(
            care_team.c.order_id == orders.c.order_id, care_team.c.subject == viewer.subject
        )
        flags = flags + when((and_(orders.c.site_id.in_(own_sites), on_team), TEAM), else_=0)
    if viewer.granted:
        flags = flags + when((orders.c.patient_id.in_(viewer.granted), GRANTED), else_=0)
    return number * SITES + flags


def _step_sites() -> tuple[ColumnElement[str], ...]:
    return (
        orders.c.collecting_site_id,
        orders.c.processing_site_id,
        orders.c.infusing_site_id,
    )


def _filtered(wanted: Filter) -> ColumnElement[bool]:
    terms: list[ColumnElement[bool]] = [true()]
    lists = {
        "status": wanted.status,
        "connection": wanted.connection,
        "owner": wanted.owner,
        "site_id": wanted.site,
        "kind": wanted.kind,
    }
    terms += [orders.c[name].in_(values) for name, values in lists.items() if values]
    if wanted.overlay:
        text = as_type(orders.c.overlays, String)
        terms.append(or_(*(text.contains(f'"{name}"') for name in wanted.overlay)))
    return and_(*terms)


def _order(window: Window) -> tuple[ColumnElement[object], ...]:
    if window.harm_first:
        return (orders.c.urgency, orders.c.stale_at, orders.c.order_id)
    return (orders.c.order_id,)


def _beyond(window: Window) -> ColumnElement[bool]:
    after = [literal(value) for value in window.after or ()]
    return tuple_(*_order(window)) > tuple_(*after)
