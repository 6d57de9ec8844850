"""The changelog: what was published when, what led to it, whom to thank, and who has read it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, func, or_, select

from app.queries.guidelines import PUBLIC
from app.records.members import Member
from app.records.questions import Asker, Question, Ruling, RulingClause
from app.records.relabels import Relabel
from app.records.revisions import Acknowledgement, Change, Clause, Revision

PAGE = 10


@dataclass(frozen=True, slots=True)
class Credit:
    """A ruling that led to a revision, the question it decided, and the people who asked."""

    ruling: Ruling
    question: Question
    askers: tuple[str, ...]


def list_releases(
    db: Session, project_id: int, before: int | None = None, most: int = PAGE
) -> list[Revision]:
    """Published revisions, newest first, before the one with a number."""
    query = select(Revision).where(
        Revision.project_id == project_id, col(Revision.state).in_(PUBLIC)
    )
    if before is not None:
        edge = select(Revision.published_at).where(
            Revision.project_id == project_id, Revision.number == before
        )
        query = query.where(col(Revision.published_at) < edge.scalar_subquery())
    return list(db.exec(query.order_by(col(Revision.published_at).desc()).limit(most)))


def map_credits(db: Session, revision_ids: Iterable[int | None]) -> dict[int, list[Credit]]:
    """What led to revisions, by revision; people who joined as a duplicate's askers included."""
    wanted = [each for each in revision_ids if each is not None]
    rows = db.exec(
        select(Ruling, Question)
        .join(Question, col(Question.id) == col(Ruling.question_id))
        .where(col(Ruling.revision_id).in_(wanted))
        .order_by(col(Ruling.number))
    ).all()
    askers = _map_askers(db, [question.id for _, question in rows])
    credits: dict[int, list[Credit]] = defaultdict(list)
    for ruling, question in rows:
        names = tuple(dict.fromkeys(askers.get(question.id or 0, [])))
        credits[ruling.revision_id or 0].append(Credit(ruling, question, names))
    return credits


def _map_askers(db: Session, question_ids: Iterable[int | None]) -> dict[int, list[str]]:
    wanted = [each for each in question_ids if each is not None]
    rows = db.execute(
        select(Question.id, Question.duplicate_of, Member.name)
        .join(Asker, col(Asker.question_id) == col(Question.id))
        .join(Member, col(Member.id) == col(Asker.member_id))
        .where(or_(col(Question.id).in_(wanted), col(Question.duplicate_of).in_(wanted)))
        .order_by(col(Asker.joined_at), col(Asker.member_id))
    )
    askers: dict[int, list[str]] = defaultdict(list)
    for question_id, duplicate_of, name in rows:
        askers[duplicate_of or question_id or 0].append(name)
    return askers


def map_readers(db: Session, revision_ids: Iterable[int | None]) -> dict[int, list[str]]:
    """Who has acknowledged revisions, by revision, in order."""
    wanted = [each for each in revision_ids if each is not None]
    rows = db.execute(
        select(Acknowledgement.revision_id, Member.name)
        .join(Member, col(Member.id) == col(Acknowledgement.member_id))
        .where(col(Acknowledgement.revision_id).in_(wanted))
        .order_by(col(Acknowledgement.read_at), col(Member.id))
    )
    readers: dict[int, list[str]] = defaultdict(list)
    for revision_id, name in rows:
        readers[revision_id].append(name)
    return readers


def count_members(db: Session, project_id: int) -> int:
    """How many people could read: those who can sign in and are still here."""
    query = select(func.count()).select_from(Member)
    return db.exec(
        query.where(
            Member.project_id == project_id,
            col(Member.removed_at).is_(None),
            col(Member.account_id).is_not(None),
        )
    ).one()


def map_relabels(db: Session, revision_ids: Iterable[int | None]) -> dict[int, int]:
    """The numbers of the relabels that revisions opened."""
    wanted = [each for each in revision_ids if each is not None]
    rows = db.execute(
        select(Relabel.revision_id, Relabel.number).where(col(Relabel.revision_id).in_(wanted))
    )
    return {row.revision_id: row.number for row in rows}


def has_read(db: Session, revision: Revision, member_id: int) -> bool:
    """Whether a member has acknowledged a revision."""
    return db.get(Acknowledgement, (revision.id, member_id)) is not None


def list_touching(db: Session, project_id: int, code: str) -> list[tuple[Revision, Change]]:
    """The published revisions that did something to a clause, newest first."""
    rows = db.exec(
        select(Revision, Change)
        .join(Change, col(Change.revision_id) == col(Revision.id))
        .join(Clause, col(Clause.id) == col(Change.clause_id))
        .where(
            Revision.project_id == project_id,
            Clause.code == code,
            col(Revision.state).in_(PUBLIC),
        )
        .order_by(col(Revision.published_at).desc())
    )
    return [(revision, change) for revision, change in rows]


def map_last_changes(db: Session, project_id: int) -> dict[str, str]:
    """By code, the version that last added or changed a clause."""
    rows = db.execute(
        select(Clause.code, Revision.version)
        .join(Change, col(Change.clause_id) == col(Clause.id))
        .join(Revision, col(Revision.id) == col(Change.revision_id))
        .where(Revision.project_id == project_id, col(Revision.state).in_(PUBLIC))
        .order_by(col(Revision.published_at))
    )
    return {code: version for code, version in rows if version}


def map_ruling_numbers(db: Session, project_id: int) -> dict[str, list[int]]:
    """By code, the rulings in force that touch a clause."""
    rows = db.execute(
        select(Clause.code, Ruling.number)
        .join(RulingClause, col(RulingClause.clause_id) == col(Clause.id))
        .join(Ruling, col(Ruling.id) == col(RulingClause.ruling_id))
        .where(Ruling.project_id == project_id, Ruling.state == "in_force")
        .order_by(col(Ruling.number))
    )
    numbers: dict[str, list[int]] = defaultdict(list)
    for code, number in rows:
        numbers[code].append(number)
    return numbers
