"""What was asked about a task, and not decided, when somebody answered it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session

from app.queries.rulings import find_ruling_of
from app.records.labels import Label
from app.records.questions import Question


@dataclass(frozen=True, slots=True)
class OpenThenView:
    """A question that was open when an answer was given, and the ruling that decides it by now:
    its number, None without one, and its state."""

    question: int
    ruling: int | None
    state: str


def list_open_then(
    db: Session, label: Label, question_ids: Collection[int]
) -> tuple[OpenThenView, ...]:
    """Of these questions, which the reader knows of, those that were open when it was made."""
    if not label.under_question:
        return ()
    questions = [db.get_one(Question, each) for each in sorted(question_ids)]
    return tuple(_view(db, each) for each in questions if _was_open(each, label))


def _was_open(question: Question, label: Label) -> bool:
    is_later = question.closed_at is None or question.closed_at > label.labeled_at
    return is_later and question.created_at <= label.labeled_at


def _view(db: Session, question: Question) -> OpenThenView:
    ruling = find_ruling_of(db, question.id or 0)
    if ruling is None:
        return OpenThenView(question.number, None, question.state)
    return OpenThenView(question.number, ruling.number, ruling.state)
