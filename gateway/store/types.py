"""Knows the one table registry and the column types that SQLite and PostgreSQL share."""

from sqlalchemy import LargeBinary, MetaData, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import JSON

metadata = MetaData()
"""Every room's tables are made in this registry, so that migrations see them all."""

Id = String(36)
Instant = String(27)
"""`gateway.clock.instant_text`: fixed width, sorts by time, the same bytes on both databases."""
Code = String(64)
Name = String(200)
Document = JSON().with_variant(JSONB(), "postgresql")
Sealed = LargeBinary
"""A value sealed by `gateway.vault`; never opened outside it."""
