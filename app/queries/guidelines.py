"""The guideline in force, its revisions as documents, and the identities of its clauses."""

from collections.abc import Iterable
from functools import lru_cache

from sqlmodel import Session, col, select

from app.domain.clauses import parse_document
from app.domain.documents import Document
from app.domain.roles import Actor, is_staff
from app.errors import NotFound
from app.records.revisions import Change, Clause, Revision

PUBLIC = ("published", "superseded", "withdrawn")
EMPTY = Document("", "", ())
# Longer ones are rare, and large as documents: few of them are remembered.
_REMEMBERED_CHARACTERS = 200_000
_MOST_NAMED = 500


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


def get_version(db: Session, actor: Actor, version: str) -> Revision:
    """What was published under a version; the newest, should a withdrawn one have had it too."""
    revision = db.exec(
        select(Revision)
        .where(
            Revision.project_id == actor.project_id,
            Revision.version == version,
            col(Revision.state).in_(PUBLIC),
        )
        .order_by(col(Revision.id).desc())
    ).first()
    if revision is None:
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


def list_versions(db: Session, project_id: int) -> list[str]:
    """The versions ever published, newest first."""
    rows = db.execute(
        select(Revision.version)
        .where(Revision.project_id == project_id, col(Revision.state).in_(PUBLIC))
        .order_by(col(Revision.id).desc())
    )
    return [version for (version,) in rows if version]


def document_of(revision: Revision | None) -> Document:
    """A revision as a document; the empty one where there is none."""
    if revision is None:
        return EMPTY
    long = len(revision.markdown) > _REMEMBERED_CHARACTERS
    return (_parsed_long if long else _parsed)(revision.markdown)


@lru_cache(maxsize=64)
def _parsed(markdown: str) -> Document:
    return parse_document(markdown)


@lru_cache(maxsize=4)
def _parsed_long(markdown: str) -> Document:
    return parse_document(markdown)


def find_base(db: Session, revision: Revision) -> Revision | None:
    """The revision that this one changes."""
    return db.get(Revision, revision.base_id) if revision.base_id else None


def map_clause_ids(db: Session, project_id: int, codes: Iterable[str]) -> dict[str, int]:
    """The identities of clauses by code. Many codes are asked for all at once."""
    wanted = set(codes)
    query = select(Clause.code, Clause.id).where(Clause.project_id == project_id)
    if len(wanted) <= _MOST_NAMED:
        query = query.where(col(Clause.code).in_(wanted))
    return {code: id for code, id in db.execute(query) if code in wanted and id is not None}


def get_clause_id(db: Session, project_id: int, code: str) -> int:
    """The identity of one clause."""
    found = map_clause_ids(db, project_id, [code])
    if code not in found:
        raise NotFound
    return found[code]


def list_changes(
    db: Session, revision: Revision, codes: Iterable[str] | None = None
) -> list[tuple[str, Change]]:
    """What a revision does, or does to some clauses, each with the code of its clause."""
    query = (
        select(Clause.code, Change)
        .join(Change, col(Change.clause_id) == col(Clause.id))
        .where(Change.revision_id == revision.id)
    )
    if codes is not None:
        query = query.where(col(Clause.code).in_(list(codes)))
    rows = db.execute(query.order_by(col(Clause.id)))
    return [(code, change) for code, change in rows]


def list_types(db: Session, revision: Revision) -> list[str]:
    """The types of a revision's changes, each once."""
    rows = db.execute(select(Change.type).where(Change.revision_id == revision.id).distinct())
    return [type for (type,) in rows]
