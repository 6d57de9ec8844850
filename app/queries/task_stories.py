"""What is known of one task: everybody's labels, its flags, its assignments. For staff."""

from typing import Any

from sqlalchemy import Row
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.queries.members import STAFF_NAME
from app.records.labels import CurrentLabel, Label, Retraction
from app.records.members import Member
from app.records.models import PreLabel
from app.records.questions import Flag, Question
from app.records.revisions import Revision


def list_task_labels(db: Session, task_id: int, *, beyond: bool = False) -> list[Row[Any]]:
    """Every label ever given to the task, newest first, with whose it is and what it is worth.
    `beyond`: those too that were asked beyond its overlap, which tell that it is gold."""
    which = () if beyond else (col(Label.beyond).is_(False),)
    return list(
        db.execute(
            pick(
                Label,
                STAFF_NAME.label("member"),
                col(Revision.version).label("version"),
                col(CurrentLabel.label_id).label("current_id"),
                col(CurrentLabel.stale_since).label("stale_since"),
                col(Retraction.label_id).label("retracted_id"),
                col(PreLabel.value).label("suggested"),
            )
            .join(Member, col(Member.id) == col(Label.member_id))
            .outerjoin(Revision, col(Revision.id) == col(Label.revision_id))
            .outerjoin(CurrentLabel, col(CurrentLabel.label_id) == col(Label.id))
            .outerjoin(Retraction, col(Retraction.label_id) == col(Label.id))
            .outerjoin(PreLabel, col(PreLabel.assignment_id) == col(Label.assignment_id))
            .where(col(Label.task_id) == task_id, *which)
            .order_by(col(Label.id).desc())
            .limit(500)
        )
    )


def list_task_flags(db: Session, task_id: int) -> list[tuple[Flag, int, str]]:
    """The task's flags with their question's number and their author's name."""
    rows = db.exec(
        select(Flag, Question.number, Member.name)
        .join(Question, col(Question.id) == col(Flag.question_id))
        .join(Member, col(Member.id) == col(Flag.member_id))
        .where(Flag.task_id == task_id)
        .order_by(col(Flag.id))
    )
    return [(flag, number, name) for flag, number, name in rows]
