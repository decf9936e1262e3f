"""Knows how data keys move from one ring key to the next while everybody works.

The store says which key wraps, which indexes and which seals CHAIN. Who works with one holds that
row shared until it commits; who names another key waits for them. So once a rotation has begun
nothing is made with the old key any more, whatever file a running process read, and what is left
under it only shrinks.
"""

from collections.abc import AsyncIterator
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.store.engine import Store
from gateway.vault.seal import Vault
from gateway.vault.seal_counts import reserve
from gateway.vault.tables import data_keys, vault_state

AT_ONCE = 200
"""Keys in one transaction: other writers wait for some ten milliseconds."""


class InForce(NamedTuple):
    """The keys that index and that seal CHAIN, by name; None: the key file's only one."""

    index_key: str | None
    chain_key: str | None


class Moved(NamedTuple):
    """How far a move is: of `total` there were when it began, `done` are moved."""

    done: int
    total: int


async def wraps(connection: AsyncConnection) -> str | None:
    """The ring key that wraps; None before the first rotation. Held until the transaction ends."""
    return await connection.scalar(select(vault_state.c.ring_key).with_for_update(read=True))


async def in_force(connection: AsyncConnection) -> InForce:
    """The keys to index and to seal CHAIN with. Held until the transaction ends."""
    wanted = select(vault_state.c.index_key, vault_state.c.chain_key)
    row = (await connection.execute(wanted.with_for_update(read=True))).one()
    return InForce(row[0], row[1])


async def name_keys(store: Store, *, index: str | None = None, chain: str | None = None) -> None:
    """From now on these index and seal CHAIN, and no others; None leaves one as it is."""
    named = {"index_key": index, "chain_key": chain}
    values = {column: name for column, name in named.items() if name is not None}
    async with store.writing() as connection:
        await connection.execute(update(vault_state).values(values))


async def wrap_by(store: Store, ring_key: str) -> None:
    """From now on this ring key wraps, and no other."""
    async with store.writing() as connection:
        await connection.execute(update(vault_state).values(ring_key=ring_key))


async def in_use(connection: AsyncConnection) -> dict[str, int]:
    """How many data keys each ring key wraps; one that wraps none is missing."""
    rows = await connection.execute(
        select(data_keys.c.ring_key, func.count())
        .where(data_keys.c.wrapped.is_not(None))
        .group_by(data_keys.c.ring_key)
    )
    return {str(name): int(count) for name, count in rows}


async def wrap_again(store: Store, *, vault: Vault, ring_key: str) -> AsyncIterator[Moved]:
    """Wrap by `ring_key` what another wraps, a few at a time; may be cut off anywhere.

    Raises `VaultError` when a ring key is missing from the file or a wrapped key does not open:
    what was moved before stands, and nothing is lost.
    """
    async with store.reading() as connection:
        total = sum(n for name, n in (await in_use(connection)).items() if name != ring_key)
    done, after, whole = 0, "", False
    yield Moved(done, total)
    while not whole:
        moved = await _some(store, vault=vault, ring_key=ring_key, after=after)
        # whoever was made meanwhile may stand before the place: it ends with a walk from the start
        whole = not moved and not after
        after = moved[-1] if moved else ""
        done += len(moved)
        yield Moved(done, max(done, total))


async def _some(store: Store, *, vault: Vault, ring_key: str, after: str) -> list[str]:
    """Whose keys moved: of those after this patient the next few, by id."""
    await reserve(store, vault, ())
    async with store.writing() as connection:
        rows = await connection.execute(
            select(data_keys.c.patient_id, data_keys.c.ring_key, data_keys.c.wrapped)
            .where(
                data_keys.c.patient_id > after,
                data_keys.c.ring_key != ring_key,
                data_keys.c.wrapped.is_not(None),
            )
            .order_by(data_keys.c.patient_id)
            .limit(AT_ONCE)
            .with_for_update()
        )
        moved = [
            {
                "named": str(patient_id),
                "wrapped": vault.wrap(
                    vault.data_key(str(patient_id), str(by), wrapped), ring_key=ring_key
                ),
            }
            for patient_id, by, wrapped in rows
        ]
        if moved:
            await connection.execute(
                update(data_keys)
                .where(data_keys.c.patient_id == bindparam("named"))
                .values(ring_key=ring_key, wrapped=bindparam("wrapped")),
                moved,
            )
    return [str(one["named"]) for one in moved]
