"""Knows how long things are kept, and how what has outlived its time goes (DOMAIN.md §12).

Raw documents and the personal data of orders that should never have existed have a time. What else
is personal stays while an order of the patient may still need it, and goes by an erasure;
traceability and the audit stay.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select, update

from gateway.clock import instant_text
from gateway.orders.persons import in_error, strip_order
from gateway.sync.correcting import carry_over
from gateway.sync.intake import Parts
from gateway.sync.notices import Notice
from gateway.sync.sealing import sealing, write_rows
from gateway.sync.tables import envelopes
from gateway.vault.datakeys import hold_keys
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


async def mistaken(parts: Parts, *, keep_for: timedelta) -> list[tuple[str, str]]:
    """(order id, patient id) of orders entered in error that long ago, with something left."""
    before = instant_text(parts.clock.now() - keep_for)
    async with parts.store.reading() as connection:
        return await in_error(connection, before=before)


async def forget_mistaken(parts: Parts, *, keep_for: timedelta) -> int:
    """Take all but reason and audit from orders entered in error; how many. May be cut off.

    What the patient's other orders say of the patient stays, and so does what two people put right
    (`carry_over`), while the patient has an order that was meant. A later fact of such an order is
    taken in as ever, and goes with the next look.
    """
    found = await mistaken(parts, keep_for=keep_for)
    now = parts.clock.now()
    for order_id, patient_id in found:
        async with sealing(parts.store, parts.vault, {patient_id}) as connection:
            keys = await hold_keys(connection, {patient_id}, vault=parts.vault)
            await carry_over(connection, order_id, patient_id, at=now, keys=keys, vault=parts.vault)
            await strip_order(connection, order_id)
            changes = await write_rows(
                connection, [(order_id, patient_id)], as_of=now, keys=keys, vault=parts.vault
            )
        await parts.notices.publish([Notice(one.order_id, one.version) for one in changes])
    return len(found)


def _older(than: datetime) -> ColumnElement[bool]:
    return and_(envelopes.c.received_at < instant_text(than), envelopes.c.body.is_not(None))
