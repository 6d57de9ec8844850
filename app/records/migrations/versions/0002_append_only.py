"""Events and labels are append-only, by the database itself; and the instance gets its own log."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("events", "labels")
COUNTERS = ("seq", "questions", "rulings", "revisions", "clauses", "relabels", "openings")
STREAMS = sa.table(
    "streams",
    sa.column("project_id", sa.BigInteger),
    sa.column("hash", sa.String),
    sa.column("epoch", sa.String),
    *(sa.column(name, sa.BigInteger) for name in COUNTERS),
)


def upgrade() -> None:
    """Apply."""
    instance = {"project_id": 0, "hash": "", "epoch": str(uuid.uuid4())}
    op.bulk_insert(STREAMS, [instance | dict.fromkeys(COUNTERS, 0)])
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} are append-only'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% are append-only', TG_TABLE_NAME; END $$"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """Undo."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TABLES:
        if is_sqlite:
            op.execute(f"DROP TRIGGER {table}_no_update")
            op.execute(f"DROP TRIGGER {table}_no_delete")
        else:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    if not is_sqlite:
        op.execute("DROP FUNCTION refuse_change()")
