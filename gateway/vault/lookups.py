"""Knows the blind indexes by which an order is found from an identifier in hand.

Each row tells which index key it was made with. While a rotation is under way rows of two keys
stand beside each other, and whoever looks up looks under both.
"""

from collections.abc import Collection

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.vault.seal import Vault
from gateway.vault.spelling import NAME_FIELDS, spelt
from gateway.vault.tables import lookups, vault_state
from schema.vocabulary.lookups import LookUp, is_personal

PERSONAL_FIELDS = (
    *(one.value for one in LookUp if is_personal(one) and one is not LookUp.NAME_AND_BIRTH_DATE),
    *NAME_FIELDS,
)
"""What an order is found by that goes with an erasure."""


async def write_lookups(
    connection: AsyncConnection,
    order_id: str,
    *,
    site_ids: frozenset[str],
    values: Collection[tuple[str, str]],
    vault: Vault,
    key: str | None = None,
) -> None:
    """Make `values` (`LookUp`, text) the only ones by which these sites find the order.

    `key` names the index key in force (`gateway.vault.ring`); without it the file's newest.
    """
    await connection.execute(delete(lookups).where(lookups.c.order_id == order_id))
    indexed = {pair for field, text in values for pair in spelt(field, text)}
    rows = [
        {
            "site_id": site_id,
            "field": field,
            "index_value": vault.blind_index(site_id, field, text, key=key),
            "order_id": order_id,
            "index_key": key or vault.index_keys()[0],
        }
        for site_id in sorted(site_ids)
        for field, text in sorted(indexed)
    ]
    if rows:
        await connection.execute(insert(lookups), rows)


async def forget_lookups(
    connection: AsyncConnection, order_ids: Collection[str], *, fields: Collection[str]
) -> int:
    """Let these orders be found by these fields no more; how many index rows went."""
    gone = await connection.execute(
        delete(lookups).where(
            lookups.c.order_id.in_(list(order_ids)), lookups.c.field.in_(list(fields))
        )
    )
    return gone.rowcount


async def indexed_by(
    connection: AsyncConnection, order_ids: Collection[str], *, key: str
) -> set[str]:
    """Those of these orders that are found by this index key."""
    wanted = select(lookups.c.order_id).where(
        lookups.c.order_id.in_(list(order_ids)), lookups.c.index_key == key
    )
    return set(await connection.scalars(wanted.distinct()))


async def index_keys_in_use(connection: AsyncConnection) -> dict[str, int]:
    """How many rows each index key made; empty text names what an earlier release made."""
    rows = await connection.execute(
        select(lookups.c.index_key, func.count()).group_by(lookups.c.index_key)
    )
    return {str(name): int(count) for name, count in rows}


async def find_orders(
    connection: AsyncConnection,
    *,
    sites: frozenset[str],
    field: str,
    text: str,
    vault: Vault,
) -> tuple[str, ...]:
    """Ids of orders with this identifier at these sites; the key begins with the site."""
    return await connection.run_sync(look_up, sites=sites, field=field, text=text, vault=vault)


def look_up(
    connection: Connection, *, sites: frozenset[str], field: str, text: str, vault: Vault
) -> tuple[str, ...]:
    """`find_orders`, inside `Store.read`. Raises `VaultError` without the key that indexes now.

    As many questions to the store whether anything is found or not.
    """
    in_force = connection.scalar(select(vault_state.c.index_key))
    keys = vault.index_keys(in_force)
    found: dict[str, None] = {}
    for site_id in sorted(sites):
        pairs = spelt(field, text)
        values = [
            vault.blind_index(site_id, name, each, key=key) for name, each in pairs for key in keys
        ]
        rows = connection.scalars(
            select(lookups.c.order_id).where(
                lookups.c.site_id == site_id,
                lookups.c.field.in_([name for name, _ in pairs]),
                lookups.c.index_value.in_(values),
            )
        )
        found.update(dict.fromkeys(rows))
    return tuple(found)
