"""What PostgreSQL's server writes while everything is done: tables, WAL, its log, temporary files.

The server is one of this test's own that tells all it can: full page images, WAL for logical
replication, nothing compressed, every statement with what is bound to it in its log. There only
stands what a caller typed into a filter or as an id, which no stored value need be (operating.md).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.orders.tables import orders
from gateway.store.engine import open_engine, open_store
from gateway.store.migrate import migrate
from gateway.vault.seal import Vault
from schema.vocabulary.principals import Role
from tests.hostile.canary_walk import CanaryWalk
from tests.world import databases
from tests.world.asking import someone
from tests.world.canaries import WORD, any_form, canary_orders, planted_values
from tests.world.loop import run

TELLING: Final = {
    "full_page_writes": "on",
    "wal_level": "logical",
    "wal_keep_size": "4GB",
    "wal_compression": "off",
    "work_mem": "64kB",
    "log_statement": "all",
    "log_parameter_max_length_on_error": "-1",
    "log_error_verbosity": "verbose",
    "log_temp_files": "0",
}
NAMED: Final = frozenset({"base", "pg_wal"})
PAGE: Final = 8192
HEAD: Final = 24
FIRST_HEAD: Final = 40
"""Bytes before what a page of WAL holds, and before that of a segment's first one."""
SPILT: Final = 60
"""So many times each row is sorted, which is more than the memory allowed."""
NUMBERS: Final = frozenset(
    str(value).encode()
    for one in canary_orders()
    for _, _, value in planted_values(one)
    if not str(value).startswith(WORD)
)
"""The planted days and numbers, which hold no word that could be searched for."""


@pytest.fixture
def telling_url() -> Iterator[str]:
    """A migrated database on a server that tells all."""
    with databases.postgresql(TELLING) as server:
        run(_statements(f"{server}/postgres", "CREATE DATABASE portal"))
        run(migrate(f"{server}/portal"))
        run(_uncompressed(f"{server}/portal"))
        yield f"{server}/portal"


def test_no_file_of_the_server_holds_a_value(
    telling_url: str, vault: Vault, tmp_path: Path
) -> None:
    walk = CanaryWalk(open_store(telling_url), vault, tmp_path, someone(Role.PHYSICIAN))
    run(walk.everything())
    typed = walk.typed()
    planted = [value for one in walk.orders for _, _, value in planted_values(one)]
    leak = next(text for one in planted if (text := str(one)) not in typed and WORD in text)
    files = run(_files(telling_url))
    assert {kind for kind, data in files.items() if len(data) < 50_000} == set()
    assert _found(files, typed) == {}
    run(_spoil(telling_url, leak))
    assert _found(run(_files(telling_url)), typed).keys() == files.keys() - {"other"}


def _found(files: dict[str, bytes], typed: list[str]) -> dict[str, set[str]]:
    """What was found in files of each kind; of the log without what a caller had typed."""
    told = {**files, "log": _without(files["log"], typed)}
    found = {
        kind: any_form(data) | {str(one) for one in NUMBERS if one in data}
        for kind, data in told.items()
    }
    return {kind: one for kind, one in found.items() if one}


def _without(log: bytes, typed: list[str]) -> bytes:
    for value in typed:
        log = log.replace(value.encode(), b"")
    return log


async def _statements(url: str, *statements: str) -> None:
    engine = open_engine(url)
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()


async def _uncompressed(url: str) -> None:
    """What is long is stored as it is."""
    store = open_store(url)
    async with store.writing() as connection:
        rows = await connection.execute(
            text(
                "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON "
                "c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace AND "
                "c.relkind = 'r' AND a.attnum > 0 AND a.attstorage = 'x'"
            )
        )
        for table, column in rows.all():
            await connection.execute(
                text(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STORAGE EXTERNAL')
            )
    await store.close()


async def _files(url: str) -> dict[str, bytes]:
    """All that lies in the server's folder, by kind, while every table is being sorted on disk.

    After a checkpoint the first change of a page writes all of it to the WAL; freezing changes
    each.
    """
    await _statements(url, "CHECKPOINT", "VACUUM FREEZE", "CHECKPOINT")
    store = open_store(url)
    async with store.reading() as connection:
        assert await connection.scalar(text("SELECT wal_fpi FROM pg_stat_wal"))
        await _sort(connection)
        data = await connection.scalar(text("SHOW data_directory"))
        mine = await connection.scalar(
            text("SELECT oid FROM pg_database WHERE datname = current_database()")
        )
        found = _lying(Path(str(data)), str(mine))
    await store.close()
    return found


def _lying(data: Path, mine: str) -> dict[str, bytes]:
    return {
        "tables": _joined(data.glob(f"base/{mine}/*")),
        "wal": b"".join(map(_segment, sorted(data.glob("pg_wal/0*")))),
        "temporary": _joined(data.glob("base/pgsql_tmp/*")),
        "log": (data.parent / "log").read_bytes(),
        "other": _joined(
            one for one in data.rglob("*") if one.relative_to(data).parts[0] not in NAMED
        ),
    }


async def _sort(connection: AsyncConnection) -> None:
    """Begin to sort every table's rows, and leave it at that: what was spilt stays."""
    tables = await connection.scalars(
        text(
            "SELECT relname FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = 'public'::regnamespace"
        )
    )
    for table in tables.all():
        rows = f'"{table}" t, generate_series(1, {SPILT}) n'
        sort = f"SELECT t.*, md5(n::text) AS place FROM {rows} ORDER BY place"  # noqa: S608 (ours)
        await connection.execute(text(f'DECLARE "of_{table}" CURSOR FOR {sort}'))
        await connection.execute(text(f'FETCH 1 FROM "of_{table}"'))


def _joined(paths: Iterator[Path]) -> bytes:
    return b"".join(one.read_bytes() for one in paths if one.is_file())


def _segment(path: Path) -> bytes:
    """A segment of WAL without the heads of its pages: they may stand in the middle of a value."""
    data = path.read_bytes().rstrip(b"\0")
    pages = range(0, len(data), PAGE)
    return b"".join(data[at + (HEAD if at else FIRST_HEAD) : at + PAGE] for at in pages)


async def _spoil(url: str, value: str) -> None:
    """A value in clear where none belongs."""
    store = open_store(url)
    async with store.writing() as connection:
        await connection.execute(update(orders).values(owner=value))
    await store.close()
