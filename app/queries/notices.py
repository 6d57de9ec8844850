"""Notices, and what the follower that writes them asks of the log."""

from collections.abc import Iterable

from sqlmodel import Session, col, func, select

from app.domain.roles import Actor
from app.errors import NotFound
from app.records.events import Event, Stream
from app.records.members import Member
from app.records.notices import FollowerCursor, Notice


def list_notices(
    db: Session, actor: Actor, before: int | None = None, most: int = 50
) -> list[Notice]:
    """The actor's notices below an id, newest first."""
    query = select(Notice).where(Notice.member_id == actor.member_id)
    if before is not None:
        query = query.where(col(Notice.id) < before)
    return list(db.exec(query.order_by(col(Notice.id).desc()).limit(most)))


def get_notice(db: Session, actor: Actor, notice_id: int) -> Notice:
    """One of the actor's own notices."""
    notice = db.get(Notice, notice_id)
    if notice is None or notice.member_id != actor.member_id:
        raise NotFound
    return notice


def list_unseen(db: Session, member_id: int, most: int = 1000) -> list[Notice]:
    """A member's notices that they have not seen, newest first."""
    query = select(Notice).where(Notice.member_id == member_id, col(Notice.seen_at).is_(None))
    return list(db.exec(query.order_by(col(Notice.id).desc()).limit(most)))


def count_unseen(db: Session, member_id: int) -> int:
    """How many notices a member has not seen."""
    query = select(func.count()).where(
        col(Notice.member_id) == member_id, col(Notice.seen_at).is_(None)
    )
    return db.exec(query).one()


def list_told(db: Session, seq: int, member_ids: Iterable[int]) -> set[int]:
    """Those of these members who were already told of an event."""
    told = select(Notice.member_id).where(
        col(Notice.member_id).in_(list(member_ids)), Notice.seq == seq
    )
    return set(db.exec(told))


def find_cursor(db: Session, name: str, project_id: int) -> FollowerCursor | None:
    """How far a follower has read a project's log."""
    return db.get(FollowerCursor, (name, project_id))


def list_heads(db: Session) -> dict[int, int]:
    """The last number of every log, by project."""
    return {row.project_id: row.seq for row in db.execute(select(Stream.project_id, Stream.seq))}


def list_news(
    db: Session, project_id: int, after: int, kinds: Iterable[str], most: int = 200
) -> list[Event]:
    """Events of these kinds after a number, in their order."""
    query = select(Event).where(
        Event.project_id == project_id, col(Event.seq) > after, col(Event.kind).in_(list(kinds))
    )
    return list(db.exec(query.order_by(col(Event.seq)).limit(most)))


def map_actors(db: Session, project_id: int) -> dict[int, Actor]:
    """Everybody who takes part in a project and can sign in, by member id."""
    rows = db.execute(
        select(Member.account_id, Member.id, Member.role, Member.name).where(
            col(Member.project_id) == project_id,
            col(Member.removed_at).is_(None),
            col(Member.account_id).is_not(None),
        )
    )
    return {row.id: Actor(row.account_id, project_id, row.id, row.role, row.name) for row in rows}
