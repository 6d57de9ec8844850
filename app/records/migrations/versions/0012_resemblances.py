"""What somebody has said is not alike."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sqlmodel.sql.sqltypes.AutoString
UTC = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "dissimilarities",
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("place", TEXT(), nullable=False),
        sa.Column("place_id", BIG, nullable=False),
        sa.Column("kind", TEXT(), nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("created_at", UTC(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("member_id", "place", "place_id", "kind", "subject_id"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("dissimilarities")
