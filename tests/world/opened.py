"""What the store says once every sealed value is opened: two stores can then be compared."""

from sqlalchemy import RowMapping, Table, select

from gateway.orders.tables import care_team, changes, facts, orders, patients
from gateway.store.engine import Store
from gateway.vault.datakeys import load_keys
from gateway.vault.seal import DataKey, Place, Vault

CHAIN = frozenset({"chain", "chain_partial"})
Opened = dict[str, list[dict[str, object]]]


async def opened(store: Store, vault: Vault) -> Opened:
    """Every row of the order record, by table; sequence numbers of the database left out."""
    found: Opened = {}
    async with store.reading() as connection:
        people = set(await connection.scalars(select(facts.c.patient_id)))
        keys = await load_keys(connection, people, vault=vault)
        for table in (facts, patients, orders, care_team, changes):
            rows = await connection.execute(select(table))
            shown = [_row(table, row, vault, keys) for row in rows.mappings()]
            found[table.name] = sorted(shown, key=repr)
    return found


def _row(
    table: Table, row: RowMapping, vault: Vault, keys: dict[str, DataKey]
) -> dict[str, object]:
    shown: dict[str, object] = {}
    for name, value in row.items():
        if name == "seq":
            continue
        if isinstance(value, bytes):
            key = vault.chain_key() if name in CHAIN else keys[str(row["patient_id"])]
            place = Place(table.name, str(name), _place(table, row))
            shown[str(name)] = vault.open(value, key=key, place=place)
        else:
            shown[str(name)] = value
    return shown


def _place(table: Table, row: RowMapping) -> str:
    if table is facts:
        return f"{row['connection']}:{row['fact_id']}:{row['revision']}:{row['digest']}"
    return str(row["order_id"] if table is orders else row["patient_id"])
