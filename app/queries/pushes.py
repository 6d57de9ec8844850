"""Pushes: what is due, for whom, and what of it is still news."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_
from sqlalchemy import select as pick
from sqlmodel import Session, col, func, select

from app.clock import now
from app.records.columns import is_in
from app.records.notices import Notice
from app.records.subscriptions import Push, Subscription

# more than this in one second is told as so many notifications anyhow
MOST = 200


def list_due(db: Session, at: datetime) -> list[int]:
    """The browsers that are to be told something now, whoever has waited longest first."""
    rows = db.execute(
        pick(col(Push.subscription_id))
        .join(Subscription, col(Subscription.id) == col(Push.subscription_id))
        .where(_is_due(at), _is_ready(at))
        .group_by(col(Push.subscription_id))
        .order_by(func.min(Push.due_at))
    )
    return [row[0] for row in rows]


def list_due_of(db: Session, subscription_id: int, at: datetime) -> list[Push]:
    """What a browser is to be told now: a trial alone, or else what one project has for it."""
    mine = select(Push).where(Push.subscription_id == subscription_id, _is_due(at))
    found = list(db.exec(mine.order_by(col(Push.due_at), col(Push.id)).limit(MOST)))
    trials = [each for each in found if each.notice_id is None]
    return trials[:1] or [each for each in found if each.project_id == found[0].project_id]


def list_pushes(db: Session, push_ids: Iterable[int]) -> list[Push]:
    """These pushes, as far as they still wait."""
    query = select(Push).where(col(Push.id).in_(list(push_ids)), Push.state == "waiting")
    return list(db.exec(query))


def list_unseen_of(db: Session, member_id: int, notice_ids: Iterable[int]) -> list[Notice]:
    """Those of these notices that are the member's and still unseen, the oldest first."""
    query = select(Notice).where(
        col(Notice.id).in_(list(notice_ids)),
        Notice.member_id == member_id,
        col(Notice.seen_at).is_(None),
    )
    return list(db.exec(query.order_by(col(Notice.id))))


def list_trials(db: Session, account_id: int | None) -> list[Push]:
    """The trials that an account began in the last hour."""
    query = (
        select(Push)
        .join(Subscription, col(Subscription.id) == col(Push.subscription_id))
        .where(
            Subscription.account_id == account_id,
            col(Push.notice_id).is_(None),
            Push.created_at > now() - timedelta(hours=1),
        )
    )
    return list(db.exec(query))


def _is_due(at: datetime) -> ColumnElement[bool]:
    free = or_(col(Push.leased_until).is_(None), col(Push.leased_until) <= at)
    return is_in(Push.state, "waiting") & (col(Push.due_at) <= at) & free


def _is_ready(at: datetime) -> ColumnElement[bool]:
    return or_(col(Subscription.rests_until).is_(None), col(Subscription.rests_until) <= at)
