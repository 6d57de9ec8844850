"""Publications as the desk meets them: what is in force, what overtook a task in hand."""

from sqlmodel import Session, col, select

from app.domain.roles import Actor
from app.queries.guidelines import PUBLIC
from app.queries.terms import find_published_id
from app.records.relabels import Relabel
from app.records.revisions import Change, Revision


def find_overtaking(db: Session, actor: Actor, opened_under: int | None) -> Revision | None:
    """The revision in force, where it decides anything differently from the one a task was opened
    under: a weightier change than wording was published between them, or taken back."""
    published = find_published_id(db, actor.project_id)
    if published is None or published == opened_under:
        return None
    between = _lineage(db, published) ^ _lineage(db, opened_under)
    weighty = select(Change.revision_id).where(
        col(Change.revision_id).in_(between), col(Change.type) != "editorial"
    )
    if db.execute(weighty.limit(1)).first() is None:
        return None
    return db.get_one(Revision, published)


def find_public_id(db: Session, project_id: int, number: int) -> int | None:
    """The id of a revision that is, or was, published."""
    query = select(Revision.id).where(
        Revision.project_id == project_id,
        Revision.number == number,
        col(Revision.state).in_(PUBLIC),
    )
    return db.execute(query).scalar()


def _lineage(db: Session, revision_id: int | None) -> set[int]:
    """A revision and all that it was built on."""
    found: set[int] = set()
    while revision_id is not None:
        found.add(revision_id)
        base = select(Revision.base_id).where(col(Revision.id) == revision_id)
        revision_id = db.execute(base).scalar()
    return found


def find_relabel_number(db: Session, revision_id: int) -> int | None:
    """The relabel that a revision opened."""
    return db.execute(
        select(Relabel.number).where(col(Relabel.revision_id) == revision_id)
    ).scalar()
