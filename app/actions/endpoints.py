"""Endpoints of webhooks: added, changed, given a new secret, switched off, removed."""

import secrets
from collections.abc import Collection
from typing import Any, TypedDict, Unpack

from sqlmodel import Session

from app.clock import now
from app.domain.endpoints import BOTH_SECRETS, check_format, check_kinds, check_name
from app.domain.roles import Actor, may_manage_project
from app.domain.signatures import write_secret
from app.domain.targets import parse_target
from app.domain.texts import check_text
from app.errors import Conflict, Forbidden
from app.languages import say
from app.queries.deliveries import list_in
from app.queries.endpoints import get_endpoint, list_endpoints
from app.records.endpoints import Endpoint
from app.records.events import Stream, record

MOST = 20
KEY_BYTES = 32


class Terms(TypedDict, total=False):
    """What can be said of an endpoint: its name, address, format, events, and whether it is on."""

    name: str
    url: str
    format: str
    kinds: Collection[str]
    is_on: bool


def add_endpoint(
    db: Session, actor: Actor, intranet: Collection[str], **terms: Unpack[Terms]
) -> Endpoint:
    """Tell an address of what happens from now on. `intranet`: hosts that may be private. The
    secret is the row's: whoever shows it shows it this once."""
    _need_manager(actor)
    if len(list_endpoints(db, actor)) >= MOST:
        raise Conflict(
            say("A project has at most %(most)s endpoints. Remove one first.", most=MOST)
        )
    checked = _check({"name": "", "url": "", "format": "", "kinds": (), **terms}, intranet)
    endpoint = Endpoint(
        project_id=actor.project_id,
        since=_head(db, actor),
        secret=new_key(),
        made_by=actor.member_id,
        stopped="" if terms.get("is_on", True) else "by_hand",
        **checked,
    )
    db.add(endpoint)
    db.flush()
    tell_endpoint(db, actor, "endpoint.made", endpoint)
    return endpoint


def change_endpoint(
    db: Session, actor: Actor, endpoint_id: int, intranet: Collection[str], **terms: Unpack[Terms]
) -> Endpoint:
    """Change what was given. Switched off, it gives up what still waits; switched on, it is told
    of what happens from then on."""
    _need_manager(actor)
    endpoint = get_endpoint(db, actor, endpoint_id)
    for name, value in _check(terms, intranet).items():
        setattr(endpoint, name, value)
    is_on = terms.get("is_on", not endpoint.stopped)
    if is_on and endpoint.stopped:
        endpoint.stopped, endpoint.failing_since = "", None
        endpoint.since = _head(db, actor)
    elif not is_on and not endpoint.stopped:
        stop_endpoint(db, endpoint, "by_hand")
    db.add(endpoint)
    db.flush()
    tell_endpoint(db, actor, "endpoint.changed", endpoint)
    return endpoint


def rotate_secret(db: Session, actor: Actor, endpoint_id: int) -> Endpoint:
    """A new secret. For a day the old one signs too, so that the receiver can change over."""
    _need_manager(actor)
    endpoint = get_endpoint(db, actor, endpoint_id)
    endpoint.old_secret, endpoint.old_until = endpoint.secret, now() + BOTH_SECRETS
    endpoint.secret = new_key()
    db.add(endpoint)
    tell_endpoint(db, actor, "endpoint.rotated", endpoint)
    return endpoint


def remove_endpoint(db: Session, actor: Actor, endpoint_id: int) -> Endpoint:
    """Tell it nothing more, and forget its address and secrets."""
    _need_manager(actor)
    endpoint = get_endpoint(db, actor, endpoint_id)
    stop_endpoint(db, endpoint, "by_hand")
    endpoint.url, endpoint.secret, endpoint.old_secret = "", "", None
    endpoint.removed_at = now()
    tell_endpoint(db, actor, "endpoint.removed", endpoint)
    return endpoint


def stop_endpoint(db: Session, endpoint: Endpoint, why: str) -> None:
    """Switch it off; what waits for it is given up, and can be sent again by hand."""
    endpoint.stopped = why
    db.add(endpoint)
    for delivery in list_in(db, endpoint.id or 0, "waiting"):
        delivery.state, delivery.problem, delivery.leased_until = "given_up", "off", None
        db.add(delivery)
    db.flush()


def tell_endpoint(db: Session, actor: Actor, kind: str, endpoint: Endpoint, **data: object) -> None:
    """The log names the endpoint, never its address."""
    number = endpoint.id or 0
    record(db, actor, kind, subject=number, audience="team", endpoint=number, **data)


def new_key() -> str:
    """A secret to sign with."""
    return write_secret(secrets.token_bytes(KEY_BYTES))


def _need_manager(actor: Actor) -> None:
    if not may_manage_project(actor):
        raise Forbidden(say("Only the ML team sets up webhooks."))


def _head(db: Session, actor: Actor) -> int:
    return db.get_one(Stream, actor.project_id).seq


def _check(terms: Terms, intranet: Collection[str]) -> dict[str, Any]:
    """The terms that are kept as columns, checked."""
    checked: dict[str, Any] = {}
    if "name" in terms:
        checked["name"] = check_text(check_name(terms["name"]), most=400, field="name")
    if "url" in terms:
        parse_target(terms["url"], intranet)
        checked["url"] = terms["url"]
    if "format" in terms:
        checked["format"] = check_format(terms["format"])
    if "kinds" in terms:
        checked["kinds"] = check_kinds(terms["kinds"])
    return checked
