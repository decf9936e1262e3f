"""Whatever a read depends on moves a number with its own commit, whoever writes it."""

import asyncio
from itertools import pairwise

import pytest
from sqlalchemy import Column, Table, delete, insert, update

from gateway.orders.tables import care_team, orders, patients
from gateway.session.tables import grants, role_changes, withdrawals
from gateway.store.engine import Store, open_store
from gateway.store.moved import Moved
from gateway.sync.tables import connection_state
from gateway.vault.tables import data_keys, vault_state
from tests.world.loop import run

TOPICS = {
    orders: "orders",
    patients: "orders",
    care_team: "orders",
    grants: "people",
    withdrawals: "people",
    role_changes: "people",
    connection_state: "sources",
    vault_state: "vault",
    data_keys: "vault",
}
NOT_SHOWN = {"refold_at", "folded_at"}
NAMED = {"order_id": "o-1", "patient_id": "p-1"}
KEYS_ARE_MADE_BEFORE_USE = (data_keys, "insert")


def value_of(column: Column[object]) -> object:
    if column.name in NAMED:
        return NAMED[column.name]
    by_type: dict[type, object] = {str: "x", int: 7, bool: True, bytes: b"x", dict: []}
    kind = column.type.python_type
    return by_type.get(kind, [])


def row_of(table: Table) -> dict[str, object]:
    return {column.name: value_of(column) for column in table.c}


async def filled(store: Store, *tables: Table) -> None:
    async with store.writing() as connection:
        for table in tables:
            await connection.execute(delete(table))
            await connection.execute(insert(table), [row_of(table)])


def risen(before: Moved, after: Moved) -> list[str]:
    return [name for name in Moved._fields if getattr(after, name) > getattr(before, name)]


@pytest.mark.parametrize("table", TOPICS, ids=lambda table: table.name)
def test_each_act_on_a_table_moves_its_topic_and_no_other(store: Store, table: Table) -> None:
    async def walk() -> dict[str, list[str]]:
        before_it = {orders: (patients,), care_team: (patients, orders)}.get(table, ())
        await filled(store, *before_it)
        async with store.writing() as connection:
            await connection.execute(delete(table))
        found: dict[str, list[str]] = {}
        column = next(one for one in table.c if not one.primary_key or table is care_team)
        acts = {
            "insert": insert(table).values(row_of(table)),
            "update": update(table).values({column.name: value_of(column)}),
            "delete": delete(table),
        }
        for name, act in acts.items():
            before = await store.moved()
            async with store.writing() as connection:
                await connection.execute(act)
            found[name] = risen(before, await store.moved())
        await store.close()
        return found

    found = run(walk())
    for name, topics in found.items():
        quiet = (table, name) == KEYS_ARE_MADE_BEFORE_USE
        assert topics == ([] if quiet else [TOPICS[table]]), name


def test_every_column_of_an_order_moves_it_but_those_of_folding_again(store: Store) -> None:
    async def walk() -> set[str]:
        await filled(store, patients, orders)
        quiet: set[str] = set()
        for column in orders.c:
            before = await store.moved()
            async with store.writing() as connection:
                await connection.execute(update(orders).values({column.name: value_of(column)}))
            if await store.moved() == before:
                quiet.add(column.name)
        await store.close()
        return quiet

    assert run(walk()) == NOT_SHOWN


def test_what_is_not_committed_is_not_seen_and_what_is_undone_never_was(store: Store) -> None:
    async def walk() -> list[Moved]:
        looks = [await store.moved()]

        async def change_my_mind() -> None:
            async with store.writing() as connection:
                await connection.execute(insert(patients), [row_of(patients)])
                looks.append(await store.moved())
                raise RuntimeError("changed my mind")

        with pytest.raises(RuntimeError):
            await change_my_mind()
        looks.append(await store.moved())
        await store.close()
        return looks

    before, meanwhile, after = run(walk())
    assert before == meanwhile == after


def test_a_number_is_seen_only_with_all_that_it_counts(store: Store) -> None:
    """Two writers at once, the first to write the last to commit: each is noticed."""

    async def write(name: str, *, begun: asyncio.Event, may_end: asyncio.Event) -> None:
        async with store.writing() as connection:
            await connection.execute(insert(patients), [{**row_of(patients), "patient_id": name}])
            begun.set()
            await may_end.wait()

    async def walk() -> list[int]:
        begun, other, end, other_end = (asyncio.Event() for _ in range(4))
        slow = asyncio.create_task(write("p-1", begun=begun, may_end=end))
        await begun.wait()
        looks = [(await store.moved()).orders]
        if not store.sqlite:  # SQLite has one writer at a time
            other_end.set()
            await write("p-2", begun=other, may_end=other_end)
            looks.append((await store.moved()).orders)
        end.set()
        await slow
        looks.append((await store.moved()).orders)
        await store.close()
        return looks

    looks = run(walk())
    assert all(later > earlier for earlier, later in pairwise(looks))


def test_another_process_store_sees_it_at_its_next_look(store: Store, database_url: str) -> None:

    async def walk() -> tuple[Moved, Moved]:
        replica = open_store(database_url)
        before = await replica.moved()
        await filled(store, patients)
        after = await replica.moved()
        await replica.close()
        await store.close()
        return before, after

    assert risen(*run(walk())) == ["orders"]


def test_questions_at_once_share_a_look_that_began_after_them(store: Store) -> None:
    async def walk() -> list[Moved]:
        first = await store.moved()
        await filled(store, patients)
        looks = await asyncio.gather(*(store.moved() for _ in range(20)))
        await store.close()
        return [first, *looks]

    first, *looks = run(walk())
    assert all(risen(first, look) == ["orders"] for look in looks)
