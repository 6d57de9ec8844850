"""One question as the ML team sees it: what is asked, by whom, on which tasks, and the decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.clock import new_ordered_id
from app.domain.roles import Actor, is_ml_team, is_staff
from app.domain.texts import excerpt
from app.errors import NotFound
from app.pages.flagged import FlaggedView, TentativeView, show_flagged, show_tentative
from app.pages.inbox import CHANGES, QuestionRow, pieces_of, view_rows
from app.pages.pieces import Piece
from app.pages.rulings import RulingView, root_of, view_rulings
from app.pages.threads import ThreadView, show_thread
from app.queries.guidelines import document_of, find_published
from app.queries.members import map_names
from app.queries.questions import (
    find_question,
    get_question,
    list_askers,
    list_duplicates,
    list_questions,
    list_staying,
    map_numbers,
)
from app.queries.rulings import find_question_of_ruling, find_ruling_of, map_clause_codes
from app.queries.terms import get_schema
from app.records.events import Event
from app.records.questions import Question
from app.records.revisions import Revision


@dataclass(frozen=True, slots=True)
class StateView:
    """Where a question stands, and who asks it: for staff. `staying`: who would go on asking the
    one that stands for it, were their merge undone."""

    id: str
    number: int
    root: str
    title: str
    titled_by_team: bool
    state: str
    askers: tuple[str, ...]
    created_at: datetime
    closed_by: str
    closed_at: datetime | None
    snoozed_until: datetime | None
    duplicate_of: int | None
    duplicates: tuple[int, ...]
    staying: tuple[str, ...]
    clause: str
    ruling: RulingView | None
    draft: int | None


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A question with everything that a decision needs. `options`: the answers a ruling may name,
    with their labels; `clauses`: code and first words."""

    root: str
    number: int
    state: StateView
    row: QuestionRow
    flagged: tuple[FlaggedView, ...]
    tentative: tuple[TentativeView, ...]
    thread: ThreadView
    options: tuple[tuple[str, str], ...]
    clauses: tuple[tuple[str, str], ...]
    may_decide: bool
    next_key: UUID
    typed: dict[str, str]
    error: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionsPage:
    """Questions, newest first. `following`: the number to read on below."""

    root: str
    state: str
    rows: tuple[QuestionRow, ...]
    following: int | None
    topics: tuple[str, ...] = ()


def show_question(
    db: Session,
    actor: Actor,
    number: int,
    typed: Mapping[str, str] | None = None,
    error: str = "",
) -> QuestionPage:
    """A question, for staff; after a refusal with what was typed."""
    if not is_staff(actor):
        raise NotFound
    question = get_question(db, actor, number)
    project_id, topic = actor.project_id, f"question:{number}"
    decides = is_ml_team(actor)
    return QuestionPage(
        root=root_of(db, project_id),
        number=number,
        state=view_state(db, question),
        row=view_rows(db, project_id, [question])[0],
        flagged=show_flagged(db, project_id, question.id or 0, number),
        tentative=show_tentative(db, project_id, question.id or 0, number) if decides else (),
        thread=show_thread(db, actor, topic),
        options=tuple((one.value, one.label) for one in get_schema(db, project_id).offered),
        clauses=list_clauses(db, project_id),
        may_decide=decides,
        next_key=new_ordered_id(),
        typed=dict(typed or {}),
        error=error,
        topics=(topic, "inbox", "rulings", *([f"team:{number}"] if decides else [])),
    )


def show_state(db: Session, actor: Actor, number: int) -> StateView:
    """Where a question stands, for staff."""
    if not is_staff(actor):
        raise NotFound
    return view_state(db, get_question(db, actor, number))


def show_questions(
    db: Session, actor: Actor, state: str | None = None, before: int | None = None, most: int = 50
) -> QuestionsPage:
    """All questions, for staff."""
    if not is_staff(actor):
        raise NotFound
    found = list_questions(db, actor, state, before, most + 1)
    rows = tuple(view_rows(db, actor.project_id, found[:most]))
    following = found[most - 1].number if len(found) > most else None
    return QuestionsPage(root_of(db, actor.project_id), state or "", rows, following)


def present_question(db: Session, actor: Actor, question: Question) -> StateView:
    """A question just decided about, for who decided."""
    return view_state(db, question)


def view_state(db: Session, question: Question) -> StateView:
    """Where a question stands."""
    askers = list_askers(db, question.id or 0)
    names = map_names(db, question.project_id, [*askers, question.closed_by])
    ruling = find_ruling_of(db, question.id or 0)
    numbers = [ruling.number] if ruling else []
    revision = db.get(Revision, ruling.revision_id) if ruling and ruling.revision_id else None
    drafted = revision is not None and revision.published_at is None
    shown = revision is not None and drafted and revision.state != "discarded"
    return StateView(
        id=f"question-state-{question.number}",
        number=question.number,
        root=root_of(db, question.project_id),
        title=question.title,
        titled_by_team=question.titled_by_team,
        state=question.state,
        askers=tuple(names[each] for each in askers if each in names),
        created_at=question.created_at,
        closed_by=names.get(question.closed_by or 0, ""),
        closed_at=question.closed_at,
        snoozed_until=question.snoozed_until,
        duplicate_of=map_numbers(db, [question.duplicate_of]).get(question.duplicate_of or 0),
        duplicates=tuple(each.number for each in list_duplicates(db, question.id or 0)),
        staying=tuple(names[each] for each in list_staying(db, question) if each in names),
        clause=map_clause_codes(db, [question.clause_id]).get(question.clause_id or 0, ""),
        ruling=next(iter(view_rulings(db, question.project_id, numbers).values()), None),
        draft=revision.number if revision and shown else None,
    )


def list_clauses(db: Session, project_id: int) -> tuple[tuple[str, str], ...]:
    """The clauses in force: code, and code with its first words."""
    document = document_of(find_published(db, project_id))
    return tuple(
        (clause.code, f"{clause.code} · {excerpt(clause.text, 70)}") for clause in document.clauses
    )


def _of_event(db: Session, event: Event) -> StateView | None:
    number = event.data.get("question")
    question = find_question(db, event.project_id, number) if isinstance(number, int) else None
    return view_state(db, question) if question else None


def _standing_of(db: Session, event: Event) -> StateView | None:
    number = event.data.get("into")
    question = find_question(db, event.project_id, number) if isinstance(number, int) else None
    return view_state(db, question) if question else None


def _of_ruling(db: Session, event: Event) -> StateView | None:
    number = event.data.get("ruling")
    question = (
        find_question_of_ruling(db, event.project_id, number) if isinstance(number, int) else None
    )
    return view_state(db, question) if question else None


_STATE = Piece("inbox", "questions/_state.html", "state", _of_event, staff=True)
_STANDING = Piece("inbox", "questions/_state.html", "state", _standing_of, staff=True)
_RULED = Piece("inbox", "questions/_state.html", "state", _of_ruling, staff=True)
PIECES = {
    **pieces_of((*CHANGES, "flag.raised", "flag.redacted", "question.joined"), _STATE),
    **pieces_of(("question.merged", "question.separated"), _STATE, _STANDING),
    **pieces_of(("ruling.came_in_force", "ruling.withdrawn"), _RULED),
}
