import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from gateway.store.engine import OLDEST_SQLITE, Store, StoreError, open_engine
from tests.world.loop import run

COUNT = text("SELECT count(*) FROM care_team_copy")


async def _table(store: Store) -> None:
    async with store.writing() as connection:
        await connection.execute(text("CREATE TABLE care_team_copy (n INTEGER)"))


async def _add(store: Store, number: int, *, fail: bool = False) -> None:
    async with store.writing() as connection:
        await connection.execute(text("INSERT INTO care_team_copy VALUES (:n)"), {"n": number})
        if fail:
            raise RuntimeError("changed my mind")


def test_a_write_that_fails_leaves_nothing(store: Store) -> None:
    async def walk() -> object:
        await _table(store)
        with pytest.raises(RuntimeError):
            await _add(store, 1, fail=True)
        async with store.reading() as connection:
            found = await connection.scalar(COUNT)
        await store.close()
        return found

    assert run(walk()) == 0


def test_many_writers_at_once_lose_nothing(store: Store) -> None:
    async def walk() -> object:
        await _table(store)
        await asyncio.gather(*(_add(store, number) for number in range(50)))
        async with store.reading() as connection:
            found = await connection.scalar(COUNT)
        await store.close()
        return found

    assert run(walk()) == 50


def test_a_reader_is_not_kept_waiting_by_a_writer(store: Store) -> None:
    async def walk() -> object:
        await _table(store)
        async with store.writing() as writer:
            await writer.execute(text("INSERT INTO care_team_copy VALUES (1)"))
            async with asyncio.timeout(2), store.reading() as reader:
                found = await reader.scalar(COUNT)
        await store.close()
        return found

    assert run(walk()) == 0


def test_sqlite_is_new_enough_and_durable(tmp_path: object) -> None:
    async def walk() -> tuple[str, ...]:
        engine = open_engine(f"sqlite:///{tmp_path}/x.sqlite")
        asked = ("SELECT sqlite_version()", "PRAGMA journal_mode", "PRAGMA synchronous")
        async with engine.connect() as connection:
            found = [str(await connection.scalar(text(one))) for one in asked]
            found.append(str(await connection.scalar(text("PRAGMA foreign_keys"))))
        await engine.dispose()
        return tuple(found)

    version, journal, synchronous, foreign = run(walk())
    assert tuple(int(part) for part in version.split(".")) >= OLDEST_SQLITE
    assert (journal, synchronous, foreign) == ("wal", "2", "1")


def test_an_error_does_not_tell_the_values_of_a_row(store: Store) -> None:
    async def walk() -> str:
        try:
            async with store.writing() as connection:
                await connection.execute(
                    text("INSERT INTO work (kind) VALUES (:kind)"), {"kind": "CANARY-71"}
                )
        except SQLAlchemyError as error:
            return str(error)
        finally:
            await store.close()
        return "CANARY-71"

    assert "CANARY-71" not in run(walk())


def test_another_kind_of_database_is_refused_by_the_name_of_the_setting() -> None:
    with pytest.raises(StoreError, match="CGT_DATABASE_URL: expected sqlite"):
        open_engine("mysql://somewhere/x")
