"""Bridges as those who run a project see them, and the page of all webhooks."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import ClassVar

from sqlmodel import Session

from app.domain.roles import Actor
from app.pages.endpoints import EndpointForm, EndpointRow, row_of, show_endpoints
from app.pages.pieces import Piece
from app.pages.rulings import root_of
from app.queries.bridges import list_bridges, stands
from app.records.bridges import Bridge
from app.records.events import Event
from app.records.members import Member


@dataclass(frozen=True, slots=True)
class BridgeView:
    """A bridge, without its address: that was shown once. `stands`: whether it works; it does not
    once whoever made it has left the ML team."""

    id: int
    name: str
    topic: str
    is_signed: bool
    stands: bool
    made_by: str
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class NewBridge(BridgeView):
    """A bridge just made, with what is shown this once: its address, and the secret to sign with
    where it wants signatures."""

    SECRETS: ClassVar[tuple[str, ...]] = ("url", "secret")

    url: str | None = None
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """A bridge as a line of the page. When it was used, no event of its own tells."""

    root: str
    bridge: BridgeView


@dataclass(frozen=True, slots=True)
class BridgeForm:
    """What a bridge is made with, as it was typed."""

    name: str = ""
    topic: str = "lounge"
    signed: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WebhooksView:
    """Everything that goes out and comes in."""

    root: str
    endpoints: tuple[EndpointRow, ...]
    bridges: tuple[BridgeRow, ...]
    form: EndpointForm
    bridge_form: BridgeForm
    new_bridge: NewBridge | None = None
    topics: tuple[str, ...] = ("webhooks",)


def show_webhooks(
    db: Session,
    actor: Actor,
    form: EndpointForm | None = None,
    bridge_form: BridgeForm | None = None,
    new_bridge: NewBridge | None = None,
) -> WebhooksView:
    """The page of all webhooks; with what was typed where it could not be kept."""
    root = root_of(db, actor.project_id)
    return WebhooksView(
        root,
        tuple(row_of(each, root) for each in show_endpoints(db, actor)),
        tuple(BridgeRow(root, each) for each in show_bridges(db, actor)),
        form or EndpointForm(),
        bridge_form or BridgeForm(),
        new_bridge,
    )


def show_bridges(db: Session, actor: Actor) -> tuple[BridgeView, ...]:
    """The bridges that were not revoked."""
    return tuple(view_bridge(db, each) for each in list_bridges(db, actor))


def view_bridge(db: Session, it: Bridge) -> BridgeView:
    """One bridge, as it is just now."""
    maker = db.get(Member, it.made_by)
    return BridgeView(
        id=it.id or 0,
        name=it.name,
        topic=it.topic,
        is_signed=it.secret is not None,
        stands=it.revoked_at is None and stands(maker),
        made_by=maker.name if maker else "",
        created_at=it.created_at,
        used_at=it.used_at,
        revoked_at=it.revoked_at,
    )


def show_new_bridge(db: Session, bridge: Bridge, token: str, origin: str) -> NewBridge:
    """A bridge just made, with its address."""
    url = f"{origin.rstrip('/')}/hooks/{token}"
    return NewBridge(**asdict(view_bridge(db, bridge)), url=url, secret=bridge.secret)


def _of_event(db: Session, event: Event) -> BridgeRow | None:
    bridge = db.get(Bridge, event.subject)
    return BridgeRow(root_of(db, event.project_id), view_bridge(db, bridge)) if bridge else None


_BRIDGE = Piece("webhooks", "bridges/_bridge.html", "bridge", _of_event)
PIECES = dict.fromkeys(("bridge.made", "bridge.revoked"), (_BRIDGE,))
