"""Bridges: made with an address that is shown once, revoked, and spoken through."""

from uuid import uuid5

from sqlmodel import Session

from app.actions.endpoints import new_key
from app.actions.messages import append_message
from app.actions.relabels import keeper
from app.clock import new_ordered_id, new_secret, now
from app.domain.bridges import TOKEN_PREFIX
from app.domain.endpoints import check_name
from app.domain.roles import Actor, may_manage_project
from app.domain.secrets import hash_secret
from app.domain.texts import BODY_BYTES, check_text
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.languages import say
from app.queries.bridges import find_bridge, get_bridge, list_bridges
from app.queries.messages import find_bridged
from app.queries.places import get_place
from app.records.bridges import Bridge
from app.records.events import record
from app.records.threads import Message

MOST = 20


def make_bridge(
    db: Session, actor: Actor, *, name: str, topic: str = "lounge", signed: bool = False
) -> tuple[Bridge, str]:
    """A bridge into the lounge or a question's thread, and the token of its address, which is
    stored nowhere. A signed one has a secret besides, which is shown this once too."""
    if not may_manage_project(actor):
        raise Forbidden(say("Only the ML team sets up bridges."))
    check_text(check_name(name), most=400, field="name")
    if topic.partition(":")[0] not in ("lounge", "question"):
        raise Invalid(say("A bridge leads to the lounge or to a question's discussion."), "topic")
    try:
        place = get_place(db, actor, topic)
    except NotFound:
        raise Invalid(say("There is no such question."), "topic") from None
    if place.is_closed:
        raise Invalid(say("Another question stands for this one; name that one."), "topic")
    if len(list_bridges(db, actor)) >= MOST:
        raise Conflict(say("A project has at most %(most)s bridges. Revoke one first.", most=MOST))
    token = TOKEN_PREFIX + new_secret()
    bridge = Bridge(
        project_id=actor.project_id,
        name=name.strip(),
        topic=topic,
        token_hash=hash_secret(token),
        secret=new_key() if signed else None,
        made_by=actor.member_id,
    )
    db.add(bridge)
    db.flush()
    record(db, actor, "bridge.made", subject=bridge.id or 0, audience="team", bridge=bridge.id)
    return bridge, token


def revoke_bridge(db: Session, actor: Actor, bridge_id: int) -> Bridge:
    """Make its address useless. Twice is as good as once."""
    if not may_manage_project(actor):
        raise Forbidden(say("Only the ML team revokes bridges."))
    bridge = get_bridge(db, actor, bridge_id)
    if bridge.revoked_at is None:
        bridge.revoked_at, bridge.secret = now(), None
        db.add(bridge)
        about = {"subject": bridge_id, "bridge": bridge_id}
        record(db, actor, "bridge.revoked", audience="team", **about)
    return bridge


def post_through_bridge(db: Session, token_hash: str, *, body: str, id: str = "") -> Message:
    """Say something under the bridge's name. A repeat with the same id gives the message first
    posted. Nobody is named by it: an @ in it calls no one."""
    bridge = find_bridge(db, token_hash)
    if bridge is None:
        raise NotFound
    check_text(body, most=BODY_BYTES, field="text")
    key = uuid5(bridge.key, id) if id else new_ordered_id()
    known = find_bridged(db, bridge.project_id, key) if id else None
    if known:
        if known.body != body:
            raise Conflict(say("This id was used for another message; send again with a new one."))
        return known
    place = get_place(db, keeper(bridge.project_id), bridge.topic)
    if place.is_closed:
        raise Conflict(say("Another question stands for this one: the discussion goes on there."))
    if place.is_locked:
        raise Conflict(say("This discussion is locked: it can be read, not added to."))
    bridge.used_at = now()
    db.add(bridge)
    program = Actor(None, bridge.project_id, 0, "bridge", bridge.name)
    about = {"bridge": bridge.name, "bridge_id": bridge.id}
    return append_message(db, program, place, key=key, kind="text", body=body, **about)
