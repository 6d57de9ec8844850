"""Proxies: named, corrected and removed by the ML team."""

from sqlalchemy import delete
from sqlmodel import Session, col

from app.domain.proxies import MOST_PROXIES, check_direction, check_proxy_name
from app.domain.roles import Actor, may_import
from app.errors import Conflict, NotFound
from app.languages import say
from app.queries.proxies import get_proxy, map_proxies
from app.records.events import record
from app.records.proxies import Proxy, ProxyValue


def make_proxy(
    db: Session, actor: Actor, *, name: str, direction: str = "more", paired: bool = False
) -> Proxy:
    """Name a proxy; its values come with an import. The same again changes nothing."""
    _need_team(actor)
    check_proxy_name(name)
    check_direction(direction)
    known = map_proxies(db, actor.project_id)
    if name in known:
        found = known[name]
        if (found.direction, found.paired) != (direction, paired):
            raise Conflict(say("A proxy of this name is there already."), field="name")
        return found
    return add_proxy(db, actor, Proxy(name=name, direction=direction, paired=paired), len(known))


def add_proxy(db: Session, actor: Actor, proxy: Proxy, known: int) -> Proxy:
    """Add a proxy that is checked, to so many that are known."""
    if known >= MOST_PROXIES:
        raise Conflict(say("A project has at most %(most)s proxies.", most=MOST_PROXIES))
    proxy.project_id, proxy.made_by = actor.project_id, actor.member_id
    db.add(proxy)
    db.flush()
    record(db, actor, "proxy.made", subject=proxy.id or 0, audience="staff")
    return proxy


def change_proxy(db: Session, actor: Actor, proxy_id: int, *, direction: str) -> Proxy:
    """Say which way is better."""
    _need_team(actor)
    proxy = get_proxy(db, actor, proxy_id)
    if proxy.direction != check_direction(direction):
        proxy.direction = direction
        db.add(proxy)
        record(db, actor, "proxy.changed", subject=proxy_id, audience="staff")
    return proxy


def remove_proxy(db: Session, actor: Actor, proxy_id: int) -> None:
    """Take a proxy away with all that it says; labels know nothing of it."""
    _need_team(actor)
    get_proxy(db, actor, proxy_id)
    db.connection().execute(delete(ProxyValue).where(col(ProxyValue.proxy_id) == proxy_id))
    db.connection().execute(delete(Proxy).where(col(Proxy.id) == proxy_id))
    record(db, actor, "proxy.removed", subject=proxy_id, audience="staff")


def _need_team(actor: Actor) -> None:
    if not may_import(actor):
        raise NotFound
