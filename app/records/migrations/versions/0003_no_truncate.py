"""The log and the labels are not emptied at one stroke, on PostgreSQL either.

Besides: ids of flags are looked up in their project, and annotators are called by a number, no
more by the id that is for staff.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("events", "labels")


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_flags_key", "flags", ["project_id", "key"])
    op.execute(
        sa.text(
            "UPDATE members SET name = 'Annotator ' || id "
            "WHERE account_id IS NULL AND name = external_id"
        )
    )
    if op.get_bind().dialect.name == "sqlite":
        return  # it knows no TRUNCATE: a DELETE without WHERE fires the triggers of DELETE
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """Undo, but for the names: nobody is to learn them again."""
    if op.get_bind().dialect.name != "sqlite":
        for table in TABLES:
            op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    op.drop_index("ix_flags_key", "flags")
