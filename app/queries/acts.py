"""Who did what, read from the log, newest first; what is told to one person alone is left out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, or_, select

from app.domain.acts import kinds_of
from app.domain.audiences import WIDE, Audience, may_hear
from app.domain.roles import Actor, may_export
from app.errors import NotFound
from app.records.events import Event
from app.records.members import Member
from app.records.tasks import Task

PAGE = 50


@dataclass(frozen=True, slots=True)
class ActFilter:
    """What is looked for; what is empty does not narrow. From `since` on, and before `until`."""

    member_id: int | None = None
    group: str = ""
    since: datetime | None = None
    until: datetime | None = None


def list_acts(
    db: Session, actor: Actor, wanted: ActFilter, before: int | None, most: int
) -> list[Event]:
    """The acts that the actor may know, before a position of the log: for those who may export it,
    and none that its export would tell only the ML team or one person about."""
    if not may_export(actor):
        raise NotFound
    audience = col(Event.audience)
    heard = [scope for scope in WIDE if may_hear(actor, Audience(scope), None)]
    query = select(Event).where(
        Event.project_id == actor.project_id,
        col(Event.kind).in_(kinds_of(wanted.group)),
        or_(audience.in_(heard), audience.like("thread:%"), audience.like("answered:%")),
    )
    if before is not None:
        query = query.where(col(Event.seq) < before)
    if wanted.member_id is not None:
        query = query.where(col(Event.actor_id) == wanted.member_id)
    if wanted.since is not None:
        query = query.where(col(Event.at) >= wanted.since)
    if wanted.until is not None:
        query = query.where(col(Event.at) < wanted.until)
    return list(db.exec(query.order_by(col(Event.seq).desc()).limit(most)))


def list_doers(db: Session, actor: Actor) -> list[tuple[int, str]]:
    """Everybody who may have done something: whoever signs in, or did; by name."""
    query = select(Member.id, Member.name).where(
        Member.project_id == actor.project_id, col(Member.account_id).is_not(None)
    )
    return [(row[0] or 0, row[1]) for row in db.exec(query.order_by(Member.name, col(Member.id)))]


def map_acted_tasks(
    db: Session, actor: Actor, named: set[int | str]
) -> dict[int | str, tuple[str, str]]:
    """The key and the external id of tasks, by what events call them: their number or their key."""
    ids = [each for each in named if isinstance(each, int)]
    keys = [UUID(each) for each in named if isinstance(each, str)]
    rows = db.exec(
        select(Task.id, Task.key, Task.external_id).where(
            Task.project_id == actor.project_id, or_(col(Task.id).in_(ids), col(Task.key).in_(keys))
        )
    )
    found: dict[int | str, tuple[str, str]] = {}
    for number, key, external_id in rows:
        found[number or 0] = found[str(key)] = (str(key), external_id)
    return found
