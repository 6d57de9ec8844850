"""Endpoints of webhooks as those who run a project see them, and how each fares."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import ClassVar
from urllib.parse import urlsplit

from sqlmodel import Session

from app.clock import now
from app.domain.endpoints import FORMATS, OFFERED, STOPPED, USUAL
from app.domain.roles import Actor
from app.languages import lookup, say
from app.pages.pieces import Piece
from app.pages.rulings import root_of
from app.queries.deliveries import Standing, map_standings
from app.queries.endpoints import find_endpoint, get_endpoint, list_endpoints
from app.queries.members import map_names
from app.records.endpoints import Endpoint
from app.records.events import Event

SHOWN = 4  # characters at the end of an address that is a secret in itself


@dataclass(frozen=True, slots=True)
class EndpointView:
    """An endpoint. `place`: its address as far as it is no secret, for Slack's are. `health`: on,
    failing or off; `off_why` in words. `both_until`: until when the old secret signs too."""

    id: int
    name: str
    place: str
    format: str
    kinds: tuple[str, ...]
    health: str
    off_why: str
    is_by_hand: bool
    failing_since: datetime | None
    both_until: datetime | None
    made_by: str
    created_at: datetime
    delivered_at: datetime | None
    waiting: int
    given_up: int


@dataclass(frozen=True)
class NewEndpoint(EndpointView):
    """An endpoint just added, or with a new secret; `secret` is shown this once."""

    SECRETS: ClassVar[tuple[str, ...]] = ("secret",)

    secret: str | None = None


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """An endpoint as a line of the page. Of how it fares no event tells."""

    root: str
    endpoint: EndpointView
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class EndpointForm:
    """What an endpoint is set up with, as it stands or was typed."""

    name: str = ""
    url: str = ""
    format: str = "standard"
    kinds: tuple[str, ...] = USUAL
    is_on: bool = True
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def offered(self) -> list[tuple[str, str]]:
        """The events to choose among, each in words."""
        return [(kind, say(words)) for kind, words in OFFERED.items()]

    @property
    def formats(self) -> list[tuple[str, str]]:
        """The formats, each in words."""
        return [(format, say(words)) for format, words in FORMATS.items()]


def show_endpoints(db: Session, actor: Actor) -> tuple[EndpointView, ...]:
    """The project's endpoints."""
    return tuple(_view_all(db, actor.project_id, list_endpoints(db, actor)))


def show_endpoint(db: Session, actor: Actor, endpoint_id: int) -> EndpointView:
    """One endpoint."""
    return view_endpoint(db, get_endpoint(db, actor, endpoint_id))


def view_endpoint(db: Session, endpoint: Endpoint) -> EndpointView:
    """One endpoint, as it is just now."""
    return _view_all(db, endpoint.project_id, [endpoint])[0]


def show_new_endpoint(db: Session, endpoint: Endpoint) -> NewEndpoint:
    """An endpoint with its secret."""
    view = view_endpoint(db, endpoint)
    known = {each.name: getattr(view, each.name) for each in fields(view)}
    return NewEndpoint(**known, secret=endpoint.secret)


def read_form(endpoint: Endpoint) -> EndpointForm:
    """The form of an endpoint as it stands."""
    it = endpoint
    return EndpointForm(it.name, it.url, it.format, tuple(it.kinds), not it.stopped)


def row_of(view: EndpointView, root: str) -> EndpointRow:
    """A line of the page."""
    return EndpointRow(root, view)


def mask(url: str) -> str:
    """An address without what makes it a secret: its host, and the end of the rest."""
    parts = urlsplit(url)
    rest = f"{parts.path}?{parts.query}" if parts.query else parts.path
    shown = rest if len(rest) <= 2 * SHOWN else f"/…{rest[-SHOWN:]}"
    return f"{parts.netloc}{shown}" if parts.scheme == "https" else f"http://{parts.netloc}{shown}"


def _view_all(db: Session, project_id: int, endpoints: Iterable[Endpoint]) -> list[EndpointView]:
    found = list(endpoints)
    standings = map_standings(db, [each.id or 0 for each in found])
    names = map_names(db, project_id, {each.made_by for each in found})
    unused = Standing({}, None)
    return [
        _view(each, standings.get(each.id or 0, unused), names.get(each.made_by, ""))
        for each in found
    ]


def _view(it: Endpoint, standing: Standing, made_by: str) -> EndpointView:
    both = it.old_until if it.old_until and it.old_until > now() else None
    return EndpointView(
        id=it.id or 0,
        name=it.name,
        place=mask(it.url),
        format=it.format,
        kinds=tuple(it.kinds),
        health="off" if it.stopped else "failing" if it.failing_since else "on",
        off_why=lookup(STOPPED.get(it.stopped, "")),
        is_by_hand=it.stopped == "by_hand",
        failing_since=it.failing_since,
        both_until=both,
        made_by=made_by,
        created_at=it.created_at,
        delivered_at=standing.delivered_at,
        waiting=standing.counts.get("waiting", 0),
        given_up=standing.counts.get("given_up", 0),
    )


def _of_event(db: Session, event: Event) -> EndpointRow | None:
    root = root_of(db, event.project_id)
    endpoint = find_endpoint(db, event.project_id, event.subject)
    if endpoint is None:
        gone = db.get(Endpoint, event.subject)
        return EndpointRow(root, view_endpoint(db, gone), is_removed=True) if gone else None
    return row_of(view_endpoint(db, endpoint), root)


_ENDPOINT = Piece("webhooks", "endpoints/_endpoint.html", "endpoint", _of_event)
PIECES = dict.fromkeys(
    ("endpoint.made", "endpoint.changed", "endpoint.rotated", "endpoint.stopped",
     "endpoint.removed"),
    (_ENDPOINT,),
)  # fmt: skip
