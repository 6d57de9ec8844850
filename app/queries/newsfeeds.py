"""Newsfeeds: one's own, and whose address it is that a reader came to."""

from sqlmodel import Session, col, select

from app.domain.roles import Actor
from app.queries.members import get_actor
from app.records.accounts import Account
from app.records.members import Member
from app.records.newsfeeds import Newsfeed


def find_own_newsfeed(db: Session, actor: Actor) -> Newsfeed | None:
    """The actor's newsfeed, unless it was revoked."""
    mine = select(Newsfeed).where(
        Newsfeed.member_id == actor.member_id, col(Newsfeed.revoked_at).is_(None)
    )
    return db.exec(mine.order_by(col(Newsfeed.id).desc()).limit(1)).first()


def find_newsfeed(db: Session, token_hash: str) -> tuple[Newsfeed, Actor] | None:
    """The newsfeed of an address and whom it stands for, as far as they may still come in."""
    row = db.exec(
        select(Newsfeed, Account.id)
        .join(Member, col(Member.id) == col(Newsfeed.member_id))
        .join(Account, col(Account.id) == col(Member.account_id))
        .where(
            Newsfeed.token_hash == token_hash,
            col(Newsfeed.revoked_at).is_(None),
            col(Member.removed_at).is_(None),
            col(Account.disabled_at).is_(None),
        )
    ).first()
    if row is None:
        return None
    newsfeed, account_id = row
    return newsfeed, get_actor(db, account_id or 0, newsfeed.project_id)
