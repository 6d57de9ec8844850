"""Drafts: revisions that are not published yet, for staff alone."""

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.domain.roles import Actor, is_staff, may_edit_draft
from app.errors import Conflict, Forbidden, NotFound
from app.languages import say
from app.queries.guidelines import get_revision
from app.records.questions import Ruling
from app.records.revisions import Revision

OPEN = ("draft", "in_review", "approved")
PAGE = 50


def get_draft(db: Session, actor: Actor, number: int) -> Revision:
    """A draft, or what became of it; to labelers and viewers it does not exist, not even when it
    is published."""
    if not is_staff(actor):
        raise NotFound
    return get_revision(db, actor, number)


def get_editable(db: Session, actor: Actor, number: int) -> Revision:
    """A draft that the actor may edit now."""
    draft = get_draft(db, actor, number)
    if not may_edit_draft(actor):
        raise Forbidden(say("The ML team edits drafts; say in a thread what should change."))
    if draft.state not in OPEN:
        raise Conflict(
            say(
                "Draft %(number)s is %(state)s and cannot change any more. Open a new draft.",
                number=number,
                state=say(draft.state),
            ),
            state=draft.state,
        )
    return draft


def list_drafts(
    db: Session, actor: Actor, before: int | None = None, most: int = PAGE
) -> list[Revision]:
    """The open drafts, newest first, before a number."""
    if not is_staff(actor):
        raise NotFound
    query = select(Revision).where(
        Revision.project_id == actor.project_id, col(Revision.state).in_(OPEN)
    )
    if before is not None:
        query = query.where(Revision.number < before)
    query = query.order_by(col(Revision.number).desc()).limit(most)
    return list(db.exec(query.options(defer(Revision.markdown))))  # type: ignore[arg-type]


def list_own_drafts(db: Session, actor: Actor, base: Revision, most: int = 20) -> list[Revision]:
    """Somebody's own open drafts over a revision, newest first."""
    query = select(Revision).where(
        Revision.project_id == actor.project_id,
        Revision.base_id == base.id,
        Revision.author_id == actor.member_id,
        col(Revision.state).in_(OPEN),
    )
    return list(db.exec(query.order_by(col(Revision.number).desc()).limit(most)))


def find_draft_of(db: Session, ruling: Ruling) -> Revision | None:
    """The open draft that a ruling led to."""
    draft = db.get(Revision, ruling.revision_id) if ruling.revision_id else None
    return draft if draft and draft.state in OPEN else None


def list_draft_rulings(db: Session, revision: Revision) -> list[Ruling]:
    """The rulings that led to a revision."""
    query = select(Ruling).where(Ruling.revision_id == revision.id)
    return list(db.exec(query.order_by(col(Ruling.number))))
