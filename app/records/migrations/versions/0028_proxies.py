"""Proxies and what they say of tasks, and the outcomes that people have looked at."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "proxies",
        sa.Column("id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("name", TEXT(), nullable=False),
        sa.Column("direction", TEXT(), nullable=False),
        sa.Column("paired", sa.Boolean(), nullable=False),
        sa.Column("made_by", BIG, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("project_id", "name"),
    )
    op.create_table(
        "proxy_values",
        sa.Column("id", BIG, nullable=False),
        sa.Column("proxy_id", BIG, nullable=False),
        sa.Column("task_id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("a", sa.Float(), nullable=False),
        sa.Column("b", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["proxy_id"], ["proxies.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("proxy_id", "task_id"),
    )
    op.create_index("ix_proxy_values_project", "proxy_values", ["project_id", "id"])
    op.create_index("ix_proxy_values_task", "proxy_values", ["project_id", "task_id"])
    op.create_table(
        "sightings",
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("task_id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.PrimaryKeyConstraint("member_id", "task_id"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("sightings")
    op.drop_table("proxy_values")
    op.drop_table("proxies")
