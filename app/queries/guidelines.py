"""The guideline in force and its revisions."""

from sqlmodel import Session, col, select

from app.domain.roles import Actor, is_staff
from app.errors import NotFound
from app.records.revisions import Revision

PUBLIC = ("published", "superseded", "withdrawn")


def find_published(db: Session, project_id: int) -> Revision | None:
    """The revision in force: the one that is published and not superseded or withdrawn."""
    return db.exec(
        select(Revision).where(Revision.project_id == project_id, Revision.state == "published")
    ).first()


def get_revision(db: Session, actor: Actor, number: int) -> Revision:
    """A revision by its number; drafts are for staff."""
    revision = db.exec(
        select(Revision).where(Revision.project_id == actor.project_id, Revision.number == number)
    ).first()
    if revision is None or (revision.state not in PUBLIC and not is_staff(actor)):
        raise NotFound
    return revision


def list_published(db: Session, project_id: int) -> list[Revision]:
    """All revisions that were ever published, newest first."""
    return list(
        db.exec(
            select(Revision)
            .where(Revision.project_id == project_id, col(Revision.state).in_(PUBLIC))
            .order_by(col(Revision.id).desc())
        )
    )


def find_published_id(db: Session, project_id: int) -> int | None:
    """The id of the revision in force."""
    return db.execute(
        select(Revision.id).where(
            col(Revision.project_id) == project_id, col(Revision.state) == "published"
        )
    ).scalar()
