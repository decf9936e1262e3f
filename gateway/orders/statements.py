"""Knows the statements by which orders are read: each built once, for building costs most.

What changes from one request to the next is bound by name: `subject`, `limit`, `order_id`,
`order_ids`, `patient_id`, `after_0`, `after_1` … for a place in a list, and the words that a
caller typed into a filter. All else is the statement's own: sites, cases, columns, which words of
closed lists are filtered by, and the patients that a grant opened.
"""

from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias, cast

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Select,
    String,
    and_,
    bindparam,
    exists,
    false,
    literal,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy import case as when
from sqlalchemy import cast as as_type

from gateway.orders.reading import (
    ERASED,
    GRANTED,
    RESTRICTED,
    SITES,
    TEAM,
    Columns,
    Filter,
    Scope,
    Window,
)
from gateway.orders.tables import care_team, orders, patients
from gateway.store.prepared import Prepared, among, prepared

Granted: TypeAlias = tuple[str, ...]
Found: TypeAlias = Select[tuple[str, str]]
MOST_STATEMENTS: Final = 500
ALWAYS: Final = ("order_id", "patient_id", "version")
SEEN: Final = ("version", "connection")
PLACE: Final = ("urgency", "stale_at")
"""A row's place in a list that is sorted by them; nobody else's list keeps them."""


TYPED: Final = ("connection", "owner", "site")
"""Filters by free text: a kept statement has the names of these words, never the words."""


class By(Enum):
    """Which orders, of those that exist for the viewer."""

    LIST = "a window of a list"
    ORDER = "the one with `order_id`"
    ORDERS = "those with `order_ids`, by id"
    PATIENT = "those of `patient_id`, by id"


class ReadColumns(NamedTuple):
    """`Columns` as part of a key."""

    plain: tuple[str, ...]
    plain_cases: tuple[int, ...] | None
    sealed: tuple[tuple[str, tuple[int, ...]], ...]


def read_columns(columns: Columns) -> ReadColumns:
    """The columns of a plan, to name a statement by."""
    return ReadColumns(columns.plain, columns.plain_cases, tuple(columns.sealed.items()))


@lru_cache(MOST_STATEMENTS)
def seen_statement(
    dialect: Dialect, scope: Scope, granted: Granted, window: Window, *, by: By, beyond: bool
) -> Prepared:
    """Which rows there are, as order_id, patient_id, case number, `SEEN` and their `PLACE`."""
    seen = (*SEEN, *PLACE) if window.harm_first else SEEN
    found = _picked(dialect, scope, granted, window, by=by).add_columns(
        *(orders.c[name] for name in seen)
    )
    return prepared(dialect, _windowed(found, window, beyond=beyond))


@lru_cache(MOST_STATEMENTS)
def rows_statement(
    dialect: Dialect,
    scope: Scope,
    granted: Granted,
    window: Window,
    columns: ReadColumns,
    *,
    by: By,
    beyond: bool = False,
    cases: tuple[int, ...] | None = None,
) -> Prepared:
    """The columns of exactly the rows found: no blob of another row is touched.

    `cases`: only rows in one of these. What is left out leaves the database in no form: to read it
    and drop it afterwards takes long enough to be told from a row that there is not.
    """
    found = _picked(dialect, scope, granted, window, by=by)
    if cases is not None:
        found = found.where(case_no(scope, granted).in_(cases))
    if by is By.LIST:
        found = _windowed(found, window, beyond=beyond)
    # else SQLite works out the case anew for each column that asks for it
    seen = found.cte("seen").prefix_with("MATERIALIZED")
    return prepared(
        dialect,
        select(*_columns(cast("ColumnElement[int]", seen.c.case_no), columns))
        .join_from(seen, orders, seen.c.order_id == orders.c.order_id)
        .join(patients, patients.c.patient_id == orders.c.patient_id)
        .order_by(*_order(window)),
    )


def _picked(dialect: Dialect, scope: Scope, granted: Granted, window: Window, *, by: By) -> Found:
    found = matching(scope, granted, window)
    match by:
        case By.LIST:
            pass
        case By.ORDER:
            found = found.where(orders.c.order_id == bindparam("order_id", ""))
        case By.ORDERS:
            found = found.where(among(orders.c.order_id, "order_ids", dialect))
        case By.PATIENT:
            found = found.where(orders.c.patient_id == bindparam("patient_id", ""))
    return found.add_columns(case_no(scope, granted).label("case_no"))


def _windowed(found: Found, window: Window, *, beyond: bool) -> Found:
    order = _order(window)
    if beyond:
        place = [bindparam(f"after_{at}", None, type_=one.type) for at, one in enumerate(order)]
        found = found.where(tuple_(*order) > tuple_(*place))
    return found.order_by(*order).limit(bindparam("limit", 0))


def _columns(number: ColumnElement[int], columns: ReadColumns) -> list[ColumnElement[object]]:
    picked: list[ColumnElement[object]] = [cast("ColumnElement[object]", number.label("case_no"))]
    picked += [cast("ColumnElement[object]", orders.c[name]) for name in ALWAYS]
    for name in columns.plain:
        column = cast("ColumnElement[object]", orders.c[name])
        if columns.plain_cases is not None:
            column = when((number.in_(columns.plain_cases), column)).label(name)
        picked.append(column)
    for name, cases in columns.sealed:
        picked.append(when((number.in_(cases), _sealed(name))).label(name))
    return picked


def matching(scope: Scope, granted: Granted, window: Window) -> Found:
    """The orders of a whole list, as order_id and patient_id; of `window` its shape."""
    found = select(orders.c.order_id, orders.c.patient_id).join_from(orders, patients)
    found = found.where(visible(scope, granted))
    wanted = _filtered(window.filter)
    if not window.filter.empty and window.clear_cases is not None:
        wanted = and_(wanted, case_no(scope, granted).in_(window.clear_cases))
    if window.leave_out_ended:
        open_ones = orders.c.ended.is_(False)
        if window.clear_cases is not None:
            hidden = case_no(scope, granted).not_in(window.clear_cases)
            open_ones = or_(open_ones, hidden)
        wanted = and_(wanted, open_ones)
    return cast("Found", found.where(wanted))


def _sealed(name: str) -> ColumnElement[object]:
    table, _, column = name.partition(".")
    held = orders if table == "orders" else patients
    return cast("ColumnElement[object]", held.c[column])


def visible(scope: Scope, granted: Granted) -> ColumnElement[bool]:
    """Whether a row is there for this viewer."""
    if scope.everywhere:
        return true()
    own = [site for group in scope.own for site in group]
    step = [site for group in scope.step for site in group]
    terms: list[ColumnElement[bool]] = [orders.c.site_id.in_(own)] if own else []
    if step:
        terms += [column.in_(step) for column in _step_sites()]
    if granted:
        terms.append(orders.c.patient_id.in_(granted))
    return or_(*terms) if terms else false()


def case_no(scope: Scope, granted: Granted) -> ColumnElement[int]:
    """The number of a row's case."""
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
            care_team.c.order_id == orders.c.order_id,
            care_team.c.subject == bindparam("subject", ""),
        )
        flags = flags + when((and_(orders.c.site_id.in_(own_sites), on_team), TEAM), else_=0)
    if granted:
        flags = flags + when((orders.c.patient_id.in_(granted), GRANTED), else_=0)
    return number * SITES + flags


def shape_of(window: Window) -> Window:
    """A window without what is bound: one statement does for every page and every typed word."""
    names = {name: tuple(_typed(window.filter, name)) for name in TYPED}
    return window._replace(filter=window.filter._replace(**names), after=None, limit=0)


def typed_words(wanted: Filter) -> dict[str, str]:
    """What a caller typed into a filter, by the names that `shape_of` puts in its place."""
    return {name: word for field in TYPED for name, word in _typed(wanted, field).items()}


def _typed(wanted: Filter, field: str) -> dict[str, str]:
    words = cast("tuple[str, ...]", getattr(wanted, field))
    return {f"wanted_{field}_{number}": word for number, word in enumerate(words)}


def _step_sites() -> tuple[ColumnElement[str], ...]:
    return (
        orders.c.collecting_site_id,
        orders.c.processing_site_id,
        orders.c.infusing_site_id,
    )


def _filtered(wanted: Filter) -> ColumnElement[bool]:
    terms: list[ColumnElement[bool]] = [true()]
    closed = {"status": wanted.status, "kind": wanted.kind}
    terms += [orders.c[name].in_(values) for name, values in closed.items() if values]
    typed = {
        "connection": wanted.connection,
        "owner": wanted.owner,
        "site_id": wanted.site,
    }
    for column, names in typed.items():
        if names:
            terms.append(orders.c[column].in_([bindparam(name, "") for name in names]))
    if wanted.overlay:
        text = as_type(orders.c.overlays, String)
        terms.append(or_(*(text.contains(f'"{name}"') for name in wanted.overlay)))
    return and_(*terms)


def _order(window: Window) -> tuple[ColumnElement[object], ...]:
    if window.harm_first:
        return (orders.c.urgency, orders.c.stale_at, orders.c.order_id)
    return (orders.c.order_id,)
