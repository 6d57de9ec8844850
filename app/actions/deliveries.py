"""Deliveries of webhooks: written by a follower of the log, claimed, noted, sent again."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from app.actions.cursors import move_on, read_on
from app.actions.endpoints import stop_endpoint, tell_endpoint
from app.actions.relabels import keeper
from app.clock import now
from app.domain.endpoints import STOP_AFTER, TEST, wait_after
from app.domain.removals import UNDO
from app.domain.roles import Actor, may_manage_project
from app.errors import Conflict, Forbidden
from app.languages import say
from app.queries.deliveries import find_next, get_delivery, list_in, list_told
from app.queries.endpoints import get_endpoint, list_listening
from app.records.endpoints import Delivery, Endpoint
from app.records.events import Event

FOLLOWER = "webhooks"
CHUNK = 50
# longer than an attempt can take: a process that died gives its delivery back after this
LEASE = timedelta(seconds=90)
GONE = 410


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery in the hands of one process, with what is needed to send it."""

    id: int
    attempt: int
    key: UUID
    endpoint_id: int
    project_id: int
    kind: str
    seq: int | None
    created_at: datetime
    url: str
    format: str
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attempt brought: a status, or the name of a problem; and how long it took. `wait`:
    how long the receiver asks to be left alone."""

    status: int | None
    problem: str
    seconds: float
    wait: timedelta | None = None

    @property
    def is_taken(self) -> bool:
        """Whether the receiver has it."""
        return self.status is not None and 200 <= self.status < 300


def follow_deliveries(db: Session, project_id: int) -> bool:
    """Write a delivery for each of the next events and each endpoint that is to be told, and move
    the cursor on, in one transaction. Returns whether there is more."""
    listening = list_listening(db, project_id)
    wanted = {kind for each in listening for kind in each.kinds}
    # what happened before the first of them was there is nobody's news
    after = min((each.since for each in listening), default=0)
    stretch = read_on(db, FOLLOWER, project_id, wanted, CHUNK, after=after)
    _write(db, listening, [event for event in stretch.events if _may_leave(event)])
    return move_on(db, stretch)


def claim_delivery(db: Session, endpoint_id: int) -> Claim | None:
    """Take the endpoint's next delivery that is due; nobody else takes it before the lease ends."""
    at = now()
    endpoint = db.get_one(Endpoint, endpoint_id)
    found = find_next(db, endpoint_id, at)
    if found is None or endpoint.stopped or endpoint.removed_at:
        return None
    found.attempts, found.leased_until = found.attempts + 1, at + LEASE
    db.add(found)
    db.flush()
    both = endpoint.old_until is not None and endpoint.old_until > at
    old = (endpoint.old_secret,) if both and endpoint.old_secret else ()
    return Claim(
        id=found.id or 0,
        attempt=found.attempts,
        key=found.key,
        endpoint_id=endpoint_id,
        project_id=found.project_id,
        kind=found.kind,
        seq=found.seq,
        created_at=found.created_at,
        url=endpoint.url,
        format=endpoint.format,
        secrets=(endpoint.secret, *old),
    )


def drop_delivery(db: Session, delivery_id: int) -> None:
    """There is nothing left to tell: what it was about is gone, or is not to be told any more."""
    delivery = db.get_one(Delivery, delivery_id)
    delivery.state, delivery.leased_until = "void", None
    db.add(delivery)
    db.flush()


def note_attempt(db: Session, claim: Claim, outcome: Outcome) -> None:
    """Keep what came of an attempt, and decide on the next one. An attempt that outlived its lease
    changes nothing any more, unless it was taken."""
    delivery = db.get_one(Delivery, claim.id)
    is_mine = delivery.state == "waiting" and delivery.attempts == claim.attempt
    if not is_mine and not (outcome.is_taken and delivery.state != "delivered"):
        return
    delivery.status, delivery.problem = outcome.status, outcome.problem
    delivery.seconds, delivery.tried_at = outcome.seconds, now()
    delivery.leased_until = None
    db.add(delivery)
    endpoint = db.get_one(Endpoint, claim.endpoint_id)
    if outcome.is_taken:
        delivery.state, endpoint.failing_since = "delivered", None
        db.add(endpoint)
    else:
        _fail(db, delivery, endpoint)


def send_test(db: Session, actor: Actor, endpoint_id: int) -> Delivery:
    """Send an endpoint something harmless, to see whether it arrives."""
    endpoint = _need_running(db, actor, endpoint_id)
    if any(each.kind == TEST for each in list_in(db, endpoint_id, "waiting")):
        raise Conflict(say("A test is on its way already."))
    test = Delivery(project_id=actor.project_id, endpoint_id=endpoint.id or 0, kind=TEST)
    db.add(test)
    db.flush()
    return test


def retry_delivery(db: Session, actor: Actor, endpoint_id: int, key: UUID) -> Delivery:
    """Send one again now, under its old id. One that is being sent just now is left alone."""
    _need_running(db, actor, endpoint_id)
    delivery = get_delivery(db, endpoint_id, key)
    if delivery.leased_until is None or delivery.leased_until <= now():
        _begin_anew(db, delivery)
    return delivery


def retry_failed(
    db: Session, actor: Actor, endpoint_id: int, *, since: datetime | None = None
) -> int:
    """Send all again that were given up, or those of them that were written since a moment;
    returns how many."""
    _need_running(db, actor, endpoint_id)
    failed = list_in(db, endpoint_id, "given_up")
    chosen = [each for each in failed if since is None or each.created_at >= since]
    for delivery in chosen:
        _begin_anew(db, delivery)
    return len(chosen)


def _begin_anew(db: Session, delivery: Delivery) -> None:
    delivery.state, delivery.attempts, delivery.due_at = "waiting", 0, now()
    delivery.status, delivery.problem, delivery.leased_until = None, "", None
    db.add(delivery)


def _need_running(db: Session, actor: Actor, endpoint_id: int) -> Endpoint:
    if not may_manage_project(actor):
        raise Forbidden(say("Only the ML team sends webhooks."))
    endpoint = get_endpoint(db, actor, endpoint_id)
    if endpoint.stopped:
        raise Conflict(say("This endpoint is switched off. Switch it on first."))
    return endpoint


def _write(db: Session, listening: list[Endpoint], events: list[Event]) -> None:
    if not events:
        return
    told = list_told(db, [each.id or 0 for each in listening], [each.seq for each in events])
    for event in events:
        for each in listening:
            is_new = event.seq > each.since and (each.id, event.seq) not in told
            if event.kind in each.kinds and is_new:
                db.add(
                    Delivery(
                        project_id=event.project_id,
                        endpoint_id=each.id or 0,
                        seq=event.seq,
                        kind=event.kind,
                        due_at=_due(event),
                    )
                )


def _due(event: Event) -> datetime:
    """When it may go out: a message not before it can be undone no more."""
    return event.at + UNDO if event.kind == "message.posted" else now()


def _may_leave(event: Event) -> bool:
    """Not what is told to one person; of messages only people's own in the lounge: what came in
    through a bridge would go round in circles."""
    if event.kind == "message.posted":
        return event.data.get("topic") == "lounge" and "bridge" not in event.data
    return not event.audience.startswith("member:")


def _fail(db: Session, delivery: Delivery, endpoint: Endpoint) -> None:
    failing_since = endpoint.failing_since or now()
    endpoint.failing_since = failing_since
    wait = wait_after(delivery.attempts, random.random())  # noqa: S311  nothing secret in it
    if wait is None:
        delivery.state = "given_up"
    else:
        delivery.due_at = now() + wait
    db.add(endpoint)
    db.flush()
    gone = delivery.status == GONE
    if endpoint.stopped or not (gone or now() - failing_since >= STOP_AFTER):
        return
    problem = delivery.problem
    stop_endpoint(db, endpoint, "gone" if gone else "failing")
    delivery.problem = problem  # says more than that the endpoint is off
    house = keeper(endpoint.project_id)
    tell_endpoint(db, house, "endpoint.stopped", endpoint, why=endpoint.stopped)
