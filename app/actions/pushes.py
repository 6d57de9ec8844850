"""Pushes: written beside the notices that they tell of, claimed, and what becomes of each.

Whoever sends a push holds it under a lease; one that dies while sending leaves it to the next,
and a browser takes the second for the first, because both are tagged with the same notice.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.actions.deliveries import Outcome
from app.actions.subscriptions import drop_subscription
from app.clock import now
from app.domain.hours import loud_from, quiet_from
from app.domain.pushes import (
    GONE,
    STALE,
    STOP_AFTER,
    STOP_FAILURES,
    TRIAL_STALE,
    is_for_later,
    wait_after,
)
from app.domain.removals import UNDO
from app.domain.roles import Actor
from app.errors import Conflict, TooMany
from app.languages import say
from app.queries.addresses import find_wishes, hours_of
from app.queries.pushes import list_due_of, list_pushes, list_trials
from app.queries.subscriptions import find_server_key, get_subscription, map_subscribed
from app.records.accounts import Account
from app.records.events import Event
from app.records.notices import Notice
from app.records.projects import Project
from app.records.subscriptions import Push, Subscription

# longer than an attempt can take: a process that died gives its pushes back after this
LEASE = timedelta(seconds=90)
KEEP = timedelta(days=7)
TRIALS_PER_HOUR = 20


@dataclass(frozen=True, slots=True)
class Claim:
    """What one browser is to be told, in the hands of one process, with what is needed to send it.
    `project_id` None: a trial. `until`: from then on nobody wants it any more."""

    subscription_id: int
    account_id: int
    project_id: int | None
    push_ids: tuple[int, ...]
    notice_ids: tuple[int, ...]
    leased_until: datetime
    until: datetime
    endpoint: str
    p256dh: str
    auth: str
    signs: str


def queue_pushes(db: Session, event: Event, notices: Iterable[Notice]) -> None:
    """Pushes for the browsers of those who are told, in the transaction that makes the notices. A
    message is told when it cannot be undone any more."""
    news = [each for each in notices if each.seen_at is None]
    if not news:
        return
    browsers = map_subscribed(db, {each.member_id for each in news})
    due_at = event.at + UNDO if event.kind == "message.posted" else now()
    db.add_all(
        Push(
            subscription_id=subscription_id,
            project_id=notice.project_id,
            notice_id=notice.id,
            due_at=due_at,
        )
        for notice in news
        for subscription_id in browsers.get(notice.member_id, ())
    )
    db.flush()


def send_trial(db: Session, actor: Actor, subscription_id: int) -> Push:
    """Send one of one's browsers something harmless, to see whether it arrives."""
    subscription = get_subscription(db, actor, subscription_id)
    trials = list_trials(db, actor.account_id)
    mine = [each for each in trials if each.subscription_id == subscription.id]
    if any(each.state == "waiting" for each in mine):
        raise Conflict(say("A trial is on its way already."))
    if len(trials) >= TRIALS_PER_HOUR:
        raise TooMany(say("That is a lot of trials in one hour. None was sent."), 3600)
    trial = Push(subscription_id=subscription_id)
    db.add(trial)
    db.flush()
    return trial


def claim_pushes(db: Session, subscription_id: int) -> Claim | None:
    """Take what a browser is to be told now; nobody else takes it before the lease ends. What waits
    for the end of quiet hours goes on waiting, what nobody wants any more is dropped."""
    at = now()
    subscription = db.get(Subscription, subscription_id)
    rests = subscription is not None and subscription.rests_until
    if subscription is None or (rests and rests > at):
        return None
    account, key = db.get(Account, subscription.account_id), find_server_key(db)
    if account is None or account.disabled_at or key is None:
        drop_subscription(db, subscription, "closed")
        return None
    due = list_due_of(db, subscription_id, at)
    kept = [each for each in due if not _hold_back(db, subscription, each, at)]
    if not kept:
        return None
    leased_until = at + LEASE
    for push in kept:
        push.leased_until = leased_until
        db.add(push)
    db.flush()
    return Claim(
        subscription_id=subscription_id,
        account_id=subscription.account_id,
        project_id=kept[0].project_id,
        push_ids=tuple(each.id or 0 for each in kept),
        notice_ids=tuple(each.notice_id for each in kept if each.notice_id),
        leased_until=leased_until,
        until=_until(db, subscription, kept, at),
        endpoint=subscription.endpoint,
        p256dh=subscription.p256dh,
        auth=subscription.auth,
        signs=key.private,
    )


def drop_pushes(db: Session, claim: Claim) -> None:
    """There is nothing left to tell: it was seen, or is gone, or not theirs to read any more."""
    _end(db, list_pushes(db, claim.push_ids), "dropped", "nothing to say")


def note_push(db: Session, claim: Claim, outcome: Outcome) -> None:
    """Keep what came of an attempt, and decide on the next one. An attempt that outlived its lease
    changes nothing any more, unless it was taken."""
    subscription = db.get(Subscription, claim.subscription_id)
    if subscription is None:
        return  # removed meanwhile, and with it what was to be told
    held = [each for each in list_pushes(db, claim.push_ids) if _is_mine(each, claim)]
    if outcome.status in GONE:
        drop_subscription(db, subscription, "gone")
    elif outcome.is_taken:
        _end(db, list_pushes(db, claim.push_ids), "sent")
        subscription.failures, subscription.failing_since = 0, None
        subscription.rests_until, subscription.told_at = None, now()
        db.add(subscription)
    elif held:
        _fail(db, subscription, held, outcome)


def sweep_pushes(db: Session) -> None:
    """Forget what was told long ago, and what was written for browsers that are gone."""
    there = select(col(Subscription.id))
    db.execute(delete(Push).where(col(Push.created_at) < now() - KEEP))
    db.execute(delete(Push).where(col(Push.subscription_id).not_in(there)))


def _hold_back(db: Session, subscription: Subscription, push: Push, at: datetime) -> bool:
    """Whether a push is not to be sent now: dropped, or left until quiet hours are over."""
    wishes = find_wishes(db, subscription.account_id)
    stale = STALE if push.notice_id else TRIAL_STALE
    loud = loud_from(at, hours_of(wishes))
    why = ""
    if at - push.due_at > stale:
        why = "too old"
    elif push.notice_id is None:
        return False  # whoever tries it wants it now
    elif not wishes.browser or _is_archived(db, push.project_id):
        why = "not wanted"
    if why:
        push.state, push.why = "dropped", why
    elif loud > at:
        push.due_at = loud
    db.add(push)
    return bool(why) or loud > at


def _is_archived(db: Session, project_id: int | None) -> bool:
    project = db.get(Project, project_id)
    return project is None or project.archived_at is not None


def _until(db: Session, subscription: Subscription, kept: list[Push], at: datetime) -> datetime:
    """Until when a push service may keep it for a browser that is not there: no longer than it is
    news, and not into quiet hours."""
    if kept[0].notice_id is None:
        return kept[0].due_at + TRIAL_STALE
    hush = quiet_from(at, hours_of(find_wishes(db, subscription.account_id)))
    stale = kept[-1].due_at + STALE
    return min(hush, stale) if hush else stale


def _is_mine(push: Push, claim: Claim) -> bool:
    return push.leased_until == claim.leased_until


def _end(db: Session, pushes: Iterable[Push], state: str, why: str = "") -> None:
    for push in pushes:
        push.state, push.why, push.leased_until = state, why, None
        db.add(push)
    db.flush()


def _fail(db: Session, subscription: Subscription, held: list[Push], outcome: Outcome) -> None:
    at, why = now(), outcome.problem or str(outcome.status)
    failing_since = subscription.failing_since or at
    subscription.failing_since, subscription.failures = failing_since, subscription.failures + 1
    db.add(subscription)
    # a few that went wrong, days apart, are no reason to give a browser up
    if at - failing_since >= STOP_AFTER and subscription.failures >= STOP_FAILURES:
        drop_subscription(db, subscription, "failing")
    elif is_for_later(outcome.status):
        chance = random.random()  # noqa: S311  nothing secret in it
        subscription.rests_until = at + wait_after(subscription.failures, outcome.wait, chance)
        for push in held:
            push.leased_until, push.why = None, why
            db.add(push)
    else:
        _end(db, held, "failed", why)
