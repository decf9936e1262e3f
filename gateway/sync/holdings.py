"""Knows everything that this installation keeps of one patient, for the patient's own sake."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.orders.holdings import orders_of, person_of
from gateway.orders.persons import standing_of
from gateway.store.engine import Store
from gateway.sync.sealing import VaultSealer
from gateway.sync.tables import envelope_patients, envelopes
from gateway.vault.datakeys import load_keys
from gateway.vault.seal import Vault
from schema.vocabulary.facts import JsonValue


@dataclass(frozen=True, slots=True)
class Holdings:
    """`gateway.disclosure.papers.Holdings` over the store: opens, and changes nothing."""

    store: Store
    vault: Vault

    async def of(self, patient: str, /) -> dict[str, JsonValue]:
        """The person, the orders with their facts, and the raw documents that speak of them.

        Of an erased patient the person is empty, and orders hold what the law keeps (CHAIN).
        """
        async with self.store.reading() as connection:
            standing = await standing_of(connection, patient)
            whom = set[str]() if standing is None or standing.erased else {patient}
            keys = await load_keys(connection, whom, vault=self.vault)
            sealer = VaultSealer(self.vault, keys)
            orders: list[JsonValue] = [*await orders_of(connection, patient, sealer=sealer)]
            return {
                "person": await person_of(connection, patient, sealer=sealer),
                "orders": orders,
                "raw_documents": await _raw(connection, patient),
            }


async def _raw(connection: AsyncConnection, patient: str) -> list[JsonValue]:
    """Listed, not opened: a page of a manufacturer may speak of other people, too."""
    rows = await connection.execute(
        select(
            envelopes.c.envelope_id,
            envelopes.c.connection,
            envelopes.c.operation,
            envelopes.c.received_at,
            envelopes.c.body_sha256,
            envelopes.c.body.is_not(None),
        )
        .join(envelope_patients, envelope_patients.c.envelope_id == envelopes.c.envelope_id)
        .where(envelope_patients.c.patient_id == patient)
        .order_by(envelopes.c.received_at, envelopes.c.envelope_id)
    )
    return [
        {
            "id": str(name),
            "connection": str(source),
            "operation": str(operation),
            "received_at": str(received_at),
            "sha256": str(digest),
            "kept": bool(kept),
        }
        for name, source, operation, received_at, digest, kept in rows
    ]
