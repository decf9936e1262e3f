"""Knows how CHAIN values move under a new traceability key while everybody works.

Each frame says which key sealed it, and the vault opens all of them: rows may move one by one.
"""

from collections.abc import AsyncIterator, Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.store.engine import Store
from gateway.store.types import SealedRows
from gateway.vault.ring import Moved
from gateway.vault.seal import NAMED_BYTES, Vault
from gateway.vault.seal_counts import reserve
from gateway.vault.sealed_rows import anew, keep

AT_ONCE = 200
"""Rows in one transaction."""


async def reseal_chain(
    store: Store, *, vault: Vault, holdings: Sequence[SealedRows]
) -> AsyncIterator[Moved]:
    """Seal under the file's traceability key what another sealed; may be cut off anywhere.

    Raises `VaultError` for a value that does not open; what was moved before stands.
    """
    having = [held for held in holdings if held.chain]
    async with store.reading() as connection:
        total = sum([await _under_others(connection, vault, held) for held in having])
    done = 0
    yield Moved(done, total)
    for held in having:
        after: object = None
        whole = False
        while not whole:
            last, count = await _some(store, vault, held, after=after)
            # what was sealed behind the place meanwhile: it ends with a walk from the start
            whole = not count and after is None
            after = last
            done += count
            yield Moved(done, max(done, total))


async def _some(
    store: Store, vault: Vault, held: SealedRows, *, after: object
) -> tuple[object, int]:
    """The key of the last of the next few rows that were moved, and how many they were."""
    key = vault.chain_key()
    columns = [held.table.c[name] for name in held.chain]
    wanted = (
        select(held.key.label("key"), held.row.label("place"), *columns)
        .where(_by_another(vault, held))
        .order_by(held.key)
        .limit(AT_ONCE)
        .with_for_update()
    )
    if after is not None:
        wanted = wanted.where(held.key > after)
    await reserve(store, vault, ())
    async with store.writing() as connection:
        rows = (await connection.execute(wanted)).mappings().all()
        moved = [
            anew(row, vault=vault, table=held.table.name, columns=held.chain, keys=(key, key))
            for row in rows
        ]
        await keep(connection, held, columns=held.chain, moved=moved)
    return (rows[-1]["key"] if rows else None), len(rows)


async def _under_others(connection: AsyncConnection, vault: Vault, held: SealedRows) -> int:
    counted = select(func.count()).select_from(held.table).where(_by_another(vault, held))
    return await connection.scalar(counted) or 0


def _by_another(vault: Vault, held: SealedRows) -> ColumnElement[bool]:
    head = vault.head(vault.chain_key())
    columns = [held.table.c[name] for name in held.chain]
    return or_(
        *(and_(one.is_not(None), func.substr(one, 1, NAMED_BYTES) != head) for one in columns)
    )
