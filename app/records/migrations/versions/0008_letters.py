"""Mail: addresses, what people wish to be told, the outbox; and which mail told of a notice."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sqlmodel.sql.sqltypes.AutoString()
INSTANT = sqlmodel.sql.sqltypes.UTCDateTime()


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "addresses",
        sa.Column("account_id", BIG, sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("address", TEXT, nullable=False),
        sa.Column("secret", TEXT, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("refused_at", INSTANT, nullable=True),
        sa.Column("refusal", TEXT, nullable=False),
    )
    op.create_table(
        "wishes",
        sa.Column("account_id", BIG, sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("zone", TEXT, nullable=False),
        sa.Column("mentions", sa.Boolean(), nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("quiet_weekends", sa.Boolean(), nullable=False),
        sa.Column("browser", sa.Boolean(), nullable=False),
        sa.Column("digest_at", INSTANT, nullable=True),
        sa.Column("digested_at", INSTANT, nullable=True),
    )
    op.create_index("ix_wishes_digest_at", "wishes", ["digest_at"])
    op.create_table(
        "letters",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("key", sa.Uuid(), nullable=False, unique=True),
        sa.Column("account_id", BIG, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("project_id", BIG, sa.ForeignKey("projects.id"), nullable=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("leased_until", INSTANT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
    )
    op.create_index("ix_letters_due", "letters", ["state", "due_at"])
    op.create_index("ix_letters_account", "letters", ["account_id", "state", "sent_at"])
    op.add_column("notices", sa.Column("letter_id", BIG, nullable=True))


def downgrade() -> None:
    """Undo."""
    op.drop_column("notices", "letter_id")
    op.drop_table("letters")
    op.drop_table("wishes")
    op.drop_table("addresses")
