from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from gateway.audit import tables as audit_tables
from gateway.audit.events import Event
from gateway.disclosure import tables as disclosure_tables
from gateway.orders import tables as order_tables
from gateway.session import tables as session_tables
from gateway.store.engine import open_engine, open_store
from gateway.store.migrate import migrate
from gateway.store.types import metadata
from gateway.sync import tables as sync_tables
from gateway.sync.pull import pull
from gateway.vault import tables as vault_tables
from gateway.vault.seal import Vault
from tests.world.audited import auditing
from tests.world.loop import run
from tests.world.scripted import NOW, connector, parts_of

ROOMS = (audit_tables, disclosure_tables, order_tables, session_tables, sync_tables, vault_tables)


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def test_the_migrated_schema_is_the_one_the_rooms_declare(database_url: str) -> None:
    async def walk() -> list[object]:
        engine = open_engine(database_url)
        async with engine.connect() as connection:
            found = await connection.run_sync(_differences)
        await engine.dispose()
        return found

    assert len(ROOMS) == 6, "each fills the one registry of tables as it is imported"
    assert run(walk()) == []


def test_a_filled_store_goes_down_to_nothing_and_up_again(
    empty_database_url: str, vault: Vault
) -> None:
    async def walk() -> tuple[set[str], set[str]]:
        await migrate(empty_database_url)
        store = open_store(empty_database_url)
        await pull(connector(pages=2), await parts_of(store, vault))
        audit = auditing(store)
        audit.start()
        await audit.record(Event(kind="LOGIN", subject="s", at=NOW))
        await audit.stop()
        await store.close()
        await migrate(empty_database_url, to="base")
        down = await _names(empty_database_url)
        await migrate(empty_database_url)
        return down, await _names(empty_database_url)

    down, up = run(walk())
    assert down == {"alembic_version"}
    assert up == {"alembic_version", *metadata.tables}


def test_migrating_twice_changes_nothing(database_url: str, vault: Vault) -> None:
    async def walk() -> object:
        store = open_store(database_url)
        await pull(connector(pages=1), await parts_of(store, vault))
        await migrate(database_url)
        async with store.reading() as connection:
            found = await connection.scalar(text("SELECT count(*) FROM facts"))
        await store.close()
        return found

    assert run(walk())


async def _names(url: str) -> set[str]:
    engine = open_engine(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(_tables)
    await engine.dispose()
    return found
