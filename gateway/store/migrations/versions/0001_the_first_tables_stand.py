"""The first tables of every room; the audit refuses to be changed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFUSAL = "audit_events is append-only"


def upgrade() -> None:
    for make in TABLES.values():
        make()
    if op.get_bind().dialect.name == "sqlite":
        _append_only_sqlite()
    else:
        _append_only_postgresql()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_audit_change()")


def _append_only_sqlite() -> None:
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{act.lower()} BEFORE {act} ON audit_events "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def _append_only_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
    )


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("seq", SEQUENCE, nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("connection", sa.String(length=64), nullable=False),
        sa.Column("fact_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("party", sa.String(length=1), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("vendor_code", sa.String(length=200), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("happened_at", sa.String(length=27), nullable=False),
        sa.Column("learned_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=True),
        sa.Column("precision", sa.String(length=8), nullable=False),
        sa.Column("zone_rule", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=True),
        sa.Column("run", sa.Integer(), nullable=True),
        sa.Column("dose", sa.Integer(), nullable=True),
        sa.Column("ref", sa.String(length=64), nullable=True),
        sa.Column("exception_kind", sa.String(length=64), nullable=True),
        sa.Column("corrects", sa.String(length=64), nullable=True),
        sa.Column("retracts", sa.String(length=64), nullable=True),
        sa.Column("envelope_id", sa.String(length=36), nullable=True),
        sa.Column("pointer", sa.String(length=200), nullable=False),
        sa.Column("body", DOCUMENT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("chain", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("connection", "fact_id", "revision", "digest"),
    )
    op.create_index(op.f("ix_facts_order_id"), "facts", ["order_id"])
    op.create_index(op.f("ix_facts_patient_id"), "facts", ["patient_id"])


def _patients() -> None:
    op.create_table(
        "patients",
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("connection", sa.String(length=64), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.Column("direct", sa.LargeBinary(), nullable=True),
        sa.Column("direct_partial", sa.LargeBinary(), nullable=True),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("quasi", sa.LargeBinary(), nullable=True),
        sa.Column("quasi_partial", sa.LargeBinary(), nullable=True),
        sa.Column("clinical", sa.LargeBinary(), nullable=True),
        sa.Column("special", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("patient_id"),
    )


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("connection", sa.String(length=64), nullable=False),
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("collecting_site_id", sa.String(length=64), nullable=False),
        sa.Column("processing_site_id", sa.String(length=64), nullable=False),
        sa.Column("infusing_site_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("product_code", sa.String(length=64), nullable=False),
        sa.Column("planned_doses", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("since", sa.String(length=27), nullable=True),
        sa.Column("overlays", DOCUMENT, nullable=False),
        sa.Column("next_action", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("exception_kinds", DOCUMENT, nullable=False),
        sa.Column("stale_at", sa.String(length=27), nullable=False),
        sa.Column("refold_at", sa.String(length=27), nullable=False),
        sa.Column("folded_at", sa.String(length=27), nullable=False),
        sa.Column("last_learned_at", sa.String(length=27), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("body", DOCUMENT, nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=True),
        sa.Column("chain_partial", sa.LargeBinary(), nullable=True),
        sa.Column("chain_index", DOCUMENT, nullable=False),
        sa.Column("clinical", sa.LargeBinary(), nullable=True),
        sa.Column("special", sa.LargeBinary(), nullable=True),
        sa.Column("commercial", sa.LargeBinary(), nullable=True),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.patient_id"]),
        sa.PrimaryKeyConstraint("order_id"),
    )
    op.create_index(op.f("ix_orders_patient_id"), "orders", ["patient_id"])
    op.create_index("orders_by_site", "orders", ["site_id"])
    op.create_index(
        "orders_harm_first", "orders", ["ended", "urgency", "stale_at", "order_id"], unique=False
    )
    op.create_index("orders_refold", "orders", ["refold_at"])


def _care_team() -> None:
    op.create_table(
        "care_team",
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"]),
        sa.PrimaryKeyConstraint("order_id", "subject"),
    )
    op.create_index("care_team_subject", "care_team", ["subject"])


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("seq", SEQUENCE, nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )


def _data_keys() -> None:
    op.create_table(
        "data_keys",
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("ring_key", sa.String(length=64), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.Column("destroyed_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("patient_id"),
    )


def _lookups() -> None:
    op.create_table(
        "lookups",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("index_value", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "field", "index_value", "order_id"),
    )
    op.create_index("lookups_order", "lookups", ["order_id"])


def _audit_events() -> None:
    op.create_table(
        "audit_events",
        sa.Column("writer", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("body", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("writer", "sequence"),
    )
    op.create_index("audit_by_time", "audit_events", ["at"])


def _withdrawals() -> None:
    op.create_table(
        "withdrawals",
        sa.Column("withdrawal_id", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("until", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("withdrawal_id"),
    )
    op.create_index("withdrawals_subject", "withdrawals", ["subject"])


def _grants() -> None:
    op.create_table(
        "grants",
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("granted_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("grant_id"),
    )
    op.create_index(op.f("ix_grants_subject"), "grants", ["subject"])


def _role_changes() -> None:
    op.create_table(
        "role_changes",
        sa.Column("change_id", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("change", sa.String(length=64), nullable=False),
        sa.Column("by_subject", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("change_id"),
    )
    op.create_index("role_changes_subject", "role_changes", ["subject", "at"])


def _connection_state() -> None:
    op.create_table(
        "connection_state",
        sa.Column("connection", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("cursor", DOCUMENT, nullable=True),
        sa.Column("last_changed_at", sa.String(length=27), nullable=True),
        sa.Column("last_success_at", sa.String(length=27), nullable=True),
        sa.Column("last_tried_at", sa.String(length=27), nullable=True),
        sa.Column("next_try_at", sa.String(length=27), nullable=True),
        sa.Column("not_before", sa.String(length=27), nullable=True),
        sa.Column("cause", sa.String(length=64), nullable=True),
        sa.Column("detail", sa.String(length=200), nullable=True),
        sa.Column("breaker_open_until", sa.String(length=27), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("connection"),
    )


def _work() -> None:
    op.create_table(
        "work",
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("due_at", sa.String(length=27), nullable=False),
        sa.Column("lease_until", sa.String(length=27), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("kind", "key"),
    )
    op.create_index(op.f("ix_work_due_at"), "work", ["due_at"])


def _envelopes() -> None:
    op.create_table(
        "envelopes",
        sa.Column("envelope_id", sa.String(length=36), nullable=False),
        sa.Column("connection", sa.String(length=64), nullable=False),
        sa.Column("operation", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.String(length=27), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("headers", DOCUMENT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("quarantined", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("envelope_id"),
        sa.UniqueConstraint("connection", "operation", "body_sha256"),
    )


def _envelope_patients() -> None:
    op.create_table(
        "envelope_patients",
        sa.Column("envelope_id", sa.String(length=36), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("envelope_id", "patient_id"),
    )
    op.create_index(
        op.f("ix_envelope_patients_patient_id"), "envelope_patients", ["patient_id"], unique=False
    )


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("envelope_id", sa.String(length=36), nullable=False),
        sa.Column("pointer", sa.String(length=200), nullable=False),
        sa.Column("cause", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("envelope_id", "pointer"),
    )


TABLES = {
    "facts": _facts,
    "patients": _patients,
    "orders": _orders,
    "care_team": _care_team,
    "changes": _changes,
    "data_keys": _data_keys,
    "lookups": _lookups,
    "audit_events": _audit_events,
    "withdrawals": _withdrawals,
    "grants": _grants,
    "role_changes": _role_changes,
    "connection_state": _connection_state,
    "work": _work,
    "envelopes": _envelopes,
    "envelope_patients": _envelope_patients,
    "quarantine": _quarantine,
}
