"""Messages as they are shown: in the page, in the reply, in the push and in the replay alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.domain.flags import CATEGORIES
from app.domain.orders import order_of
from app.domain.roles import Actor, is_ml_team, is_staff
from app.pages.pieces import Piece
from app.pages.rulings import RulingView, root_of, view_rulings
from app.queries.messages import get_own_message, map_authors
from app.records.events import Event
from app.records.threads import Message


@dataclass(frozen=True, slots=True)
class MessageView:
    """One entry of a thread. `log` names the element it stands in; a deleted one has no body.

    `order` grows within the thread; `position` is dense, so it is for staff alone and None
    elsewhere. `team`: whether the author answers for the ML team. `ruling`: the card's ruling.
    """

    key: UUID
    root: str
    log: str
    topic: str
    order: int
    position: int | None
    kind: str
    author: str
    author_id: int | None
    role: str
    is_team: bool
    is_peer: bool
    body: str
    data: dict[str, object]
    category: str
    ruling: RulingView | None
    created_at: datetime
    is_edited: bool
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """What the messages of one thread need besides themselves."""

    root: str
    authors: dict[int, tuple[str, str]]
    rulings: dict[int, RulingView]


def view_messages(
    db: Session, messages: Iterable[Message], *, positions: bool = False
) -> list[MessageView]:
    """Messages with their authors and the rulings they carry; positions for staff only."""
    found = list(messages)
    if not found:
        return []
    project_id = found[0].project_id
    numbers = [n for each in found if isinstance(n := each.data.get("ruling"), int)]
    known = _Known(
        root_of(db, project_id),
        map_authors(db, project_id, {message.author_id for message in found}),
        view_rulings(db, project_id, numbers) if numbers else {},
    )
    return [_view(message, known, positions) for message in found]


def log_of(topic: str) -> str:
    """The id of the element that holds a thread's messages."""
    return "log-" + topic.replace(":", "-")


def show_message(db: Session, actor: Actor, message: Message) -> MessageView:
    """A message just written, for its author."""
    return view_messages(db, [message], positions=is_staff(actor))[0]


def show_own_message(db: Session, actor: Actor, key: UUID) -> MessageView:
    """A message of the actor's own, to be edited."""
    return show_message(db, actor, get_own_message(db, actor, key))


def _of_event(db: Session, event: Event) -> MessageView | None:
    message = db.get(Message, event.subject)
    return view_messages(db, [message])[0] if message else None


def _view(message: Message, known: _Known, positions: bool) -> MessageView:
    topic = str(message.data["topic"])
    gone = message.deleted_at is not None
    nobody = (str(message.data.get("bridge", "Precedent")), "")
    author, role = known.authors.get(message.author_id or 0, nobody)
    ruling = message.data.get("ruling")
    return MessageView(
        key=message.key,
        root=known.root,
        log=log_of(topic),
        topic=topic,
        order=order_of(message.created_at),
        position=message.position if positions else None,
        kind=message.kind,
        author=author,
        author_id=message.author_id,
        role=role,
        is_team=is_ml_team(role),
        is_peer=message.is_peer,
        body="" if gone else message.body,
        data={} if gone else message.data,
        category=CATEGORIES.get(str(message.data.get("category", "")), ""),
        ruling=known.rulings.get(ruling) if isinstance(ruling, int) else None,
        created_at=message.created_at,
        is_edited=message.edited_at is not None,
        is_deleted=gone,
    )


_MESSAGE = Piece("{topic}", "threads/_message.html", "message", _of_event)
PIECES = {
    "message.posted": (_MESSAGE,),
    "message.edited": (_MESSAGE,),
    "message.deleted": (_MESSAGE,),
}
