"""What is append-only stays as it was written, whatever words ask for a change, on both databases.

SQLite's REPLACE deletes what is in its way without asking the triggers of DELETE.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

import pytest
from sqlalchemy import Table, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_pg
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.exc import SQLAlchemyError

from gateway.audit.tables import audit_checkpoints, audit_events, audit_sets
from gateway.disclosure.tables import policy_versions
from gateway.store.engine import Store
from tests.world.loop import run

AT: Final = "2026-11-27T10:00:00.000000Z"


class Kept(NamedTuple):
    """An append-only table: a row of it, what a forger changes of it, and another row's key."""

    table: Table
    row: Mapping[str, object]
    changed: tuple[str, str]
    another: tuple[str, str]


EVENT: Final[Mapping[str, object]] = {
    "writer": "w",
    "sequence": 1,
    "at": AT,
    "kind": "LOGIN",
    "subject": "s",
    "body": {},
}
SPAN: Final = {"number": 1, "writer": "w", "from_sequence": 1, "to_sequence": 1, "at": AT}
KEPT: Final = (
    Kept(audit_events, EVENT, ("subject", "'x'"), ("sequence", "sequence + 1")),
    Kept(
        audit_sets,
        {"member": "p-1", "digest": "d-1"},
        ("digest", "digest"),  # all of it is the key
        ("member", "'p-2'"),
    ),
    Kept(
        audit_checkpoints,
        {**SPAN, "text": "{}", "signature": b"signed"},
        ("text", "'x'"),
        ("number", "number + 1"),
    ),
    Kept(
        policy_versions,
        {"number": 1, "version": "v", "text": "", "at": AT},
        ("text", "'x'"),
        ("number", "number + 1"),
    ),
)
BOTH: Final[Mapping[str, str]] = {
    "delete": "DELETE FROM {table}",
    "update": "UPDATE {table} SET {name} = {value}",
    "upsert": "INSERT INTO {table} ({names}) SELECT {changed} FROM {table} WHERE true "
    "ON CONFLICT ({key}) DO UPDATE SET {name} = excluded.{name}",
}
ONLY_SQLITE: Final[Mapping[str, str]] = {
    "replace": "INSERT OR REPLACE INTO {table} ({names}) SELECT {changed} FROM {table}",
    "replace its place": "INSERT OR REPLACE INTO {table} (rowid, {names}) "
    "SELECT rowid, {another} FROM {table}",
    "update or replace": "UPDATE OR REPLACE {table} SET {name} = {value}",
}
ONLY_POSTGRESQL: Final[Mapping[str, str]] = {"truncate": "TRUNCATE {table}"}
PASSED_OVER: Final = {"upsert", "replace"}
"""By SQLite, of a set that stands: a writer puts sets that another may have put."""


def statement(act: str, kept: Kept) -> str:
    names = [column.name for column in kept.table.columns]
    return act.format(
        table=kept.table.name,
        key=", ".join(column.name for column in kept.table.primary_key),
        name=kept.changed[0],
        value=kept.changed[1],
        names=", ".join(names),
        changed=", ".join({kept.changed[0]: kept.changed[1]}.get(name, name) for name in names),
        another=", ".join({kept.another[0]: kept.another[1]}.get(name, name) for name in names),
    )


async def whole(store: Store, table: Table) -> list[tuple[object, ...]]:
    async with store.reading() as connection:
        found = await connection.execute(select(table).order_by(*table.primary_key))
        return [tuple(row) for row in found]


async def refusal(store: Store, act: str) -> str:
    try:
        async with store.writing() as connection:
            await connection.exec_driver_sql(act)
    except SQLAlchemyError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.table.name)
def test_what_is_append_only_is_never_changed(store: Store, kept: Kept) -> None:
    acts = {**BOTH, **(ONLY_SQLITE if store.sqlite else ONLY_POSTGRESQL)}

    async def walk() -> set[str]:
        async with store.writing() as connection:
            await connection.execute(insert(kept.table).values(**kept.row))
        before = await whole(store, kept.table)
        refused: set[str] = set()
        for name, act in acts.items():
            if f"{kept.table.name} is append-only" in await refusal(store, statement(act, kept)):
                refused.add(name)
            assert await whole(store, kept.table) == before, name
        await store.close()
        return refused

    silent = PASSED_OVER if store.sqlite and kept.table is audit_sets else set[str]()
    assert run(walk()) == acts.keys() - silent


def test_a_set_that_stands_is_put_again_beside_a_new_one(store: Store) -> None:
    put = (insert_sqlite if store.sqlite else insert_pg)(audit_sets).on_conflict_do_nothing()
    rows = [{"member": member, "digest": "d-1"} for member in ("p-1", "p-2")]

    async def walk() -> list[tuple[object, ...]]:
        for some in (rows[:1], rows):
            async with store.writing() as connection:
                await connection.execute(put, some)
        found = await whole(store, audit_sets)
        await store.close()
        return found

    assert run(walk()) == [("p-1", "d-1"), ("p-2", "d-1")]
