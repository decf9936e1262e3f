"""Knows which writers fell silent: no checkpoint for a while, and none that ends them."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit.chain import WriterChain
from gateway.audit.checkpoints import Interval, Moment, read_checkpoint
from gateway.audit.tables import audit_checkpoints
from gateway.clock import instant_text

SILENT_AFTER: Final = timedelta(minutes=10)
"""A living writer signs every few seconds; one that was only stopped goes on where this ends."""
OVER: Final = frozenset({Moment.END, Moment.CLOSED})


async def silent_writers(
    connection: AsyncConnection, *, tenant: str, now: datetime
) -> list[Interval]:
    """For each silent writer what its last checkpoint shall sign: what it wrote since."""
    table = audit_checkpoints
    last = select(func.max(table.c.number)).group_by(table.c.writer).scalar_subquery()
    rows = await connection.scalars(
        select(table.c.text)
        .where(table.c.number.in_(last), table.c.at < instant_text(now - SILENT_AFTER))
        .order_by(table.c.number)
    )
    found: list[Interval] = []
    for checkpoint in [read_checkpoint(str(text)) for text in rows]:
        if checkpoint.kind not in OVER:
            chain = WriterChain(writer=checkpoint.writer, tenant=tenant)
            await chain.restore(connection)
            found.append(chain.interval(Moment.CLOSED, at=instant_text(now)))
    return found
