"""Messages as they are shown: in the page, in the reply, in the push and in the replay alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.domain.emoji import name_of
from app.domain.flags import CATEGORIES
from app.domain.orders import order_of
from app.domain.removals import TOMBSTONES
from app.domain.roles import Actor, is_ml_team, is_staff
from app.languages import lookup, mark, say
from app.pages.attachments import AttachmentView, view_attachment
from app.pages.pieces import Piece
from app.pages.rulings import RulingView, root_of, view_rulings
from app.pages.words import say_topic
from app.queries.attachments import map_attachments
from app.queries.messages import get_own_message, map_authors, map_named
from app.queries.reactions import map_reactions
from app.records.attachments import Attachment
from app.records.events import Event
from app.records.threads import Message

# as the action notes it down, in English
LOCKS = {True: mark("locked this discussion"), False: mark("opened this discussion again")}


@dataclass(frozen=True, slots=True)
class ReactionView:
    """One sign under a message. `members`: the ids of those who gave it: each finds their own."""

    emoji: str
    name: str
    names: str
    count: int
    members: str


@dataclass(frozen=True, slots=True)
class MessageView:
    """One entry of a thread. `log` names the element it stands in; a removed one has no body, but
    a `tombstone` in its place; one undone at once has neither.

    `order` grows within the thread; `position` is dense, so it is for staff alone and None
    elsewhere. `team`: whether the author answers for the ML team. `names`: what those who
    are named in it are called. `ruling`: the card's ruling. `written_at`: of a message that was
    moved here, which stands behind what was said before it came.
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
    names: tuple[str, ...]
    data: dict[str, object]
    category: str
    ruling: RulingView | None
    files: tuple[AttachmentView, ...]
    reactions: tuple[ReactionView, ...]
    created_at: datetime
    written_at: datetime | None
    is_edited: bool
    is_deleted: bool
    tombstone: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What the messages of one thread need besides themselves."""

    root: str
    authors: dict[int, tuple[str, str]]
    rulings: dict[int, RulingView]
    reactions: dict[int, dict[str, list[tuple[int, str]]]]
    named: dict[int, tuple[str, ...]]
    files: dict[int, list[Attachment]]


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
        map_reactions(db, [message.id or 0 for message in found]),
        map_named(db, found),
        map_attachments(db, found),
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
        body="" if gone else _body(message),
        names=() if gone else known.named.get(message.id or 0, ()),
        data={} if gone else message.data,
        category=lookup(CATEGORIES.get(str(message.data.get("category", "")), "")),
        ruling=known.rulings.get(ruling) if isinstance(ruling, int) else None,
        files=() if gone else tuple(map(view_attachment, known.files.get(message.id or 0, ()))),
        reactions=() if gone else _reactions(known.reactions.get(message.id or 0, {})),
        created_at=message.created_at,
        written_at=_written_at(message),
        is_edited=message.edited_at is not None,
        is_deleted=gone,
        tombstone=lookup(TOMBSTONES.get(message.removal, "")),
    )


def _written_at(message: Message) -> datetime | None:
    said = message.data.get("written_at")
    return datetime.fromisoformat(said) if isinstance(said, str) else None


def _body(message: Message) -> str:
    """What was written; of what the house noted down, in the reader's words."""
    if message.kind != "note":
        return message.body
    if "moved_to" in message.data:
        return say("moved a message to %(place)s", place=say_topic(str(message.data["moved_to"])))
    is_locked = message.data.get("lock")
    return say(LOCKS[is_locked]) if isinstance(is_locked, bool) else message.body


def _reactions(given: dict[str, list[tuple[int, str]]]) -> tuple[ReactionView, ...]:
    return tuple(
        ReactionView(
            emoji,
            name_of(emoji),
            ", ".join(name for _, name in people),
            len(people),
            " ".join(str(member_id) for member_id, _ in people),
        )
        for emoji, people in given.items()
    )


MESSAGE = Piece("{topic}", "threads/_message.html", "message", _of_event)
PIECES = {
    "message.posted": (MESSAGE,),
    "message.edited": (MESSAGE,),
    "message.deleted": (MESSAGE,),
    "message.redacted": (MESSAGE,),
    "message.reacted": (MESSAGE,),
}
