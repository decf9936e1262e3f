"""The store says which ring key wraps; erasures and what forbids them are kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    state = op.create_table(
        "vault_state",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ring_key", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("number"),
    )
    op.bulk_insert(state, [{"number": 1, "ring_key": None}])
    _holds()
    _erasures()


def downgrade() -> None:
    for table in ("erasures", "retention_holds", "vault_state"):
        op.drop_table(table)


def _holds() -> None:
    op.create_table(
        "retention_holds",
        sa.Column("hold_id", sa.String(length=36), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("placed_at", sa.String(length=27), nullable=False),
        sa.Column("placed_by", sa.String(length=64), nullable=False),
        sa.Column("lifted_at", sa.String(length=27), nullable=True),
        sa.Column("lifted_by", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("hold_id"),
    )
    op.create_index(op.f("ix_retention_holds_patient_id"), "retention_holds", ["patient_id"])


def _erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("erasure_id", sa.String(length=36), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by_subject", sa.String(length=64), nullable=False),
        sa.Column("proof", DOCUMENT, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("erasure_id"),
    )
    op.create_index(op.f("ix_erasures_patient_id"), "erasures", ["patient_id"])
