"""Opens the store for a command that asks it, and says in one line why it can't be asked."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sqlalchemy.exc import SQLAlchemyError

from gateway.app.house import StartError
from gateway.settings import Settings
from gateway.store.engine import Store, StoreError, open_store


@asynccontextmanager
async def asking_store(settings: Settings) -> AsyncGenerator[Store]:
    """The store at `database_url`, reached once before it is given, closed after; not migrated.

    Raises `StartError` for a URL of no store, and for a store that does not answer, at first or
    later. A file's `OSError` within is the caller's own, so that no store is blamed for it.
    """
    try:
        store = open_store(settings.database_url)
    except (StoreError, OSError) as error:
        raise StartError(str(error)) from error
    try:
        await _reach(store)
        yield store
    except SQLAlchemyError as error:
        raise _silent(error) from None  # its text may hold a statement's values
    finally:
        await store.close()


async def _reach(store: Store) -> None:
    try:
        async with store.reading():
            pass
    except OSError as error:  # asyncpg's, of a server that is not there
        raise _silent(error) from None


def _silent(error: Exception) -> StartError:
    return StartError(
        f"CGT_DATABASE_URL: the store does not answer ({type(error).__name__}). "
        "Is it up, and migrated (python -m gateway migrate)?"
    )
