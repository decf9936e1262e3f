"""Facts kept and projected as the sync does it, without a connector; and the rows they became."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.clock import instant_text
from gateway.orders.facts import StorableFact, record
from gateway.orders.projection import Change, every_order, project
from gateway.orders.tables import care_team, orders, patients
from gateway.store.engine import Store
from gateway.sync.sealing import VaultSealer
from gateway.vault.datakeys import ensure_keys
from gateway.vault.seal import DataKey, Place, Vault
from schema.vocabulary.facts import Fact, JsonValue, OrderDocument, SourcedFact

NOW = datetime(2031, 3, 1, tzinfo=UTC)
BASIS: OrderDocument = {
    "kind": "AUTOLOGOUS",
    "site_id": "st-alder",
    "product_code": "HELVA",
    "coi_id": "CHA999126K7M2QD",
    "care_team": ["l.meier"],
    "diagnosis_code": "CanaryDiagnosis",
    "patient": {
        "family_name": "CanaryName",
        "mrn": "Canary-0932",
        "phone": "CanaryPhone",
        "birth_date": "1961-04-12",
        "weight_kg": 71.5,
        "hla_typing": "CanaryHla",
    },
    "funding": {"payer_name": "CanaryPayer", "authorization_status": "GRANTED"},
}


def stored(
    fact: Fact, payload: "OrderDocument | None" = None, *, order: str = "o1", patient: str = "p1"
) -> StorableFact:
    """A fact with what it says of the order (all of `BASIS` unless told)."""
    said = BASIS if payload is None else payload
    sourced = SourcedFact(fact=fact, order_ref=order, payload=said, pointer="/0")
    return StorableFact(order_id=order, patient_id=patient, sourced=sourced, envelope_id=None)


async def sealer_for(connection: AsyncConnection, vault: Vault, ids: Iterable[str]) -> VaultSealer:
    """A sealer with the keys of these patients."""
    keys = await ensure_keys(connection, sorted(set(ids)), vault=vault, at=instant_text(NOW))
    return VaultSealer(vault, keys)


async def keep(
    store: Store, vault: Vault, *said: StorableFact, as_of: datetime = NOW
) -> list[Change]:
    """Record and project in one transaction; what changed."""
    async with store.writing() as connection:
        sealer = await sealer_for(connection, vault, (one.patient_id for one in said))
        touched = await record(connection, said, sealer=sealer)
        wanted = {(one.order_id, one.patient_id) for one in said if one.order_id in touched}
        return await project(connection, wanted, as_of=as_of, sealer=sealer)


async def rebuild(store: Store, vault: Vault, *, as_of: datetime = NOW) -> None:
    """Every projection anew."""
    async with store.writing() as connection:
        wanted = await every_order(connection)
        sealer = await sealer_for(connection, vault, (patient for _, patient in wanted))
        await project(connection, wanted, as_of=as_of, sealer=sealer, anew=True)


async def rows(store: Store, vault: Vault) -> dict[str, list[dict[str, JsonValue]]]:
    """Orders, patients and care teams: plain columns as they stand, sealed ones opened."""
    async with store.reading() as connection:
        found = {
            table.name: [
                {str(name): value for name, value in row.items()}
                for row in (
                    await connection.execute(select(table).order_by(*table.primary_key))
                ).mappings()
            ]
            for table in (orders, patients, care_team)
        }
        ids = {str(row["patient_id"]) for row in found["patients"]}
        keys = await ensure_keys(connection, ids, vault=vault, at=instant_text(NOW))
    for table in (orders, patients):
        for row in found[table.name]:
            _open(table, row, vault, keys[str(row["patient_id"])])
    return cast("dict[str, list[dict[str, JsonValue]]]", found)


def _open(table: Table, row: dict[str, object], vault: Vault, key: DataKey) -> None:
    row_id = str(row[table.primary_key.columns[0].name])
    for name, value in row.items():
        if isinstance(value, bytes):
            under = vault.chain_key() if name.startswith("chain") else key
            row[name] = vault.open(value, key=under, place=Place(table.name, name, row_id))
