"""Tasks are walked, listed and counted by state; questions by when they were closed.

Databases made while the first migration was edited for these have them already, hence the IFs.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_tasks_state", "tasks", ["project_id", "state", "id"], if_not_exists=True)
    op.create_index(
        "ix_questions_closed", "questions", ["project_id", "closed_at"], if_not_exists=True
    )
    op.drop_index("ix_tasks_open", "tasks", if_exists=True)


def downgrade() -> None:
    """Undo."""
    is_open = sa.text("state = 'open'")
    op.create_index(
        "ix_tasks_open",
        "tasks",
        ["project_id", "state", "id"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.drop_index("ix_questions_closed", "questions")
    op.drop_index("ix_tasks_state", "tasks")
