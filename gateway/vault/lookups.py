"""Knows the blind indexes by which an order is found from an identifier in hand."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.vault.seal import Vault
from gateway.vault.tables import lookups


def normalise(text: str) -> str:
    """An identifier as it is compared: no spaces, upper case."""
    return "".join(text.split()).upper()


async def write_lookups(
    connection: AsyncConnection,
    order_id: str,
    *,
    site_ids: frozenset[str],
    values: Mapping[str, str],
    vault: Vault,
) -> None:
    """Make `values` (field name → identifier) the only ones by which these sites find the order."""
    await connection.execute(delete(lookups).where(lookups.c.order_id == order_id))
    rows = [
        {
            "site_id": site_id,
            "field": field,
            "index_value": vault.blind_index(site_id, field, normalise(text)),
            "order_id": order_id,
        }
        for site_id in sorted(site_ids)
        for field, text in values.items()
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
    """`find_orders`, inside `Store.read`."""
    found: list[str] = []
    for site_id in sorted(sites):
        index = vault.blind_index(site_id, field, normalise(text))
        rows = connection.scalars(
            select(lookups.c.order_id).where(
                lookups.c.site_id == site_id,
                lookups.c.field == field,
                lookups.c.index_value == index,
            )
        )
        found.extend(rows)
    return tuple(found)
