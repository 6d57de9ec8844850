"""Hunts for the tasks that a draft affects."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "hunt_rounds",
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", TEXT(), nullable=False),
        sa.Column("before", BIG, nullable=False),
        sa.Column("drawn_by", BIG, nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_by", BIG, nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"]),
        sa.ForeignKeyConstraint(["drawn_by"], ["members.id"]),
        sa.ForeignKeyConstraint(["judged_by"], ["members.id"]),
        sa.PrimaryKeyConstraint("revision_id", "number"),
    )
    op.create_table(
        "hunt_items",
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("task_id", BIG, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("is_affected", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.PrimaryKeyConstraint("revision_id", "task_id"),
    )
    op.create_index("ix_hunt_items_round", "hunt_items", ["revision_id", "round"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("hunt_items")
    op.drop_table("hunt_rounds")
