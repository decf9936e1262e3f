"""An order is found by an index key that the store names, and each index row tells by which.

Rows of before have none: the worker, or `vault reindex`, makes them anew with all that an order is
found by now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "lookups",
        sa.Column("index_key", sa.String(length=64), nullable=False, server_default=""),
    )
    for name in ("index_key", "chain_key"):
        op.add_column("vault_state", sa.Column(name, sa.String(length=64), nullable=True))


def downgrade() -> None:
    for name in ("chain_key", "index_key"):
        op.drop_column("vault_state", name)
    op.drop_column("lookups", "index_key")
