"""The guideline as it is read: in force or at any version, and beside the work."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from app.domain.roles import Actor, is_staff, may_edit_draft
from app.errors import NotFound
from app.pages.clauses import (
    ClauseView,
    EntryView,
    WindowView,
    codes_near,
    trails,
    view_clause,
    view_contents,
    view_window,
)
from app.pages.pieces import Piece
from app.queries.changelog import (
    has_read,
    map_last_changes,
    map_ruling_numbers,
)
from app.queries.guidelines import (
    document_of,
    find_published,
    get_version,
    list_types,
    list_versions,
)
from app.queries.libraries import list_library
from app.queries.projects import get_project
from app.records.events import Event
from app.records.revisions import Revision

MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class RevisionView:
    """A published revision in a line. `claimed_at`: since when it held elsewhere, where its history
    was imported."""

    number: int
    version: str
    name: str
    title: str
    state: str
    published_at: datetime | None
    claimed_at: datetime | None


@dataclass(frozen=True, slots=True)
class GuidelineView:
    """A version of the guideline. `revision` is None where nothing is published yet: then
    `library` names what one may begin with. `is_read`: the viewer has acknowledged it."""

    root: str
    revision: RevisionView | None
    in_force: str | None
    title: str
    intro: str
    contents: tuple[EntryView, ...]
    window: WindowView
    versions: tuple[str, ...]
    library: tuple[tuple[str, str], ...]
    is_read: bool
    may_edit: bool
    is_staff: bool
    topics: tuple[str, ...] = ("guideline",)


@dataclass(frozen=True, slots=True)
class ClausesView:
    """The clauses beside the work, filtered by `query`; `hidden` counts what did not fit."""

    root: str
    version: str | None
    query: str
    items: tuple[ClauseView, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class NewsView:
    """A version that came in force while somebody was reading. `number`: what is to be read of it,
    None where it was in force before."""

    root: str
    version: str
    title: str
    number: int | None


def show_guideline(db: Session, actor: Actor, version: str = "", at: str = "") -> GuidelineView:
    """The guideline in force, or a version; `at` is the clause to begin near."""
    published = find_published(db, actor.project_id)
    revision = get_version(db, actor, version) if version else published
    document = document_of(revision)
    is_current = revision is not None and revision is published
    changed = map_last_changes(db, actor.project_id, codes_near(document, at)) if is_current else {}
    rulings = map_ruling_numbers(db, actor.project_id) if is_current else {}
    return GuidelineView(
        root=root_of(db, actor.project_id),
        revision=view_revision(revision) if revision else None,
        in_force=published.version if published else None,
        title=document.title,
        intro=document.intro,
        contents=view_contents(document),
        window=view_window(document, at, versions=changed, rulings=rulings),
        versions=tuple(list_versions(db, actor.project_id)),
        library=() if revision else tuple(list_library()),
        is_read=revision is None or has_read(db, revision, actor.member_id),
        may_edit=may_edit_draft(actor),
        is_staff=is_staff(actor),
    )


def show_clauses(db: Session, actor: Actor, query: str = "") -> ClausesView:
    """The clauses of the guideline in force, for the pane beside the work."""
    return view_clauses(db, actor.project_id, query)


def view_clauses(db: Session, project_id: int, query: str = "") -> ClausesView:
    """The same for everybody: drawn anew on open desks when another version comes in force."""
    published = find_published(db, project_id)
    document = document_of(published)
    words = query.casefold().split()
    under = trails(document)
    found = [
        clause
        for clause in document.clauses
        if all(w in f"{clause.code} {under[clause.code]} {clause.text}".casefold() for w in words)
    ]
    items = tuple(view_clause(each, under[each.code]) for each in found[:MOST_SHOWN])
    root, version = root_of(db, project_id), published.version if published else None
    return ClausesView(root, version, query, items, max(0, len(found) - MOST_SHOWN))


def get_markdown(db: Session, actor: Actor, version: str = "") -> tuple[str, str]:
    """A file name and the exact Markdown with ids; raises NotFound where there is none."""
    found = get_version(db, actor, version) if version else find_published(db, actor.project_id)
    if found is None:
        raise NotFound
    return f"guideline-{found.version}.md", found.markdown


def root_of(db: Session, project_id: int) -> str:
    """Where a project's pages begin."""
    return f"/projects/{get_project(db, project_id).slug}"


def view_revision(revision: Revision) -> RevisionView:
    """A revision in a line."""
    return RevisionView(
        revision.number,
        revision.version or "",
        revision.name,
        revision.title,
        revision.state,
        revision.published_at,
        revision.claimed_at,
    )


def view_news(db: Session, revision: Revision) -> NewsView:
    """That a version has come in force."""
    version = revision.version or ""
    return NewsView(root_of(db, revision.project_id), version, revision.title, revision.number)


def _news(db: Session, event: Event) -> NewsView | None:
    revision = db.get(Revision, event.subject)
    is_news = revision is not None and revision.state == "published"
    return view_news(db, revision) if revision and is_news else None


def _desk_news(db: Session, event: Event) -> NewsView | None:
    """For who has a task open: only what decides something differently is news to them. What was
    taken back is named by what holds again."""
    revision, published = db.get(Revision, event.subject), find_published(db, event.project_id)
    if revision is None or published is None or set(list_types(db, revision)) == {"editorial"}:
        return None
    news = view_news(db, published)
    return news if revision is published else replace(news, title="", number=None)


_DESK = (
    Piece("guideline", "desk/_news.html", "news", _desk_news),
    Piece(
        "guideline",
        "guideline/_clauses.html",
        "clauses",
        lambda db, event: view_clauses(db, event.project_id),
    ),
)
PIECES = {
    "guideline.imported": (Piece("guideline", "guideline/_news.html", "news", _news), *_DESK),
    "revision.published": (Piece("guideline", "guideline/_news.html", "news", _news), *_DESK),
    "revision.withdrawn": _DESK,
}
