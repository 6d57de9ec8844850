"""What a change is by nature, what a revision does to cases, publication at a time, reviewers."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sqlmodel.sql.sqltypes.AutoString
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
# what can be told without asking anybody; of other changes nobody has said what they are
KNOWN = """
UPDATE changes SET nature = CASE
    WHEN kind = 'added' THEN 'new'
    WHEN kind = 'ended' THEN 'ended'
    WHEN type = 'editorial' THEN 'wording'
    ELSE '' END
"""


def upgrade() -> None:
    """Apply."""
    op.add_column("changes", sa.Column("nature", TEXT(), nullable=False, server_default=""))
    op.execute(KNOWN)
    op.add_column("cases", sa.Column("state", TEXT(), nullable=False, server_default="in_force"))
    op.add_column("cases", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("projects", sa.Column("reviewers", JSON, nullable=False, server_default="[]"))
    op.add_column("revisions", sa.Column("unmoved", TEXT(), nullable=False, server_default=""))
    op.add_column("revisions", sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("revisions", sa.Column("scheduled_by", BIG, nullable=True))
    op.add_column("revisions", sa.Column("scheduled_edition", sa.Integer(), nullable=True))
    op.create_index("ix_revisions_due", "revisions", ["publish_at"])
    op.create_table(
        "case_changes",
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("kind", TEXT(), nullable=False),
        sa.Column("before", TEXT(), nullable=True),
        sa.Column("after", TEXT(), nullable=True),
        sa.Column("made_by", BIG, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"]),
        sa.PrimaryKeyConstraint("revision_id", "case_id"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("case_changes")
    op.drop_index("ix_revisions_due", "revisions")
    for name in ("scheduled_edition", "scheduled_by", "publish_at", "unmoved"):
        op.drop_column("revisions", name)
    op.drop_column("projects", "reviewers")
    op.drop_column("cases", "ended_at")
    op.drop_column("cases", "state")
    op.drop_column("changes", "nature")
