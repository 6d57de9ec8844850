"""Deliveries of an endpoint as they are shown: when, what, what became of it, and what is next."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from app.clock import now
from app.domain.endpoints import ATTEMPTS, OFFERED, PROBLEMS, TEST
from app.domain.roles import Actor
from app.languages import lookup, mark, say
from app.pages.endpoints import (
    EndpointForm,
    EndpointView,
    NewEndpoint,
    read_form,
    view_endpoint,
)
from app.pages.rulings import root_of
from app.queries.deliveries import get_delivery, list_deliveries
from app.queries.endpoints import get_endpoint
from app.records.endpoints import Delivery

PAGE = 50
SOON = timedelta(minutes=2)  # within which it is worth while to look again by itself
FILTERS = (
    ("", mark("All")),
    ("waiting", mark("Waiting")),
    ("delivered", mark("Delivered")),
    ("given_up", mark("Given up")),
    ("void", mark("Nothing left to tell")),
)


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One event on its way to an endpoint. `status`: what the receiver answered, or None and then
    `problem` in words. `due_at`: when the next attempt is made; None when there is none. `id` is
    the header `webhook-id`, which stays the same however often it is sent."""

    order: int
    key: UUID
    id: str
    kind: str
    what: str
    state: str
    attempts: int
    status: int | None
    problem: str
    seconds: float | None
    created_at: datetime
    tried_at: datetime | None
    due_at: datetime | None
    is_sending: bool


def list_filters() -> tuple[tuple[str, str], ...]:
    """What can be picked out, in words."""
    return tuple((state, say(words)) for state, words in FILTERS)


@dataclass(frozen=True, slots=True)
class DeliveriesView:
    """An endpoint's deliveries, newest first. `following`: the order to read on below."""

    root: str
    endpoint: int
    is_on: bool
    state: str
    deliveries: tuple[DeliveryView, ...]
    following: int | None
    is_failing: bool
    is_moving: bool
    is_newest: bool
    most: int = ATTEMPTS
    filters: tuple[tuple[str, str], ...] = field(default_factory=list_filters)


@dataclass(frozen=True, slots=True)
class EndpointPage:
    """One endpoint: how it fares, how it is set up, and its deliveries."""

    root: str
    endpoint: EndpointView
    form: EndpointForm
    deliveries: DeliveriesView
    new: NewEndpoint | None = None
    topics: tuple[str, ...] = ("webhooks",)


def show_deliveries(
    db: Session,
    actor: Actor,
    endpoint_id: int,
    state: str | None = None,
    before: int | None = None,
) -> DeliveriesView:
    """The deliveries of an endpoint, those in one state or all."""
    endpoint = get_endpoint(db, actor, endpoint_id)
    found = list_deliveries(db, endpoint_id, state or None, before, PAGE + 1)
    shown = tuple(view_delivery(each) for each in found[:PAGE])
    return DeliveriesView(
        root=root_of(db, actor.project_id),
        endpoint=endpoint_id,
        is_on=not endpoint.stopped,
        state=state or "",
        deliveries=shown,
        following=shown[-1].order if len(found) > PAGE else None,
        is_failing=not endpoint.stopped and endpoint.failing_since is not None,
        is_moving=not endpoint.stopped and any(_is_moving(each) for each in shown),
        is_newest=before is None,
    )


def show_delivery(db: Session, actor: Actor, endpoint_id: int, key: UUID) -> DeliveryView:
    """One delivery."""
    get_endpoint(db, actor, endpoint_id)
    return view_delivery(get_delivery(db, endpoint_id, key))


def show_endpoint_page(
    db: Session,
    actor: Actor,
    endpoint_id: int,
    state: str | None = None,
    before: int | None = None,
    new: NewEndpoint | None = None,
    form: EndpointForm | None = None,
) -> EndpointPage:
    """One endpoint with everything about it; `form`: as it was typed where it could not be kept."""
    endpoint = get_endpoint(db, actor, endpoint_id)
    return EndpointPage(
        root_of(db, actor.project_id),
        view_endpoint(db, endpoint),
        form or read_form(endpoint),
        show_deliveries(db, actor, endpoint_id, state, before),
        new,
    )


def view_delivery(it: Delivery) -> DeliveryView:
    """A delivery, as it is just now."""
    waits = it.state == "waiting"
    return DeliveryView(
        order=it.id or 0,
        key=it.key,
        id=f"msg_{it.key.hex}",
        kind=it.kind,
        what=say("A test") if it.kind == TEST else say(OFFERED.get(it.kind, it.kind)),
        state=it.state,
        attempts=it.attempts,
        status=it.status,
        problem=lookup(PROBLEMS.get(it.problem, "")),
        seconds=it.seconds,
        created_at=it.created_at,
        tried_at=it.tried_at,
        due_at=it.due_at if waits else None,
        is_sending=waits and it.leased_until is not None and it.leased_until > now(),
    )


def _is_moving(view: DeliveryView) -> bool:
    return view.due_at is not None and view.due_at < now() + SOON
