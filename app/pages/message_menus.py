"""What one person can do with a message: asked for when they want it, never in the message."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.domain.emoji import QUICK, name_of
from app.domain.mentions import GROUPS
from app.domain.removals import REASONS
from app.domain.roles import Actor, is_staff, may_moderate, may_post
from app.domain.texts import excerpt
from app.languages import say
from app.pages.messages import MessageView, log_of, show_message
from app.pages.rulings import root_of
from app.queries.members import list_members
from app.queries.messages import get_readable_message, list_versions
from app.queries.places import BLIND, get_place
from app.queries.questions import find_question, list_askers
from app.records.threads import Message

QUOTE = 600


@dataclass(frozen=True, slots=True)
class MessageMenu:
    """A message and what its reader may do. `signs`: those to react with, with their names;
    `mine`: those given already. `reasons` for redacting; empty for those who may not. `may_join`:
    say "same here" to the question that it asks."""

    message: MessageView
    quote: str
    signs: tuple[tuple[str, str], ...]
    mine: frozenset[str]
    may_join: bool
    may_post: bool
    may_edit: bool
    may_remove: bool
    may_move: bool
    reasons: tuple[tuple[str, str], ...]
    has_history: bool
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PreviewView:
    """A message while it is being written. `names`: whom an @ may name."""

    log: str
    root: str
    body: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordingView:
    """What a message said, from an instant on."""

    body: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class HistoryView:
    """All that a message ever said, the newest first."""

    message: MessageView
    wordings: tuple[WordingView, ...]
    topics: tuple[str, ...] = ()


def show_message_menu(db: Session, actor: Actor, key: UUID) -> MessageMenu:
    """What the actor can do with a message that they may read."""
    message = get_readable_message(db, actor, key)
    view = show_message(db, actor, message)
    place = get_place(db, actor, view.topic)
    there = not message.removal and place.may_post
    is_own = message.author_id == actor.member_id
    reacts = there and (is_staff(actor) or place.kind not in BLIND)
    redacts = may_moderate(actor) and message.removal != "redacted"
    return MessageMenu(
        message=view,
        quote=excerpt(view.body, QUOTE),
        signs=tuple((sign, name_of(sign)) for sign in QUICK) if reacts else (),
        mine=frozenset(
            each.emoji for each in view.reactions if str(actor.member_id) in each.members.split()
        ),
        may_join=_may_join(db, actor, message),
        may_post=there,
        may_edit=there and is_own and message.kind == "text",
        may_remove=may_moderate(actor) and message.kind == "text" and not message.removal,
        may_move=may_moderate(actor) and message.kind == "text" and not message.removal,
        reasons=tuple((key, say(why)) for key, why in REASONS.items())
        if redacts and message.kind in ("text", "flag")
        else (),
        has_history=view.is_edited and not view.is_deleted,
    )


def _may_join(db: Session, actor: Actor, message: Message) -> bool:
    """Whether the actor could say "same here" to an open question that they have not asked."""
    number = message.data.get("question")
    if message.kind != "flag" or not may_post(actor) or not isinstance(number, int):
        return False
    question = find_question(db, actor.project_id, number)
    if question is None or question.state != "open":
        return False
    return actor.member_id not in list_askers(db, question.id or 0)


def show_history(db: Session, actor: Actor, key: UUID) -> HistoryView:
    """What a message said before, to those who may read what it says now."""
    message = get_readable_message(db, actor, key)
    view = show_message(db, actor, message)
    if view.is_deleted:
        return HistoryView(view, ())
    now_said = WordingView(message.body, message.edited_at or message.created_at)
    older = [WordingView(one.body, one.written_at) for one in list_versions(db, message)]
    return HistoryView(view, (now_said, *reversed(older)))


def show_preview(db: Session, actor: Actor, topic: str, body: str) -> PreviewView:
    """What is being written, as it will look."""
    get_place(db, actor, topic)
    names = [mate.name for mate in list_members(db, actor)] if "@" in body else []
    return PreviewView(log_of(topic), root_of(db, actor.project_id), body, (*names, *GROUPS))
