"""Where one's mail goes: said, confirmed by a link that was sent there, taken back."""

from sqlmodel import Session

from app.actions.letters import queue_confirmation
from app.actions.wishes import guess_zone, schedule_digest
from app.clock import new_secret, now
from app.domain.addresses import check_address
from app.domain.roles import Actor
from app.errors import Conflict, NotFound, TooMany
from app.languages import say
from app.queries.addresses import find_address, find_wishes, get_signed
from app.queries.letters import count_begun
from app.records.accounts import Account
from app.records.addresses import Address
from app.records.events import record

LINK_DAYS = 7
# a form that sends mail to whatever address one types must not be of use to fill a stranger's box
ASKS_PER_HOUR = 5
CONFIRM = "confirm"
STOPS = ("mentions", "digest")


def set_address(db: Session, actor: Actor, *, address: str, zone: str = "") -> Address:
    """Say where one's mail goes. Nothing but a link to confirm it is sent there until it is
    confirmed; saying the same again sends the link again. `zone`: the one the browser is in."""
    wanted = check_address(address)
    mine = find_address(db, actor.account_id)
    if mine and mine.address == wanted and mine.confirmed_at and not mine.refused_at:
        return mine
    if count_begun(db, actor.account_id or 0, "confirmation") >= ASKS_PER_HOUR:
        raise TooMany(say("That is a lot of links in one hour. Nothing was changed."), 3600)
    if mine is None:
        mine = Address(account_id=actor.account_id or 0, address=wanted)
    elif mine.address != wanted:
        mine.address, mine.secret = wanted, new_secret()
    mine.asked_at, mine.confirmed_at, mine.refused_at, mine.refusal = now(), None, None, ""
    db.add(mine)
    _stop_digest(db, mine.account_id)
    guess_zone(db, mine.account_id, zone)
    queue_confirmation(db, mine)
    record(db, actor, "account.changed", subject=mine.account_id, audience="staff", mail="asked")
    return mine


def remove_address(db: Session, actor: Actor) -> None:
    """Send nothing any more. Twice is as good as once."""
    mine = find_address(db, actor.account_id)
    if mine is None:
        return
    db.delete(mine)
    _stop_digest(db, mine.account_id)
    record(db, actor, "account.changed", subject=mine.account_id, audience="staff", mail="removed")


def confirm_address(db: Session, token: str) -> Address:
    """Whoever has the link reads the mail that is sent there. Twice is as good as once."""
    address = get_confirmable(db, token)
    if address.confirmed_at is None:
        address.confirmed_at = now()
        db.add(address)
        schedule_digest(db, find_wishes(db, address.account_id))
        _tell(db, address, "confirmed")
    return address


def get_confirmable(db: Session, token: str) -> Address:
    """The address that a link confirms."""
    address, _ = get_signed(db, token, [CONFIRM])
    if address.confirmed_at is None and (now() - address.asked_at).days >= LINK_DAYS:
        raise Conflict(say("This link is too old. Ask for another on your account page."))
    return address


def stop_mail(db: Session, token: str) -> str:
    """Send no more mails of a kind: what the link at the end of each does, without a sign-in.
    Twice is as good as once. Returns the kind."""
    address, said = get_signed(db, token, STOPS)
    wishes = find_wishes(db, address.account_id)
    if said.purpose == "digest":
        wishes.digest = "off"
    else:
        wishes.mentions = False
    schedule_digest(db, wishes)
    _tell(db, address, "stopped")
    return said.purpose


def _stop_digest(db: Session, account_id: int) -> None:
    wishes = find_wishes(db, account_id)
    if wishes.digest_at is not None:
        wishes.digest_at = None
        db.add(wishes)


def _tell(db: Session, address: Address, what: str) -> None:
    account = db.get(Account, address.account_id)
    if account is None:
        raise NotFound
    actor = Actor(account.id, 0, address.account_id, "none", account.name)
    record(db, actor, "account.changed", subject=address.account_id, audience="staff", mail=what)
