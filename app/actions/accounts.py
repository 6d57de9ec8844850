"""Accounts: making them, and what people change about their own."""

from collections.abc import Mapping

from sqlmodel import Session

from app.actions.languages import set_language
from app.actions.members import check_name
from app.actions.sign_ins import end_sign_ins
from app.domain.roles import Actor
from app.domain.texts import check_text
from app.errors import Conflict, Invalid, NotFound
from app.languages import say
from app.queries.accounts import find_account_by_email
from app.records.accounts import THEMES, Account
from app.records.events import record


def make_account(
    db: Session,
    *,
    name: str,
    email: str | None = None,
    password_hash: str | None = None,
    is_admin: bool = False,
    is_demo: bool = False,
) -> Account:
    """A new person. `email` is what they sign in with: an address, or any name without spaces.

    Who asks for it (an invitation, the first start) tells of it in the log.
    """
    account = Account(
        name=check_name(name),
        email=check_email(email) if email else None,
        password_hash=password_hash,
        is_admin=is_admin,
        is_demo=is_demo,
    )
    if password_hash and not account.email:
        raise Invalid(say("A password needs an e-mail or a name to sign in with."), "email")
    if account.email and find_account_by_email(db, account.email):
        raise Conflict(say("This e-mail or sign-in name is taken."), field="email")
    db.add(account)
    db.flush()
    return account


def change_account(
    db: Session, actor: Actor, *, name: str | None = None, settings: Mapping[str, str] | None = None
) -> Account:
    """Change one's own name, here and in one's projects from now on, or one's settings."""
    account = get_own_account(db, actor)
    if name is not None:
        account.name = check_name(name)
    if settings is not None:
        _change_settings(db, account, settings)
    db.add(account)
    record(db, actor, "account.changed", subject=account.id or 0, audience="staff")
    return account


def _change_settings(db: Session, account: Account, settings: Mapping[str, str]) -> None:
    if "theme" in settings:
        if settings["theme"] not in THEMES:
            raise Invalid(say("A theme is one of: %(all)s.", all=", ".join(THEMES)), "theme")
        account.settings = {**account.settings, "theme": settings["theme"]}
    if "language" in settings:
        set_language(db, account, settings["language"])


def set_password(
    db: Session, actor: Actor, *, password_hash: str, email: str | None, sign_in_id: int | None
) -> Account:
    """Set one's password; every other session of the account ends."""
    account = get_own_account(db, actor)
    if email and account.email is None:
        wanted = check_email(email)
        if find_account_by_email(db, wanted):
            raise Conflict(say("This e-mail or sign-in name is taken."), field="email")
        account.email = wanted
    if account.email is None:
        raise Invalid(say("A password needs an e-mail or a name to sign in with."), "email")
    account.password_hash = password_hash
    db.add(account)
    end_sign_ins(db, actor, but=sign_in_id)
    record(db, actor, "account.changed", subject=account.id or 0, audience="staff", password=True)
    return account


def get_own_account(db: Session, actor: Actor) -> Account:
    """The actor's account."""
    account = db.get(Account, actor.account_id)
    if account is None:
        raise NotFound
    return account


def check_email(email: str) -> str:
    """An e-mail address or sign-in name, in the one form that is compared."""
    plain = check_text(email, most=1000, field="email").strip().lower()
    if not 3 <= len(plain) <= 200 or any(char.isspace() for char in plain):
        raise Invalid(say("An e-mail or sign-in name has 3 to 200 characters, no spaces."), "email")
    return plain
