"""Knows the tables of the order record: facts, their projection, care teams, changes.

Personal fields are sealed from the first row: a sealed column holds one blob a row and class
(`gateway.vault.seal`), a `…_partial` column the sealed PARTIAL form made at writing, `chain_index`
the blind indexes that pseudonyms are made of. Everything else here is OPERATIONAL.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from gateway.store.types import Code, Document, Id, Instant, Name, Sealed, metadata

NEVER = "9999-12-31T00:00:00.000000Z"
"""Stands in `stale_at` and `refold_at` for 'not by itself', so that both sort and compare."""

facts = Table(
    "facts",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("order_id", Id, nullable=False, index=True),
    Column("patient_id", Id, nullable=False, index=True),
    Column("connection", Code, nullable=False),
    Column("fact_id", Code, nullable=False),  # HMAC of the vendor's id: that may hold a CHAIN value
    Column("revision", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("party", String(1), nullable=False),
    Column("kind", Code, nullable=False),
    Column("vendor_code", Name),
    Column("verified", Boolean, nullable=False),
    Column("happened_at", Instant, nullable=False),
    Column("learned_at", Instant, nullable=False),
    Column("recorded_at", Instant),
    Column("precision", String(8), nullable=False),
    Column("zone_rule", Code, nullable=False),
    Column("method", String(8), nullable=False),
    Column("cycle", Integer),
    Column("run", Integer),
    Column("dose", Integer),
    Column("ref", Code),
    Column("exception_kind", Code),
    Column("corrects", Code),
    Column("retracts", Code),
    Column("envelope_id", Id),
    Column("pointer", Name, nullable=False),
    Column("body", Document, nullable=False),
    Column("sealed", Sealed),
    Column("chain", Sealed),
    UniqueConstraint("connection", "fact_id", "revision", "digest"),
)

patients = Table(
    "patients",
    metadata,
    Column("patient_id", Id, primary_key=True),
    Column("connection", Code, nullable=False),
    Column("restricted", Boolean, nullable=False),
    Column("erased", Boolean, nullable=False),
    Column("direct", Sealed),
    Column("direct_partial", Sealed),
    Column("contact", Sealed),
    Column("quasi", Sealed),
    Column("quasi_partial", Sealed),
    Column("clinical", Sealed),
    Column("special", Sealed),
)

orders = Table(
    "orders",
    metadata,
    Column("order_id", Id, primary_key=True),
    Column("patient_id", Id, ForeignKey("patients.patient_id"), nullable=False, index=True),
    Column("connection", Code, nullable=False),
    Column("site_id", Code, nullable=False),
    Column("collecting_site_id", Code, nullable=False),
    Column("processing_site_id", Code, nullable=False),
    Column("infusing_site_id", Code, nullable=False),
    Column("kind", Code, nullable=False),
    Column("product_code", Code, nullable=False),
    Column("planned_doses", Integer, nullable=False),
    Column("status", Code, nullable=False),
    Column("since", Instant),
    Column("overlays", Document, nullable=False),  # sorted list of Overlay values
    Column("next_action", Code, nullable=False),
    Column("owner", Code, nullable=False),
    Column("urgency", Integer, nullable=False),  # 0 is the most urgent, DOMAIN F14
    Column("exception_kinds", Document, nullable=False),
    Column("stale_at", Instant, nullable=False),
    Column("refold_at", Instant, nullable=False),
    Column("folded_at", Instant, nullable=False),
    Column("last_learned_at", Instant, nullable=False),
    Column("ended", Boolean, nullable=False),
    Column("body", Document, nullable=False),
    Column("chain", Sealed),
    Column("chain_partial", Sealed),
    Column("chain_index", Document, nullable=False),
    Column("clinical", Sealed),
    Column("special", Sealed),
    Column("commercial", Sealed),
    Column("content", String(64), nullable=False),  # keyed fingerprint: tells whether it changed
    Column("version", Integer, nullable=False),
    Index("orders_harm_first", "ended", "urgency", "stale_at", "order_id"),
    Index("orders_by_site", "site_id"),
    Index("orders_refold", "refold_at"),
)

care_team = Table(
    "care_team",
    metadata,
    Column("order_id", Id, ForeignKey("orders.order_id"), primary_key=True),
    Column("subject", Code, primary_key=True),
    Index("care_team_subject", "subject"),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("order_id", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Instant, nullable=False),
)

rectifications = Table(
    "rectifications",
    metadata,
    Column("rectification_id", Id, primary_key=True),
    Column("patient_id", Id, nullable=False, index=True),
    Column("field", Code, nullable=False),
    Column("state", Code, nullable=False),
    Column("value", Sealed),  # while it is asked for; once applied it stands in facts
    Column("misses", Integer, nullable=False),
    Column("by_officer", Boolean, nullable=False),
    Column("asked_by", Code, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("decided_by", Code),
    Column("decided_at", Instant),
)
