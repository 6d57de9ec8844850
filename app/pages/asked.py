"""What somebody asked, and what came of it: a labeler's own questions.

A question's title may be another asker's words, so it is shown only once the ML team has put it in
words of its own; until then people see their own note.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.domain.flags import CATEGORIES
from app.domain.roles import Actor
from app.domain.texts import excerpt
from app.languages import say
from app.pages.pieces import Piece
from app.pages.rulings import RulingView, root_of, view_rulings
from app.pages.threads import ThreadView, show_thread
from app.queries.answers import find_answer
from app.queries.flags import list_own_flags
from app.queries.questions import (
    find_question,
    get_question,
    list_askers,
    list_questions,
    map_numbers,
)
from app.queries.rulings import find_ruling_of, map_clause_codes
from app.queries.tasks import map_tasks
from app.records.events import Event
from app.records.questions import Question

PAGE = 50


@dataclass(frozen=True, slots=True)
class OwnMark:
    """One's own flag: on which task, and what one wrote."""

    task: UUID
    text: str
    category: str
    note: str
    quote: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AskedView:
    """A question as one of its askers sees it. `outcome` is the reply that closed it; `clause`
    the one it cites; `ruling` the decision."""

    number: int
    root: str
    order: int
    state: str
    title: str
    marks: tuple[OwnMark, ...]
    outcome: str
    clause: str
    ruling: RulingView | None
    duplicate_of: int | None
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class AskedPage:
    """One's own questions, newest first."""

    root: str
    rows: tuple[AskedView, ...]
    following: int | None
    topics: tuple[str, ...] = ("questions", "rulings")


@dataclass(frozen=True, slots=True)
class OwnQuestionPage:
    """One of one's own questions, with its discussion."""

    root: str
    asked: AskedView
    thread: ThreadView
    topics: tuple[str, ...]


def show_asked(
    db: Session, actor: Actor, state: str | None = None, before: int | None = None
) -> AskedPage:
    """The actor's own questions."""
    found = list_questions(db, actor, state, before, PAGE + 1)
    rows = tuple(view_asked(db, actor.member_id, question) for question in found[:PAGE])
    following = found[PAGE - 1].number if len(found) > PAGE else None
    return AskedPage(root_of(db, actor.project_id), rows, following)


def show_own_question(db: Session, actor: Actor, number: int) -> OwnQuestionPage:
    """One of the actor's own questions."""
    question = get_question(db, actor, number)
    topic = f"question:{number}"
    return OwnQuestionPage(
        root=root_of(db, actor.project_id),
        asked=view_asked(db, actor.member_id, question),
        thread=show_thread(db, actor, topic),
        topics=(topic, "questions", "rulings"),
    )


def view_asked(db: Session, member_id: int, question: Question) -> AskedView:
    """A question for one of its askers."""
    marks = _marks(db, member_id, question)
    ruling = find_ruling_of(db, question.id or 0)
    views = view_rulings(db, question.project_id, [ruling.number] if ruling else [])
    answer = find_answer(db, question) if question.state in ("answered", "declined") else None
    return AskedView(
        number=question.number,
        root=root_of(db, question.project_id),
        order=question.number,
        state=question.state,
        title=say_question(db, member_id, question),
        marks=marks,
        outcome=answer or "",
        clause=map_clause_codes(db, [question.clause_id]).get(question.clause_id or 0, ""),
        ruling=views.get(ruling.number) if ruling else None,
        duplicate_of=map_numbers(db, [question.duplicate_of]).get(question.duplicate_of or 0),
        created_at=question.created_at,
        closed_at=question.closed_at,
    )


def say_question(db: Session, member_id: int, question: Question) -> str:
    """A question in words that one of its askers may know: the ML team's, or their own."""
    return say_questions(db, member_id, [question])[question.id or 0]


def say_questions(db: Session, member_id: int, questions: Iterable[Question]) -> dict[int, str]:
    """Questions, by id, in words that one of their askers may know."""
    all_of_them = {each.id or 0: each for each in questions}
    untold = [each for each, question in all_of_them.items() if not question.titled_by_team]
    own: dict[int, str] = {}
    for flag in list_own_flags(db, member_id, untold) if untold else ():
        for each in (flag.question_id, flag.raised_question_id):
            own.setdefault(each or 0, excerpt(flag.note, 160))
    return {
        each: question.title
        if question.titled_by_team
        else own.get(each, say("Question %(number)s", number=question.number))
        for each, question in all_of_them.items()
    }


def _marks(db: Session, member_id: int, question: Question) -> tuple[OwnMark, ...]:
    flags = list_own_flags(db, member_id, [question.id or 0])
    tasks = map_tasks(db, [flag.task_id for flag in flags])
    return tuple(
        OwnMark(
            task=tasks[flag.task_id].key,
            text=excerpt(tasks[flag.task_id].body, 200),
            category=say(CATEGORIES[flag.category]),
            note=flag.note,
            quote=str((flag.anchor or {}).get("quote", "")),
            created_at=flag.created_at,
        )
        for flag in flags
    )


@dataclass(frozen=True, slots=True)
class LeftView:
    """A question that was theirs only through a merge, which is undone."""

    number: int


def _of_event(db: Session, event: Event) -> AskedView | None:
    """The question for the one person who is told: the event's audience is `member:ID`."""
    return _for_whom(db, event, event.data.get("question"))


def _standing_of(db: Session, event: Event) -> AskedView | None:
    """The question that stands for theirs, once the two are merged: it is theirs from now on."""
    return _for_whom(db, event, event.data.get("into"))


def _left_of(db: Session, event: Event) -> LeftView | None:
    """The question that stood for theirs, once they do not ask it any more."""
    number, whom = event.data.get("left"), int(event.audience.partition(":")[2])
    question = find_question(db, event.project_id, number) if isinstance(number, int) else None
    if question is None or whom in list_askers(db, question.id or 0):
        return None
    return LeftView(question.number)


def _for_whom(db: Session, event: Event, number: object) -> AskedView | None:
    scope, _, whom = event.audience.partition(":")
    if scope != "member" or not isinstance(number, int):
        return None
    question = find_question(db, event.project_id, number)
    return view_asked(db, int(whom), question) if question else None


_ASKED = Piece("questions", "questions/_asked.html", "asked", _of_event)
_STANDING = Piece("questions", "questions/_asked.html", "asked", _standing_of)
_LEFT = Piece("questions", "questions/_left.html", "left", _left_of)
PIECES = {"question.joined": (_ASKED,), "question.told": (_ASKED, _STANDING, _LEFT)}
