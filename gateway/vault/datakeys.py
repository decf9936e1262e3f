"""Knows the table of wrapped data keys: one a patient, made on first need."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from sqlalchemy import Connection, Dialect, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.store.prepared import Prepared, among, as_one, prepared
from gateway.vault.erasure import destroy_keys
from gateway.vault.ring import wraps
from gateway.vault.seal import DataKey, Vault
from gateway.vault.tables import data_keys

KEYS: Final = select(data_keys.c.patient_id, data_keys.c.ring_key, data_keys.c.wrapped).where(
    data_keys.c.wrapped.is_not(None)
)


class Wrapped(NamedTuple):
    """A patient's key as it is stored: which ring key wraps it, and the wrapped key."""

    patient_id: str
    ring_key: str
    wrapped: bytes


async def holds_keys(connection: AsyncConnection) -> bool:
    """Whether anything was ever sealed here: then only the key file that was used will do."""
    return await connection.scalar(select(data_keys.c.patient_id).limit(1)) is not None


async def load_keys(
    connection: AsyncConnection, patient_ids: Collection[str], *, vault: Vault
) -> dict[str, DataKey]:
    """The keys of these patients, unwrapped; destroyed and unknown ones are left out.

    So are those who have a tombstone: a restored backup may hold their keys again.
    """
    return unwrap(await connection.run_sync(read_wrapped, patient_ids), vault=vault)


def read_wrapped(
    connection: Connection, patient_ids: Collection[str], *, held: bool = False
) -> list[Wrapped]:
    """The keys of these patients as they stand; nothing is opened, and no file is looked at."""
    wanted = as_one(patient_ids, connection.dialect)
    rows = _keys(connection.dialect, held=held).rows(connection, wanted=wanted)
    return [Wrapped._make(row) for row in rows]


@lru_cache
def _keys(dialect: Dialect, *, held: bool) -> Prepared:
    found = KEYS.where(among(data_keys.c.patient_id, "wanted", dialect))
    if held:
        found = found.order_by(data_keys.c.patient_id).with_for_update(read=True)
    return prepared(dialect, found)


def unwrap(found: Sequence[Wrapped], *, vault: Vault) -> dict[str, DataKey]:
    """The keys by patient, of those who have no tombstone."""
    buried = vault.buried([one.patient_id for one in found])
    return {
        one.patient_id: vault.data_key(one.patient_id, one.ring_key, one.wrapped)
        for one in found
        if one.patient_id not in buried
    }


async def hold_keys(
    connection: AsyncConnection, patient_ids: Collection[str], *, vault: Vault
) -> dict[str, DataKey]:
    """`load_keys` for who seals under them: none is replaced until the transaction ends.

    Comes before any row of these patients is locked or read, as in a rotation (`reseal`).
    """
    return unwrap(await connection.run_sync(read_wrapped, patient_ids, held=True), vault=vault)


async def ensure_keys(
    connection: AsyncConnection, patient_ids: Collection[str], *, vault: Vault, at: str
) -> dict[str, DataKey]:
    """The keys of these patients, made where there were none; a destroyed key is not made anew.

    Runs inside the caller's writing transaction; `at` is the present instant as text.
    """
    keys = await hold_keys(connection, patient_ids, vault=vault)
    missing = [patient_id for patient_id in patient_ids if patient_id not in keys]
    if not missing:
        return keys
    known = await connection.scalars(
        select(data_keys.c.patient_id).where(data_keys.c.patient_id.in_(missing))
    )
    destroyed = set(known)
    buried = vault.buried(missing) - destroyed
    if buried:
        await destroy_keys(connection, buried, at=at)
    destroyed |= buried
    by = await wraps(connection)
    for patient_id in missing:
        if patient_id not in destroyed:
            key, ring_key, wrapped = vault.new_data_key(patient_id, ring_key=by)
            await connection.execute(
                insert(data_keys).values(
                    patient_id=patient_id, ring_key=ring_key, wrapped=wrapped, made_at=at
                )
            )
            keys[patient_id] = key
    return keys
