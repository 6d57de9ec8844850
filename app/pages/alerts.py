"""What a browser may alert somebody to while no tab is looked at."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.clock import now
from app.domain.hours import loud_from
from app.domain.roles import Actor
from app.errors import NotFound
from app.pages.mail_lines import need_readable
from app.pages.notices import NoticeView, view_notice
from app.queries.addresses import find_wishes, hours_of
from app.queries.notices import list_unseen
from app.queries.subscriptions import is_pushed

MOST = 5


@dataclass(frozen=True, slots=True)
class AlertsPage:
    """Unseen notices after the one named, the oldest first, and the newest there is: what to name
    next. Without alerts, because none are wished, because the hours are quiet or because pushes
    tell this browser, it moves on too: after quiet hours nobody wants a shower of them."""

    newest: int
    alerts: tuple[NoticeView, ...]


def show_alerts(db: Session, actor: Actor, after: int, browser: UUID | None = None) -> AlertsPage:
    """The actor's next alerts. `browser`: the key of the one that asks, if it was added to those
    that are told although no tab is open: then pushes tell it, and nothing is told twice."""
    unseen = [each for each in list_unseen(db, actor.member_id, MOST) if (each.id or 0) > after]
    newest = max((each.id or 0 for each in unseen), default=after)
    wishes, at = find_wishes(db, actor.account_id), now()
    is_quiet = loud_from(at, hours_of(wishes)) > at
    if not wishes.browser or is_quiet or (browser and is_pushed(db, actor, browser)):
        return AlertsPage(newest, ())
    found = []
    for notice in reversed(unseen):
        try:
            need_readable(db, actor, notice)
        except NotFound:
            continue
        found.append(view_notice(db, actor, notice))
    return AlertsPage(newest, tuple(found))
