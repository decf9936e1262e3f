"""Knows a statement in its database's own words: built once, and run past SQLAlchemy."""

import json
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple, TypeAlias, cast

import msgspec
from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Connection,
    Dialect,
    LargeBinary,
    SelectBase,
    String,
    any_,
    bindparam,
    func,
    select,
)

Values: TypeAlias = tuple[object, ...]
Reader: TypeAlias = Callable[[object], object]


class Prepared(NamedTuple):
    """A statement and the names of what is bound to it; `readers` say what a column's value is."""

    sql: str
    bound: tuple[str, ...]
    defaults: Mapping[str, object]
    names: tuple[str, ...]
    readers: tuple[tuple[int, Reader], ...]

    def rows(self, connection: Connection, **bound: object) -> list[Values]:
        """What it finds with these values; the columns are in the order of `names`."""
        given = {**self.defaults, **bound}
        found = connection.exec_driver_sql(self.sql, tuple(given[name] for name in self.bound))
        rows = cast("list[Values]", found.all())
        return [self._read(row) for row in rows] if self.readers else rows

    def _read(self, row: Values) -> Values:
        values = list(row)
        for place, read in self.readers:
            values[place] = read(values[place])
        return tuple(values)


def prepared(dialect: Dialect, statement: SelectBase) -> Prepared:
    """A statement in this database's own words; what is bound may be left out and has a default."""
    compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    bound = cast("list[str] | None", getattr(compiled, "positiontup", None)) or []
    columns = list(enumerate(statement.selected_columns))
    readers = [(place, _reader(column, dialect)) for place, column in columns]
    return Prepared(
        sql=str(compiled),
        bound=tuple(bound),
        defaults=compiled.params or {},
        names=tuple(str(column.key) for _, column in columns),
        readers=tuple((place, read) for place, read in readers if read is not None),
    )


def among(column: ColumnElement[str], name: str, dialect: Dialect) -> ColumnElement[bool]:
    """Whether a column holds one of the values that are bound as one, by `as_one`."""
    if dialect.name == "sqlite":
        listed = func.json_each(bindparam(name, "[]")).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == any_(bindparam(name, [], type_=ARRAY(String)))


def as_one(values: Collection[str], dialect: Dialect) -> object:
    """Values as they are bound for `among`."""
    listed = list(values)
    return msgspec.json.encode(listed).decode() if dialect.name == "sqlite" else listed


def read_json(text: object) -> object:
    """A JSON column's value; what the quick reader does not take, the standard library's does."""
    if text is None:
        return None
    said = cast("str | bytes", text)
    try:
        return msgspec.json.decode(said)
    except msgspec.DecodeError:
        return json.loads(said)


def _reader(column: ColumnElement[object], dialect: Dialect) -> Reader | None:
    kind = column.type.dialect_impl(dialect)
    if isinstance(kind, LargeBinary):
        return None  # both drivers give bytes
    if isinstance(kind, JSON) and dialect.name == "sqlite":
        return read_json
    return cast("Reader | None", kind.result_processor(dialect, None))
