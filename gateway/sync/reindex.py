"""Knows how every order becomes found by the index key in force while everybody works.

The index of an identifier can't be told from the index under another key: each order's identifiers
are opened and indexed anew. Once the store names a key nothing is indexed by another, so one walk
over the orders is enough; an order that is done already is passed over, wherever it was cut off.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.orders.found_by import count_of_orders, found_by, order_ids_after, patients_of
from gateway.store.engine import Store
from gateway.sync.sealing import VaultSealer
from gateway.telemetry.logs import Log
from gateway.vault.datakeys import hold_keys
from gateway.vault.lookups import indexed_by, write_lookups
from gateway.vault.ring import Moved, in_force, name_keys
from gateway.vault.rotation import prepare_index, retire_index
from gateway.vault.seal import Vault, VaultError

log: Final = Log("vault")

AT_ONCE: Final = 50
"""Orders in one transaction: other writers wait for some ten milliseconds."""


class Walked(NamedTuple):
    """Up to which order the walk has come, how many it passed, how many of them it indexed."""

    last: str
    passed: int
    indexed: int


async def reindex(store: Store, *, vault: Vault) -> AsyncIterator[Moved]:
    """Let every order be found by the key in force; may be cut off anywhere.

    An order of which something does not open is passed over, and logged.
    """
    async with store.reading() as connection:
        total = await count_of_orders(connection)
    done, after = 0, ""
    yield Moved(done, total)
    while True:
        walked = await index_some(store, vault=vault, after=after)
        if not walked.passed:
            break
        done, after = done + walked.passed, walked.last
        yield Moved(done, max(done, total))


async def rotate_index(
    store: Store, path: Path, *, at: datetime, keep_for: timedelta
) -> AsyncIterator[Moved]:
    """Index everything by the newest index key, retire the others, forget the long retired.

    Both are looked under meanwhile. Raises `KeyFileError` or `VaultError`; then, and wherever it is
    cut off, it is run again.
    """
    keys = await prepare_index(store, path)
    await name_keys(store, index=keys.all_index[0].id)
    async for moved in reindex(store, vault=Vault(keys)):
        yield moved
    await retire_index(store, path, at=at, keep_for=keep_for)


async def index_some(store: Store, *, vault: Vault, after: str) -> Walked:
    """Index the next few orders by id, unless they are."""
    async with store.writing() as connection:
        ids = await order_ids_after(connection, after, limit=AT_ONCE)
        # keys before rows, as everybody; the key row of the state after them, as whoever seals
        keys = await hold_keys(connection, await patients_of(connection, ids), vault=vault)
        named = await in_force(connection)
        key = named.index_key or vault.index_keys()[0]
        left = sorted(set(ids) - await indexed_by(connection, ids, key=key))
        await _index(connection, left, key=key, sealer=VaultSealer(vault, keys), vault=vault)
    return Walked(ids[-1] if ids else after, len(ids), len(left))


async def _index(
    connection: AsyncConnection,
    order_ids: list[str],
    *,
    key: str,
    sealer: VaultSealer,
    vault: Vault,
) -> None:
    for order_id in order_ids:
        try:
            one = await found_by(connection, order_id, sealer=sealer)
        except VaultError:  # what its old rows say still finds it, and their key does not retire
            log.warning("order not indexed", order=order_id)
            continue
        if one is not None:
            await write_lookups(
                connection,
                order_id,
                site_ids=one.site_ids,
                values=one.identifiers,
                vault=vault,
                key=key,
            )
