"""Threads as one person sees them: the log, where they stopped reading, what they may write."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.clock import new_ordered_id
from app.domain.levels import LEVELS, level_of
from app.domain.orders import order_of
from app.domain.roles import Actor, is_staff, may_moderate
from app.errors import NotFound
from app.languages import mark, say
from app.pages.attachments import UploadsView, view_uploads
from app.pages.contents import ContentView, view_content
from app.pages.gold_notes import SettledView, view_settled
from app.pages.messages import MessageView, log_of, view_messages
from app.pages.mutings import MutingView, view_muting
from app.pages.pieces import Piece
from app.pages.rulings import root_of
from app.queries.follows import find_level, get_defaults
from app.queries.messages import (
    PAGE,
    count_after,
    find_draft,
    find_order_after,
    has_from,
    list_messages,
)
from app.queries.places import Place, find_thread_id, get_place, why_not
from app.queries.projects import get_project
from app.queries.questions import find_question, map_numbers
from app.queries.readings import find_mark
from app.queries.tasks import map_tasks
from app.records.events import Event
from app.records.members import Member
from app.records.threads import Message, Thread

TITLES = {
    "task": mark("Discussion"),
    "question": mark("Discussion"),
    "clause": mark("Discussion"),
    "lounge": mark("Lounge"),
}


@dataclass(frozen=True, slots=True)
class ClosingView:
    """Where a discussion goes on: the number of the question that stands for its own, if any."""

    id: str
    root: str
    standing: int | None
    is_locked: bool


@dataclass(frozen=True, slots=True)
class FollowingView:
    """What one is told of a thread: the `level` that one chose, or else what is `usual` here, for
    those who write here or, where it is `for_all`, for everybody. `levels`: what can be chosen."""

    topic: str
    root: str
    level: str
    usual: str
    for_all: bool
    levels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread as one person sees it. `earlier`: the order to read before, if there is more.

    `next_key` is an id for the next message; `unread_from` the first message not read yet, and
    `unread` how many there are; `why_not` says why one cannot write here. `is_behind`: newer
    messages follow, which are not shown: it ends before the order `before`. `could_post`: one
    might, if it were not locked and one were not muted. `draft`: what one has begun to write;
    `uploads`: the files that wait to be sent with it.
    """

    topic: str
    root: str
    log: str
    title: str
    messages: tuple[MessageView, ...]
    earlier: int | None
    sees_peers: bool
    may_post: bool
    could_post: bool
    why_not: str
    is_behind: bool
    before: int | None
    may_lock: bool
    muting: MutingView
    closing: ClosingView
    settled: SettledView
    following: FollowingView
    draft: str
    uploads: UploadsView
    next_key: UUID
    unread_from: UUID | None
    unread: int
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A thread on a page of its own, under the task that it is about. The flagged words are marked
    on the desk and in questions, not here."""

    root: str
    thread: ThreadView
    content: ContentView | None
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadingView:
    """How far one has read a thread, and how much of it is new."""

    topic: str
    read: int
    unread: int


def show_thread(
    db: Session, actor: Actor, topic: str, before: int | None = None, at: int | None = None
) -> ThreadView:
    """The newest messages of a thread, or those before an order, or those around it."""
    place = get_place(db, actor, topic)
    if at is not None:
        before = find_order_after(db, actor, place, at)
    found = list_messages(db, actor, place, before)
    messages = found[-PAGE:]
    earlier = order_of(messages[0].created_at) if len(found) > PAGE else None
    mark = find_mark(db, actor.member_id, place) or 0
    return ThreadView(
        topic=topic,
        root=root_of(db, actor.project_id),
        log=log_of(topic),
        title=say(TITLES[place.kind]),
        messages=tuple(view_messages(db, messages, positions=is_staff(actor))),
        earlier=earlier,
        sees_peers=place.sees_peers,
        may_post=place.may_post,
        could_post=place.could_post,
        why_not="" if place.may_post else why_not(actor, place),
        is_behind=before is not None and has_from(db, actor, place, before),
        before=before,
        may_lock=may_moderate(actor),
        muting=view_muting(db, actor.member_id) if place.is_muted else MutingView(None, ""),
        closing=_view_closing(db, actor.project_id, topic, is_locked=place.is_locked),
        settled=view_settled(db, actor, place),
        following=_view_following(db, actor, place),
        draft=find_draft(db, actor.member_id, topic),
        uploads=view_uploads(db, actor, topic),
        next_key=new_ordered_id(),
        unread_from=_first_unread(actor, messages, mark),
        unread=count_after(db, actor, place, mark) if before is None else 0,
        topics=(topic, "rulings"),
    )


def show_thread_page(
    db: Session, actor: Actor, topic: str, before: int | None = None, at: int | None = None
) -> ThreadPage:
    """A thread with what it is about."""
    thread = show_thread(db, actor, topic, before, at)
    place = get_place(db, actor, topic)
    content = None
    if place.kind == "task":
        fields = get_project(db, actor.project_id).listed_fields
        [task] = map_tasks(db, [place.subject_id]).values()
        content = view_content(task, (), fields)
    return ThreadPage(thread.root, thread, content, thread.topics)


def show_reading(db: Session, actor: Actor, topic: str) -> ReadingView:
    """How far the actor has read a thread."""
    place = get_place(db, actor, topic)
    mark = find_mark(db, actor.member_id, place) or 0
    read = [each for each in list_messages(db, actor, place) if each.position <= mark]
    unread = count_after(db, actor, place, mark)
    return ReadingView(topic, order_of(read[-1].created_at) if read else 0, unread)


def _first_unread(actor: Actor, messages: list[Message], mark: int) -> UUID | None:
    """The first message of somebody else after the mark; none where nothing was read before."""
    for message in messages:
        if message.position > mark and message.author_id != actor.member_id:
            return message.key
    return None


def show_following(db: Session, actor: Actor, topic: str) -> FollowingView:
    """What the actor is told of a thread."""
    return _view_following(db, actor, get_place(db, actor, topic))


def _view_following(db: Session, actor: Actor, place: Place) -> FollowingView:
    said = find_level(db, actor.member_id, place.topic)
    usual = level_of(None, get_defaults(db, actor.project_id), place.kind, takes_part=True)
    root = root_of(db, actor.project_id)
    return FollowingView(
        place.topic,
        root,
        said or "",
        usual,
        place.kind == "lounge",
        tuple((level, say(words)) for level, words in LEVELS.items()),
    )


def _view_closing(db: Session, project_id: int, topic: str, *, is_locked: bool) -> ClosingView:
    kind, _, number = topic.partition(":")
    question = find_question(db, project_id, int(number)) if kind == "question" else None
    standing = question.duplicate_of if question else None
    root = root_of(db, project_id)
    number_standing = map_numbers(db, [standing]).get(standing or 0)
    return ClosingView(f"{log_of(topic)}-closing", root, number_standing, is_locked)


def _of_question(db: Session, event: Event) -> ClosingView:
    question = find_question(db, event.project_id, int(str(event.data["question"])))
    thread_id = find_thread_id(db, event.project_id, "question", (question and question.id) or 0)
    locked = thread_id is not None and db.get_one(Thread, thread_id).locked_at is not None
    topic = f"question:{event.data['question']}"
    return _view_closing(db, event.project_id, topic, is_locked=locked)


def _of_thread(db: Session, event: Event) -> ClosingView:
    thread, topic = db.get_one(Thread, event.subject), str(event.data["topic"])
    return _view_closing(db, event.project_id, topic, is_locked=thread.locked_at is not None)


def _following_of(db: Session, event: Event) -> FollowingView | None:
    member = db.get(Member, event.subject)
    if member is None:
        return None
    actor = Actor(member.account_id, member.project_id, event.subject, member.role, member.name)
    try:
        return show_following(db, actor, str(event.data["topic"]))
    except NotFound:
        return None


_CLOSING = Piece("question:{question}", "threads/_closing.html", "closing", _of_question)
_LOCK = Piece("{topic}", "threads/_closing.html", "closing", _of_thread)
_FOLLOWING = Piece("{topic}", "threads/_following.html", "following", _following_of)
PIECES = {
    "question.merged": (_CLOSING,),
    "question.separated": (_CLOSING,),
    "question.told": (_CLOSING,),
    "thread.locked": (_LOCK,),
    "thread.unlocked": (_LOCK,),
    "thread.followed": (_FOLLOWING,),
}
