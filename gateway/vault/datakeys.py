"""Knows the table of wrapped data keys: one a patient, made on first need."""

from collections.abc import Collection

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.vault.erasure import destroy_keys
from gateway.vault.ring import wraps
from gateway.vault.seal import DataKey, Vault
from gateway.vault.tables import data_keys


async def holds_keys(connection: AsyncConnection) -> bool:
    """Whether anything was ever sealed here: then only the key file that was used will do."""
    return await connection.scalar(select(data_keys.c.patient_id).limit(1)) is not None


async def load_keys(
    connection: AsyncConnection, patient_ids: Collection[str], *, vault: Vault
) -> dict[str, DataKey]:
    """The keys of these patients, unwrapped; destroyed and unknown ones are left out.

    So are those who have a tombstone: a restored backup may hold their keys again.
    """
    found: dict[str, DataKey] = {}
    buried = vault.buried(patient_ids)
    wanted = [one for one in patient_ids if one not in buried]
    for start in range(0, len(wanted), 500):
        rows = await connection.execute(
            select(data_keys.c.patient_id, data_keys.c.ring_key, data_keys.c.wrapped).where(
                data_keys.c.patient_id.in_(wanted[start : start + 500]),
                data_keys.c.wrapped.is_not(None),
            )
        )
        for patient_id, ring_key, wrapped in rows:
            found[patient_id] = vault.data_key(patient_id, ring_key, wrapped)
    return found


async def ensure_keys(
    connection: AsyncConnection, patient_ids: Collection[str], *, vault: Vault, at: str
) -> dict[str, DataKey]:
    """The keys of these patients, made where there were none; a destroyed key is not made anew.

    Runs inside the caller's writing transaction; `at` is the present instant as text.
    """
    keys = await load_keys(connection, patient_ids, vault=vault)
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
