"""Web Push: browsers, what they are to be told, and the key that signs it."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sqlmodel.sql.sqltypes.AutoString()
INSTANT = sqlmodel.sql.sqltypes.UTCDateTime()
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "subscriptions",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("key", sa.Uuid(), nullable=False, unique=True),
        sa.Column("account_id", BIG, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("sign_in_id", BIG, sa.ForeignKey("sign_ins.id"), nullable=False),
        sa.Column("endpoint", TEXT, nullable=False, unique=True),
        sa.Column("p256dh", TEXT, nullable=False),
        sa.Column("auth", TEXT, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", INSTANT, nullable=True),
        sa.Column("rests_until", INSTANT, nullable=True),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
    )
    op.create_index("ix_subscriptions_account_id", "subscriptions", ["account_id"])
    op.create_index("ix_subscriptions_sign_in_id", "subscriptions", ["sign_in_id"])
    op.create_table(
        "pushes",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("subscription_id", BIG, nullable=False),
        sa.Column("project_id", BIG, sa.ForeignKey("projects.id"), nullable=True),
        sa.Column("notice_id", BIG, sa.ForeignKey("notices.id"), nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("leased_until", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.UniqueConstraint("subscription_id", "notice_id"),
    )
    op.create_index(
        "ix_pushes_due", "pushes", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index("ix_pushes_created_at", "pushes", ["created_at"])
    op.create_table(
        "server_keys",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("private", TEXT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("server_keys")
    op.drop_table("pushes")
    op.drop_table("subscriptions")
