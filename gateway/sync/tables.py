"""Knows the tables of the sync: connections' state, work, envelopes, quarantine, unmapped words."""

from sqlalchemy import Boolean, Column, Integer, String, Table, UniqueConstraint

from gateway.store.types import Code, Document, Id, Instant, Name, Sealed, SealedRows, metadata

connection_state = Table(
    "connection_state",
    metadata,
    Column("connection", Code, primary_key=True),
    Column("state", Code, nullable=False),  # NEW CHECKED LIVE LATE DEGRADED NEEDS_REAUTH PAUSED …
    Column("cursor", Document),
    Column("last_changed_at", Instant),
    Column("last_success_at", Instant),
    Column("last_tried_at", Instant),
    Column("next_try_at", Instant),
    Column("not_before", Instant),
    Column("cause", Code),  # connectors.kit.errors.Cause of the last failure, null after success
    Column("detail", Name),
    Column("breaker_open_until", Instant),
    Column("failures", Integer, nullable=False),
)

work = Table(
    "work",
    metadata,
    Column("kind", Code, primary_key=True),
    Column("key", Code, primary_key=True),
    Column("due_at", Instant, nullable=False, index=True),
    Column("lease_until", Instant),
    Column("fence", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("last_error", Name),
)

envelopes = Table(
    "envelopes",
    metadata,
    Column("envelope_id", Id, primary_key=True),
    Column("connection", Code, nullable=False),
    Column("operation", Code, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body_sha256", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("headers", Document, nullable=False),
    Column("body", Sealed),
    Column("quarantined", Boolean, nullable=False),
    UniqueConstraint("connection", "operation", "body_sha256"),
)

envelope_patients = Table(
    "envelope_patients",
    metadata,
    Column("envelope_id", Id, primary_key=True),
    Column("patient_id", Id, primary_key=True, index=True),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("envelope_id", Id, primary_key=True),
    Column("pointer", Name, primary_key=True),
    Column("cause", Code, nullable=False),
    Column("detail", Name, nullable=False),
    Column("at", Instant, nullable=False),
)

SEALED_ENVELOPES = SealedRows(
    table=envelopes,
    key=envelopes.c.envelope_id,
    row=envelopes.c.envelope_id,
    whose=envelopes.c.envelope_id,
    personal=("body",),
)
"""Raw documents, each under a data key of its own."""
