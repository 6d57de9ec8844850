"""Closing and opening threads for those who are not of the ML team, or reviewers."""

from uuid import UUID

from sqlmodel import Session

from app.actions.messages import append_message
from app.clock import now
from app.domain.roles import Actor, may_moderate
from app.errors import Forbidden
from app.languages import say
from app.queries.places import get_place
from app.records.events import record
from app.records.threads import Thread


def lock_thread(db: Session, actor: Actor, topic: str, *, key: UUID) -> None:
    """From now on only staff write there; a note says so. Twice is as good as once."""
    _set(db, actor, topic, key, locked=True)


def unlock_thread(db: Session, actor: Actor, topic: str, *, key: UUID) -> None:
    """Everybody who could may write there again. Twice is as good as once."""
    _set(db, actor, topic, key, locked=False)


def _set(db: Session, actor: Actor, topic: str, key: UUID, *, locked: bool) -> None:
    place = get_place(db, actor, topic)
    if not may_moderate(actor):
        raise Forbidden(say("Only the ML team locks discussions."))
    if place.is_locked == locked:
        return
    words = "locked this discussion" if locked else "opened this discussion again"
    note = append_message(db, actor, place, key=key, kind="note", body=words, lock=locked)
    thread = db.get_one(Thread, note.thread_id)
    thread.locked_at = now() if locked else None
    db.add(thread)
    db.flush()
    verb = "locked" if locked else "unlocked"
    audience = f"thread:{thread.id}"
    record(db, actor, f"thread.{verb}", subject=thread.id or 0, audience=audience, topic=topic)
