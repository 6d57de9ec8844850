"""Saying that what was offered is not alike: it is not offered there to the same person again."""

from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from app.domain.roles import Actor, is_staff
from app.errors import NotFound
from app.queries.places import get_readable
from app.queries.questions import find_question, get_question, list_joinable
from app.queries.resemblances import list_dissimilar
from app.queries.rulings import find_ruling
from app.records.resemblances import Dissimilarity

# a task by its key, or a question by its number
Beside = UUID | int


def set_dissimilar(db: Session, actor: Actor, beside: Beside, *, kind: str, number: int) -> None:
    """A question or ruling that was offered to the actor does not resemble a task or a question.
    Twice is as good as once."""
    place, place_id = _find_place(db, actor, beside)
    subject_id = _find_offered(db, actor, kind, number)
    if (kind, subject_id) not in list_dissimilar(db, actor, place, place_id):
        db.add(
            Dissimilarity(
                member_id=actor.member_id,
                place=place,
                place_id=place_id,
                kind=kind,
                subject_id=subject_id,
            )
        )


def forget_dissimilar(db: Session, actor: Actor, beside: Beside) -> None:
    """From now on everything may be offered there to the actor again."""
    place, place_id = _find_place(db, actor, beside)
    db.execute(
        delete(Dissimilarity).where(
            col(Dissimilarity.member_id) == actor.member_id,
            col(Dissimilarity.place) == place,
            col(Dissimilarity.place_id) == place_id,
        )
    )


def _find_place(db: Session, actor: Actor, beside: Beside) -> tuple[str, int]:
    if isinstance(beside, UUID):
        return "task", get_readable(db, actor, beside).id or 0
    if not is_staff(actor):
        raise NotFound
    return "question", get_question(db, actor, beside).id or 0


def _find_offered(db: Session, actor: Actor, kind: str, number: int) -> int:
    """The id of what may be offered to the actor; nothing else exists to them here."""
    if kind == "ruling":
        ruling = find_ruling(db, actor.project_id, number)
        if ruling is None or ruling.state != "in_force":
            raise NotFound
        return ruling.id or 0
    question = find_question(db, actor.project_id, number)
    if question is None or question.id not in {each.id for each in list_joinable(db, actor)}:
        raise NotFound
    return question.id or 0
