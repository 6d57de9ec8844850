"""Saying that a question or a ruling is not like what one looks at, and taking that back."""

from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from app.domain.roles import Actor, is_staff, may_post
from app.errors import Forbidden, NotFound
from app.languages import say
from app.queries.places import get_readable_task
from app.queries.questions import get_question
from app.queries.resemblances import QUESTION, TASK, find_subject
from app.records.resemblances import Dissimilarity


def tell_from_task(db: Session, actor: Actor, task: UUID, *, kind: str, number: int) -> None:
    """From now on it is not offered to the actor at this task. Twice is as good as once."""
    _tell(db, actor, (TASK, get_readable_task(db, actor, task).id or 0), kind, number)


def tell_from_question(db: Session, actor: Actor, question: int, *, kind: str, number: int) -> None:
    """The same at a question: for staff, who merge them."""
    if not is_staff(actor):
        raise NotFound
    _tell(db, actor, (QUESTION, get_question(db, actor, question).id or 0), kind, number)


def offer_at_task(db: Session, actor: Actor, task: UUID) -> None:
    """Everything may be offered to the actor at this task again."""
    task_id = get_readable_task(db, actor, task).id or 0
    said = delete(Dissimilarity).where(
        col(Dissimilarity.member_id) == actor.member_id,
        col(Dissimilarity.place) == TASK,
        col(Dissimilarity.place_id) == task_id,
    )
    db.execute(said, execution_options={"synchronize_session": False})


def _tell(db: Session, actor: Actor, where: tuple[str, int], kind: str, number: int) -> None:
    if not may_post(actor):
        raise Forbidden(say("Your role reads; it does not ask."))
    subject = find_subject(db, actor, kind, number)
    if subject is None:
        raise NotFound
    place, place_id = where
    said = Dissimilarity(
        member_id=actor.member_id,
        place=place,
        place_id=place_id,
        kind=subject.kind,
        subject_id=subject.id,
    )
    db.merge(said, load=True)
