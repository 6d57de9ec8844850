"""What waits for somebody in a project, as numbers."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, SQLModel, col, func, select

from app.domain.roles import Actor
from app.queries.agains import is_own_item
from app.queries.questions import is_awake
from app.records.labels import Assignment
from app.records.notices import Notice
from app.records.questions import Question
from app.records.relabels import RelabelItem
from app.records.revisions import Revision


@dataclass(frozen=True, slots=True)
class Waiting:
    """Counts of what one can act on."""

    notices: int
    questions: int
    reviews: int
    relabels: int
    held: int


def count_waiting(db: Session, actor: Actor) -> Waiting:
    """What waits for the actor."""
    project_id, member_id = actor.project_id, actor.member_id

    def count(table: type[SQLModel], *where: Any) -> int:
        return db.exec(select(func.count()).select_from(table).where(*where)).one()

    return Waiting(
        count(Notice, Notice.member_id == member_id, col(Notice.seen_at).is_(None)),
        count(Question, Question.project_id == project_id, Question.state == "open"),
        count(Revision, Revision.project_id == project_id, Revision.state == "in_review"),
        count(
            RelabelItem,
            RelabelItem.project_id == project_id,
            RelabelItem.member_id == member_id,
            RelabelItem.state == "open",
            is_own_item(member_id),
        ),
        count(
            Assignment,
            Assignment.project_id == project_id,
            Assignment.member_id == member_id,
            Assignment.state == "leased",
        ),
    )


def count_open_questions(db: Session, project_id: int) -> int:
    """Questions that nobody has decided yet, without those that are laid aside."""
    query = select(func.count()).select_from(Question)
    query = query.where(Question.project_id == project_id, Question.state == "open")
    return db.exec(query.where(is_awake())).one()


def count_unseen(db: Session, member_id: int) -> int:
    """A member's notices that were not seen yet."""
    query = select(func.count()).select_from(Notice)
    return db.exec(query.where(Notice.member_id == member_id, col(Notice.seen_at).is_(None))).one()


def count_told(db: Session, member_id: int, topic: str) -> int:
    """What a member was told of a thread, by their level there, and has not seen yet."""
    query = select(func.count()).where(
        col(Notice.member_id) == member_id,
        col(Notice.seen_at).is_(None),
        col(Notice.subject)["topic"].as_string() == topic,
    )
    return db.exec(query).one()
