"""Figures that are reckoned beside the work, decisions on single tasks, descriptive projects."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "figures",
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("name", TEXT(), nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("label_id", BIG, nullable=False),
        sa.Column("data", DOCUMENT, nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.PrimaryKeyConstraint("project_id", "name"),
    )
    op.create_table(
        "reckonings",
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("name", TEXT(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.PrimaryKeyConstraint("project_id", "name"),
    )
    _make_adjudications()
    with_no = sa.Column("descriptive", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("projects", with_no)


def _make_adjudications() -> None:
    op.create_table(
        "adjudications",
        sa.Column("id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("task_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=True),
        sa.Column("value", TEXT(), nullable=False),
        sa.Column("answer", DOCUMENT, nullable=False),
        sa.Column("reason", TEXT(), nullable=False),
        sa.Column("made_by", BIG, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"]),
        sa.ForeignKeyConstraint(["ended_by"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    standing = sa.text("ended_at IS NULL")
    op.create_index(
        "ux_adjudications_standing",
        "adjudications",
        ["task_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_index("ix_adjudications_project", "adjudications", ["project_id", "id"])


def downgrade() -> None:
    """Undo."""
    op.drop_column("projects", "descriptive")
    op.drop_table("adjudications")
    op.drop_table("reckonings")
    op.drop_table("figures")
