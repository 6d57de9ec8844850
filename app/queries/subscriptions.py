"""Browsers that may be told although no tab is open: one's own, and those of whom is to be told."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.domain.roles import Actor
from app.errors import NotFound
from app.records.accounts import SignIn
from app.records.members import Member
from app.records.subscriptions import ServerKey, Subscription


def list_subscriptions(db: Session, actor: Actor) -> list[tuple[Subscription, str]]:
    """One's browsers, in the order they were added, and what each calls itself."""
    rows = db.execute(
        select(Subscription, SignIn.agent)
        .join(SignIn, col(SignIn.id) == col(Subscription.sign_in_id))
        .where(Subscription.account_id == actor.account_id)
        .order_by(col(Subscription.id))
    )
    return [(row[0], row[1]) for row in rows]


def count_subscriptions(db: Session, account_id: int | None) -> int:
    """How many browsers an account has."""
    mine = select(func.count()).where(col(Subscription.account_id) == account_id)
    return db.exec(mine).one()


def get_subscription(db: Session, actor: Actor, subscription_id: int) -> Subscription:
    """One of one's browsers."""
    found = db.get(Subscription, subscription_id)
    if found is None or found.account_id != actor.account_id:
        raise NotFound
    return found


def find_subscription(db: Session, endpoint: str) -> Subscription | None:
    """The browser that a push service knows by this address."""
    return db.exec(select(Subscription).where(Subscription.endpoint == endpoint)).first()


def list_of_sign_in(db: Session, sign_in_id: int) -> list[Subscription]:
    """The browsers that were signed in with a session."""
    mine = select(Subscription).where(Subscription.sign_in_id == sign_in_id)
    return list(db.exec(mine))


def is_pushed(db: Session, actor: Actor, key: UUID) -> bool:
    """Whether a browser of the actor's is told by pushes."""
    mine = select(Subscription.id).where(
        Subscription.key == key, Subscription.account_id == actor.account_id
    )
    return db.exec(mine).first() is not None


def map_subscribed(db: Session, member_ids: Iterable[int]) -> dict[int, list[int]]:
    """The browsers of those members who have any."""
    rows = db.execute(
        select(Member.id, Subscription.id)
        .join(Subscription, col(Subscription.account_id) == col(Member.account_id))
        .where(col(Member.id).in_(list(member_ids)))
    )
    found: dict[int, list[int]] = {}
    for member_id, subscription_id in rows:
        found.setdefault(member_id, []).append(subscription_id)
    return found


def find_server_key(db: Session) -> ServerKey | None:
    """What we sign with, once there is any."""
    return db.exec(select(ServerKey).order_by(col(ServerKey.id)).limit(1)).first()
