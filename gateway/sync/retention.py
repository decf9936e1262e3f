"""Knows how long raw documents are kept, and how those that are older go (DOMAIN.md §12)."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select, update

from gateway.clock import instant_text
from gateway.sync.intake import Parts
from gateway.sync.tables import envelopes
from gateway.vault.erasure import destroy_keys

AT_ONCE = 200
"""Documents in one transaction: other writers wait for some ten milliseconds."""


async def outlived(parts: Parts, *, keep_for: timedelta) -> int:
    """How many raw documents are older than they may be; nothing is changed."""
    async with parts.store.reading() as connection:
        counted = select(func.count()).where(_older(parts.clock.now() - keep_for))
        return await connection.scalar(counted) or 0


async def forget_outlived(parts: Parts, *, keep_for: timedelta) -> int:
    """Destroy raw documents older than that, with their keys; how many. May be cut off anywhere.

    The envelope's row stays, without bytes: the same bytes told again are still known, and add
    nothing. Facts and rows stay as they are; a replay passes such envelopes over.
    """
    now = parts.clock.now()
    gone = 0
    while True:
        async with parts.store.writing() as connection:
            names = list(
                await connection.scalars(
                    select(envelopes.c.envelope_id)
                    .where(_older(now - keep_for))
                    .order_by(envelopes.c.received_at)
                    .limit(AT_ONCE)
                )
            )
            # keys before rows, as everybody: a rotation of values holds them in this order
            await destroy_keys(connection, names, at=instant_text(now))
            await connection.execute(
                update(envelopes).where(envelopes.c.envelope_id.in_(names)).values(body=None)
            )
        if not names:
            return gone
        gone += len(names)


def _older(than: datetime) -> ColumnElement[bool]:
    return and_(envelopes.c.received_at < instant_text(than), envelopes.c.body.is_not(None))
