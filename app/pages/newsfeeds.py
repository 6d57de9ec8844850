"""The changelog for readers of feeds, and one's own address of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlmodel import Session

from app.domain.feeds import Entry, write_rss
from app.domain.roles import Actor
from app.errors import NotFound
from app.languages import lookup, say
from app.pages.changelog import ReleaseView, view_releases
from app.pages.render import render
from app.queries.changelog import list_releases
from app.queries.newsfeeds import find_own_newsfeed
from app.queries.projects import get_project
from app.records.newsfeeds import Newsfeed

MOST = 20


@dataclass(frozen=True)
class NewsfeedView:
    """One's newsfeed. Its address is shown once, when it is made."""

    SECRETS: ClassVar[tuple[str, ...]] = ("url",)

    created_at: datetime
    used_at: datetime | None
    url: str | None = None


def show_own_newsfeed(db: Session, actor: Actor) -> NewsfeedView:
    """One's own newsfeed."""
    found = find_own_newsfeed(db, actor)
    if found is None:
        raise NotFound(say("You have no newsfeed yet. Make one."))
    return view_newsfeed(found)


def view_newsfeed(newsfeed: Newsfeed, url: str | None = None) -> NewsfeedView:
    """A newsfeed; with its address where it was just made."""
    return NewsfeedView(newsfeed.created_at, newsfeed.used_at, url)


def address_of(origin: str, token: str) -> str:
    """Where a reader finds it."""
    return f"{origin.rstrip('/')}/feeds/{token}.rss"


def write_changelog(db: Session, actor: Actor, origin: str) -> bytes:
    """The newest versions as RSS. All that is in it is what the changelog shows to everybody in
    the project: nothing of drafts, of labels or of single people's work."""
    project = get_project(db, actor.project_id)
    site = f"{origin.rstrip('/')}/projects/{project.slug}"
    releases = view_releases(db, actor.project_id, list_releases(db, actor.project_id, None, MOST))
    return write_rss(
        say("%(project)s: guideline changelog", project=project.name),
        f"{site}/changelog",
        say("What the labels mean, and since when. Every change says why, and who asked."),
        actor.language,
        [_entry(release, site, f"{project.key}:{release.number}") for release in releases],
    )


def _entry(release: ReleaseView, site: str, id: str) -> Entry:
    assert release.published_at is not None
    title = f"v{release.version}: {release.title}" if release.title else f"v{release.version}"
    if release.state == "withdrawn":
        title = say("%(title)s (withdrawn)", title=title)
    return Entry(
        id=id,
        title=title,
        link=f"{site}/changelog#release-{release.version}",
        html=render("newsfeeds/entry.html", {"release": release, "site": site}),
        author=release.author,
        category=lookup(release.type) if release.type else "",
        at=release.published_at,
    )
