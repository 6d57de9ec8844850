"""Revisions that a labeler has yet to read before work goes on."""

from sqlalchemy import exists
from sqlmodel import Session, col, select

from app.domain.roles import Actor
from app.records.members import Member
from app.records.revisions import Acknowledgement, Change, Revision


def find_reading_due(db: Session, actor: Actor) -> Revision | None:
    """The oldest revision in substance, published since the actor joined, not acknowledged yet.

    A project's first guideline is no change, and whoever joins later reads the whole.
    """
    read = exists().where(
        col(Acknowledgement.revision_id) == col(Revision.id),
        col(Acknowledgement.member_id) == actor.member_id,
    )
    major = exists().where(
        col(Change.revision_id) == col(Revision.id), col(Change.type) == "substantive"
    )
    joined = select(Member.created_at).where(col(Member.id) == actor.member_id).scalar_subquery()
    return db.exec(
        select(Revision)
        .where(
            Revision.project_id == actor.project_id,
            col(Revision.state).in_(("published", "superseded")),
            col(Revision.base_id).is_not(None),
            col(Revision.published_at) > joined,
            major,
            ~read,
        )
        .order_by(col(Revision.published_at), col(Revision.id))
        .limit(1)
    ).first()
