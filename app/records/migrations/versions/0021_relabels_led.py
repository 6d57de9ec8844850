"""Relabels by others, paused, widened and stopped; labels brought back as of a revision."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sqlmodel.sql.sqltypes.AutoString
UTC = sqlmodel.sql.sqltypes.UTCDateTime
DOCUMENT = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Apply."""
    by = ("again_by", TEXT(), "same")
    counted = ("unasked", BIG, "0")
    for table, (name, kind, usual) in (
        *(("revisions", by), ("relabels", by), ("relabels", counted)),
        *(("relabels", ("reason", TEXT(), "")), ("streams", ("restorations", sa.Integer(), "0"))),
    ):
        op.add_column(table, sa.Column(name, kind, nullable=False, server_default=usual))
    for name in ("paused_at", "stopped_at"):
        op.add_column("relabels", sa.Column(name, UTC(), nullable=True))
    with op.batch_alter_table("retractions") as batch:
        batch.add_column(sa.Column("replaced_by", BIG, nullable=True))
        batch.create_foreign_key("retractions_replaced_by_fkey", "labels", ["replaced_by"], ["id"])
    op.create_index("ix_retractions_replaced_by", "retractions", ["replaced_by"])
    with op.batch_alter_table("relabel_items") as batch:
        batch.alter_column("member_id", existing_type=BIG, nullable=True)
    # the last one, as it was before the table was made anew: between indexes that look equally
    # good SQLite takes the newest, and by the other one a task's items are a walk through them all
    op.drop_index("ix_relabel_items_task", "relabel_items")
    op.create_index("ix_relabel_items_task", "relabel_items", ["task_id", "member_id"])
    _make_extensions()
    _make_restorations()


def _make_extensions() -> None:
    op.create_table(
        "relabel_extensions",
        sa.Column("relabel_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("scope", DOCUMENT, nullable=False),
        sa.Column("reason", TEXT(), nullable=False),
        sa.Column("watermark", BIG, nullable=False),
        sa.Column("cursor", BIG, nullable=False),
        sa.Column("added", BIG, nullable=False),
        sa.Column("made_by", BIG, nullable=False),
        sa.Column("made_at", UTC(), nullable=False),
        sa.Column("done_at", UTC(), nullable=True),
        sa.ForeignKeyConstraint(["relabel_id"], ["relabels.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"]),
        sa.PrimaryKeyConstraint("relabel_id", "number"),
    )


def _make_restorations() -> None:
    op.create_table(
        "restorations",
        sa.Column("id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("ruling_id", BIG, nullable=True),
        sa.Column("watermark", BIG, nullable=False),
        sa.Column("until", BIG, nullable=False),
        sa.Column("corrections", sa.Boolean(), nullable=False),
        sa.Column("reason", TEXT(), nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("cursor", BIG, nullable=False),
        sa.Column("returned", BIG, nullable=False),
        sa.Column("made_by", BIG, nullable=False),
        sa.Column("made_at", UTC(), nullable=False),
        sa.Column("done_at", UTC(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"]),
        sa.ForeignKeyConstraint(["ruling_id"], ["rulings.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("project_id", "number"),
    )


def downgrade() -> None:
    """Undo. What waits for anybody has no place in the older schema, and ends here."""
    op.drop_table("restorations")
    op.drop_table("relabel_extensions")
    op.execute("DELETE FROM relabel_items WHERE member_id IS NULL")
    with op.batch_alter_table("relabel_items") as batch:
        batch.alter_column("member_id", existing_type=BIG, nullable=False)
    op.drop_index("ix_retractions_replaced_by", "retractions")
    with op.batch_alter_table("retractions") as batch:
        batch.drop_constraint("retractions_replaced_by_fkey", type_="foreignkey")
        batch.drop_column("replaced_by")
    for table, names in (
        ("relabels", ("again_by", "unasked", "reason", "paused_at", "stopped_at")),
        ("revisions", ("again_by",)),
        ("streams", ("restorations",)),
    ):
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.drop_column(name)
