"""The language that people read, beside what they are in a project."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    """Apply."""
    op.add_column("members", sa.Column("language", TEXT(), nullable=False, server_default="en"))


def downgrade() -> None:
    """Take back."""
    op.drop_column("members", "language")
