"""Browsers that may be told although no tab is open: added, renewed, removed; and our key."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import Session, col

from app.domain.pushes import MOST_BROWSERS, check_auth, check_endpoint, check_key
from app.domain.roles import Actor
from app.domain.wrapping import make_key, public_of
from app.errors import Conflict, Forbidden, NotFound
from app.languages import say
from app.queries.subscriptions import (
    count_subscriptions,
    find_server_key,
    find_subscription,
    get_subscription,
    list_of_sign_in,
)
from app.records.accounts import Account
from app.records.events import record
from app.records.subscriptions import Push, ServerKey, Subscription


@dataclass(frozen=True, slots=True)
class Given:
    """What a browser gives to be told by: where, its public key, and its secret."""

    endpoint: str
    p256dh: str
    auth: str


def need_server_key(db: Session, actor: Actor) -> str:
    """The public half of our key, for a browser that is about to be added; the key is made for the
    first that asks. It is made by the instance's only writer, so that there is one."""
    _need_account(actor)
    found = find_server_key(db)
    if found is None:
        found = ServerKey(private=make_key())
        db.add(found)
        db.flush()
    return public_of(found.private)


def add_subscription(
    db: Session, actor: Actor, given: Given, hosts: Collection[str], *, sign_in_id: int | None
) -> Subscription:
    """Tell a browser from now on, until its session ends. `hosts`: push services that may be
    private. Twice is as good as once; the last to be signed in with a browser is who is told."""
    _need_account(actor)
    if sign_in_id is None:
        raise Forbidden(say("Only a browser that is signed in can be told."))
    _check(given, hosts)
    known = find_subscription(db, given.endpoint)
    if known is not None and known.account_id == actor.account_id:
        return _keep(db, known, given, sign_in_id)
    if known is not None:
        drop_subscription(db, known, "another")
    if count_subscriptions(db, actor.account_id) >= MOST_BROWSERS:
        raise Conflict(
            say("At most %(most)s browsers are told. Remove one first.", most=MOST_BROWSERS)
        )
    made = Subscription(
        account_id=actor.account_id or 0,
        sign_in_id=sign_in_id,
        endpoint=given.endpoint,
        p256dh=given.p256dh,
        auth=given.auth,
    )
    db.add(made)
    db.flush()
    _tell(db, actor, made.account_id, "added")
    return made


def renew_subscription(
    db: Session,
    actor: Actor,
    old: str,
    given: Given,
    hosts: Collection[str],
    *,
    sign_in_id: int | None,
) -> Subscription:
    """A browser says that it is still there, under this session, or that its push service gave it
    another address. One that was removed meanwhile is not added again."""
    known = find_subscription(db, old)
    if known is None or known.account_id != actor.account_id or sign_in_id is None:
        raise NotFound
    _check(given, hosts)
    other = find_subscription(db, given.endpoint)
    if other is not None and other.id != known.id:
        drop_subscription(db, other, "another")
    return _keep(db, known, given, sign_in_id)


def remove_subscription(db: Session, actor: Actor, subscription_id: int) -> None:
    """Tell one of one's browsers no more."""
    drop_subscription(db, get_subscription(db, actor, subscription_id), "removed")


def forget_subscriptions(db: Session, sign_in_id: int) -> None:
    """A session has ended: its browser is told no more."""
    for each in list_of_sign_in(db, sign_in_id):
        drop_subscription(db, each, "signed_out")


def drop_subscription(db: Session, subscription: Subscription, why: str) -> None:
    """A browser goes, and what was to be told there. `why`: removed, signed_out, closed, another
    (somebody else is signed in there), gone or failing."""
    db.execute(delete(Push).where(col(Push.subscription_id) == subscription.id))
    db.delete(subscription)
    db.flush()
    account = db.get(Account, subscription.account_id)
    owner = Actor(subscription.account_id, 0, subscription.account_id, "none", "")
    if account is not None:
        _tell(db, owner, subscription.account_id, why)


def _keep(db: Session, known: Subscription, given: Given, sign_in_id: int) -> Subscription:
    known.endpoint, known.sign_in_id = given.endpoint, sign_in_id
    known.p256dh, known.auth = given.p256dh, given.auth
    db.add(known)
    db.flush()
    return known


def _check(given: Given, hosts: Collection[str]) -> None:
    check_endpoint(given.endpoint, hosts)
    check_key(given.p256dh)
    check_auth(given.auth)


def _need_account(actor: Actor) -> None:
    if not actor.account_id:
        raise NotFound


def _tell(db: Session, actor: Actor, account_id: int, what: str) -> None:
    record(db, actor, "account.changed", subject=account_id, audience="staff", push=what)
