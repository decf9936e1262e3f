"""Orders that change while a list is asked for: ten a second, by another process's store."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sqlalchemy import select, update

from gateway.orders.tables import orders
from gateway.store.engine import Store, open_store
from tests.bench.ground import Ground

EVERY_S = 0.1


@asynccontextmanager
async def changes(ground: Ground) -> AsyncGenerator[None]:
    """Ten orders a second get another version for as long as this lasts."""
    store = open_store(ground.settings["CGT_DATABASE_URL"])
    changing = asyncio.create_task(_change(store))
    try:
        yield
    finally:
        changing.cancel()
        await asyncio.gather(changing, return_exceptions=True)
        await store.close()


async def _change(store: Store) -> None:
    async with store.reading() as connection:
        found = list(await connection.scalars(select(orders.c.order_id).limit(100)))
    number = 0
    while True:
        one = orders.c.order_id == found[number % len(found)]
        async with store.writing() as connection:
            await connection.execute(update(orders).where(one).values(version=orders.c.version + 1))
        number += 1
        await asyncio.sleep(EVERY_S)  # noqa: TID251 (a bench has no clock but the machine's)
