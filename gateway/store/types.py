"""Knows the one table registry and the column types that SQLite and PostgreSQL share."""

from typing import NamedTuple

from sqlalchemy import Column, ColumnElement, LargeBinary, MetaData, String, Table
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


class Sealed(LargeBinary):
    """A value sealed by `gateway.vault`; never opened outside it."""


class SealedRows(NamedTuple):
    """Where a table holds sealed values, told by its room so that the vault can seal them anew.

    `key` is the primary key, `row` the text that the values are bound to, `whose` the name of the
    data key of `personal` columns; `chain` columns are under the traceability key.
    """

    table: Table
    key: Column[str] | Column[int]
    row: ColumnElement[str]
    whose: Column[str]
    personal: tuple[str, ...]
    chain: tuple[str, ...] = ()
