"""The store counts how often each key sealed, and knows the key file it was filled with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "seal_counts",
        sa.Column("key_name", sa.String(length=64), nullable=False),
        sa.Column("blocks", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key_name"),
    )
    op.add_column("vault_state", sa.Column("marks", DOCUMENT, nullable=True))


def downgrade() -> None:
    op.drop_column("vault_state", "marks")
    op.drop_table("seal_counts")
