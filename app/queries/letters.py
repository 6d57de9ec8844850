"""The outbox: what is due, what a letter is to tell, and how much somebody was sent already."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, func, select

from app.clock import now
from app.records.letters import Letter
from app.records.members import Member
from app.records.notices import Notice

# what is told at once and not only in the digest: somebody waits for the answer, or has given it
PRESSING = ("mention", "question")


def list_due(db: Session, most: int) -> list[tuple[int, int]]:
    """Letters that are to be sent now, with their project, the longest due first."""
    rows = db.execute(
        select(Letter.id, Letter.project_id)
        .where(*_due())
        .order_by(col(Letter.due_at), col(Letter.id))
        .limit(most)
    )
    return [(row.id, row.project_id or 0) for row in rows]


def find_due(db: Session, letter_id: int) -> Letter | None:
    """A letter, if it is still to be sent and nobody is at it."""
    return db.exec(select(Letter).where(Letter.id == letter_id, *_due())).first()


def find_open(db: Session, account_id: int, kind: str, project_id: int | None) -> Letter | None:
    """A letter that was not tried yet: more can go into it."""
    of_project = (
        col(Letter.project_id).is_(None)
        if project_id is None
        else col(Letter.project_id) == project_id
    )
    query = select(Letter).where(
        Letter.account_id == account_id,
        Letter.state == "waiting",
        Letter.kind == kind,
        Letter.tries == 0,
        of_project,
    )
    return db.exec(query).first()


def list_sent_at(db: Session, account_id: int, kind: str) -> list[datetime]:
    """When letters of a kind went to an account in the last hour, the first one first."""
    sent = select(Letter.sent_at).where(
        Letter.account_id == account_id,
        Letter.state == "sent",
        col(Letter.sent_at) > now() - timedelta(hours=1),
        Letter.kind == kind,
    )
    return [each for each in db.exec(sent.order_by(col(Letter.sent_at))) if each]


def count_begun(db: Session, account_id: int, kind: str) -> int:
    """How many letters of a kind were begun for an account in the last hour."""
    query = select(func.count()).where(
        col(Letter.account_id) == account_id,
        col(Letter.kind) == kind,
        col(Letter.created_at) > now() - timedelta(hours=1),
    )
    return db.exec(query).one()


def list_tellable(db: Session, letter: Letter, since: datetime) -> list[Notice]:
    """The unseen notices that a letter may tell of and no other has: of its project those that
    press, or for a digest all, in all projects."""
    members = select(Member.id).where(
        Member.account_id == letter.account_id, col(Member.removed_at).is_(None)
    )
    query = select(Notice).where(
        col(Notice.member_id).in_(members),
        col(Notice.seen_at).is_(None),
        or_(col(Notice.letter_id).is_(None), col(Notice.letter_id) == letter.id),
        Notice.created_at >= since,
    )
    if letter.project_id is not None:
        query = query.where(Notice.project_id == letter.project_id, col(Notice.kind).in_(PRESSING))
    return list(db.exec(query.order_by(col(Notice.id)).limit(200)))


def list_told_by(db: Session, letter: Letter, member_id: int) -> list[Notice]:
    """What a letter tells one of its account's members of, as far as it is still unseen."""
    query = select(Notice).where(
        Notice.member_id == member_id,
        Notice.letter_id == letter.id,
        col(Notice.seen_at).is_(None),
    )
    return list(db.exec(query.order_by(col(Notice.id))))


def _due() -> tuple[ColumnElement[bool], ...]:
    at = now()
    free = or_(col(Letter.leased_until).is_(None), col(Letter.leased_until) <= at)
    return col(Letter.state) == "waiting", col(Letter.due_at) <= at, free
