"""Calibration sessions: their tasks, people and answers."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")
TEXT = sqlmodel.sql.sqltypes.AutoString
AT = sqlmodel.sql.sqltypes.UTCDateTime()


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "streams", sa.Column("calibrations", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_table(
        "calibrations",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", TEXT(), nullable=False),
        sa.Column("seed", BIG, nullable=False),
        sa.Column("opened_by", BIG, nullable=False),
        sa.Column("opened_at", AT, nullable=False),
        sa.Column("ended_at", AT, nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.ForeignKeyConstraint(["opened_by"], ["members.id"]),
        sa.UniqueConstraint("project_id", "number"),
    )
    op.create_table(
        "calibration_tasks",
        sa.Column("calibration_id", BIG, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("task_id", BIG, nullable=False),
        sa.Column("revealed_at", AT, nullable=True),
        sa.Column("decision", TEXT(), nullable=False),
        sa.ForeignKeyConstraint(["calibration_id"], ["calibrations.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.PrimaryKeyConstraint("calibration_id", "place"),
    )
    op.create_index("ix_calibration_tasks_task", "calibration_tasks", ["task_id"])
    op.create_table(
        "calibration_members",
        sa.Column("calibration_id", BIG, nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["calibration_id"], ["calibrations.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("calibration_id", "member_id"),
    )
    op.create_index("ix_calibration_members_member_id", "calibration_members", ["member_id"])
    op.create_table(
        "calibration_answers",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("calibration_id", BIG, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("value", TEXT(), nullable=False),
        sa.Column("answer", DOCUMENT, nullable=False),
        sa.Column("comment", TEXT(), nullable=False),
        sa.Column("is_informed", sa.Boolean(), nullable=False),
        sa.Column("answered_at", AT, nullable=False),
        sa.ForeignKeyConstraint(["calibration_id"], ["calibrations.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
    )
    op.create_index(
        "ix_calibration_answers_place", "calibration_answers", ["calibration_id", "place"]
    )


def downgrade() -> None:
    """Undo."""
    for table in (
        "calibration_answers",
        "calibration_members",
        "calibration_tasks",
        "calibrations",
    ):
        op.drop_table(table)
    op.drop_column("streams", "calibrations")
