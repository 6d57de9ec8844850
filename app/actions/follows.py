"""What somebody wants to be told of a thread."""

from sqlmodel import Session

from app.clock import now
from app.domain.levels import LEVELS
from app.domain.roles import Actor
from app.errors import Invalid
from app.languages import say
from app.queries.places import get_place
from app.records.events import record
from app.records.threads import Follow


def set_level(db: Session, actor: Actor, topic: str, *, level: str) -> str:
    """Say what one wants to be told of a thread from now on, or "" for the usual; returns it."""
    get_place(db, actor, topic)
    if level and level not in LEVELS:
        raise Invalid(say("Choose what you want to be told."), "level")
    known = db.get(Follow, (actor.member_id, topic))
    if (known.level if known else "") == level:
        return level
    if known and not level:
        db.delete(known)
    else:
        follow = known or Follow(
            member_id=actor.member_id, topic=topic, project_id=actor.project_id, level=level
        )
        follow.level, follow.changed_at = level, now()
        db.add(follow)
    db.flush()
    mine = f"member:{actor.member_id}"
    record(db, actor, "thread.followed", subject=actor.member_id, audience=mine, topic=topic)
    return level
