"""Knows the tables of the vault: wrapped data keys, blind indexes, erasures and what forbids them.

`vault_state` has one row, its number 1: which keys wrap, index and seal CHAIN, and which data keys
a rotation of values that was begun still has to replace. It is made by the migration.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table

from gateway.store.types import Code, Document, Id, Instant, metadata

data_keys = Table(
    "data_keys",
    metadata,
    Column("patient_id", Id, primary_key=True),
    Column("ring_key", Code, nullable=False),
    Column("wrapped", LargeBinary),  # null once destroyed
    Column("made_at", Instant, nullable=False),
    Column("destroyed_at", Instant),
)

lookups = Table(
    "lookups",
    metadata,
    Column("site_id", Code, primary_key=True),
    Column("field", Code, primary_key=True),
    Column("index_value", String(64), primary_key=True),
    Column("order_id", Id, primary_key=True),
    Column("index_key", Code, nullable=False, server_default=""),  # empty: an earlier release's
    Index("lookups_order", "order_id"),
)

vault_state = Table(
    "vault_state",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("ring_key", Code),  # null until the first rotation: the newest of the key file
    Column("index_key", Code),  # likewise, of the index keys
    Column("chain_key", Code),  # likewise, of the traceability keys
    Column("marks", Document),  # of the key file (`marks`); null until the first start
    Column("reseal_before", Instant),  # data keys made before are to be replaced; null: none is
)

seal_counts = Table(
    "seal_counts",
    metadata,
    Column("key_name", Code, primary_key=True),  # a key that is not here has used its first block
    Column("blocks", Integer, nullable=False),
)

retention_holds = Table(
    "retention_holds",
    metadata,
    Column("hold_id", Id, primary_key=True),
    Column("patient_id", Id, nullable=False, index=True),
    Column("kind", Code, nullable=False),
    Column("placed_at", Instant, nullable=False),
    Column("placed_by", Code, nullable=False),
    Column("lifted_at", Instant),
    Column("lifted_by", Code),
)

erasures = Table(
    "erasures",
    metadata,
    Column("erasure_id", Id, primary_key=True),
    Column("patient_id", Id, nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("by_subject", Code, nullable=False),
    Column("proof", Document, nullable=False),
    Column("digest", String(64), nullable=False),
)
