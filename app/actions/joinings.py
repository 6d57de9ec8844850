"""Same here: having a doubt that somebody else has put into words."""

from uuid import UUID

from sqlmodel import Session

from app.domain.roles import Actor, may_post
from app.errors import Conflict, Forbidden
from app.languages import say
from app.queries.messages import get_readable_message
from app.queries.questions import find_question
from app.records.events import record
from app.records.questions import Asker, Question


def join_question(db: Session, actor: Actor, key: UUID) -> Question:
    """The actor asks what a flag asks that they may read: they hear the outcome, and the question
    weighs more. Twice is as good as once. Raises Conflict where it is decided already."""
    message = get_readable_message(db, actor, key)
    number = message.data.get("question")
    if message.kind != "flag" or not isinstance(number, int):
        raise Conflict(say("This message asks no question."))
    if not may_post(actor):
        raise Forbidden(say("Your role reads; it does not ask."))
    found = find_question(db, actor.project_id, number)
    standing = db.get_one(Question, found.duplicate_of) if found and found.duplicate_of else found
    if found is None or standing is None or standing.state != "open":
        raise Conflict(say("This question is decided already: read the answer in the discussion."))
    if enter_asker(db, found, actor.member_id):
        _tell(db, actor, found)
    if standing is not found and enter_asker(db, standing, actor.member_id, came_with=found.id):
        _tell(db, actor, standing)
    return standing


def enter_asker(
    db: Session, question: Question, member_id: int, *, came_with: int | None = None
) -> bool:
    """Make somebody an asker of a question; whether they were none before. `came_with`: they ask
    another, which was merged into it. Whoever asks it by themselves stays when that is undone."""
    known = db.get(Asker, (question.id, member_id))
    if known is None:
        db.add(Asker(question_id=question.id or 0, member_id=member_id, came_with=came_with))
        db.flush()
    elif came_with is None and known.came_with is not None:
        known.came_with = None
        db.add(known)
    return known is None


def _tell(db: Session, actor: Actor, question: Question) -> None:
    for audience in ("staff", f"member:{actor.member_id}"):
        record(
            db,
            actor,
            "question.joined",
            subject=question.id or 0,
            audience=audience,
            question=question.number,
        )
