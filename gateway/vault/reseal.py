"""Knows how every data key is replaced, with all that is sealed under it, while everybody works.

A data key and all that is sealed under it are replaced in one transaction: at no instant does a
value stand whose key is gone, and whoever reads one snapshot never sees the halves of two. Who
writes values of a patient holds the key's row until the commit (`gateway.vault.datakeys`), so that
nothing is sealed under a key that is being replaced. Keys are held before rows, by everybody.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.clock import instant_text, parse_instant
from gateway.store.engine import Store
from gateway.store.types import SealedRows
from gateway.vault.ring import Moved, wraps
from gateway.vault.seal import DataKey, Vault
from gateway.vault.seal_counts import forget_counts, reserve
from gateway.vault.sealed_rows import anew, keep
from gateway.vault.tables import data_keys, vault_state

KEYS_AT_ONCE = 20
"""Data keys in one transaction: one is a patient with some hundred values, or a raw document."""
TICK = timedelta(microseconds=1)
"""What instants are told apart by."""


class _Keys(NamedTuple):
    """The keys that are replaced and those in their stead, by name."""

    old: Mapping[str, DataKey]
    new: Mapping[str, DataKey]


async def reseal(
    store: Store, *, vault: Vault, holdings: Sequence[SealedRows], at: str
) -> AsyncIterator[Moved]:
    """Replace every data key there is, with all that is sealed under it; may be cut off anywhere.

    Begun once, it is gone on with until no key of before is left: the store says since when.
    Raises `VaultError` for a value that does not open; what was replaced before stands.
    """
    before = await _begin(store, at)
    at = max(at, before)  # a key in another's stead is never one of before, whatever the clock says
    total = await _left(store, before)
    done, after = 0, ""
    yield Moved(done, total)
    while True:
        names = await _some(store, vault, holdings, before=before, at=at, after=after, most=0)
        if not names and not after:
            # nobody was free: wait for a single key, so that nothing else is held meanwhile
            names = await _some(store, vault, holdings, before=before, at=at, after=after, most=1)
            if not names:
                break
        after = names[-1] if names else ""
        done += len(names)
        yield Moved(done, max(done, total))
    async with store.writing() as connection:
        await connection.execute(update(vault_state).values(reseal_before=None))


async def _begin(store: Store, at: str) -> str:
    """Since when keys are new: `at`, or later where a clock that was ahead made one."""
    async with store.writing() as connection:
        begun = await connection.scalar(select(vault_state.c.reseal_before))
        if begun is not None:
            return begun
        newest = await connection.scalar(select(func.max(data_keys.c.made_at)))
        if newest is not None:
            at = max(at, instant_text(parse_instant(newest) + TICK))
        await connection.execute(update(vault_state).values(reseal_before=at))
    return at


async def _left(store: Store, before: str) -> int:
    of_before = (data_keys.c.made_at < before, data_keys.c.wrapped.is_not(None))
    async with store.reading() as connection:
        return await connection.scalar(select(func.count()).where(*of_before)) or 0


async def _some(
    store: Store,
    vault: Vault,
    holdings: Sequence[SealedRows],
    *,
    before: str,
    at: str,
    after: str,
    most: int,
) -> list[str]:
    """Whose keys were replaced: the next few by name that nobody holds; with `most` it waits."""
    await reserve(store, vault, ())
    async with store.writing() as connection:
        rows = await connection.execute(
            select(data_keys.c.patient_id, data_keys.c.ring_key, data_keys.c.wrapped)
            .where(
                data_keys.c.patient_id > after,
                data_keys.c.made_at < before,
                data_keys.c.wrapped.is_not(None),
            )
            .order_by(data_keys.c.patient_id)
            .limit(most or KEYS_AT_ONCE)
            .with_for_update(skip_locked=not most)
        )
        old = {str(name): vault.data_key(str(name), str(by), key) for name, by, key in rows}
        if old:
            new = await _replace(connection, vault, old, at=at)
            for held in holdings:
                await _move(connection, vault, held, _Keys(old, new))
    return list(old)


async def _replace(
    connection: AsyncConnection, vault: Vault, old: Mapping[str, DataKey], *, at: str
) -> dict[str, DataKey]:
    by = await wraps(connection)
    new: dict[str, DataKey] = {}
    rows: list[dict[str, object]] = []
    for name in old:
        new[name], ring_key, wrapped = vault.new_data_key(name, ring_key=by)
        rows.append({"named": name, "by": ring_key, "key": wrapped})
    await forget_counts(connection, list(old))
    await connection.execute(
        update(data_keys)
        .where(data_keys.c.patient_id == bindparam("named"))
        .values(ring_key=bindparam("by"), wrapped=bindparam("key"), made_at=at),
        rows,
    )
    return new


async def _move(connection: AsyncConnection, vault: Vault, held: SealedRows, keys: _Keys) -> None:
    columns = [held.table.c[name] for name in held.personal]
    rows = await connection.execute(
        select(held.key.label("key"), held.whose.label("whose"), held.row.label("place"), *columns)
        .where(held.whose.in_(list(keys.old)), or_(*(one.is_not(None) for one in columns)))
        .order_by(held.key)
        .with_for_update()
    )
    moved = [
        anew(
            row,
            vault=vault,
            table=held.table.name,
            columns=held.personal,
            keys=(keys.old[str(row["whose"])], keys.new[str(row["whose"])]),
        )
        for row in rows.mappings()
    ]
    await keep(connection, held, columns=held.personal, moved=moved)
