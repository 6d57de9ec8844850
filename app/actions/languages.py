"""The language that somebody reads: kept with their account, and with what they are in projects."""

from sqlalchemy import update
from sqlmodel import Session, col

from app.errors import Invalid
from app.languages import LANGUAGES, say
from app.records.accounts import Account
from app.records.members import Member


def set_language(db: Session, account: Account, language: str) -> None:
    """From now on the account reads this language, in all its projects."""
    if language not in LANGUAGES:
        raise Invalid(say("A language is one of: %(all)s.", all=", ".join(LANGUAGES)), "language")
    account.settings = {**account.settings, "language": language}
    db.add(account)
    theirs = update(Member).where(col(Member.account_id) == account.id)
    db.execute(theirs.values(language=language))


def keep_language(db: Session, account_id: int, language: str) -> None:
    """What somebody's browser asked for when they came, unless they have a language already."""
    account = db.get_one(Account, account_id)
    if "language" not in account.settings:
        set_language(db, account, language)
