"""What one wishes to be told when away: which ways, when, and when not."""

from dataclasses import dataclass

from sqlmodel import Session

from app.clock import now
from app.domain.hours import check_zone, minutes_of, next_digest, zones
from app.domain.roles import Actor
from app.errors import Invalid
from app.languages import say
from app.queries.addresses import find_reachable, find_wishes
from app.records.addresses import DIGESTS, Wishes
from app.records.events import record


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody says they wish. Times of day are as typed, "22:30", and may be empty."""

    zone: str = "UTC"
    mentions: bool = True
    digest: str = "daily"
    digest_hour: int = 8
    quiet_from: str = ""
    quiet_until: str = ""
    quiet_weekends: bool = False
    browser: bool = True


def set_wishes(db: Session, actor: Actor, wanted: Wanted) -> Wishes:
    """Say all of it anew."""
    start = minutes_of(wanted.quiet_from, "quiet_from")
    end = minutes_of(wanted.quiet_until, "quiet_until")
    if (start is None) != (end is None):
        field = "quiet_from" if start is None else "quiet_until"
        raise Invalid(say("Quiet hours have a beginning and an end, or neither."), field)
    if start is not None and start == end:
        raise Invalid(
            say("Quiet hours that end when they begin are none: leave both empty."), "quiet_until"
        )
    if wanted.digest not in DIGESTS:
        raise Invalid(say("A digest comes %(all)s.", all=", ".join(DIGESTS)), "digest")
    if not 0 <= wanted.digest_hour <= 23:
        raise Invalid(say("An hour is a number from 0 to 23."), "digest_hour")
    wishes = find_wishes(db, actor.account_id)
    wishes.zone = check_zone(wanted.zone)
    wishes.mentions, wishes.browser = wanted.mentions, wanted.browser
    wishes.digest, wishes.digest_hour = wanted.digest, wanted.digest_hour
    wishes.quiet_from, wishes.quiet_until = start, end
    wishes.quiet_weekends = wanted.quiet_weekends
    schedule_digest(db, wishes)
    record(db, actor, "account.changed", subject=wishes.account_id, audience="staff", wishes=True)
    return wishes


def schedule_digest(db: Session, wishes: Wishes) -> None:
    """Keep what is wished, and reckon when the next digest is due."""
    is_wanted = wishes.digest != "off" and find_reachable(db, wishes.account_id) is not None
    wishes.digest_at = None
    if is_wanted:
        zone, hour = wishes.zone or "UTC", wishes.digest_hour
        wishes.digest_at = next_digest(now(), zone, hour, weekly=wishes.digest == "weekly")
    db.add(wishes)


def guess_zone(db: Session, account_id: int, zone: str) -> None:
    """The zone that somebody's browser is in: taken where they have said none themselves."""
    wishes = find_wishes(db, account_id)
    if not wishes.zone and zone in zones():
        wishes.zone = zone
        db.add(wishes)
