"""Knows the steps of a rotation, each of which may be the last before a crash.

A kind of key moves on in four: the key is put into the file, the store names it, what stands under
older ones moves, these retire. A file that others have not copied yet holds the key already
(`prepare`), so that no machine meets a key that it does not know.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.clock import instant_text, parse_instant
from gateway.store.engine import Store
from gateway.store.types import SealedRows
from gateway.vault.keys import (
    KeyFile,
    KeyFileError,
    RingKey,
    new_chain_key,
    new_index_key,
    new_ring_key,
    open_key_file,
    write_key_file,
)
from gateway.vault.lookups import index_keys_in_use
from gateway.vault.rechain import reseal_chain
from gateway.vault.reseal import reseal
from gateway.vault.ring import Moved, in_force, in_use, name_keys, wrap_again, wrap_by, wraps
from gateway.vault.seal import Vault
from gateway.vault.seals import Seals
from gateway.vault.tables import vault_state


async def prepare(store: Store, path: Path) -> KeyFile:
    """A key file whose newest ring key is to wrap: the present one, or with a fresh key first.

    A rotation that was begun is gone on with: no further key is made while the newest one does
    not wrap everything yet, or while an older one is not retired.
    """
    keys = await _newest_file(store, path)
    async with store.reading() as connection:
        named = await wraps(connection)
        used = await in_use(connection)
    if named is None:
        # named before the file moves on: a process that starts in between must not take the new one
        await wrap_by(store, keys.ring[0].id)
        named = keys.ring[0].id
    newest, *older = keys.ring
    begun = named != newest.id or any(name != newest.id for name in used)
    if begun or any(one.retired_at is None for one in older):
        return keys
    return _kept(path, msgspec.structs.replace(keys, ring=[new_ring_key(keys), *keys.ring]))


async def _newest_file(store: Store, path: Path) -> KeyFile:
    """The key file, which has every key that the store names.

    Raises `KeyFileError` for an old copy: the next key made in it would have the name of the one
    it lacks, and nobody could tell what is under which.
    """
    keys = open_key_file(path, store_is_empty=False)
    held = {one.id for one in (*keys.ring, *keys.all_index, *keys.all_chain)}
    async with store.reading() as connection:
        named = select(vault_state.c.ring_key, vault_state.c.index_key, vault_state.c.chain_key)
        row = (await connection.execute(named)).one()
    missing = [str(name) for name in row if name is not None and name not in held]
    if missing:
        raise KeyFileError(
            f"CGT_VAULT_KEY_FILE: {path} lacks {', '.join(missing)}, which the store names: "
            "copy the newest key file here, then run this again"
        )
    return keys


async def rotate(
    store: Store, path: Path, *, at: datetime, keep_for: timedelta
) -> AsyncIterator[Moved]:
    """Wrap every data key by the newest ring key, retire the others, forget the long retired.

    A retired key stays in the file for `keep_for`: as long as a backup of before may come back.
    Raises `KeyFileError` or `VaultError`; then, and wherever it is cut off, it is run again.
    """
    keys = await prepare(store, path)
    newest = keys.ring[0].id
    await wrap_by(store, newest)
    async for moved in wrap_again(store, vault=_counting(keys), ring_key=newest):
        yield moved
    async with store.reading() as connection:
        used = await in_use(connection)
    older = _aged(keys.ring[1:], used=used.keys(), at=at, keep_for=keep_for)
    _kept(path, msgspec.structs.replace(keys, ring=[keys.ring[0], *older]))


async def prepare_index(store: Store, path: Path) -> KeyFile:
    """A key file whose newest index key is to index, as `prepare` makes it for the ring."""
    keys = await _newest_file(store, path)
    newest, *older = keys.all_index
    async with store.reading() as connection:
        named = (await in_force(connection)).index_key
    if named is None:
        await name_keys(store, index=newest.id)
        named = newest.id
    if named != newest.id or any(one.retired_at is None for one in older):
        return keys
    fresh = new_index_key(keys)
    changes = {"index": fresh.key, "index_id": fresh.id, "old_index": [newest, *older]}
    return _kept(path, msgspec.structs.replace(keys, **changes))


async def retire_index(store: Store, path: Path, *, at: datetime, keep_for: timedelta) -> None:
    """Retire the index keys by which no order is found any more, and forget the long retired."""
    keys = open_key_file(path, store_is_empty=False)
    async with store.reading() as connection:
        used = await index_keys_in_use(connection)
    older = _aged(keys.old_index, used=used.keys(), at=at, keep_for=keep_for)
    _kept(path, msgspec.structs.replace(keys, old_index=older))


async def prepare_chain(store: Store, path: Path) -> KeyFile:
    """A key file that holds the next traceability key, which seals nothing before its rotation."""
    keys = await _newest_file(store, path)
    async with store.reading() as connection:
        named = (await in_force(connection)).chain_key
    if named is None:
        await name_keys(store, chain=keys.chain.id)
    if keys.next_chain is not None or any(one.retired_at is None for one in keys.old_chain):
        return keys
    return _kept(path, msgspec.structs.replace(keys, next_chain=new_chain_key(keys)))


async def rotate_values(
    store: Store, path: Path, *, at: datetime, holdings: Sequence[SealedRows]
) -> AsyncIterator[Moved]:
    """Seal everything anew: under a new data key each, then CHAIN under a new traceability key.

    The older traceability keys stay in the file. Raises `KeyFileError` or `VaultError`; then, and
    wherever it is cut off, it is run again and goes on.
    """
    keys = await _newest_file(store, path)
    async for moved in reseal(store, vault=_counting(keys), holdings=holdings, at=instant_text(at)):
        yield moved
    keys = _with_new_chain(path, await prepare_chain(store, path))
    await name_keys(store, chain=keys.chain.id)
    async for moved in reseal_chain(store, vault=_counting(keys), holdings=holdings):
        yield moved
    keys = open_key_file(path, store_is_empty=False)
    old = [_retired(one, at) for one in keys.old_chain]
    _kept(path, msgspec.structs.replace(keys, old_chain=old))


async def keys_in_use(connection: AsyncConnection) -> set[str]:
    """The ring and index keys, by name, without which something in the store opens no more.

    Retired ones are among them once a backup of before their rotation was restored.
    """
    named = select(vault_state.c.ring_key, vault_state.c.index_key)
    rings, indexes = await in_use(connection), await index_keys_in_use(connection)
    return {*rings, *indexes, *(await connection.execute(named)).one()} - {None}


def outlived_keys(
    path: Path, *, used: Collection[str], at: datetime, keep_for: timedelta
) -> list[str]:
    """The retired keys that neither the store nor a backup needs, by name; none without a file.

    `used` are the store's `keys_in_use`.
    """
    if not path.exists():
        return []
    keys = open_key_file(path, store_is_empty=False)
    retired = [one for one in (*keys.ring, *keys.old_index) if one.retired_at is not None]
    return [one.id for one in retired if not _needed(one, used=used, at=at, keep_for=keep_for)]


def forget_keys(path: Path, *, used: Collection[str], at: datetime, keep_for: timedelta) -> None:
    """Destroy those keys: what a backup of before holds opens no more."""
    keys = open_key_file(path, store_is_empty=False)
    ring, index = (
        [one for one in some if _needed(one, used=used, at=at, keep_for=keep_for)]
        for some in (keys.ring, keys.old_index)
    )
    _kept(path, msgspec.structs.replace(keys, ring=ring, old_index=index))


def _counting(keys: KeyFile) -> Vault:
    return Vault(keys, seals=Seals(counted=True))


def _with_new_chain(path: Path, keys: KeyFile) -> KeyFile:
    """The file with its next traceability key as the one that seals; as it is without a next."""
    if keys.next_chain is None:
        return keys
    old = [keys.chain, *keys.old_chain]
    return _kept(
        path, msgspec.structs.replace(keys, chain=keys.next_chain, old_chain=old, next_chain=None)
    )


def _aged(
    older: Sequence[RingKey], *, used: Collection[str], at: datetime, keep_for: timedelta
) -> list[RingKey]:
    """The older keys of a kind that are still to be kept, retired when nothing uses them."""
    kept = [one if one.id in used else _retired(one, at) for one in older]
    return [one for one in kept if _needed(one, used=used, at=at, keep_for=keep_for)]


def _needed(one: RingKey, *, used: Collection[str], at: datetime, keep_for: timedelta) -> bool:
    if one.retired_at is None or one.id in used:
        return True
    return parse_instant(one.retired_at) + keep_for > at


def _retired(one: RingKey, at: datetime) -> RingKey:
    if one.retired_at is not None:
        return one
    return RingKey(id=one.id, key=one.key, retired_at=instant_text(at))


def _kept(path: Path, keys: KeyFile) -> KeyFile:
    if keys != open_key_file(path, store_is_empty=False):
        write_key_file(path, keys)
    return keys
