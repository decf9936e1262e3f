"""Case: a worklist of 5,000 orders: those of the store, put there again under other ids."""

from sqlalchemy import insert, literal, select

from gateway.orders.tables import orders
from gateway.store.engine import open_store
from tests.bench.ground import Ground
from tests.bench.rows import worklist

ROWS = 5_000
CASE = worklist(ROWS, plain=False)


async def multiply(ground: Ground) -> None:
    """Copies of rows until there are enough; patients stay who they are, so that masks open."""
    store = open_store(ground.settings["CGT_DATABASE_URL"])
    names = [column.name for column in orders.c if column.name != "order_id"]
    open_ones = orders.c.ended.is_(False)
    try:
        async with store.writing() as connection:
            known = list(
                await connection.scalars(select(orders.c.order_id).where(open_ones).limit(ROWS))
            )
            for number in range(ROWS // len(known) + 1):
                made = literal(f"{number:04}").concat(orders.c.order_id)
                rows = select(made, *(orders.c[name] for name in names)).where(
                    orders.c.order_id.in_(known)
                )
                await connection.execute(insert(orders).from_select(["order_id", *names], rows))
    finally:
        await store.close()
