"""What a new project has of what it needs, before work in it can begin."""

from sqlalchemy import ColumnElement, exists
from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.domain.roles import STAFF, Actor, Role
from app.records.members import Member
from app.records.revisions import Revision
from app.records.tasks import Gold, Task

STEPS = ("guideline", "reviewer", "tasks", "labelers", "gold")


def list_steps_done(db: Session, actor: Actor) -> tuple[str, ...]:
    """Which of the steps were taken: all by one look at the project."""
    project_id = actor.project_id
    here = (col(Member.project_id) == project_id, col(Member.removed_at).is_(None))
    conditions: dict[str, ColumnElement[bool]] = {
        "guideline": exists().where(
            col(Revision.project_id) == project_id, col(Revision.state) == "published"
        ),
        # whoever else may approve what one of the team has written
        "reviewer": exists().where(
            *here, col(Member.role).in_(STAFF), col(Member.id) != actor.member_id
        ),
        "tasks": exists().where(col(Task.project_id) == project_id),
        "labelers": exists().where(*here, col(Member.role) == Role.LABELER),
        "gold": exists().where(col(Gold.project_id) == project_id),
    }
    row = db.execute(pick(*(conditions[step] for step in STEPS))).one()
    return tuple(step for step, done in zip(STEPS, row, strict=True) if done)
