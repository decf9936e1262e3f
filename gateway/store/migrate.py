"""Knows how to bring the store to the newest schema, and back."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from gateway.store.engine import open_engine

MIGRATIONS = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = 20_26_11


async def migrate(url: str, *, to: str = "head") -> None:
    """Bring the store at `url` up (or down, when `to` is older: 'base' empties it)."""
    engine = open_engine(url)
    try:
        async with engine.connect() as connection:
            await connection.execution_options(writing=True)
            async with connection.begin():
                await connection.run_sync(_run, to)
    finally:
        await engine.dispose()


def _run(connection: Connection, to: str) -> None:
    if connection.dialect.name == "postgresql":
        # replicas that start together migrate one after the other; SQLite has one writer anyway
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    if to == "base":
        command.downgrade(config, to)
    else:
        command.upgrade(config, to)
