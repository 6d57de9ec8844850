"""The guideline in force, its revisions as documents, and the identities of its clauses."""

from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from threading import Lock
from typing import Generic, TypeVar

from sqlmodel import Session, col, select

from app.domain.changes import differences
from app.domain.clauses import parse_document, settle
from app.domain.diffs import ClauseDiff
from app.domain.documents import Document
from app.domain.roles import Actor, is_staff
from app.errors import NotFound
from app.records.revisions import Change, Clause, Revision
from app.records.trials import Trial

PUBLIC = ("published", "superseded", "withdrawn")
EMPTY = Document("", "", ())

T = TypeVar("T")


class _Shelf(Generic[T]):
    """The last things that were made of long texts, as many as their lengths together allow. Two
    threads may make the same twice."""

    def __init__(self, most: int) -> None:
        self._most, self._weight, self._lock = most, 0, Lock()
        self._kept: dict[Hashable, tuple[int, T]] = {}

    def get(self, key: Hashable, weight: int, make: Callable[[], T]) -> T:
        """What was made of a key, or is made now of so many characters."""
        with self._lock:
            found = self._kept.pop(key, None)
            if found is not None:
                self._kept[key] = found
        if found is not None:
            return found[1]
        made = make()
        with self._lock:
            self._weight += weight - self._kept.pop(key, (0, made))[0]
            self._kept[key] = weight, made
            while self._weight > self._most and len(self._kept) > 1:
                self._weight -= self._kept.pop(next(iter(self._kept)))[0]
        return made


# Longer ones are rare, and large as documents: few of them are remembered.
_REMEMBERED_CHARACTERS = 200_000
_MOST_NAMED = 500
_REMEMBERED_TOGETHER = 32_000_000
_LONG: _Shelf[Document] = _Shelf(_REMEMBERED_TOGETHER)
_COMPARED: _Shelf[tuple[tuple[ClauseDiff, ...], int]] = _Shelf(_REMEMBERED_TOGETHER)


def find_published(db: Session, project_id: int) -> Revision | None:
    """The revision in force: the one that is published and not superseded or withdrawn."""
    return db.exec(
        select(Revision).where(Revision.project_id == project_id, Revision.state == "published")
    ).first()


def get_revision(db: Session, actor: Actor, number: int) -> Revision:
    """A revision by its number; drafts are for staff."""
    revision = find_revision(db, actor.project_id, number)
    if revision is None or (revision.state not in PUBLIC and not is_staff(actor)):
        raise NotFound
    return revision


def find_revision(db: Session, project_id: int, number: int) -> Revision | None:
    """A revision by its number, for what the house itself draws."""
    return db.exec(
        select(Revision).where(Revision.project_id == project_id, Revision.number == number)
    ).first()


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


def list_published_ids(db: Session, project_id: int) -> list[int]:
    """The revisions that were published, in the order of that."""
    mine = (Revision.project_id == project_id, col(Revision.published_at).is_not(None))
    rows = db.execute(select(Revision.id).where(*mine).order_by(col(Revision.published_at)))
    return [row[0] for row in rows]


def list_published(db: Session, project_id: int) -> list[Revision]:
    """All revisions that were ever published, newest first."""
    return list(
        db.exec(
            select(Revision)
            .where(Revision.project_id == project_id, col(Revision.state).in_(PUBLIC))
            .order_by(col(Revision.id).desc())
        )
    )


def map_versions(db: Session, revision_ids: Iterable[int]) -> dict[int, str | None]:
    """What revisions are called, by their ids."""
    wanted = col(Revision.id).in_(list(revision_ids))
    return {
        row.id: row.version
        for row in db.execute(select(Revision.id, Revision.version).where(wanted))
    }


def list_versions(db: Session, project_id: int) -> list[str]:
    """The versions ever published, newest first."""
    rows = db.execute(
        select(Revision.version)
        .where(Revision.project_id == project_id, col(Revision.state).in_(PUBLIC))
        .order_by(col(Revision.id).desc())
    )
    return [version for (version,) in rows if version]


def document_of(revision: Revision | Trial | None) -> Document:
    """A revision, or the edition that a trial froze, as a document; the empty one where there is
    none."""
    if revision is None:
        return EMPTY
    if len(revision.markdown) <= _REMEMBERED_CHARACTERS:
        return _parsed(revision.markdown)
    return _LONG.get(
        revision.markdown, len(revision.markdown), lambda: parse_document(revision.markdown)
    )


def remember_document(markdown: str, document: Document) -> None:
    """A long document that was just written need not be read again."""
    if len(markdown) > _REMEMBERED_CHARACTERS:
        _LONG.get(markdown, len(markdown), lambda: settle(document))


def list_differences(
    before: Revision | None, after: Revision, most: int | None = None
) -> tuple[tuple[ClauseDiff, ...], int]:
    """What leads from one revision to another, as `changes.differences` tells it; of long ones
    the last few that were asked for are remembered."""
    old, new = document_of(before), document_of(after)
    old_text = before.markdown if before else ""
    if len(after.markdown) <= _REMEMBERED_CHARACTERS:
        return differences(old, new, most)
    key = (old_text, after.markdown, most)
    return _COMPARED.get(key, len(old_text), lambda: differences(old, new, most))


@lru_cache(maxsize=64)
def _parsed(markdown: str) -> Document:
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
