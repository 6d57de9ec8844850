"""Who can be reached by mail, how they wish to be, and whom a link in a mail belongs to."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.clock import now
from app.domain.addresses import Pass, holds, read_pass
from app.domain.hours import Hours
from app.errors import NotFound
from app.records.accounts import Account
from app.records.addresses import Address, Wishes
from app.records.members import Member


def find_address(db: Session, account_id: int | None) -> Address | None:
    """An account's mail address, confirmed or not."""
    return db.get(Address, account_id) if account_id else None


def find_reachable(db: Session, account_id: int) -> Address | None:
    """The address that an account may be written to now."""
    address = db.get(Address, account_id)
    account = db.get(Account, account_id)
    is_open = account is not None and account.disabled_at is None
    confirmed = address is not None and address.confirmed_at and not address.refused_at
    return address if is_open and confirmed else None


def find_wishes(db: Session, account_id: int | None) -> Wishes:
    """What somebody wishes; what nobody has touched is as it is for everybody."""
    found = db.get(Wishes, account_id) if account_id else None
    return found or Wishes(account_id=account_id or 0)


def hours_of(wishes: Wishes) -> Hours:
    """Somebody's quiet hours."""
    quiet = wishes.quiet_from, wishes.quiet_until, wishes.quiet_weekends
    return Hours(wishes.zone or "UTC", *quiet)


def map_mentionable(db: Session, member_ids: Iterable[int]) -> dict[int, int]:
    """The accounts of those members who have an address and wish to be written to when they are
    named or answered."""
    rows = db.execute(
        select(Member.id, Member.account_id)
        .join(Address, col(Address.account_id) == col(Member.account_id))
        .join(Wishes, col(Wishes.account_id) == col(Member.account_id))
        .where(
            col(Member.id).in_(list(member_ids)),
            col(Address.confirmed_at).is_not(None),
            col(Address.refused_at).is_(None),
            col(Wishes.mentions),
        )
    )
    return {row.id: row.account_id for row in rows}


def list_digests_due(db: Session, most: int) -> list[int]:
    """The accounts whose digest is to be begun."""
    due = select(Wishes.account_id).where(col(Wishes.digest_at) <= now())
    return list(db.exec(due.order_by(col(Wishes.digest_at)).limit(most)))


def get_signed(db: Session, token: str, purposes: Iterable[str]) -> tuple[Address, Pass]:
    """The address that a link in one of its mails belongs to, and what the link says."""
    said = read_pass(token)
    address = db.get(Address, said.account_id) if said else None
    if said is None or address is None or said.purpose not in purposes:
        raise NotFound
    if not holds(said, address.secret):
        raise NotFound
    return address, said
