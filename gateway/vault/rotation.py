"""Knows the steps of a rotation of the ring, each of which may be the last before a crash."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from gateway.clock import instant_text, parse_instant
from gateway.store.engine import Store
from gateway.store.types import SealedRows
from gateway.vault.keys import (
    KeyFile,
    RingKey,
    new_chain_key,
    new_ring_key,
    open_key_file,
    write_key_file,
)
from gateway.vault.rechain import reseal_chain
from gateway.vault.reseal import reseal
from gateway.vault.ring import Moved, in_use, wrap_again, wrap_by, wraps
from gateway.vault.seal import Vault


async def prepare(store: Store, path: Path) -> KeyFile:
    """A key file whose newest ring key is to wrap: the present one, or with a fresh key first.

    A rotation that was begun is gone on with: no further key is made while the newest one does
    not wrap everything yet, or while an older one is not retired.
    """
    keys = open_key_file(path, store_is_empty=False)
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
    keys = msgspec.structs.replace(keys, ring=[new_ring_key(keys), *keys.ring])
    write_key_file(path, keys)
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
    async for moved in wrap_again(store, vault=Vault(keys), ring_key=newest):
        yield moved
    async with store.reading() as connection:
        used = await in_use(connection)
    await _retire(path, keys, used=frozenset(used), at=at, keep_for=keep_for)


async def rotate_values(
    store: Store, path: Path, *, at: datetime, holdings: Sequence[SealedRows]
) -> AsyncIterator[Moved]:
    """Seal everything anew: under a new data key each, then CHAIN under a new traceability key.

    The older traceability keys stay in the file. Raises `KeyFileError` or `VaultError`; then, and
    wherever it is cut off, it is run again and goes on.
    """
    keys = open_key_file(path, store_is_empty=False)
    async for moved in reseal(store, vault=Vault(keys), holdings=holdings, at=instant_text(at)):
        yield moved
    vault = Vault(_with_new_chain(path, keys))
    async for moved in reseal_chain(store, vault=vault, holdings=holdings):
        yield moved
    keys = open_key_file(path, store_is_empty=False)
    old = [
        one
        if one.retired_at is not None
        else RingKey(id=one.id, key=one.key, retired_at=instant_text(at))
        for one in keys.old_chain
    ]
    write_key_file(path, msgspec.structs.replace(keys, old_chain=old))


def _with_new_chain(path: Path, keys: KeyFile) -> KeyFile:
    """The file with a new traceability key first, durable; as it is while one is not moved to."""
    if all(one.retired_at is not None for one in keys.old_chain):
        fresh = new_chain_key(keys)
        keys = msgspec.structs.replace(keys, chain=fresh, old_chain=list(keys.all_chain))
        write_key_file(path, keys)
    return keys


async def _retire(
    path: Path, keys: KeyFile, *, used: frozenset[str], at: datetime, keep_for: timedelta
) -> None:
    newest, *older = keys.ring
    ring = [newest]
    for one in older:
        if one.id in used:
            ring.append(one)
        elif one.retired_at is None:
            ring.append(RingKey(id=one.id, key=one.key, retired_at=instant_text(at)))
        elif parse_instant(one.retired_at) + keep_for > at:
            ring.append(one)
    if ring != keys.ring:
        write_key_file(path, msgspec.structs.replace(keys, ring=ring))
