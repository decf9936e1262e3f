"""Knows the tables of the disclosure room: the policy's versions, and what was proposed."""

from sqlalchemy import BigInteger, Column, Table, Text

from gateway.store.types import Code, Id, Instant, Name, metadata

policy_versions = Table(
    "policy_versions",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),  # the greatest one rules
    Column("version", Name, nullable=False),  # the document's name and the digest of what it says
    Column("text", Text, nullable=False),
    Column("proposed_by", Code, nullable=True),  # null, as approved_by: the file of the first start
    Column("approved_by", Code, nullable=True),
    Column("at", Instant, nullable=False),
    Column("replaces", BigInteger, nullable=True),
)
"""Append-only in the store itself."""

policy_proposals = Table(
    "policy_proposals",
    metadata,
    Column("proposal_id", Id, primary_key=True),
    Column("based_on", BigInteger, nullable=False),
    Column("rolls_back_to", BigInteger, nullable=True),
    Column("version", Name, nullable=False),
    Column("text", Text, nullable=False),
    Column("state", Code, nullable=False),  # PROPOSED, APPROVED, REJECTED or SUPERSEDED
    Column("proposed_by", Code, nullable=False),
    Column("proposed_as_officer", Code, nullable=False),  # YES or NO
    Column("proposed_at", Instant, nullable=False),
    Column("decided_by", Code, nullable=True),
    Column("decided_at", Instant, nullable=True),
)
