"""Knows how the order record's `Sealer` is filled from the vault, and rows are written with it."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.orders.projection import Change, project
from gateway.vault.lookups import write_lookups
from gateway.vault.seal import DataKey, Place, Vault
from schema.vocabulary.facts import JsonValue

PERSONAL_LOOKUPS = ("mrn",)
"""What an order is found by that goes with an erasure; CHAIN identifiers stay, for recalls."""


class VaultSealer:
    """A sealer over the keys of the patients at hand; one without a key is erased."""

    def __init__(self, vault: Vault, keys: Mapping[str, DataKey]) -> None:
        self._vault = vault
        self._keys = keys

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
        return self._vault.seal(value, key=self._vault.chain_key(), place=Place(*place))

    def open_chain(self, sealed: bytes, *, place: tuple[str, str, str]) -> JsonValue:
        """The inverse of `seal_chain`."""
        return self._vault.open(sealed, key=self._vault.chain_key(), place=Place(*place))

    def index(self, site_id: str, field: str, text: str) -> str:
        """The blind index of an identifier."""
        return self._vault.blind_index(site_id, field, text)

    def fingerprint(self, data: bytes) -> str:
        """A keyed digest."""
        return self._vault.fingerprint(data)


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
    sealer = VaultSealer(vault, keys)
    changes = await project(connection, wanted, as_of=as_of, sealer=sealer, anew=anew)
    for change in changes:
        await write_lookups(
            connection,
            change.order_id,
            site_ids=change.site_ids,
            values=change.lookups,
            vault=vault,
        )
    return changes
