"""Why somebody is muted: what they are told."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    """Apply."""
    op.add_column("members", sa.Column("muted_why", TEXT(), nullable=False, server_default=""))


def downgrade() -> None:
    """Undo."""
    op.drop_column("members", "muted_why")
