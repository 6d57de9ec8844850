"""The outbox: letters written beside what they tell of, and what becomes of each.

Whoever sends a letter holds it under a lease, so that several processes do not send it twice; one
that dies while sending leaves it to the next, under the same key.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col

from app.actions.wishes import schedule_digest
from app.clock import now
from app.domain.hours import loud_from
from app.errors import NotFound
from app.queries.addresses import (
    find_address,
    find_reachable,
    find_wishes,
    hours_of,
    map_mentionable,
)
from app.queries.letters import PRESSING, find_due, find_open, list_sent_at, list_tellable
from app.records.addresses import Address, Wishes
from app.records.letters import Letter
from app.records.notices import Notice
from app.records.projects import Project

# what is read within two minutes needs no mail, and what comes within them shares one
DELAY = timedelta(minutes=2)
LEASE = timedelta(minutes=5)
# nobody wants to be told of last week's news because a mail server was away
STALE = timedelta(days=3)
LOOK_BACK = timedelta(days=8)
KEEP = timedelta(days=30)
MOST_TRIES = 12


def queue_notices(db: Session, project_id: int, notices: Iterable[Notice]) -> None:
    """Letters for those who wish to be written to about these notices, in the transaction that
    makes them. A letter that still waits takes what comes meanwhile."""
    pressing = [each for each in notices if each.kind in PRESSING and each.seen_at is None]
    if not pressing:
        return
    accounts = map_mentionable(db, {each.member_id for each in pressing})
    for notice in pressing:
        account_id = accounts.get(notice.member_id)
        if account_id and not find_open(db, account_id, "notices", project_id):
            _queue(db, account_id, "notices", project_id, since=notice.created_at, delay=DELAY)


def queue_confirmation(db: Session, address: Address) -> None:
    """The letter that asks whether an address is its account's."""
    if not find_open(db, address.account_id, "confirmation", None):
        _queue(db, address.account_id, "confirmation", None, since=address.asked_at)


def begin_digest(db: Session, account_id: int) -> None:
    """A digest is due: its letter, and when the next one is."""
    wishes, at = find_wishes(db, account_id), now()
    if wishes.digest_at is None or wishes.digest_at > at:
        return  # another process was quicker
    address = find_reachable(db, account_id)
    schedule_digest(db, wishes)
    if address is None or find_open(db, account_id, "digest", None):
        return
    since = max(wishes.digested_at or address.confirmed_at or at, at - LOOK_BACK)
    _queue(db, account_id, "digest", None, since=since)
    wishes.digested_at = at


def claim_letter(db: Session, letter_id: int, *, most: int) -> bool:
    """Take a due letter to send it: whether it is to be sent now. If not, it waits until quiet
    hours are over, or is dropped, because nothing is left of it or nobody wants it any more.
    `most`: of notices, in an hour."""
    letter = find_due(db, letter_id)
    if letter is None:
        return False
    why, later = _hindrance(db, letter, most)
    if not why and not later and letter.kind != "confirmation":
        why = _gather(db, letter)
    if why:
        letter.state, letter.why = "dropped", why
    elif later:
        letter.due_at = later
    else:
        letter.leased_until, letter.tries = now() + LEASE, letter.tries + 1
    db.add(letter)
    return not why and not later


def end_letter(db: Session, letter_id: int, state: str, why: str = "") -> None:
    """A letter in hand was sent, dropped, or has failed for good."""
    letter = _in_hand(db, letter_id)
    letter.state, letter.why, letter.leased_until = state, why[:500], None
    letter.sent_at = now() if state == "sent" else None
    db.add(letter)


def put_back_letter(db: Session, letter_id: int, why: str) -> None:
    """A letter in hand could not be sent: later, and each time it waits longer."""
    letter = _in_hand(db, letter_id)
    if letter.tries >= MOST_TRIES:
        end_letter(db, letter_id, "failed", why)
        return
    letter.due_at = now() + timedelta(minutes=min(2**letter.tries, 60))
    letter.leased_until, letter.why = None, why[:500]
    db.add(letter)


def refuse_letter(db: Session, letter_id: int, why: str) -> None:
    """A mail server takes nothing for this address: its owner is told, and nothing more is sent
    there until they have looked after it."""
    letter = _in_hand(db, letter_id)
    end_letter(db, letter_id, "failed", why)
    address = find_address(db, letter.account_id)
    if address:
        address.refused_at, address.refusal = now(), why[:200]
        db.add(address)
        schedule_digest(db, find_wishes(db, letter.account_id))


def sweep_letters(db: Session) -> None:
    """Forget what was sent long ago."""
    old = col(Letter.created_at) < now() - KEEP
    db.execute(delete(Letter).where(col(Letter.state) != "waiting", old))


def _queue(
    db: Session,
    account_id: int,
    kind: str,
    project_id: int | None,
    *,
    since: datetime,
    delay: timedelta = timedelta(0),
) -> None:
    due_at = now() + delay
    made = Letter(
        account_id=account_id, kind=kind, project_id=project_id, since=since, due_at=due_at
    )
    db.add(made)
    db.flush()


def _hindrance(db: Session, letter: Letter, most: int) -> tuple[str, datetime | None]:
    """Why a letter is not to be sent at all, or until when it has to wait."""
    at = now()
    if letter.kind == "confirmation":
        address = find_address(db, letter.account_id)
        is_asked = address is not None and address.confirmed_at is None
        return ("" if is_asked else "nobody asks any more"), None
    if find_reachable(db, letter.account_id) is None:
        return "there is no address", None
    if at - letter.created_at > STALE:
        return "too old", None
    wishes = find_wishes(db, letter.account_id)
    if letter.kind == "digest":
        unwanted = wishes.digest == "off"
    else:
        project = db.get(Project, letter.project_id)
        unwanted = not wishes.mentions or project is None or project.archived_at is not None
    if unwanted:
        return "not wanted", None
    loud = loud_from(at, hours_of(wishes))
    if loud > at:
        return "", loud
    return _too_many(db, letter, wishes, most) if letter.kind == "notices" else ("", None)


def _too_many(
    db: Session, letter: Letter, wishes: Wishes, most: int
) -> tuple[str, datetime | None]:
    """Beyond so many in an hour the digest has the rest; without one, the hour after."""
    sent = list_sent_at(db, letter.account_id, "notices")
    if len(sent) < most:
        return "", None
    if wishes.digest != "off":
        return "left to the digest", None
    return "", sent[-most] + timedelta(hours=1)


def _gather(db: Session, letter: Letter) -> str:
    """Put the notices that are still news into a letter, so that no other tells of them; says why
    there is nothing to send. A digest may hold other things, so it is looked at when written."""
    address, at = find_reachable(db, letter.account_id), now()
    if address is None:
        raise NotFound
    since = letter.since
    if letter.kind == "digest":
        since = max(address.confirmed_at or at, at - LOOK_BACK)
    found = [each.id for each in list_tellable(db, letter, since)]
    mine = col(Notice.id).in_(found), col(Notice.letter_id).is_(None)
    db.execute(update(Notice).where(*mine).values(letter_id=letter.id))
    return "" if found or letter.kind == "digest" else "all was seen"


def _in_hand(db: Session, letter_id: int) -> Letter:
    letter = db.get(Letter, letter_id)
    if letter is None or letter.state != "waiting":
        raise NotFound
    return letter
