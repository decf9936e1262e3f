"""Knows the tables of the session room: roles taken or given, break-glass grants, API clients."""

from sqlalchemy import Column, Index, Table

from gateway.store.types import Code, Id, Instant, Name, metadata

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("withdrawal_id", Id, primary_key=True),
    Column("subject", Code, nullable=False),
    Column("site_id", Code, nullable=False),
    Column("role", Code, nullable=False),
    Column("at", Instant, nullable=False),
    Column("until", Instant, nullable=False),  # when no older token can live any more
    Index("withdrawals_subject", "subject"),
)

grants = Table(
    "grants",
    metadata,
    Column("grant_id", Id, primary_key=True),
    Column("subject", Code, nullable=False, index=True),
    Column("patient_id", Id, nullable=False),
    Column("role", Code, nullable=False),
    Column("granted_at", Instant, nullable=False),
)

api_clients = Table(
    "api_clients",
    metadata,
    Column("subject", Code, primary_key=True),
    Column("client_id", Name, nullable=False),
    Column("first_seen_at", Instant, nullable=False),
)

role_changes = Table(
    "role_changes",
    metadata,
    Column("change_id", Id, primary_key=True),
    Column("subject", Code, nullable=False),
    Column("site_id", Code, nullable=False),
    Column("role", Code, nullable=False),
    Column("change", Code, nullable=False),  # GRANTED or WITHDRAWN
    Column("by_subject", Code, nullable=False),
    Column("at", Instant, nullable=False),
    Index("role_changes_subject", "subject", "at"),
)
