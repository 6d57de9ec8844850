"""Pauses: who is given no work just now, and for whom that is proposed."""

from sqlmodel import Session, col, select

from app.records.members import Member
from app.records.pauses import Pause

LIVE = ("proposed", "standing")


def find_pause(db: Session, member_id: int) -> Pause | None:
    """The pause that stands for a person, or is proposed."""
    query = select(Pause).where(Pause.member_id == member_id, col(Pause.state).in_(LIVE))
    return db.exec(query.execution_options(populate_existing=True)).first()


def list_pauses(db: Session, project_id: int) -> list[tuple[Pause, Member]]:
    """Those that stand or are proposed, the oldest first, with whom they are about."""
    query = (
        select(Pause, Member)
        .join(Member, col(Member.id) == col(Pause.member_id))
        .where(
            Pause.project_id == project_id,
            col(Pause.state).in_(LIVE),
            col(Member.removed_at).is_(None),
        )
    )
    return [(pause, member) for pause, member in db.exec(query.order_by(col(Pause.id)).limit(200))]


def list_past(db: Session, member_id: int) -> list[Pause]:
    """What became of earlier ones of a person, the newest first."""
    query = select(Pause).where(Pause.member_id == member_id, col(Pause.state).not_in(LIVE))
    return list(db.exec(query.order_by(col(Pause.id).desc()).limit(20)))
