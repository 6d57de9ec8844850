"""Rulings as they are shown: the card in threads and lists, and the page of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.domain.answers import AnswerSchema, describe
from app.domain.roles import Actor, is_staff, may_withdraw
from app.domain.texts import excerpt
from app.languages import mark, say
from app.pages.pieces import Piece
from app.pages.restorations import ReturnPreview, preview_undo
from app.queries.blindness import answered_tasks
from app.queries.drafts import find_draft_of
from app.queries.guidelines import document_of, find_published
from app.queries.kept_cases import list_kept_back
from app.queries.members import map_names
from app.queries.projects import get_project
from app.queries.rulings import (
    Row,
    get_ruling,
    list_cases_of,
    list_rulings,
    map_codes,
    map_rulings,
)
from app.queries.tasks import map_tasks
from app.queries.terms import get_schema
from app.records.events import Event
from app.records.questions import Case, Ruling

PAGE = 50
DECISIONS = {
    "differ": mark("People may differ here: both answers stand."),
    "bad_task": mark("This task cannot be judged: it has left the queue."),
}


@dataclass(frozen=True, slots=True)
class RulingView:
    """A ruling. `decision` is the short sentence; `title` is empty until the ML team has put the
    question in words of its own; `version` is set once its revision was published. `standing`:
    those of its clauses that the guideline in force has."""

    number: int
    root: str
    state: str
    outcome: str
    question: int
    title: str
    decision: str
    value: str | None
    answer: str
    condition: str
    exceptions: str
    rationale: str
    authority: str
    clauses: tuple[str, ...]
    standing: tuple[str, ...]
    version: str | None
    revision: int | None
    made_by: str
    made_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case: a task that the reader may open, or an example, with the answer expected."""

    task: UUID | None
    text: str
    value: str
    answer: str


@dataclass(frozen=True, slots=True)
class RulingPage:
    """One ruling with its cases; `hidden` are so many more, on tasks that the reader has not
    answered. `draft`: for staff, the number of the open draft it led to.
    `undo`: what would go back if it were undone, for those who may."""

    ruling: RulingView
    cases: tuple[CaseView, ...]
    hidden: int
    may_withdraw: bool
    draft: int | None
    undo: ReturnPreview | None
    topics: tuple[str, ...] = ("rulings",)


@dataclass(frozen=True, slots=True)
class RulingsPage:
    """Rulings, newest first. `following`: the number to read on below."""

    root: str
    state: str
    rulings: tuple[RulingView, ...]
    following: int | None
    topics: tuple[str, ...] = ("rulings",)


def show_rulings(
    db: Session, actor: Actor, state: str | None = None, before: int | None = None
) -> RulingsPage:
    """The rulings that the actor may see."""
    found = list_rulings(db, actor, state, before, PAGE + 1)
    views = view_rulings(db, actor.project_id, [ruling.number for ruling in found[:PAGE]])
    listed = tuple(views[ruling.number] for ruling in found[:PAGE])
    following = found[PAGE - 1].number if len(found) > PAGE else None
    return RulingsPage(root_of(db, actor.project_id), state or "", listed, following)


def show_ruling(db: Session, actor: Actor, number: int) -> RulingPage:
    """One ruling."""
    ruling = get_ruling(db, actor, number)
    view = view_rulings(db, actor.project_id, [number])[number]
    listed = list_cases_of(db, ruling.id or 0)
    cases = _cases(db, actor, listed)
    hidden = len(listed) - len(cases)
    open_still = ruling.state in ("proposed", "in_force") and view.version is None
    draft = find_draft_of(db, ruling) if is_staff(actor) else None
    number_of = draft.number if draft else None
    said = ruling.state == "in_force" and view.version is not None
    undo = preview_undo(db, actor, number) if said and may_withdraw(actor) else None
    return RulingPage(view, cases, hidden, may_withdraw(actor) and open_still, number_of, undo)


def present_ruling(db: Session, actor: Actor, ruling: Ruling) -> RulingView:
    """A ruling just made, for who made it."""
    return view_rulings(db, actor.project_id, [ruling.number])[ruling.number]


def view_rulings(db: Session, project_id: int, numbers: Iterable[int]) -> dict[int, RulingView]:
    """Rulings by number. They show a rule, never anybody's label."""
    rows = map_rulings(db, project_id, numbers)
    if not rows:
        return {}
    codes = map_codes(db, [ruling.id or 0 for ruling, _, _ in rows.values()])
    names = map_names(db, project_id, {ruling.made_by for ruling, _, _ in rows.values()})
    known = _Known(
        root_of(db, project_id),
        get_schema(db, project_id),
        names,
        frozenset(each.code for each in document_of(find_published(db, project_id)).clauses),
    )
    return {
        number: _view(row, known, codes.get(row[0].id or 0, ())) for number, row in rows.items()
    }


def root_of(db: Session, project_id: int) -> str:
    """Where the pages of a project begin."""
    known: dict[int, str] = db.info.get("memory", {}).setdefault("roots", {})
    if project_id not in known:  # a slug never changes
        known[project_id] = f"/projects/{get_project(db, project_id).slug}"
    return known[project_id]


@dataclass(frozen=True, slots=True)
class _Known:
    """What several rulings need, looked up at once."""

    root: str
    schema: AnswerSchema
    names: dict[int, str]
    standing: frozenset[str]


def _view(row: Row, known: _Known, codes: tuple[str, ...]) -> RulingView:
    ruling, question, revision = row
    sealed = revision is not None and revision.published_at is not None
    return RulingView(
        number=ruling.number,
        root=known.root,
        state=ruling.state,
        outcome=ruling.outcome,
        question=question.number,
        title=question.title if question.titled_by_team else "",
        decision=_decision(ruling),
        value=ruling.value,
        answer=describe(known.schema, ruling.value) if ruling.value is not None else "",
        condition=ruling.condition,
        exceptions=ruling.exceptions,
        rationale=ruling.rationale,
        authority=ruling.authority,
        clauses=codes,
        standing=tuple(code for code in codes if code in known.standing),
        version=revision.version if revision and sealed else None,
        revision=revision.number if revision and sealed else None,
        made_by=known.names.get(ruling.made_by, "Precedent"),
        made_at=ruling.made_at,
        ended_at=ruling.ended_at,
    )


def _decision(ruling: Ruling) -> str:
    if ruling.outcome in DECISIONS:
        return say(DECISIONS[ruling.outcome])
    return ruling.condition or say("The guideline changes.")


def _cases(db: Session, actor: Actor, cases: list[Case]) -> tuple[CaseView, ...]:
    """The cases whose task the actor has answered, and all invented ones: a case tells the answer
    that is expected. What an exam can still ask the actor is kept back."""
    schema = get_schema(db, actor.project_id)
    tasks = map_tasks(db, [case.task_id for case in cases if case.task_id])
    known = set(tasks) if is_staff(actor) else answered_tasks(db, actor.member_id, tasks)
    ids = [] if is_staff(actor) else [case.id or 0 for case in cases]
    kept = list_kept_back(db, actor.member_id, ids)
    views = []
    for case in cases:
        if case.id in kept:
            continue
        task = tasks.get(case.task_id or 0)
        if task is None or task.id in known:
            text = excerpt(task.body if task else case.example, 280)
            answer = describe(schema, case.value)
            views.append(CaseView(task.key if task else None, text, case.value, answer))
    return tuple(views)


def of_event(db: Session, event: Event) -> RulingView | None:
    """The ruling that an event is about."""
    number = event.data.get("ruling")
    if not isinstance(number, int):
        return None
    return view_rulings(db, event.project_id, [number]).get(number)


_RULING = Piece("rulings", "rulings/_ruling.html", "ruling", of_event)
# beside the asker's question, too: it is ruled before the guideline says it
_STANDING = Piece("rulings", "rulings/_standing.html", "standing", of_event)
PIECES = dict.fromkeys(
    ("ruling.made", "ruling.came_in_force", "ruling.withdrawn"), (_RULING, _STANDING)
)
