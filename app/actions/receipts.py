"""Receipts: who has read which revision, and how."""

from sqlmodel import Session

from app.clock import now
from app.domain.roles import Actor
from app.records.events import record
from app.records.revisions import Acknowledgement


def keep_receipt(
    db: Session,
    actor: Actor,
    revision_id: int,
    number: int,
    *,
    way: str = "read",
    passes: bool = True,
) -> None:
    """The actor has read a revision; with `passes` nothing of it is left to do. What is known
    already is not written again."""
    known = db.get(Acknowledgement, (revision_id, actor.member_id))
    at = now()
    if known is None:
        known = Acknowledgement(revision_id=revision_id, member_id=actor.member_id, way=way)
    elif known.passed_at is not None or not passes:
        return
    known.passed_at = at if passes else None
    db.add(known)
    db.flush()
    about = {"subject": revision_id, "revision": number}
    record(db, actor, "revision.acknowledged", audience="staff", **about)
