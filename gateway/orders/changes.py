"""Knows the sequence of changes: which orders moved since a point, and to which version."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.orders.tables import changes


async def newest(connection: AsyncConnection) -> int:
    """The sequence number of the last change, 0 when there was none."""
    return await connection.scalar(select(func.max(changes.c.seq))) or 0


async def since(connection: AsyncConnection, sequence: int, *, limit: int) -> dict[str, int]:
    """Orders changed after `sequence` with their latest version, at most `limit` of them."""
    rows = await connection.execute(
        select(changes.c.order_id, func.max(changes.c.version), func.max(changes.c.seq))
        .where(changes.c.seq > sequence)
        .group_by(changes.c.order_id)
        .order_by(func.max(changes.c.seq))
        .limit(limit)
    )
    return {str(order_id): int(version) for order_id, version, _ in rows.tuples()}
