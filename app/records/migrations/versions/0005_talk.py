"""How messages were taken back, what people answer them with, drafts, follows, locks, mutes."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TEXT = sqlmodel.sql.sqltypes.AutoString
UTC = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    """Apply. What was deleted until now was deleted by its author, or by the ML team: the log
    knows which, the tombstones did not say."""
    with op.batch_alter_table("messages") as batch:
        batch.add_column(sa.Column("removal", TEXT(), nullable=False, server_default=""))
    op.execute(sa.text("UPDATE messages SET removal = 'deleted' WHERE deleted_at IS NOT NULL"))
    with op.batch_alter_table("threads") as batch:
        batch.add_column(sa.Column("locked_at", UTC(), nullable=True))
    with op.batch_alter_table("members") as batch:
        batch.add_column(sa.Column("muted_until", UTC(), nullable=True))
    with op.batch_alter_table("projects") as batch:
        batch.add_column(sa.Column("levels", DOCUMENT, nullable=False, server_default="{}"))
    op.create_table(
        "reactions",
        sa.Column("message_id", BIG, nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("emoji", TEXT(), nullable=False),
        sa.Column("created_at", UTC(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("message_id", "emoji", "member_id"),
    )
    op.create_table(
        "message_drafts",
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("topic", TEXT(), nullable=False),
        sa.Column("body", TEXT(), nullable=False),
        sa.Column("written_at", UTC(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("member_id", "topic"),
    )
    op.create_table(
        "follows",
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("topic", TEXT(), nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("level", TEXT(), nullable=False),
        sa.Column("changed_at", UTC(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.PrimaryKeyConstraint("member_id", "topic"),
    )
    op.create_index("ix_follows_topic", "follows", ["project_id", "topic"])


def downgrade() -> None:
    """Undo."""
    for table in ("follows", "message_drafts", "reactions"):
        op.drop_table(table)
    for table, column in (
        ("projects", "levels"),
        ("members", "muted_until"),
        ("threads", "locked_at"),
        ("messages", "removal"),
    ):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
