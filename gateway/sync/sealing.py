"""Knows how the order record's `Sealer` is filled from the vault, and rows are written with it."""

from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.orders.projection import Change, project
from gateway.store.engine import Store
from gateway.vault.lookups import write_lookups
from gateway.vault.ring import in_force
from gateway.vault.seal import DataKey, Place, Vault
from gateway.vault.seal_counts import reserve
from schema.vocabulary.facts import JsonValue


class VaultSealer:
    """A sealer over the keys of the patients at hand; one without a key is erased.

    `chain` names the traceability key in force (`gateway.vault.ring`); without it the file's own.
    """

    def __init__(
        self, vault: Vault, keys: Mapping[str, DataKey], *, chain: str | None = None
    ) -> None:
        self._vault = vault
        self._keys = keys
        self._chain = chain

    def erased(self, patient_id: str) -> bool:
        """Whether the patient's key was destroyed."""
        return patient_id not in self._keys

    def seal_personal(
        self, value: JsonValue, *, patient_id: str, place: tuple[str, str, str]
    ) -> bytes | None:
        """Sealed under the patient's key; None when it was destroyed."""
        key = self._keys.get(patient_id)
        return None if key is None else self._vault.seal(value, key=key, place=Place(*place))

    def open_personal(
        self, sealed: bytes, *, patient_id: str, place: tuple[str, str, str]
    ) -> JsonValue:
        """Opened; None when the patient's key was destroyed."""
        key = self._keys.get(patient_id)
        return None if key is None else self._vault.open(sealed, key=key, place=Place(*place))

    def seal_chain(self, value: JsonValue, *, place: tuple[str, str, str]) -> bytes:
        """Sealed under the traceability key."""
        key = self._vault.chain_key(self._chain)
        return self._vault.seal(value, key=key, place=Place(*place))

    def open_chain(self, sealed: bytes, *, place: tuple[str, str, str]) -> JsonValue:
        """The inverse of `seal_chain`."""
        return self._vault.open(sealed, key=self._vault.chain_key(), place=Place(*place))

    def index(self, site_id: str, field: str, text: str) -> str:
        """The index of an identifier that its pseudonyms are made of."""
        return self._vault.stable_index(site_id, field, text)

    def fingerprint(self, data: bytes) -> str:
        """A keyed digest."""
        return self._vault.fingerprint(data)


@asynccontextmanager
async def sealing(
    store: Store, vault: Vault, patient_ids: Collection[str]
) -> AsyncGenerator[AsyncConnection]:
    """A writing transaction in which the keys of these patients, and CHAIN's, may seal."""
    await reserve(store, vault, patient_ids)
    async with store.writing() as connection:
        yield connection


async def write_rows(
    connection: AsyncConnection,
    wanted: Collection[tuple[str, str]],
    *,
    as_of: datetime,
    keys: Mapping[str, DataKey],
    vault: Vault,
    anew: bool = False,
) -> list[Change]:
    """Project these (order id, patient id) pairs and keep what they are found by; what changed."""
    named = await in_force(connection)
    sealer = VaultSealer(vault, keys, chain=named.chain_key)
    changes = await project(connection, wanted, as_of=as_of, sealer=sealer, anew=anew)
    for change in changes:
        await write_lookups(
            connection,
            change.order_id,
            site_ids=change.found.site_ids,
            values=change.found.identifiers,
            vault=vault,
            key=named.index_key,
        )
    return changes
