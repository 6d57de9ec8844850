"""Webhooks: endpoints and the deliveries to them; bridges for what comes in."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TEXT = sqlmodel.sql.sqltypes.AutoString
UTC = sqlmodel.sql.sqltypes.UTCDateTime
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "endpoints",
        sa.Column("id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("name", TEXT(), nullable=False),
        sa.Column("url", TEXT(), nullable=False),
        sa.Column("format", TEXT(), nullable=False),
        sa.Column("kinds", DOCUMENT, nullable=False),
        sa.Column("since", BIG, nullable=False),
        sa.Column("secret", TEXT(), nullable=False),
        sa.Column("old_secret", TEXT(), nullable=True),
        sa.Column("old_until", UTC(), nullable=True),
        sa.Column("stopped", TEXT(), nullable=False),
        sa.Column("failing_since", UTC(), nullable=True),
        sa.Column("made_by", BIG, nullable=False),
        sa.Column("created_at", UTC(), nullable=False),
        sa.Column("removed_at", UTC(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"]),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_endpoints_project_id", "endpoints", ["project_id"])
    op.create_table(
        "deliveries",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("endpoint_id", BIG, nullable=False),
        sa.Column("seq", BIG, nullable=True),
        sa.Column("kind", TEXT(), nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("problem", TEXT(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("created_at", UTC(), nullable=False),
        sa.Column("due_at", UTC(), nullable=False),
        sa.Column("tried_at", UTC(), nullable=True),
        sa.Column("leased_until", UTC(), nullable=True),
        sa.ForeignKeyConstraint(["endpoint_id"], ["endpoints.id"]),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("endpoint_id", "seq"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_deliveries_endpoint", "deliveries", ["endpoint_id", "id"])
    op.create_index(
        "ix_deliveries_due",
        "deliveries",
        ["due_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_table(
        "bridges",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("name", TEXT(), nullable=False),
        sa.Column("topic", TEXT(), nullable=False),
        sa.Column("token_hash", TEXT(), nullable=False),
        sa.Column("secret", TEXT(), nullable=True),
        sa.Column("made_by", BIG, nullable=False),
        sa.Column("created_at", UTC(), nullable=False),
        sa.Column("used_at", UTC(), nullable=True),
        sa.Column("revoked_at", UTC(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"]),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_bridges_project_id", "bridges", ["project_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("bridges")
    op.drop_table("deliveries")
    op.drop_table("endpoints")
