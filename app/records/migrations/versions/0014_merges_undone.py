"""What a merge brought where, so that it can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.add_column("questions", sa.Column("merged_into", BIG, nullable=True))
    op.add_column("askers", sa.Column("came_with", BIG, nullable=True))
    # of merges before this, only where they ended is known
    op.execute("UPDATE questions SET merged_into = duplicate_of WHERE duplicate_of IS NOT NULL")


def downgrade() -> None:
    """Undo."""
    op.drop_column("askers", "came_with")
    op.drop_column("questions", "merged_into")
