"""An attempt as it is made: one question on the screen, the clock, the answers given so far.

Nothing here tells what is right before the attempt is over; in practice, before the question was
answered. Nor does it name the clause: that would be half of the answer.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.clock import now
from app.domain.answers import AnswerSchema, as_sent
from app.domain.roles import Actor
from app.errors import NotFound
from app.pages.attempt_results import ExplainedView, ResultView, explain, view_result
from app.pages.contents import ContentView, view_content, view_words
from app.pages.guidelines import root_of
from app.pages.pieces import Piece
from app.queries.attempts import get_attempt, list_answers
from app.queries.exams import Asked, map_asked
from app.queries.members import find_actor
from app.queries.projects import get_project
from app.queries.terms import get_schema
from app.records.events import Event
from app.records.exams import Attempt, AttemptQuestion, Exam


@dataclass(frozen=True, slots=True)
class QuestionView:
    """The question at hand, with one's own answer where it was given. `explained`: in practice,
    once it was answered."""

    place: int
    content: ContentView
    answer: object | None
    explained: ExplainedView | None


@dataclass(frozen=True, slots=True)
class AttemptView:
    """An attempt that goes on. `question` None: all are answered, and it can be handed in.
    `answered`: by place, whether one has; `seconds_left` by the server's clock, None: untimed."""

    root: str
    key: UUID
    exam: int
    title: str
    mode: str
    again: int
    prompt: str
    answers: AnswerSchema
    answered: tuple[bool, ...]
    question: QuestionView | None
    previous: int | None
    following: int | None
    ends_at: datetime | None
    seconds_left: int | None

    @property
    def done(self) -> int:
        """How many are answered."""
        return sum(self.answered)

    @property
    def chosen(self) -> dict[str, Any]:
        """One's own answer as the form shows it."""
        if self.question is None or self.question.answer is None:
            return {}
        return {"answer": as_sent(self.question.answer)}


@dataclass(frozen=True, slots=True)
class AttemptPage:
    """An attempt: `sitting` while it goes on, `result` once it is over."""

    key: UUID
    root: str
    sitting: AttemptView | None
    result: ResultView | None
    topics: tuple[str, ...]


def show_attempt(db: Session, actor: Actor, key: UUID, place: int | None = None) -> AttemptPage:
    """One's own attempt, with the first open question, or that of this place."""
    return view_attempt(db, actor, get_attempt(db, actor, key), place)


def view_attempt(
    db: Session, actor: Actor, attempt: Attempt, place: int | None = None
) -> AttemptPage:
    """An attempt as it stands: over by the clock is over, even before it was judged."""
    left = _seconds_left(attempt)
    is_over = attempt.ended_at is not None or left == 0
    return AttemptPage(
        key=attempt.key,
        root=root_of(db, actor.project_id),
        sitting=None if is_over else _sitting(db, attempt, place, left),
        result=view_result(db, attempt) if is_over else None,
        topics=(f"desk:{actor.member_id}",),
    )


def _sitting(db: Session, attempt: Attempt, place: int | None, left: int | None) -> AttemptView:
    asked = list_answers(db, attempt.id or 0)
    if place is not None and not 1 <= place <= len(asked):
        raise NotFound
    open_places = [each.place for each in asked if each.answered_at is None]
    at = place or next(iter(open_places), None)
    exam = db.get_one(Exam, attempt.exam_id)
    schema = get_schema(db, attempt.project_id)
    rest = [each for each in open_places if at is None or each > at] + open_places
    return AttemptView(
        root=root_of(db, attempt.project_id),
        key=attempt.key,
        exam=exam.number,
        title=exam.title,
        mode=attempt.mode,
        again=attempt.again,
        prompt=get_project(db, attempt.project_id).prompt,
        answers=replace(schema, certainty=False, comment=False),
        answered=tuple(each.answered_at is not None for each in asked),
        question=_question(db, attempt, asked[at - 1]) if at else None,
        previous=at - 1 if at and at > 1 else len(asked) if at is None else None,
        following=next((each for each in rest if each != at), None),
        ends_at=attempt.ends_at,
        seconds_left=left,
    )


def _question(db: Session, attempt: Attempt, asked: AttemptQuestion) -> QuestionView:
    found = map_asked(db, [asked.question_id])[asked.question_id]
    is_told = attempt.mode == "practice" and asked.answered_at is not None
    return QuestionView(
        asked.place,
        content_of(db, attempt.project_id, found),
        asked.answer,
        explain(db, attempt.project_id, [(asked, found)])[0] if is_told else None,
    )


def content_of(db: Session, project_id: int, asked: Asked) -> ContentView:
    """A question as a task stands on the desk."""
    if asked.task is not None:
        return view_content(asked.task, (), get_project(db, project_id).listed_fields)
    return view_words(asked.case.example if asked.case else "")


def _seconds_left(attempt: Attempt) -> int | None:
    if attempt.ends_at is None:
        return None
    return max(0, int((attempt.ends_at - now()).total_seconds()))


def _of_event(db: Session, event: Event) -> AttemptPage | None:
    member = event.data.get("member")
    actor = find_actor(db, member) if isinstance(member, int) else None
    attempt = db.get(Attempt, event.subject)
    return view_attempt(db, actor, attempt) if actor and attempt else None


# over in this window is over in all; an answer changes nothing that another window shows, where
# one may have chosen what is not sent yet
_ATTEMPT = Piece("desk:{member}", "attempts/_attempt.html", "attempt", _of_event)
PIECES = {"attempt.ended": (_ATTEMPT,)}
