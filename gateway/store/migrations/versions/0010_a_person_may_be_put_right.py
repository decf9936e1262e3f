"""A person may be put right: what is asked for, sealed, until a second person enters the same.

The audit's pages are read along an index, also a person's: by time alone a million events were
sorted for each page.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rectifications",
        sa.Column("rectification_id", sa.String(length=36), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("by_officer", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.String(length=27), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("rectification_id"),
    )
    op.create_index("ix_rectifications_patient_id", "rectifications", ["patient_id"])
    op.drop_index("audit_by_time", table_name="audit_events")
    op.create_index("audit_by_time", "audit_events", ["at", "writer", "sequence"])
    op.create_index("audit_by_subject", "audit_events", ["subject", "at", "writer", "sequence"])


def downgrade() -> None:
    op.drop_index("audit_by_subject", table_name="audit_events")
    op.drop_index("audit_by_time", table_name="audit_events")
    op.create_index("audit_by_time", "audit_events", ["at"])
    op.drop_table("rectifications")
