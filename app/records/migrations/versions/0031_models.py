"""Models and their predictions, what was shown of them, and how label errors were inspected."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0029"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "models",
        sa.Column("id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", TEXT(), nullable=False),
        sa.Column("version", TEXT(), nullable=False),
        sa.Column("source", TEXT(), nullable=False),
        sa.Column("revision_id", BIG, nullable=True),
        sa.Column("predictions", BIG, nullable=False),
        sa.Column("made_by", BIG, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("project_id", "number"),
        sa.UniqueConstraint("project_id", "name", "version"),
    )
    op.create_table(
        "predictions",
        sa.Column("model_id", BIG, nullable=False),
        sa.Column("task_id", BIG, nullable=False),
        sa.Column("value", TEXT(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("probabilities", DOCUMENT, nullable=True),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.PrimaryKeyConstraint("model_id", "task_id"),
    )
    op.create_table(
        "pre_labels",
        sa.Column("assignment_id", BIG, nullable=False),
        sa.Column("model_id", BIG, nullable=False),
        sa.Column("value", TEXT(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"]),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"]),
        sa.PrimaryKeyConstraint("assignment_id"),
    )
    op.create_index("ix_pre_labels_model_id", "pre_labels", ["model_id"])
    _make_inspections()
    with_none = sa.Column("prelabels", sa.Integer(), server_default="0", nullable=False)
    op.add_column("projects", with_none)


def _make_inspections() -> None:
    op.create_table(
        "inspections",
        sa.Column("model_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("candidates", BIG, nullable=False),
        sa.Column("drawn_by", BIG, nullable=False),
        sa.Column("drawn_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"]),
        sa.ForeignKeyConstraint(["drawn_by"], ["members.id"]),
        sa.PrimaryKeyConstraint("model_id", "number"),
    )
    op.create_table(
        "inspection_items",
        sa.Column("model_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("task_id", BIG, nullable=False),
        sa.Column("given", TEXT(), nullable=False),
        sa.Column("suggested", TEXT(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("verdict", TEXT(), nullable=True),
        sa.Column("judged_by", BIG, nullable=True),
        sa.Column("judged_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.ForeignKeyConstraint(["judged_by"], ["members.id"]),
        sa.PrimaryKeyConstraint("model_id", "number", "place"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_column("projects", "prelabels")
    op.drop_table("inspection_items")
    op.drop_table("inspections")
    op.drop_table("pre_labels")
    op.drop_table("predictions")
    op.drop_table("models")
