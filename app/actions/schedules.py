"""A publication at a time that was set: gone with any edit, and kept by a follower."""

from datetime import datetime, timedelta

from sqlmodel import Session

from app.clock import now
from app.domain.roles import Actor, may_publish
from app.errors import Conflict, Forbidden, Invalid
from app.languages import say
from app.queries.drafts import get_draft
from app.queries.publishable import need_publishable
from app.records.events import record
from app.records.revisions import Revision

FARTHEST = timedelta(days=366)


def schedule_publication(
    db: Session, actor: Actor, number: int, *, edition: int, at: datetime
) -> Revision:
    """Have an approved draft published by itself at a time. It must be publishable now, and is
    looked at again then. Setting another time replaces the first."""
    draft = get_draft(db, actor, number)
    if not may_publish(actor):
        raise Forbidden(say("Publishing is the ML team's."))
    need_publishable(db, draft, edition)
    if not now() < at < now() + FARTHEST:
        raise Invalid(say("Choose a time that is to come, within a year."), "at")
    if (draft.publish_at, draft.scheduled_by) == (at, actor.member_id):
        return draft
    draft.publish_at, draft.scheduled_by = at, actor.member_id
    draft.scheduled_edition = edition
    db.add(draft)
    db.flush()
    _tell(db, actor, "publication.scheduled", draft)
    return draft


def cancel_publication(db: Session, actor: Actor, number: int) -> Revision:
    """Take the time back. Without one nothing happens."""
    draft = get_draft(db, actor, number)
    if not may_publish(actor):
        raise Forbidden(say("Publishing is the ML team's."))
    if draft.publish_at is None and draft.published_at is not None:
        raise Conflict(say("It is published already."))
    drop_schedule(db, actor, draft, "")
    return draft


def drop_schedule(db: Session, actor: Actor, draft: Revision, why: str) -> None:
    """It is not published by itself any more: taken back, or, with a reason of WHYS, given up."""
    if draft.publish_at is None:
        return
    asked = draft.scheduled_by or 0
    draft.publish_at = draft.scheduled_by = draft.scheduled_edition = None
    db.add(draft)
    db.flush()
    kind = "publication.missed" if why else "publication.cancelled"
    _tell(db, actor, kind, draft, why=why, asked=asked)


def _tell(db: Session, actor: Actor, kind: str, draft: Revision, **more: str | int) -> None:
    facts = {"draft": draft.number, "edition": draft.edition, **more}
    record(db, actor, kind, subject=draft.id or 0, audience="staff", **facts)
