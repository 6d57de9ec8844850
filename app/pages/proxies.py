"""Proxies as the ML team sees them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.roles import Actor
from app.pages.listings import Listing
from app.queries.members import map_names
from app.queries.proxies import get_proxy, list_proxies
from app.records.proxies import Proxy


@dataclass(frozen=True, slots=True)
class ProxyView:
    """A proxy: of `direction` ("more" or "less") more is better or less is; `paired`: it gives a
    number for each side of a pair."""

    id: int
    name: str
    direction: str
    paired: bool
    by: str
    made_at: datetime


def show_proxies(db: Session, actor: Actor) -> Listing[ProxyView]:
    """All of them, in the order they were made."""
    found = list_proxies(db, actor)
    return Listing(view_proxies(db, actor, found), None)


def show_proxy(db: Session, actor: Actor, proxy_id: int) -> ProxyView:
    """One of them."""
    return view_proxies(db, actor, [get_proxy(db, actor, proxy_id)])[0]


def view_proxies(db: Session, actor: Actor, found: list[Proxy]) -> tuple[ProxyView, ...]:
    """Rows as they are shown."""
    names = map_names(db, actor.project_id, {each.made_by for each in found})
    return tuple(
        ProxyView(
            each.id or 0,
            each.name,
            each.direction,
            each.paired,
            names.get(each.made_by, ""),
            each.made_at,
        )
        for each in found
    )
