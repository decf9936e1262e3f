"""The real parts that tests share: both databases, migrated; Redis; a vault."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from gateway.store.engine import Store, open_engine, open_store
from gateway.store.migrate import migrate
from gateway.vault.keys import open_key_file
from gateway.vault.seal import Vault
from tests.world import databases
from tests.world.loop import run

TEMPLATE = "migrated"
_numbers = itertools.count(1)


async def _statement(url: str, statement: str) -> None:
    engine = open_engine(url)
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text(statement))
    await engine.dispose()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of this run's cluster, without a database; it holds a migrated template."""
    with databases.postgresql() as server:
        run(_statement(f"{server}/postgres", f"CREATE DATABASE {TEMPLATE}"))
        run(migrate(f"{server}/{TEMPLATE}"))
        yield server


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The URL of this run's Redis."""
    with databases.redis() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that nobody has open."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.sqlite"
    server = str(request.getfixturevalue("postgresql_server"))
    name = f"empty_{next(_numbers)}"
    run(_statement(f"{server}/postgres", f"CREATE DATABASE {name}"))
    return f"{server}/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated database of this test's own."""
    if request.param == "sqlite":
        path = tmp_path / "portal.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    return fresh_postgresql(request)


def fresh_postgresql(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated PostgreSQL database of this test's own."""
    server = str(request.getfixturevalue("postgresql_server"))
    name = f"test_{next(_numbers)}"
    run(_statement(f"{server}/postgres", f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}"))
    return f"{server}/{name}"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """The store over `database_url`; it connects on first use, within one event loop.

    A test closes it in the loop that used it (`await store.close()`).
    """
    opened = open_store(database_url)
    yield opened
    run(opened.close())


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """A vault with keys of its own."""
    return Vault(open_key_file(tmp_path / "keys" / "vault.json", store_is_empty=True))
