"""Comments on lines of a draft."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sqlmodel.sql.sqltypes.AutoString
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "comments",
        sa.Column("id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("clause_id", BIG, nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("quote", TEXT(), nullable=False),
        sa.Column("words", TEXT(), nullable=False),
        sa.Column("suggestion", TEXT(), nullable=True),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("ended_at", AT, nullable=True),
        sa.Column("ended_by", BIG, nullable=True),
        sa.Column("answer", TEXT(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"]),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["ended_by"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_comments_revision", "comments", ["revision_id", "id"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("comments")
