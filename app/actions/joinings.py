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
    question = find_question(db, actor.project_id, number)
    if question and question.duplicate_of:
        question = db.get_one(Question, question.duplicate_of)
    if question is None or question.state != "open":
        raise Conflict(say("This question is decided already: read the answer in the discussion."))
    if db.get(Asker, (question.id, actor.member_id)) is None:
        db.add(Asker(question_id=question.id or 0, member_id=actor.member_id))
        db.flush()
        about, mine = {"question": question.number}, f"member:{actor.member_id}"
        for audience in ("staff", mine):
            record(
                db, actor, "question.joined", subject=question.id or 0, audience=audience, **about
            )
    return question
