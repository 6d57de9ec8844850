"""The frame around every page: who looks, where they are, and where the live log stands."""

from dataclasses import dataclass, field, replace

from sqlmodel import Session

from app.domain.roles import Actor, is_ml_team, is_staff, may_label
from app.languages import say, scripts_say, spoken
from app.pages.assets import HTMX, Asset
from app.pages.pieces import Piece
from app.queries.calibrations import has_calibration
from app.queries.changelog import has_read
from app.queries.exams import has_open_exam
from app.queries.guidelines import find_published
from app.queries.projects import get_project
from app.queries.waiting import count_open_questions, count_told, count_unseen
from app.records.accounts import Account
from app.records.events import Event, Stream
from app.records.projects import Project
from app.records.revisions import Revision
from app.settings import Settings

# what stands under an entry besides itself: its tabs
WITHIN = {
    "quality": (
        *("quality", "labelers", "hotspots", "adjudications", "objective", "proxies", "gold"),
        *("exams", "calibrations"),
    ),
    "labels": ("labels", "work"),
    "tasks": ("tasks", "imports", "exports"),
}
COUNTERS = {"inbox": "inbox/_waiting.html", "threads/lounge": "threads/_waiting.html"}


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person who looks at the page. `member_id` is None outside a project."""

    name: str
    role: str | None
    member_id: int | None
    account_id: int | None
    is_staff: bool
    is_ml_team: bool
    is_admin: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The project that the page belongs to, its objective, and its version in force. `unread`: that
    version's number, while it changed something and the viewer has not read it, or whoever
    published it."""

    slug: str
    name: str
    version: str | None
    unread: int | None = None
    publisher_id: int | None = None
    objective: str = ""


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the bar. `count` None shows no number; `counter` draws it, and is pushed anew."""

    label: str
    url: str
    is_current: bool
    key: str
    count: int | None = None
    counter: str = ""


@dataclass(frozen=True, slots=True)
class Live:
    """Where the log stood before the page's data was read, and the topics the page shows."""

    url: str
    poll_url: str
    since: int
    epoch: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything that layout/page.html needs besides the page itself."""

    title: str
    nonce: str
    path: str
    viewer: Viewer | None = None
    project: Place | None = None
    nav: tuple[NavItem, ...] = ()
    live: Live | None = None
    notices: int = 0
    flash: str = ""
    theme: str = "system"
    language: str = field(default_factory=spoken)
    words: str = field(default_factory=lambda: scripts_say(spoken()))
    asset_base: str = "auto"
    assets: tuple[Asset, ...] = field(default=HTMX)

    def listening(self, topics: tuple[str, ...]) -> "Frame":
        """The same frame, its socket also told of these topics."""
        if self.live is None:
            return self
        return replace(self, live=replace(self.live, topics=("me", *topics)))


def frame_project(
    db: Session, actor: Actor, title: str, *, nonce: str, path: str, settings: Settings
) -> Frame:
    """The frame of a project's page. Built first: the position before the data."""
    stream = db.get(Stream, actor.project_id)
    project = get_project(db, actor.project_id)
    published = find_published(db, actor.project_id)
    account = db.get(Account, actor.account_id) if actor.account_id else None
    root = f"/projects/{project.slug}"
    return Frame(
        title=title,
        nonce=nonce,
        path=path,
        viewer=Viewer(
            actor.name,
            actor.role,
            actor.member_id,
            actor.account_id,
            is_staff(actor),
            is_ml_team(actor),
            bool(account and account.is_admin),
        ),
        project=_place(db, actor, project, published),
        nav=_nav(db, actor, root, path),
        live=Live(
            f"{root}/live",
            f"/api/v1{root}/events",
            stream.seq if stream else 0,
            stream.epoch if stream else "",
            ("me",),
        ),
        notices=count_unseen(db, actor.member_id),
        theme=str((account.settings if account else {}).get("theme", "system")),
        asset_base=settings.asset_base,
    )


def _place(db: Session, actor: Actor, project: Project, published: Revision | None) -> Place:
    meant = project.objective
    if published is None:
        return Place(project.slug, project.name, None, objective=meant)
    unread = published.base_id is not None and not has_read(db, published, actor.member_id)
    number = published.number if unread else None
    return Place(project.slug, project.name, published.version, number, objective=meant)


def _nav(db: Session, actor: Actor, root: str, path: str) -> tuple[NavItem, ...]:
    entries: list[tuple[str, str, str, int | None]] = []
    if may_label(actor):
        entries += [(say("Desk"), "desk", "g d", None), (say("My labels"), "labels", "g h", None)]
    if is_staff(actor):
        entries.append((say("Inbox"), "inbox", "g i", count_open_questions(db, actor.project_id)))
    else:
        entries.append((say("Questions"), "questions", "g q", None))
    entries += [
        (say("Guideline"), "guideline", "g g", None),
        (say("Changelog"), "changelog", "g c", None),
    ]
    if not is_staff(actor):  # whose way there is by Quality
        if has_open_exam(db, actor.project_id):
            entries.append((say("Exams"), "exams", "g x", None))
        if has_calibration(db, actor.member_id):
            entries.append((say("Calibrations"), "calibrations", "g k", None))
    told = count_told(db, actor.member_id, "lounge")
    entries.append((say("Lounge"), "threads/lounge", "g l", told))
    if is_staff(actor):
        entries += [
            (say("Drafts"), "drafts", "g e", None),
            (say("Relabels"), "relabels", "g r", None),
            (say("Quality"), "quality", "g q", None),
            (say("Tasks"), "tasks", "g t", None),
            (say("People"), "people", "g p", None),
        ]
    if is_ml_team(actor):
        entries.append((say("Settings"), "settings", "g s", None))
    return tuple(
        NavItem(
            label,
            f"{root}/{name}",
            any(path.startswith(f"{root}/{one}") for one in WITHIN.get(name, (name,))),
            key,
            count,
            COUNTERS.get(name, ""),
        )
        for label, name, key, count in entries
    )


def _force_of(db: Session, event: Event) -> Place:
    """The version in force for those whose page was open when it came: all but whoever published
    it have yet to read what was published just now."""
    project, published = db.get_one(Project, event.project_id), find_published(db, event.project_id)
    if published is None:
        return Place(project.slug, project.name, None)
    is_new = event.kind == "revision.published" and published.base_id is not None
    number = published.number if is_new else None
    by = published.published_by
    return Place(project.slug, project.name, published.version, number, by)


_FORCE = Piece("me", "layout/_force.html", "force", _force_of, counter="force")
PIECES = dict.fromkeys(
    ("guideline.imported", "revision.published", "revision.withdrawn"), (_FORCE,)
)
