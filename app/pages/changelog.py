"""The changelog: each version with what changed, why, who asked, and who has read it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.roles import Actor, is_staff
from app.pages.credits import CreditView, view_credits
from app.pages.diffs import DiffView, view_diffs
from app.pages.guidelines import root_of
from app.pages.listings import Listing
from app.pages.pieces import Piece
from app.queries.changelog import (
    PAGE,
    count_members,
    has_read,
    list_releases,
    map_credits,
    map_kinds,
    map_moved_cases,
    map_readers,
    map_relabels,
    map_withdrawers,
)
from app.queries.guidelines import (
    document_of,
    find_base,
    find_published,
    list_changes,
    list_differences,
    list_types,
)
from app.queries.members import map_names
from app.queries.newsfeeds import find_own_newsfeed
from app.records.events import Event
from app.records.revisions import Revision

MOST_DIFFS = 12


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A published version, as everybody may see it. `base` is the version before; `type` the
    heaviest of its changes; `hidden` counts changes that are not shown here, `counts` all of them
    by kind: changed, added, ended, moved. `cases`: how many expect another answer since,
    `new_cases` how many came with it; `unmoved`: why it is substantive though none does. Of a
    version that was withdrawn: when, by whom, why."""

    root: str
    number: int
    version: str
    name: str
    title: str
    state: str
    summary: str
    rationale: str
    unmoved: str
    cases: int
    new_cases: int
    author: str
    publisher: str
    published_at: datetime | None
    claimed_at: datetime | None
    base: str | None
    type: str
    diffs: tuple[DiffView, ...]
    hidden: int
    counts: tuple[tuple[str, int], ...]
    credits: tuple[CreditView, ...]
    relabel: int | None
    withdrawn_at: datetime | None
    withdrawer: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadersView:
    """Who has read a version, for staff; `people` counts all who could."""

    root: str
    number: int
    version: str
    published_at: datetime
    names: tuple[str, ...]
    people: int


@dataclass(frozen=True, slots=True)
class UnreadView:
    """The version in force, to be confirmed as read; whoever published it has read it."""

    root: str
    number: int
    version: str
    title: str
    publisher_id: int | None


@dataclass(frozen=True, slots=True)
class RowsView:
    """The newest versions, when all of them have come at once."""

    root: str
    releases: tuple[ReleaseView, ...]


@dataclass(frozen=True, slots=True)
class ChangelogView:
    """The timeline. `unread` is the version in force while the viewer has not acknowledged it;
    `readers` is by number of the release, for staff alone. `feed_since`: when the viewer made the
    address that their reader uses, if they have one; `feed_url` is it, on the page that made it."""

    root: str
    releases: tuple[ReleaseView, ...]
    next: int | None
    unread: UnreadView | None
    readers: dict[int, ReadersView]
    feed_since: datetime | None
    feed_used: datetime | None
    feed_url: str
    topics: tuple[str, ...] = ("changelog",)


def show_changelog(
    db: Session, actor: Actor, before: int | None = None, feed_url: str = ""
) -> ChangelogView:
    """The newest versions, or those before a number; with the address of a feed just made."""
    newsfeed = find_own_newsfeed(db, actor)
    revisions = list_releases(db, actor.project_id, before)
    releases = view_releases(db, actor.project_id, revisions)
    published = find_published(db, actor.project_id)
    is_due = published is not None and not has_read(db, published, actor.member_id)
    return ChangelogView(
        root=root_of(db, actor.project_id),
        releases=releases,
        next=releases[-1].number if len(releases) == PAGE else None,
        unread=_unread(db, published) if published and is_due else None,
        readers=_readers(db, revisions) if is_staff(actor) else {},
        feed_since=newsfeed.created_at if newsfeed else None,
        feed_used=newsfeed.used_at if newsfeed else None,
        feed_url=feed_url,
    )


def page_changelog(db: Session, actor: Actor, before: int | None = None) -> Listing[ReleaseView]:
    """The same as a plain list."""
    revisions = list_releases(db, actor.project_id, before)
    releases = view_releases(db, actor.project_id, revisions)
    return Listing(releases, releases[-1].number if len(releases) == PAGE else None)


def view_releases(
    db: Session, project_id: int, revisions: list[Revision]
) -> tuple[ReleaseView, ...]:
    """Published revisions as they are shown."""
    ids = [revision.id for revision in revisions]
    credits, relabels = map_credits(db, ids), map_relabels(db, ids)
    cases, kinds = map_moved_cases(db, ids), map_kinds(db, ids)
    gone = map_withdrawers(db, project_id, [each.id for each in revisions if each.withdrawn_at])
    people = {revision.author_id for revision in revisions} | set(gone.values())
    names = map_names(db, project_id, people | {each.published_by for each in revisions})
    root, releases = root_of(db, project_id), list[ReleaseView]()
    for each in revisions:
        base, types = find_base(db, each), list_types(db, each)
        diffs, hidden = _diffs(db, each, base)
        heavy = next((t for t in ("substantive", "clarifying", "editorial") if t in types), "")
        moved, added = cases.get(each.id or 0, (0, 0))
        releases.append(
            ReleaseView(
                root=root,
                number=each.number,
                version=each.version or "",
                name=each.name,
                title=each.title,
                state=each.state,
                summary=each.summary,
                rationale=each.rationale,
                unmoved=each.unmoved,
                cases=moved,
                new_cases=added,
                author=names.get(each.author_id, ""),
                publisher=names.get(each.published_by or 0, ""),
                published_at=each.published_at,
                claimed_at=each.claimed_at,
                base=base.version if base else None,
                type=heavy,
                diffs=diffs,
                hidden=hidden,
                counts=kinds.get(each.id or 0, ()) if base else (),
                credits=view_credits(db, project_id, credits.get(each.id or 0, [])),
                relabel=relabels.get(each.id or 0),
                withdrawn_at=each.withdrawn_at,
                withdrawer=names.get(gone.get(each.id or 0, 0), ""),
                reason=each.reason,
            )
        )
    return tuple(releases)


def _diffs(
    db: Session, revision: Revision, base: Revision | None
) -> tuple[tuple[DiffView, ...], int]:
    """What changed. A first guideline is read as a document, not as a list of everything."""
    if base is None:
        return (), 0
    old, new = document_of(base), document_of(revision)
    found = list_differences(base, revision, MOST_DIFFS)
    types = dict(list_changes(db, revision, [diff.code for diff in found[0]]))
    return view_diffs(old, new, types, MOST_DIFFS, found)


def _unread(db: Session, revision: Revision) -> UnreadView:
    root, version = root_of(db, revision.project_id), revision.version or ""
    return UnreadView(root, revision.number, version, revision.title, revision.published_by)


def _readers(db: Session, revisions: list[Revision]) -> dict[int, ReadersView]:
    if not revisions:
        return {}
    people, root = count_members(db, revisions[0].project_id), root_of(db, revisions[0].project_id)
    read = map_readers(db, [each.id for each in revisions])
    return {
        each.number: ReadersView(
            root,
            each.number,
            each.version or "",
            each.published_at,
            tuple(read.get(each.id or 0, ())),
            people,
        )
        for each in revisions
        # nobody could read here what held elsewhere
        if each.published_at and (each.claimed_at is None or each.state == "published")
    }


def _release_of(db: Session, event: Event) -> ReleaseView | None:
    revision = db.get(Revision, event.subject)
    if revision is None or revision.published_at is None:
        return None
    return view_releases(db, event.project_id, [revision])[0]


def _readers_of(db: Session, event: Event) -> ReadersView | None:
    revision = db.get(Revision, event.subject)
    return _readers(db, [revision]).get(revision.number) if revision else None


def _base_of(db: Session, event: Event) -> ReleaseView | None:
    """What the published revision took the place of."""
    revision = db.get(Revision, event.subject)
    base = find_base(db, revision) if revision else None
    return view_releases(db, event.project_id, [base])[0] if base and base.published_at else None


def _rows(db: Session, event: Event) -> RowsView:
    revisions = list_releases(db, event.project_id)
    root = root_of(db, event.project_id)
    return RowsView(root, view_releases(db, event.project_id, revisions))


_ROWS = Piece("changelog", "changelog/_rows.html", "rows", _rows)
_BASE = Piece("changelog", "changelog/_release.html", "release", _base_of)
_RELEASE = Piece("changelog", "changelog/_release.html", "release", _release_of)


def _unread_of(db: Session, event: Event) -> UnreadView | None:
    revision = db.get(Revision, event.subject)
    return _unread(db, revision) if revision and revision.state == "published" else None


_UNREAD = Piece("changelog", "changelog/_unread.html", "unread", _unread_of)
_READERS = Piece("changelog", "changelog/_readers.html", "readers", _readers_of, staff=True)
PIECES = {
    "guideline.imported": (_ROWS, _READERS, _UNREAD),
    "revision.published": (_RELEASE, _BASE, _READERS, _UNREAD),
    "revision.withdrawn": (_RELEASE, _BASE),
    "revision.acknowledged": (_READERS,),
}
