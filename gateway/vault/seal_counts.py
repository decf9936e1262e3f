"""Knows how many blocks of seals each key has used, and reserves the next."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.store.engine import Store
from gateway.telemetry.logs import Log
from gateway.vault.seal import Vault
from gateway.vault.seals import MOST_BLOCKS, SealLimitError
from gateway.vault.tables import data_keys, seal_counts

AT_ONCE: Final = 500
log: Final = Log("vault")


async def reserve(store: Store, vault: Vault, patient_ids: Collection[str]) -> None:
    """Let the keys of these patients, and those of everybody, seal in the next transaction.

    Raises `SealLimitError` for a key that has reached its limit. Comes before the transaction: what
    is reserved must stand, though that one is rolled back.
    """
    short = vault.seals.short(patient_ids)
    named = vault.seals.short(vault.shared_keys())
    if short:
        async with store.reading() as connection:
            named |= await _made(connection, short)  # one that is made yet has its first block
    if not named:
        return
    insert = sqlite.insert if store.sqlite else postgresql.insert
    more = (
        insert(seal_counts)
        .on_conflict_do_update(
            index_elements=[seal_counts.c.key_name], set_={"blocks": seal_counts.c.blocks + 1}
        )
        .returning(seal_counts.c.blocks)
    )
    async with store.writing() as connection:
        for name in sorted(named):
            blocks = await connection.scalar(more, {"key_name": name, "blocks": 1}) or 0
            if blocks >= MOST_BLOCKS:
                log.warning("seals spent", code="VAULT_SEALS_SPENT", key=name)
                raise SealLimitError(name)
            if blocks >= MOST_BLOCKS // 2:
                log.warning("half of the seals are spent", code="VAULT_SEALS_HALF", key=name)
    for name in named:
        vault.seals.grant(name)


async def forget_counts(connection: AsyncConnection, names: Collection[str]) -> None:
    """These names stand for keys that were just made."""
    await connection.execute(delete(seal_counts).where(seal_counts.c.key_name.in_(list(names))))


async def _made(connection: AsyncConnection, names: Collection[str]) -> set[str]:
    wanted, found = sorted(names), set[str]()
    for start in range(0, len(wanted), AT_ONCE):
        some = data_keys.c.patient_id.in_(wanted[start : start + AT_ONCE])
        found.update(await connection.scalars(select(data_keys.c.patient_id).where(some)))
    return found
