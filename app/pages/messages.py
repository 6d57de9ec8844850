"""Messages as they are shown: in the page, in the reply, in the push and in the replay alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.domain.roles import Actor
from app.pages.pieces import Piece
from app.queries.members import map_names
from app.queries.messages import list_messages
from app.queries.places import get_place
from app.records.events import Event
from app.records.threads import Message


@dataclass(frozen=True, slots=True)
class MessageView:
    """One entry of a thread. `log` names the element it stands in; a deleted one has no body."""

    key: UUID
    log: str
    topic: str
    position: int
    kind: str
    author: str
    author_id: int | None
    is_peer: bool
    body: str
    data: dict[str, object]
    created_at: datetime
    is_edited: bool
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread as one person sees it. `earlier`: the position to read before, if there is more."""

    topic: str
    log: str
    messages: tuple[MessageView, ...]
    earlier: int | None
    sees_peers: bool
    may_post: bool


def show_thread(db: Session, actor: Actor, topic: str, before: int | None = None) -> ThreadView:
    """The newest messages of a thread, or those before a position."""
    place = get_place(db, actor, topic)
    messages = list_messages(db, actor, place, before)
    views = tuple(view_messages(db, messages))
    earlier = views[0].position if views and views[0].position > 1 else None
    return ThreadView(topic, log_of(topic), views, earlier, place.sees_peers, place.may_post)


def view_messages(db: Session, messages: Iterable[Message]) -> list[MessageView]:
    """Messages with their authors' names."""
    all_of_them = list(messages)
    if not all_of_them:
        return []
    project_id = all_of_them[0].project_id
    names = map_names(db, project_id, {message.author_id for message in all_of_them})
    return [_view(message, names) for message in all_of_them]


def log_of(topic: str) -> str:
    """The id of the element that holds a thread's messages."""
    return "log-" + topic.replace(":", "-")


def show_message(db: Session, actor: Actor, message: Message) -> MessageView:
    """A message just written, for its author."""
    return view_messages(db, [message])[0]


def _of_event(db: Session, event: Event) -> MessageView | None:
    message = db.get(Message, event.subject)
    return view_messages(db, [message])[0] if message else None


def _view(message: Message, names: dict[int, str]) -> MessageView:
    topic = str(message.data["topic"])
    gone = message.deleted_at is not None
    return MessageView(
        key=message.key,
        log=log_of(topic),
        topic=topic,
        position=message.position,
        kind=message.kind,
        author=names.get(message.author_id or 0, "Precedent"),
        author_id=message.author_id,
        is_peer=message.is_peer,
        body="" if gone else message.body,
        data={} if gone else message.data,
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
