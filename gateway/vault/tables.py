"""Knows the tables of the vault: wrapped data keys and blind indexes."""

from sqlalchemy import Column, Index, LargeBinary, String, Table

from gateway.store.types import Code, Id, Instant, metadata

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
    Index("lookups_order", "order_id"),
)
