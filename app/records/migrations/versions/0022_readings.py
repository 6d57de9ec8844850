"""What readers must do, the checks on cases, and the history of trusted answers."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")
TEXT = sqlmodel.sql.sqltypes.AutoString
AT = sqlmodel.sql.sqltypes.UTCDateTime()


def upgrade() -> None:
    """Apply."""
    op.add_column("projects", sa.Column("readings", DOCUMENT, nullable=False, server_default="{}"))
    op.add_column("revisions", sa.Column("reading", TEXT(), nullable=False, server_default=""))
    op.add_column(
        "acknowledgements", sa.Column("way", TEXT(), nullable=False, server_default="read")
    )
    op.add_column("acknowledgements", sa.Column("passed_at", AT, nullable=True))
    # never by a copy of the table: labels are append-only, and a copy would lose what sees to that
    op.add_column(
        "labels",
        sa.Column("under_question", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute("UPDATE acknowledgements SET passed_at = read_at")
    # what was published before was to be read where it changed the substance, and had no check
    op.execute(
        "UPDATE revisions SET reading = CASE WHEN EXISTS (SELECT 1 FROM changes WHERE "
        "changes.revision_id = revisions.id AND changes.type = 'substantive') "
        "THEN 'acknowledge' ELSE 'badge' END WHERE published_at IS NOT NULL"
    )
    op.create_table(
        "check_answers",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("value", TEXT(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.Column("answered_at", AT, nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.UniqueConstraint("revision_id", "member_id", "round", "case_id"),
    )
    op.create_table(
        "gold_keys",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("task_id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("since_id", BIG, nullable=True),
        sa.Column("how", TEXT(), nullable=False),
        sa.Column("value", TEXT(), nullable=True),
        sa.Column("answer", DOCUMENT, nullable=False),
        sa.Column("source", TEXT(), nullable=False),
        sa.Column("reason", TEXT(), nullable=False),
        sa.Column("made_by", BIG, nullable=True),
        sa.Column("made_at", AT, nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.ForeignKeyConstraint(["since_id"], ["revisions.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"]),
        sa.UniqueConstraint("task_id", "since_id"),
    )
    op.create_index("ix_gold_keys_project", "gold_keys", ["project_id", "since_id"])
    op.create_table(
        "gold_choices",
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("task_id", BIG, nullable=False),
        sa.Column("how", TEXT(), nullable=False),
        sa.Column("reason", TEXT(), nullable=False),
        sa.Column("chosen_by", BIG, nullable=False),
        sa.Column("chosen_at", AT, nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.ForeignKeyConstraint(["chosen_by"], ["members.id"]),
        sa.PrimaryKeyConstraint("revision_id", "task_id"),
    )


def downgrade() -> None:
    """Undo."""
    for name in ("gold_choices", "gold_keys", "check_answers"):
        op.drop_table(name)
    for table, column in (
        ("labels", "under_question"),
        ("acknowledgements", "passed_at"),
        ("acknowledgements", "way"),
        ("revisions", "reading"),
        ("projects", "readings"),
    ):
        op.drop_column(table, column)
