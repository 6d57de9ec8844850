"""The reply that closed a question."""

from sqlmodel import Session, col, select

from app.queries.places import find_thread_id
from app.records.questions import Question
from app.records.threads import Message


def find_answer(db: Session, question: Question) -> str | None:
    """The newest answer in a question's thread."""
    thread_id = find_thread_id(db, question.project_id, "question", question.id or 0)
    if thread_id is None:
        return None
    answer = select(Message.body).where(Message.thread_id == thread_id, Message.kind == "answer")
    return db.exec(answer.order_by(col(Message.position).desc()).limit(1)).first()
