"""Trials of a draft before it is published."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sqlmodel.sql.sqltypes.AutoString
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "trials",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("base_id", BIG, nullable=True),
        sa.Column("markdown", TEXT(), nullable=False),
        sa.Column("seed", BIG, nullable=False),
        sa.Column("opened_by", BIG, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", TEXT(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"]),
        sa.ForeignKeyConstraint(["base_id"], ["revisions.id"]),
        sa.ForeignKeyConstraint(["opened_by"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sa.UniqueConstraint("revision_id", "number"),
    )
    op.create_index("ix_trials_project_id", "trials", ["project_id"])
    op.create_index(
        "ux_trials_open",
        "trials",
        ["revision_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "trial_tasks",
        sa.Column("trial_id", BIG, nullable=False),
        sa.Column("task_id", BIG, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("in_scope", sa.Boolean(), nullable=False),
        sa.Column("before", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trials.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.PrimaryKeyConstraint("trial_id", "task_id"),
    )
    op.create_table(
        "trial_members",
        sa.Column("trial_id", BIG, nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trials.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("trial_id", "member_id"),
    )
    op.create_index("ix_trial_members_member_id", "trial_members", ["member_id"])
    _create_answers()


def _create_answers() -> None:
    op.create_table(
        "trial_answers",
        sa.Column("trial_id", BIG, nullable=False),
        sa.Column("task_id", BIG, nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("value", TEXT(), nullable=False),
        sa.Column("answer", DOCUMENT, nullable=False),
        sa.Column("comment", TEXT(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trials.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("trial_id", "task_id", "member_id"),
    )


def downgrade() -> None:
    """Undo."""
    for table in ("trial_answers", "trial_members", "trial_tasks", "trials"):
        op.drop_table(table)
