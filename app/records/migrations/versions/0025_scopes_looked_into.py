"""Rounds that look into a scope say which one they were drawn from."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    text = sqlmodel.sql.sqltypes.AutoString()
    op.add_column("hunt_rounds", sa.Column("scope", text, server_default="", nullable=False))


def downgrade() -> None:
    """Undo."""
    op.drop_column("hunt_rounds", "scope")
