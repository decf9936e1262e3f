"""What is append-only is not replaced either: SQLite asks no DELETE trigger for a REPLACE.

PostgreSQL has no REPLACE, and its ON CONFLICT DO UPDATE asks the triggers of UPDATE.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEYS = {
    "audit_events": ("writer", "sequence"),
    "audit_sets": ("member", "digest"),
    "audit_checkpoints": ("number",),
    "policy_versions": ("number",),
}
PASSED_OVER = ("audit_sets",)
"""Writers put sets that another may have put; a set is all key, so that it is the same."""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in KEYS:
            _no_replace(table)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in KEYS:
            op.execute(f"DROP TRIGGER {table}_no_replace")


def _no_replace(table: str) -> None:
    abort = f"RAISE(ABORT, '{table} is append-only')"
    same = " AND ".join(f"{name} = NEW.{name}" for name in KEYS[table])
    stands = "RAISE(IGNORE)" if table in PASSED_OVER else abort
    # a REPLACE can also name the place in the file (rowid) of a row that has another key
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} BEGIN "  # noqa: S608 (our own names)
        f"SELECT {abort} FROM {table} WHERE rowid = NEW.rowid; "
        f"SELECT {stands} FROM {table} WHERE {same}; END"
    )
