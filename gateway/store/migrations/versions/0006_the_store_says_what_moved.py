"""The store says what moved: a number a topic, raised by triggers with what it tells of.

SQLite has one writer at a time. On PostgreSQL the numbers are raised at the end of a transaction
and by one transaction after the other, so that they are seen in the order in which they were made:
whoever saw a number has seen everything that it counts.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = {
    "orders": "orders",
    "patients": "orders",
    "care_team": "orders",
    "grants": "people",
    "withdrawals": "people",
    "role_changes": "people",
    "connection_state": "sources",
    "vault_state": "vault",
}
FOLDED_AGAIN = frozenset({"refold_at", "folded_at"})
"""Columns of orders that no answer shows; they are written whenever time alone has passed."""
LOCK = 4_204_160_317
"""Names the lock, of this installation's database, that is held while numbers are raised."""


def upgrade() -> None:
    moved = op.create_table(
        "moved",
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("topic"),
    )
    op.bulk_insert(moved, [{"topic": topic, "number": 0} for topic in sorted({*TABLES.values()})])
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in (*TABLES, "data_keys"):
        for act in ("insert", "update", "delete") if sqlite else ("row", "all"):
            on = "" if sqlite else f" ON {table}"
            op.execute(f"DROP TRIGGER IF EXISTS moved_{table}_{act}{on}")
    if not sqlite:
        op.execute("DROP FUNCTION note_moved()")
    op.drop_table("moved")


def _shown() -> str:
    """The columns of orders whose change is one of an answer."""
    columns = sa.inspect(op.get_bind()).get_columns("orders")
    return ", ".join(str(one["name"]) for one in columns if one["name"] not in FOLDED_AGAIN)


def _acts(table: str) -> dict[str, str]:
    """The acts that move a topic, each as a trigger names it.

    A key that is made opens nothing that was shown before; one that is wrapped again, or destroyed,
    does.
    """
    update = f"UPDATE OF {_shown()}" if table == "orders" else "UPDATE"
    return {"insert": "INSERT", "update": update, "delete": "DELETE"}


def _sqlite() -> None:
    acts = {table: _acts(table) for table in TABLES}
    acts["data_keys"] = {"update": "UPDATE", "delete": "DELETE"}
    for table, named in acts.items():
        topic = TABLES.get(table, "vault")
        for name, act in named.items():
            op.execute(
                f"CREATE TRIGGER moved_{table}_{name} AFTER {act} ON {table} BEGIN "  # noqa: S608 (our own names)
                f"UPDATE moved SET number = number + 1 WHERE topic = '{topic}'; END"
            )


def _postgresql() -> None:
    op.execute(
        "CREATE FUNCTION note_moved() RETURNS trigger LANGUAGE plpgsql AS $$ "  # noqa: S608 (a number of our own)
        "DECLARE noted text := 'cgt.moved_' || TG_ARGV[0]; "
        "BEGIN "
        "IF current_setting(noted, true) IS DISTINCT FROM pg_current_xact_id()::text THEN "
        f"PERFORM pg_advisory_xact_lock({LOCK}); "
        "UPDATE moved SET number = number + 1 WHERE topic = TG_ARGV[0]; "
        "PERFORM set_config(noted, pg_current_xact_id()::text, true); "
        "END IF; "
        "RETURN NULL; "
        "END $$"
    )
    acts = {table: " OR ".join(_acts(table).values()) for table in TABLES}
    acts["data_keys"] = "UPDATE OR DELETE"
    for table, act in acts.items():
        topic = TABLES.get(table, "vault")
        op.execute(
            f"CREATE CONSTRAINT TRIGGER moved_{table}_row AFTER {act} ON {table} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
            f"EXECUTE FUNCTION note_moved('{topic}')"
        )
        op.execute(
            f"CREATE TRIGGER moved_{table}_all AFTER TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION note_moved('{topic}')"
        )
