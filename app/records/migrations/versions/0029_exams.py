"""Exams, the attempts at them, and what passing gives."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")
TEXT = sqlmodel.sql.sqltypes.AutoString
AT = sqlmodel.sql.sqltypes.UTCDateTime()
OPEN = sa.text("ended_at IS NULL")
HOLDING = sa.text("closed_at IS NULL AND holds <> 'nobody'")


def upgrade() -> None:
    """Apply."""
    op.add_column("streams", sa.Column("exams", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "exams",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", TEXT(), nullable=False),
        sa.Column("plan", DOCUMENT, nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Float(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("pause_hours", sa.Integer(), nullable=False),
        sa.Column("holds", TEXT(), nullable=False),
        sa.Column("gives_role", sa.Boolean(), nullable=False),
        sa.Column("gives_priority", sa.Boolean(), nullable=False),
        sa.Column("made_by", BIG, nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("closed_at", AT, nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"]),
        sa.UniqueConstraint("project_id", "number"),
    )
    op.create_index(
        "ix_exams_holding",
        "exams",
        ["project_id"],
        sqlite_where=HOLDING,
        postgresql_where=HOLDING,
    )
    # what somebody met outside of their work
    op.create_table(
        "acquaintances",
        sa.Column("task_id", BIG, nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("task_id", "member_id"),
    )
    _create_questions()
    _create_attempts()
    _create_qualifications()


def _create_questions() -> None:
    op.create_table(
        "exam_questions",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("exam_id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=True),
        sa.Column("task_id", BIG, nullable=True),
        sa.Column("clause_id", BIG, nullable=True),
        sa.Column("origin", TEXT(), nullable=False),
        sa.Column("may_practise", sa.Boolean(), nullable=False),
        sa.Column("revised_id", BIG, nullable=True),
        sa.Column("added_at", AT, nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"]),
        sa.ForeignKeyConstraint(["revised_id"], ["revisions.id"]),
        sa.UniqueConstraint("exam_id", "case_id"),
        sa.UniqueConstraint("exam_id", "task_id"),
    )
    op.create_index("ix_exam_questions_clause", "exam_questions", ["clause_id"])
    op.create_index("ix_exam_questions_case_id", "exam_questions", ["case_id"])
    op.create_index("ix_exam_questions_task_id", "exam_questions", ["task_id"])


def _create_attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("exam_id", BIG, nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mode", TEXT(), nullable=False),
        sa.Column("revision_id", BIG, nullable=True),
        sa.Column("seed", BIG, nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("again", sa.Integer(), nullable=False),
        sa.Column("started_at", AT, nullable=False),
        sa.Column("ends_at", AT, nullable=True),
        sa.Column("ended_at", AT, nullable=True),
        sa.Column("ending", TEXT(), nullable=False),
        sa.Column("correct", sa.Integer(), nullable=True),
        sa.Column("has_passed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"]),
        sa.UniqueConstraint("key"),
        sa.UniqueConstraint("exam_id", "member_id", "number"),
    )
    where = {"sqlite_where": OPEN, "postgresql_where": OPEN}
    op.create_index("ux_attempts_open", "attempts", ["member_id"], unique=True, **where)
    op.create_index("ix_attempts_due", "attempts", ["ends_at"], **where)
    op.create_table(
        "attempt_questions",
        sa.Column("attempt_id", BIG, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("question_id", BIG, nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("task_id", BIG, nullable=True),
        sa.Column("expected", TEXT(), nullable=False),
        sa.Column("value", TEXT(), nullable=True),
        sa.Column("answer", DOCUMENT, nullable=True),
        sa.Column("is_right", sa.Boolean(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("answered_at", AT, nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"]),
        sa.ForeignKeyConstraint(["question_id"], ["exam_questions.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.PrimaryKeyConstraint("attempt_id", "place"),
        sa.UniqueConstraint("attempt_id", "question_id"),
    )
    for name, column in (("task", "task_id"), ("question", "question_id")):
        op.create_index(f"ix_attempt_questions_{name}", "attempt_questions", [column, "member_id"])


def _create_qualifications() -> None:
    op.create_table(
        "qualifications",
        sa.Column("exam_id", BIG, nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("attempt_id", BIG, nullable=False),
        sa.Column("gave_role", sa.Boolean(), nullable=False),
        sa.Column("passed_at", AT, nullable=False),
        sa.Column("taken_at", AT, nullable=True),
        sa.Column("taken_by", BIG, nullable=True),
        sa.Column("why", TEXT(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"]),
        sa.ForeignKeyConstraint(["taken_by"], ["members.id"]),
        sa.PrimaryKeyConstraint("exam_id", "member_id"),
    )
    op.create_index("ix_qualifications_member_id", "qualifications", ["member_id"])
    op.create_table(
        "exam_renewals",
        sa.Column("exam_id", BIG, nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("question_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("since", AT, nullable=False),
        sa.Column("settled_at", AT, nullable=True),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["question_id"], ["exam_questions.id"]),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"]),
        sa.PrimaryKeyConstraint("exam_id", "member_id", "question_id"),
    )
    op.create_index("ix_exam_renewals_revision", "exam_renewals", ["revision_id"])


def downgrade() -> None:
    """Undo."""
    for table in (
        "acquaintances",
        "exam_renewals",
        "qualifications",
        "attempt_questions",
        "attempts",
        "exam_questions",
        "exams",
    ):
        op.drop_table(table)
    op.drop_column("streams", "exams")
