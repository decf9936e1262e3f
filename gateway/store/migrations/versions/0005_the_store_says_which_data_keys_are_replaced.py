"""The store says which data keys a rotation of values still has to replace."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("vault_state", sa.Column("reseal_before", sa.String(length=27), nullable=True))


def downgrade() -> None:
    op.drop_column("vault_state", "reseal_before")
