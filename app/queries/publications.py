"""Publications as the desk meets them: what is in force, what overtook a task in hand."""

from sqlalchemy import exists
from sqlmodel import Session, col, select

from app.domain.roles import Actor
from app.records.relabels import Relabel
from app.records.revisions import Change, Revision


def find_published_id(db: Session, project_id: int) -> int | None:
    """The id of the revision in force."""
    return db.execute(
        select(Revision.id).where(
            col(Revision.project_id) == project_id, col(Revision.state) == "published"
        )
    ).scalar()


def find_overtaking(db: Session, actor: Actor, opened_under: int | None) -> Revision | None:
    """The newest revision published after the one a task was opened under, unless it only
    changes wording: an editorial revision decides nothing differently."""
    weighty = exists().where(
        col(Change.revision_id) == col(Revision.id), col(Change.type) != "editorial"
    )
    query = select(Revision).where(
        Revision.project_id == actor.project_id, Revision.state == "published", weighty
    )
    if opened_under is not None:
        opened = select(Revision.published_at).where(col(Revision.id) == opened_under)
        query = query.where(col(Revision.published_at) > opened.scalar_subquery())
    return db.exec(query.order_by(col(Revision.id).desc()).limit(1)).first()


def find_relabel_number(db: Session, revision_id: int) -> int | None:
    """The relabel that a revision opened."""
    return db.execute(
        select(Relabel.number).where(col(Relabel.revision_id) == revision_id)
    ).scalar()
