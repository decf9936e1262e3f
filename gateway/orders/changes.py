"""Knows the sequence of changes: which orders moved since a point, and to which version."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.orders.tables import changes


class Change(NamedTuple):
    """An order moved to a version; `sequence` orders all changes."""

    sequence: int
    order_id: str
    version: int


async def newest(connection: AsyncConnection) -> int:
    """The sequence number of the last change, 0 when there was none."""
    return await connection.scalar(select(func.max(changes.c.seq))) or 0


async def since(connection: AsyncConnection, sequence: int, *, limit: int) -> list[Change]:
    """Orders changed after `sequence`, each once at its latest version, by sequence.

    At most `limit` of them: the last one's sequence is where to go on.
    """
    last = func.max(changes.c.seq)
    rows = await connection.execute(
        select(last, changes.c.order_id, func.max(changes.c.version))
        .where(changes.c.seq > sequence)
        .group_by(changes.c.order_id)
        .order_by(last)
        .limit(limit)
    )
    return [Change(int(seq), str(order_id), int(version)) for seq, order_id, version in rows]
