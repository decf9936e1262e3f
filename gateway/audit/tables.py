"""Knows the audit table: append-only, one row an event."""

from sqlalchemy import BigInteger, Column, Index, Table

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
    Index("audit_by_time", "at"),
)
