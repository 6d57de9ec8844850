"""A push put into words, at the moment it is sent: what its reader may read then, and no more."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from sqlmodel import Session

from app.domain.roles import Actor
from app.domain.texts import excerpt
from app.errors import NotFound
from app.languages import mark, say, say_many, speaking
from app.pages.mail_lines import Line, bare, line_of
from app.queries.letters import PRESSING
from app.queries.members import get_actor
from app.queries.projects import get_project
from app.queries.pushes import list_unseen_of
from app.settings import Settings

LONGEST = 200
SHOWN = 3  # of several at once


@dataclass(frozen=True, slots=True)
class PushView:
    """What a browser shows. `tag`: a second one takes the first one's place. `seen`: where to say
    that it was opened; empty where it is several or none. `always`: even to who is looking."""

    title: str
    body: str
    url: str
    tag: str
    root: str
    seen: str = ""
    always: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A push ready to be wrapped. `about`: what a later push may take its place for."""

    said: bytes
    about: str
    urgency: str


def draw_push(
    db: Session, account_id: int, project_id: int, notice_ids: Sequence[int], settings: Settings
) -> Drawn | None:
    """Notices for their reader, who may be anywhere; None if nothing is left to say. Several that
    are due together are one push."""
    try:
        actor = get_actor(db, account_id, project_id)
    except NotFound:
        return None  # they do not take part any more
    with speaking(actor.language):
        return _draw(db, actor, notice_ids, settings)


def _draw(db: Session, actor: Actor, notice_ids: Sequence[int], settings: Settings) -> Drawn | None:
    lines = dict(_lines(db, actor, notice_ids, settings))
    if not lines:
        return None
    project = get_project(db, actor.project_id)
    root, newest = f"/projects/{project.slug}", max(lines)
    said = list(lines.values())
    urgency = "normal" if any(each.kind in PRESSING for each in said) else "low"
    tag, url, seen = f"precedent-{root}-{newest}", f"{root}/notices", ""
    title, body = _several(said, project.name if settings.mail_content else "")
    about = root
    if len(lines) == 1:
        [line] = said
        title, body = f"{line.by} {line.what}".strip(), line.quote
        url, seen = line.url, f"/api/v1{root}/notices/{newest}/seen"
        about = f"{root} {line.topic or newest}"
    view = PushView(excerpt(title, LONGEST), body, url, tag, root, seen)
    return Drawn(_written(view), about, urgency)


def draw_trial(settings: Settings) -> Drawn:
    """A push that says only that pushes arrive."""
    host = urlsplit(settings.origin).netloc
    said = say("Notifications of %(host)s reach this browser.", host=host)
    view = PushView(say("It works"), said, "/account#browsers", "precedent-trial", "", always=True)
    return Drawn(_written(view), "trial", "high")


def _lines(
    db: Session, actor: Actor, notice_ids: Sequence[int], settings: Settings
) -> Iterator[tuple[int, Line]]:
    for notice in list_unseen_of(db, actor.member_id, notice_ids):
        try:
            line = line_of(db, actor, notice, "")
        except NotFound:
            continue  # deleted, or not theirs to read any more
        yield notice.id or 0, line if settings.mail_content else bare(line)


def _several(lines: Sequence[Line], project: str) -> tuple[str, str]:
    """A title and a body for more than one."""
    count = len(lines)
    if project:
        one, many = mark("A notification in %(project)s"), "%(count)s notifications in %(project)s"
        title = say_many(one, many, count, project=project)
    else:
        title = say_many("A notification", "%(count)s notifications", count)
    shown = [excerpt(f"{each.by} {each.what}".strip(), LONGEST) for each in lines[-SHOWN:]]
    return title, "\n".join(shown)


def _written(view: PushView) -> bytes:
    return json.dumps(asdict(view), ensure_ascii=False, separators=(",", ":")).encode()
