"""The changelog: what was published when, what led to it, whom to thank, and who has read it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import case
from sqlmodel import Session, col, func, or_, select

from app.queries.guidelines import PUBLIC
from app.queries.questions import map_openers
from app.records.events import Event
from app.records.members import Member
from app.records.questions import Asker, Question, Ruling, RulingClause
from app.records.relabels import Relabel
from app.records.revisions import Acknowledgement, CaseChange, Change, Clause, Revision

PAGE = 10
KINDS = ("changed", "added", "ended", "moved")


@dataclass(frozen=True, slots=True)
class Credit:
    """A ruling that led to a revision, the question it decided, and the people who asked.
    `openers`: the members who may open the question though they are no staff."""

    ruling: Ruling
    question: Question
    askers: tuple[str, ...]
    openers: tuple[int, ...]


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
    openers = map_openers(db, [question.id for _, question in rows])
    credits: dict[int, list[Credit]] = defaultdict(list)
    for ruling, question in rows:
        names = tuple(dict.fromkeys(askers.get(question.id or 0, [])))
        may = tuple(sorted(openers[question.id]))
        credits[ruling.revision_id or 0].append(Credit(ruling, question, names, may))
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
        .where(
            col(Acknowledgement.revision_id).in_(wanted),
            col(Acknowledgement.passed_at).is_not(None),
        )
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


def map_kinds(
    db: Session, revision_ids: Iterable[int | None]
) -> dict[int, tuple[tuple[str, int], ...]]:
    """(kind of change, clauses) of revisions, by revision, in the order of KINDS."""
    wanted = [each for each in revision_ids if each is not None]
    many = func.count()
    rows = db.execute(
        select(Change.revision_id, Change.kind, many)
        .where(col(Change.revision_id).in_(wanted))
        .group_by(col(Change.revision_id), col(Change.kind))
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for revision_id, kind, count in rows:
        found[revision_id][kind] = count
    return {
        revision_id: tuple((kind, counts[kind]) for kind in KINDS if kind in counts)
        for revision_id, counts in found.items()
    }


def map_relabels(db: Session, revision_ids: Iterable[int | None]) -> dict[int, int]:
    """The numbers of the relabels that revisions opened."""
    wanted = [each for each in revision_ids if each is not None]
    rows = db.execute(
        select(Relabel.revision_id, Relabel.number).where(col(Relabel.revision_id).in_(wanted))
    )
    return {row.revision_id: row.number for row in rows}


def map_withdrawers(
    db: Session, project_id: int, revision_ids: Iterable[int | None]
) -> dict[int, int]:
    """Who withdrew revisions, by revision; the log knows it."""
    wanted = [each for each in revision_ids if each is not None]
    told = select(Event.subject, Event.actor_id).where(
        Event.project_id == project_id,
        Event.kind == "revision.withdrawn",
        col(Event.subject).in_(wanted),
    )
    return {row.subject: row.actor_id for row in db.execute(told) if row.actor_id is not None}


def map_moved_cases(db: Session, revision_ids: Iterable[int | None]) -> dict[int, tuple[int, int]]:
    """By revision, how many cases expect another answer since, and how many are new: nothing
    decided them before."""
    wanted = [each for each in revision_ids if each is not None]
    before, after = func.coalesce(CaseChange.before, ""), func.coalesce(CaseChange.after, "")
    added = func.sum(case((before == "", 1), else_=0))
    rows = db.execute(
        select(CaseChange.revision_id, func.count(), added)
        .where(col(CaseChange.revision_id).in_(wanted), before != after)
        .group_by(col(CaseChange.revision_id))
    )
    return {revision_id: (many - int(new), int(new)) for revision_id, many, new in rows}


def has_read(db: Session, revision: Revision, member_id: int) -> bool:
    """Whether a member has acknowledged a revision, and passed its check where it has one."""
    receipt = db.get(Acknowledgement, (revision.id, member_id))
    return receipt is not None and receipt.passed_at is not None


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


def map_last_changes(db: Session, project_id: int, codes: Iterable[str]) -> dict[str, str]:
    """By code, the version that last added or changed a clause: of some clauses."""
    rows = db.execute(
        select(Clause.code, Revision.version)
        .join(Change, col(Change.clause_id) == col(Clause.id))
        .join(Revision, col(Revision.id) == col(Change.revision_id))
        .where(
            Clause.project_id == project_id,
            col(Clause.code).in_(list(codes)),
            col(Revision.state).in_(PUBLIC),
        )
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
