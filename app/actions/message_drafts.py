"""What somebody has begun to write: kept for them, on every device, told to nobody."""

from sqlmodel import Session

from app.clock import now
from app.domain.roles import Actor
from app.domain.texts import BODY_BYTES, check_text
from app.queries.places import get_place
from app.records.threads import MessageDraft


def keep_draft(db: Session, actor: Actor, topic: str, *, body: str) -> None:
    """Keep the words begun under a topic instead of those before; empty ones are forgotten."""
    get_place(db, actor, topic)  # where one may not read, nothing is kept
    check_text(body, most=BODY_BYTES, field="body")
    known = db.get(MessageDraft, (actor.member_id, topic))
    if not body.strip():
        if known:
            db.delete(known)
        return
    draft = known or MessageDraft(member_id=actor.member_id, topic=topic, body=body)
    draft.body, draft.written_at = body, now()
    db.add(draft)
