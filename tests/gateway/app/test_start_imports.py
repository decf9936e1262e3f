"""A start without worker or group imports no library that only those, or a later act, need."""

import asyncio
import subprocess
import sys

from alembic.config import Config
from alembic.script import ScriptDirectory

from gateway.imports import FOR_TERMINALS
from gateway.store.migrate import MIGRATIONS, migrate, newest

LATER = ("aiohttp", "alembic", "keycloak", "redis", "requests", "taskiq", "typst")


def loaded_after(begin: str) -> set[str]:
    """The top names of what a fresh process holds after it."""
    tell = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", f"{begin}\n{tell}"], check=True, capture_output=True, text=True
    )
    return set(done.stdout.split())


def test_serving_alone_imports_none_of_them() -> None:
    found = loaded_after("import gateway.app")
    assert "starlette" in found
    assert found.isdisjoint(LATER), found.intersection(LATER)


def test_a_process_that_serves_imports_nothing_for_terminals_which_others_may_still_do() -> None:
    serving = "from gateway.imports import lean_imports\nwith lean_imports(): import gateway.app\n"
    assert loaded_after(serving).isdisjoint(FOR_TERMINALS)
    assert loaded_after(f"{serving}import rich.syntax") >= FOR_TERMINALS


def test_a_store_at_the_newest_migration_is_left_without_alembic(database_url: str) -> None:
    bring = "import asyncio; from gateway.store.migrate import migrate; asyncio.run(migrate({!r}))"
    asyncio.run(migrate(database_url, to="base"))
    assert "alembic" in loaded_after(bring.format(database_url))
    assert "alembic" not in loaded_after(bring.format(database_url))


def test_the_newest_migration_is_the_one_that_alembic_would_bring() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert newest() == ScriptDirectory.from_config(config).get_current_head()
