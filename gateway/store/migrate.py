"""Knows how to bring the store to the newest schema, and back."""

from pathlib import Path

from sqlalchemy import Connection, inspect

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
    if to == "head" and stands(connection) == newest():
        return
    # Alembic is imported only where there is something to do (ADR 119)
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    if to == "base":
        command.downgrade(config, to)
    else:
        command.upgrade(config, to)


def newest() -> str:
    """The newest migration's revision: files are named by it, without holes."""
    return max(file.name for file in MIGRATIONS.glob("versions/[0-9]*.py")).partition("_")[0]


def stands(connection: Connection) -> str | None:
    """The revision that the store says it has; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
    return found[0] if len(found) == 1 else None
