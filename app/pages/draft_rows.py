"""The list of drafts, as staff see it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.roles import Actor, may_edit_draft
from app.pages.guidelines import root_of
from app.pages.listings import Listing
from app.pages.pieces import Piece
from app.queries.drafts import PAGE, list_drafts
from app.queries.guidelines import list_types
from app.queries.members import map_names
from app.records.events import Event
from app.records.revisions import Revision


@dataclass(frozen=True, slots=True)
class DraftRowView:
    """A draft in the list of drafts; `type` "" while it changes nothing."""

    root: str
    number: int
    title: str
    state: str
    type: str
    author: str
    edition: int
    edited_at: datetime


@dataclass(frozen=True, slots=True)
class DraftsView:
    """The list of drafts. `next`: the number to read before, if there is more."""

    root: str
    rows: tuple[DraftRowView, ...]
    next: int | None
    may_edit: bool
    topics: tuple[str, ...] = ("drafts",)


def show_drafts(db: Session, actor: Actor, before: int | None = None) -> DraftsView:
    """The open drafts, newest first."""
    listing = page_drafts(db, actor, before)
    root = root_of(db, actor.project_id)
    return DraftsView(root, listing.items, listing.next, may_edit_draft(actor))


def page_drafts(db: Session, actor: Actor, before: int | None = None) -> Listing[DraftRowView]:
    """The same as a plain list."""
    drafts = list_drafts(db, actor, before)
    names = map_names(db, actor.project_id, [draft.author_id for draft in drafts])
    root = root_of(db, actor.project_id)
    rows = tuple(_row(db, draft, root, names) for draft in drafts)
    return Listing(rows, rows[-1].number if len(rows) == PAGE else None)


def _row(db: Session, draft: Revision, root: str, names: dict[int, str]) -> DraftRowView:
    types = list_types(db, draft)
    heavy = next((t for t in ("substantive", "clarifying", "editorial") if t in types), "")
    author = names.get(draft.author_id, "")
    number, edition = draft.number, draft.edition
    return DraftRowView(
        root, number, draft.title, draft.state, heavy, author, edition, draft.edited_at
    )


def _row_of(db: Session, event: Event) -> DraftRowView | None:
    draft = db.get(Revision, event.subject)
    if draft is None:
        return None
    names = map_names(db, draft.project_id, [draft.author_id])
    return _row(db, draft, root_of(db, draft.project_id), names)


_ROW = (Piece("drafts", "drafts/_row.html", "row", _row_of, staff=True),)
PIECES = {
    "draft.opened": _ROW,
    "draft.edited": _ROW,
    "draft.approved": _ROW,
    "draft.returned": _ROW,
    "draft.discarded": _ROW,
    "draft.overtaken": _ROW,
    "review.requested": _ROW,
    "revision.published": _ROW,
}
