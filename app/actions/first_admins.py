"""The first admin of an instance: made at the keyboard of the machine, or by a link from there."""

from datetime import timedelta

from sqlmodel import Session

from app.actions.accounts import make_account
from app.actions.invitations import Newcomer
from app.clock import new_secret, now
from app.domain.roles import Actor
from app.domain.secrets import hash_secret
from app.errors import Conflict
from app.languages import say
from app.queries.accounts import find_admin
from app.records.accounts import Account
from app.records.events import record
from app.records.members import Invitation

LINK_STANDS = timedelta(days=1)


def make_admin(db: Session, newcomer: Newcomer) -> Account:
    """Make the first admin; raises Conflict when there is one."""
    _need_none(db)
    account = make_account(
        db,
        name=newcomer.name,
        email=newcomer.email,
        password_hash=newcomer.password_hash,
        is_admin=True,
    )
    admin = Actor(account.id, 0, account.id or 0, "admin", account.name)
    record(db, admin, "account.made", subject=account.id or 0, audience="staff")
    return account


def invite_admin(db: Session) -> str:
    """The secret of a link that makes its bearer the first admin, once."""
    _need_none(db)
    secret = new_secret()
    offer = Invitation(role="admin", token_hash=hash_secret(secret), expires_at=now() + LINK_STANDS)
    db.add(offer)
    return secret


def _need_none(db: Session) -> None:
    if find_admin(db):
        raise Conflict(say("This instance has an admin already."))
