"""The disclosure policy is in the store: versions that only grow, and proposals."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "policy_versions",
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("version", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(length=64), nullable=True),
        sa.Column("approved_by", sa.String(length=64), nullable=True),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("replaces", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "policy_proposals",
        sa.Column("proposal_id", sa.String(length=36), nullable=False),
        sa.Column("based_on", sa.BigInteger(), nullable=False),
        sa.Column("rolls_back_to", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("proposed_by", sa.String(length=64), nullable=False),
        sa.Column("proposed_as_officer", sa.String(length=64), nullable=False),
        sa.Column("proposed_at", sa.String(length=27), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("proposal_id"),
    )
    _append_only()


def downgrade() -> None:
    op.drop_table("policy_proposals")
    op.drop_table("policy_versions")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_policy_version_change()")


def _append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER policy_versions_no_{act.lower()} BEFORE {act} ON policy_versions "
                "BEGIN SELECT RAISE(ABORT, 'policy_versions is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_policy_version_change() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        "CREATE TRIGGER policy_versions_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON "
        "policy_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_policy_version_change()"
    )
