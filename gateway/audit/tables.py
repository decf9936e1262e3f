"""Knows the audit's tables: all append-only but `audit_stream`, the one row that is a position."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, SmallInteger, Table, Text

from gateway.store.types import Code, Document, Id, Instant, metadata

audit_events = Table(
    "audit_events",
    metadata,
    Column("writer", Id, primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("kind", Code, nullable=False),
    Column("subject", Code, nullable=False),
    Column("body", Document, nullable=False),
    Column("orders", Code),
    Column("patients", Code),
    Column("sites", Code),
    Column("chain", LargeBinary),
    Index("audit_by_time", "at", "writer", "sequence"),
    Index("audit_by_subject", "subject", "at", "writer", "sequence"),
    Index("audit_by_patients", "patients"),
)
"""`orders`, `patients` and `sites` name a set; `chain` is null only before the chain began."""

audit_sets = Table(
    "audit_sets",
    metadata,
    Column("member", Code, primary_key=True),
    Column("digest", Code, primary_key=True),
    Index("audit_set_members", "digest"),
)
"""The members of each set that an event names: our own ids of orders, patients and sites."""

audit_checkpoints = Table(
    "audit_checkpoints",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("writer", Id, nullable=False),
    Column("from_sequence", BigInteger, nullable=False),
    Column("to_sequence", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("text", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Index("audit_checkpoint_of", "writer", "to_sequence"),
)
"""The stream of signed checkpoints, of all writers, numbered without a gap."""

audit_stream = Table(
    "audit_stream",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("head", Code, nullable=False),
    Column("handed", BigInteger, nullable=False),
    Column("holder", Id),
    Column("lease_until", Instant),
)
"""One row: the last checkpoint's number and hash, the last that the second place has, who hands."""
