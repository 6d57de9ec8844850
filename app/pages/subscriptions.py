"""Browsers that are told although no tab is open, for whose they are."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.domain.agents import name_agent
from app.domain.pushes import MOST_BROWSERS
from app.domain.roles import Actor
from app.errors import NotFound
from app.queries.subscriptions import list_subscriptions


@dataclass(frozen=True, slots=True)
class SubscriptionView:
    """One's browser. `key`: by which it knows itself; `failing_since`: its push service has taken
    nothing since."""

    id: int
    key: UUID
    agent: str
    created_at: datetime
    told_at: datetime | None
    failing_since: datetime | None


@dataclass(frozen=True, slots=True)
class SubscriptionsPage:
    """All of one's browsers, and how many there may be."""

    items: tuple[SubscriptionView, ...]
    most: int = MOST_BROWSERS


@dataclass(frozen=True, slots=True)
class ServerKeyView:
    """What a browser is told whom to believe: the public half of our key."""

    key: str


def show_subscriptions(db: Session, actor: Actor) -> SubscriptionsPage:
    """The actor's browsers."""
    return SubscriptionsPage(
        tuple(
            SubscriptionView(
                each.id or 0,
                each.key,
                name_agent(agent),
                each.created_at,
                each.told_at,
                each.failing_since,
            )
            for each, agent in list_subscriptions(db, actor)
        )
    )


def show_subscription(db: Session, actor: Actor, subscription_id: int) -> SubscriptionView:
    """One of them."""
    for each in show_subscriptions(db, actor).items:
        if each.id == subscription_id:
            return each
    raise NotFound
