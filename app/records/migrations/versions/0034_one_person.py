"""Annotators who are one person under several names."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.add_column("members", sa.Column("same_as", BIG, nullable=True))


def downgrade() -> None:
    """Undo."""
    op.drop_column("members", "same_as")
