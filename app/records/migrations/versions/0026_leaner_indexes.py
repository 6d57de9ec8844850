"""Indexes that hold only what is looked for, and a relabel's items in the order of their making.

The index by task is made last again: of two that serve alike, SQLite takes the newest.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

SUPERSEDES = sa.text("supersedes_id IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    op.drop_index("ix_labels_supersedes", "labels")
    op.create_index(
        "ix_labels_supersedes",
        "labels",
        ["supersedes_id"],
        sqlite_where=SUPERSEDES,
        postgresql_where=SUPERSEDES,
    )
    _by_relabel(["relabel_id", "state", "id"])


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_labels_supersedes", "labels")
    op.create_index("ix_labels_supersedes", "labels", ["supersedes_id"])
    _by_relabel(["relabel_id", "state"])


def _by_relabel(columns: list[str]) -> None:
    op.drop_index("ix_relabel_items_relabel", "relabel_items")
    op.create_index("ix_relabel_items_relabel", "relabel_items", columns)
    op.drop_index("ix_relabel_items_task", "relabel_items")
    op.create_index("ix_relabel_items_task", "relabel_items", ["task_id", "member_id"])
