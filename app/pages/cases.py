"""Cases as they are shown: the text, the expected answer, and what they are held against."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from app.domain.answers import describe
from app.domain.roles import Actor, may_edit_draft
from app.domain.texts import excerpt
from app.pages.listings import Listing
from app.pages.pieces import Piece
from app.queries.cases import PAGE, CaseRow, list_cases, list_rows
from app.queries.expectations import list_cases_as_of
from app.queries.guidelines import document_of, find_published, get_version
from app.queries.projects import get_project
from app.queries.terms import get_schema
from app.records.events import Event


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case. `text` is the task's beginning or the invented example; `code` and `ruling` say
    what it is held against; `task` is the key of its task."""

    id: int
    text: str
    value: str
    answer: str
    code: str | None
    ruling: int | None
    task: str | None


@dataclass(frozen=True, slots=True)
class CasesView:
    """The project's cases, a page at a time."""

    root: str
    cases: tuple[CaseView, ...]
    next: int | None
    codes: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    removals: tuple["RemovalView", ...]
    may_edit: bool
    topics: tuple[str, ...] = ("cases",)


def show_cases(db: Session, actor: Actor, after: int = 0) -> CasesView:
    """All cases that the actor may know, oldest first."""
    listing = page_cases(db, actor, after)
    document = document_of(find_published(db, actor.project_id))
    schema = get_schema(db, actor.project_id)
    root = f"/projects/{get_project(db, actor.project_id).slug}"
    return CasesView(
        root=root,
        cases=listing.items,
        next=listing.next,
        codes=tuple(clause.code for clause in document.clauses[:500]),
        answers=tuple((option.value, option.label) for option in schema.offered),
        removals=tuple(
            RemovalView(root, each.id, each.text) for each in listing.items if not each.ruling
        ),
        may_edit=may_edit_draft(actor),
        topics=("cases", "team:cases") if may_edit_draft(actor) else ("cases",),
    )


def page_cases(db: Session, actor: Actor, after: int = 0) -> Listing[CaseView]:
    """The same as a plain list."""
    rows = list_cases(db, actor, after=after)
    last = rows[-1].case.id if len(rows) == PAGE else None
    return Listing(view_cases(db, actor.project_id, rows), last)


def show_cases_of_version(db: Session, actor: Actor, version: str) -> Listing[CaseView]:
    """The cases that a version was held against, each with the answer expected of it then."""
    rows = list_cases_as_of(db, actor, get_version(db, actor, version))
    return Listing(view_cases(db, actor.project_id, rows), None)


def view_cases(db: Session, project_id: int, rows: Iterable[CaseRow]) -> tuple[CaseView, ...]:
    """Rows as they are shown."""
    schema = get_schema(db, project_id)
    return tuple(
        CaseView(
            id=row.case.id or 0,
            text=excerpt(row.task.body if row.task else row.case.example, 240),
            value=row.value,
            answer=describe(schema, row.value),
            code=row.code,
            ruling=row.ruling.number if row.ruling else None,
            task=str(row.task.key) if row.task else None,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class RemovalView:
    """A case that the ML team may take out: those of a ruling go with it."""

    root: str
    id: int
    text: str


@dataclass(frozen=True, slots=True)
class GoneView:
    """A case that was removed: its row is left, hidden, for the place it had."""

    id: int


def _case_of(db: Session, event: Event) -> CaseView | None:
    rows = list_rows(db, event.project_id, event.subject)
    return view_cases(db, event.project_id, rows)[0] if rows else None


def _removal_of(db: Session, event: Event) -> RemovalView | None:
    case = _case_of(db, event)
    root = f"/projects/{get_project(db, event.project_id).slug}"
    return RemovalView(root, case.id, case.text) if case and not case.ruling else None


def _gone_of(db: Session, event: Event) -> GoneView:
    return GoneView(event.subject)


PIECES = {
    "case.added": (
        Piece("cases", "cases/_case.html", "case", _case_of, staff=True),
        Piece("team:cases", "cases/_removal.html", "removal", _removal_of, staff=True),
    ),
    "case.removed": (
        Piece("cases", "cases/_gone.html", "gone", _gone_of, staff=True),
        Piece("team:cases", "cases/_removed.html", "removed", _gone_of, staff=True),
    ),
}
