"""Knows how to open the store: SQLite in one file, or PostgreSQL by URL."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from gateway.store.moved import LOOK, Moved
from gateway.store.prepared import read_json

OLDEST_SQLITE = (3, 51, 3)
"""Older ones can corrupt a WAL when a checkpoint meets a reset (DESIGN 'Two run modes')."""
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
)


READERS: Final = 4
"""Threads that read SQLite side by side."""
LOOK_WITHIN_MS: Final = 100
"""How long the loop may stand still for a look; a reader of a WAL hardly ever waits at all."""

Found = TypeVar("Found")


OPTIONS: Final = {
    "hide_parameters": True,  # an error's text reaches logs, a row's values must not
    "json_deserializer": read_json,
}


class StoreError(Exception):
    """The store can't be opened; the message says what to change."""


class Store:
    """The one way to the database: many readers, and on SQLite one writer at a time."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.sqlite = engine.dialect.name == "sqlite"
        # SQLite reads a snapshot anyway; a value and its key must be of one instant, or none opens
        snapshot = {} if self.sqlite else {"isolation_level": "REPEATABLE READ"}
        self._readers = engine.execution_options(**snapshot)
        self._one_writer = asyncio.Lock()
        self._direct = _Direct(engine.url) if self.sqlite else None
        self._one_look = asyncio.Lock()
        self._next_look: asyncio.Future[Moved] | None = None
        self._looked_at: Moved | None = None

    async def read(self, work: Callable[[Connection], Found]) -> Found:
        """What `work` reads, in one transaction that is rolled back at the end.

        SQLite's driver blocks: there all of it is one way to a thread and back.
        """
        if self._direct is not None:
            return await self._direct.read(work)
        async with self._readers.connect() as connection:
            return await connection.run_sync(work)

    async def write(self, work: Callable[[Connection], Found]) -> Found:
        """What `work` gives, its transaction committed at the end, or rolled back on an error."""
        if self._direct is None:
            async with self.writing() as connection:
                return await connection.run_sync(work)
        async with self._one_writer:
            return await self._direct.write(work)

    async def moved(self) -> Moved:
        """What moved, as it stands no earlier than what made the caller ask.

        On SQLite it is one row of four numbers in memory, asked without leaving the loop's thread:
        those who ask in one turn of the loop share a look, for what made them ask had come before
        it. On PostgreSQL those who ask meanwhile share the next look.
        """
        if self._direct is not None:
            return self._looked_at or self._look_now(self._direct)
        if self._next_look is None:
            self._next_look = asyncio.ensure_future(self._look())
        return await asyncio.shield(self._next_look)

    def _look_now(self, direct: "_Direct") -> Moved:
        found = direct.moved()
        self._looked_at = found
        # runs before whatever is made ready after this look: nothing later is answered by it
        asyncio.get_running_loop().call_soon(self._forget_look)
        return found

    def _forget_look(self) -> None:
        self._looked_at = None

    async def _look(self) -> Moved:
        async with self._one_look:
            self._next_look = None  # a look under way may have begun before the next question
            async with self._engine.connect() as connection:
                rows = await connection.exec_driver_sql(LOOK)
                return Moved(*(int(number) for (number,) in rows))

    @property
    def engines(self) -> tuple[Engine, ...]:
        """All that ask the database, for whoever watches what it is asked."""
        awaited = self._engine.sync_engine
        return (awaited,) if self._direct is None else (awaited, self._direct.engine)

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncConnection]:
        """A connection that sees one instant; its transaction is rolled back at the end."""
        async with self._readers.connect() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncConnection]:
        """A connection whose transaction is committed at the end, or rolled back on an error."""
        if not self.sqlite:
            async with self._engine.begin() as connection:
                yield connection
            return
        async with self._one_writer, self._engine.connect() as connection:
            await connection.execution_options(writing=True)
            async with connection.begin():
                yield connection

    async def close(self) -> None:
        """Give up every connection."""
        if self._direct is not None:
            self._direct.close()
        await self._engine.dispose()


class _Direct:
    """SQLite without the asynchronous driver, which goes to its thread for every step."""

    def __init__(self, url: URL) -> None:
        self.engine = create_engine(
            url.set(drivername="sqlite+pysqlite"),
            pool_size=READERS,
            **OPTIONS,
        )
        _listen(self.engine)
        self._threads: ThreadPoolExecutor | None = None
        self._looking: DBAPICursor | None = None

    def moved(self) -> Moved:
        if self._looking is None:
            connection = self.engine.raw_connection()
            connection.detach()
            self._looking = connection.cursor()
            self._looking.execute(f"PRAGMA busy_timeout={LOOK_WITHIN_MS}")
        self._looking.execute(LOOK)
        return Moved(*(int(number) for (number,) in self._looking.fetchall()))

    async def read(self, work: Callable[[Connection], Found]) -> Found:
        return await self._on_a_thread(lambda: self._read(work))

    async def write(self, work: Callable[[Connection], Found]) -> Found:
        return await self._on_a_thread(lambda: self._write(work))

    async def _on_a_thread(self, work: Callable[[], Found]) -> Found:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="store")
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _read(self, work: Callable[[Connection], Found]) -> Found:
        with self.engine.connect() as connection:
            return work(connection)

    def _write(self, work: Callable[[Connection], Found]) -> Found:
        with self.engine.connect() as connection:
            connection.execution_options(writing=True)
            with connection.begin():
                return work(connection)

    def close(self) -> None:
        """Give up threads and connections; the next read makes new ones."""
        if self._threads is not None:
            self._threads.shutdown()
            self._threads = None
        if self._looking is not None:
            self._looking.connection.close()
            self._looking = None
        self.engine.dispose()


def open_store(url: str) -> Store:
    """The store at `url`: `sqlite:///FILE` or `postgresql://…`; connects on first use.

    Raises `StoreError` for another kind of URL or a SQLite that is too old.
    """
    return Store(open_engine(url))


def open_engine(url: str) -> AsyncEngine:
    """The engine alone, for migrations and tests; see `open_store`."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    if parsed.get_backend_name() == "postgresql":
        return create_async_engine(
            parsed.set(drivername="postgresql+asyncpg"),
            pool_pre_ping=True,
            pool_size=10,
            **OPTIONS,
        )
    raise StoreError(
        f"CGT_DATABASE_URL: expected sqlite:///FILE or postgresql://…, got {parsed.drivername}"
    )


def _sqlite(url: URL) -> AsyncEngine:
    current = import_module("pysqlite3")
    if tuple(current.sqlite_version_info) < OLDEST_SQLITE:
        raise StoreError(f"SQLite {current.sqlite_version} is too old: install pysqlite3 ≥ 0.6.1")
    # aiosqlite imports the standard library's name; it must meet the current library instead
    sys.modules["sqlite3"] = current
    sys.modules["sqlite3.dbapi2"] = import_module("pysqlite3.dbapi2")
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url.set(drivername="sqlite+aiosqlite"), **OPTIONS)
    _listen(engine.sync_engine)
    return engine


def _listen(engine: Engine) -> None:
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # the driver's own transaction handling hides DDL and readers from BEGIN: we send it ourselves
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
