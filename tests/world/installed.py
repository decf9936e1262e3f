"""An installation that has taken a vendor's pages: its store, filled, and its key files."""

import asyncio
from pathlib import Path

from gateway.app.house import open_house
from gateway.settings import Settings
from gateway.store.migrate import migrate
from gateway.sync.pull import pull
from tests.gateway.app.test_key_files import settings
from tests.world.scripted import connector, parts_of


def installed(folder: Path, database_url: str, *, pages: int) -> Settings:
    """Its settings."""
    asyncio.run(migrate(database_url))
    given = settings(folder, database_url)

    async def fill() -> None:
        async with open_house(given) as house:
            source = connector(pages=pages)
            await pull(source, await parts_of(house.store, house.vault, source))

    asyncio.run(fill())
    return given
