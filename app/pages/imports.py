"""Imports: the list, one with its progress, and its report by line.

They are live for the ML team, whose reports count trusted answers too.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.domain.imports import KEPT, USUAL
from app.domain.roles import Actor, is_ml_team, may_import
from app.languages import lookup, mark, say
from app.pages.pieces import Piece
from app.queries.imports import PAGE, find_import, get_import, list_faults, list_imports
from app.queries.members import map_names
from app.records.events import Event
from app.records.imports import Import

REPORTED = {
    "gold": mark("with a trusted answer"),
    "annotators": mark("annotators made"),
    "older_guideline": mark("under an older guideline"),
    "joined_relabel": mark("joined an open relabel"),
}


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import. Counts are of rows; in a dry run `rows_kept` is what would be kept."""

    key: UUID
    kind: str
    filename: str
    state: str
    dry_run: bool
    bytes_done: int
    bytes_total: int
    rows_kept: int
    rows_refused: int
    why: str
    report: tuple[tuple[str, int], ...]
    by: str
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class FaultView:
    """A row that was not taken: the line where it begins (the first is 1), and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """An import and part of its faults, in the order of the file. `next`: where to go on."""

    importing: ImportView
    faults: tuple[FaultView, ...]
    next: int | None
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportsView:
    """The project's imports, newest first, and what each kind of file may hold."""

    imports: tuple[ImportView, ...]
    next: int | None
    may_import: bool
    fields: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    topics: tuple[str, ...]


def show_imports(db: Session, actor: Actor, before: int | None = None) -> ImportsView:
    """The list, for staff."""
    found = list_imports(db, actor, before)
    team = is_ml_team(actor)
    views = _view(db, actor.project_id, found, team=team)
    older = found[-1].id if len(found) == PAGE else None
    topics = tuple(f"import:{each.key}" for each in found if team and each.state == "running")
    return ImportsView(views, older, may_import(actor), _fields(), topics)


def show_import(db: Session, actor: Actor, key: UUID, after: int = 0) -> ReportView:
    """One import and its faults after one of them, for staff."""
    found = get_import(db, actor, key)
    team, faults = is_ml_team(actor), list_faults(db, found.id or 0, after)
    return ReportView(
        _view(db, actor.project_id, [found], team=team)[0],
        tuple(FaultView(fault.line, say_fault(fault.reason)) for fault in faults),
        faults[-1].id if len(faults) == PAGE else None,
        (f"import:{key}",) if team else (),
    )


def say_fault(stored: str) -> str:
    """What was written down in English, in the reader's language as far as it is known: what stands
    before a colon is the name of a field."""
    if stored.endswith(f" {KEPT}"):
        return f"{say_fault(stored.removesuffix(f' {KEPT}'))} {say(KEPT)}"
    name, colon, reason = stored.partition(": ")
    said = lookup(stored)
    return f"{name}: {lookup(reason)}" if colon and said == stored else said


def _view(
    db: Session, project_id: int, found: list[Import], *, team: bool
) -> tuple[ImportView, ...]:
    names = map_names(db, project_id, {each.made_by for each in found})
    return tuple(
        ImportView(
            key=each.key,
            kind=each.kind,
            filename=each.filename,
            state=each.state,
            dry_run=each.dry_run,
            bytes_done=each.bytes_done,
            bytes_total=each.bytes_total,
            rows_kept=each.rows_kept,
            rows_refused=each.rows_refused,
            why=say_fault(each.why),
            report=tuple(
                (say(said), each.report[n])
                for n, said in REPORTED.items()
                if n in each.report and (team or n != "gold")
            ),
            by=names.get(each.made_by, say("somebody")),
            created_at=each.created_at,
            ended_at=each.ended_at,
        )
        for each in found
    )


def _fields() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    return tuple(
        (kind, tuple((name, say(" or ").join(usual)) for name, usual in fields.items()))
        for kind, fields in USUAL.items()
    )


def _of_event(db: Session, event: Event) -> ImportView | None:
    found = find_import(db, event.project_id, event.subject)
    return _view(db, event.project_id, [found], team=True)[0] if found else None


PIECES = {
    "import.changed": (
        # the last one always comes through: it says how the import ended
        Piece("import:{key}", "imports/_import.html", "import", _of_event, staff=True),
    )
}
