"""Labels brought back: what would move and whose, what is on its way, what has gone back."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from app.domain.roles import Actor, is_staff, may_withdraw
from app.errors import NotFound
from app.pages.pieces import Piece
from app.queries.guidelines import get_revision
from app.queries.labels import newest_label
from app.queries.members import map_names
from app.queries.projects import get_project
from app.queries.relabels import find_busy
from app.queries.restorations import (
    count,
    count_by_member,
    find_end,
    get_restoration,
    list_replaced,
    list_restorations,
    movable,
    undoable,
)
from app.queries.rulings import get_ruling
from app.records.events import Event
from app.records.questions import Ruling
from app.records.relabels import Restoration
from app.records.revisions import Revision


@dataclass(frozen=True, slots=True)
class RestorationView:
    """Labels on their way back, or there. `ruling` is set where a ruling was undone."""

    slug: str
    number: int
    version: str
    ruling: int | None
    corrections: bool
    reason: str
    state: str
    returned: int
    made_by: str
    made_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReturnPreview:
    """What would go back: `labels`, whose, and how many `stay` because their people corrected them
    (or, with a ruling, because another ruling may have flipped them). `version` None: there is
    nothing to go back from."""

    revision: int
    version: str
    corrections: bool
    labels: int
    by_member: tuple[tuple[str, int], ...]
    stay: int


@dataclass(frozen=True, slots=True)
class RestorationsPage:
    """All restorations, newest first, with the form of a new one: the versions to choose from, and
    the preview of the one chosen. `busy`: the relabel that has to end first."""

    slug: str
    restorations: tuple[RestorationView, ...]
    versions: tuple[tuple[int, str], ...]
    preview: ReturnPreview | None
    busy: int | None
    may_restore: bool
    reason: str = ""
    error: str = ""
    topics: tuple[str, ...] = field(default=("restorations",))


def show_restorations(
    db: Session,
    actor: Actor,
    revision: int | None = None,
    corrections: bool = False,
    reason: str = "",
    error: str = "",
) -> RestorationsPage:
    """The page; with `revision` what would go back to what it was as of that version."""
    if not is_staff(actor):
        raise NotFound
    slug = get_project(db, actor.project_id).slug
    busy = find_busy(db, actor.project_id)
    return RestorationsPage(
        slug,
        tuple(_view(db, slug, each) for each in list_restorations(db, actor.project_id)),
        tuple((each.number, each.version or "") for each in list_replaced(db, actor.project_id)),
        preview_return(db, actor, revision, corrections) if revision else None,
        busy.number if busy else None,
        may_withdraw(actor),
        reason,
        error,
    )


def page_restorations(db: Session, actor: Actor) -> tuple[RestorationView, ...]:
    """The same as a plain list."""
    return show_restorations(db, actor).restorations


def preview_return(
    db: Session, actor: Actor, number: int, corrections: bool = False
) -> ReturnPreview:
    """What going back to a version would move, by the function that moves it."""
    revision = get_revision(db, actor, number)
    if not is_staff(actor):
        raise NotFound
    end, version = find_end(db, revision), revision.version or ""
    if end is None:
        return ReturnPreview(number, version, corrections, 0, (), 0)
    until = newest_label(db, actor.project_id)
    chosen = movable(_planned(actor, revision, end, corrections), 0, until)
    labels = count(db, chosen)
    stay = 0
    if not corrections:
        every = movable(_planned(actor, revision, end, True), 0, until)
        stay = count(db, every) - labels
    whose = tuple(count_by_member(db, chosen))
    return ReturnPreview(number, version, corrections, labels, whose, stay)


def preview_undo(db: Session, actor: Actor, number: int) -> ReturnPreview:
    """What undoing a ruling would move."""
    ruling = get_ruling(db, actor, number)
    if not is_staff(actor):
        raise NotFound
    revision = db.get(Revision, ruling.revision_id) if ruling.revision_id else None
    if revision is None:
        return ReturnPreview(0, "", False, 0, (), 0)
    whose = tuple(count_by_member(db, undoable(db, ruling, only_its=True)))
    labels = sum(labels for _, labels in whose)
    stay = count(db, undoable(db, ruling)) - labels
    return ReturnPreview(revision.number, revision.version or "", False, labels, whose, stay)


def show_restoration(db: Session, actor: Actor, number: int) -> RestorationView:
    """One of them."""
    slug = get_project(db, actor.project_id).slug
    return _view(db, slug, get_restoration(db, actor, number))


def _planned(actor: Actor, revision: Revision, end: int, corrections: bool) -> Restoration:
    """One that is not begun, to count what it would move."""
    return Restoration(
        project_id=actor.project_id,
        number=0,
        revision_id=revision.id or 0,
        watermark=end,
        until=0,
        corrections=corrections,
        reason="",
        made_by=actor.member_id,
    )


def _view(db: Session, slug: str, restoration: Restoration) -> RestorationView:
    revision = db.get_one(Revision, restoration.revision_id)
    ruling = db.get(Ruling, restoration.ruling_id) if restoration.ruling_id else None
    names = map_names(db, restoration.project_id, [restoration.made_by])
    return RestorationView(
        slug,
        restoration.number,
        revision.version or "",
        ruling.number if ruling else None,
        restoration.corrections,
        restoration.reason,
        restoration.state,
        restoration.returned,
        names.get(restoration.made_by, "Precedent"),
        restoration.made_at,
        restoration.done_at,
    )


def _of_event(db: Session, event: Event) -> RestorationView | None:
    restoration = db.get(Restoration, event.subject)
    if restoration is None:
        return None
    return _view(db, get_project(db, event.project_id).slug, restoration)


_ROW = Piece(
    "restorations",
    "restorations/_restoration.html",
    "restoration",
    _of_event,
    staff=True,
    counter="{subject}",
)
PIECES = dict.fromkeys(
    ("restoration.begun", "restoration.progressed", "restoration.ended"), (_ROW,)
)
