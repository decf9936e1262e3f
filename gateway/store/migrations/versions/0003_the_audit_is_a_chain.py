"""The audit is a chain: hashes, sets, signed checkpoints and the position of their stream."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FIXED = ("audit_sets", "audit_checkpoints")
NOTHING = "0" * 64


def upgrade() -> None:
    # events that stand already keep no hash: the first writer says how many, and their digest
    for name in ("orders", "patients", "sites"):
        op.add_column("audit_events", sa.Column(name, sa.String(length=64), nullable=True))
    op.add_column("audit_events", sa.Column("chain", sa.LargeBinary(), nullable=True))
    op.create_index("audit_by_patients", "audit_events", ["patients"])
    _sets()
    _checkpoints()
    _stream()
    for table in FIXED:
        _append_only(table)


def downgrade() -> None:
    for table in ("audit_stream", *reversed(FIXED)):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_audit_proof_change()")
    op.drop_index("audit_by_patients", table_name="audit_events")
    for name in ("chain", "sites", "patients", "orders"):
        op.drop_column("audit_events", name)


def _sets() -> None:
    op.create_table(
        "audit_sets",
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("member", "digest"),
    )
    op.create_index("audit_set_members", "audit_sets", ["digest"])


def _checkpoints() -> None:
    op.create_table(
        "audit_checkpoints",
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("writer", sa.String(length=36), nullable=False),
        sa.Column("from_sequence", sa.BigInteger(), nullable=False),
        sa.Column("to_sequence", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("audit_checkpoint_of", "audit_checkpoints", ["writer", "to_sequence"])


def _stream() -> None:
    stream = op.create_table(
        "audit_stream",
        sa.Column("id", sa.SmallInteger(), nullable=False, autoincrement=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("handed", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.String(length=36), nullable=True),
        sa.Column("lease_until", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.bulk_insert(stream, [{"id": 1, "number": 0, "head": NOTHING, "handed": 0}])


def _append_only(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_audit_proof_change() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_proof_change()"
    )
