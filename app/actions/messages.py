"""Writing in threads: post and edit. Sends are idempotent by the client's own id."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, delete, update
from sqlmodel import Session, col, select

from app.actions.attachments import Sent, hand_over, need_files
from app.actions.readings import mark_read
from app.actions.retirements import retire_discussed
from app.actions.searches import forget_messages
from app.clock import now
from app.domain.mentions import GROUPS, find_named
from app.domain.orders import after
from app.domain.roles import Actor, is_staff
from app.domain.texts import BODY_BYTES, check_text
from app.errors import Conflict, Forbidden, Invalid
from app.languages import say
from app.queries.messages import find_message, find_writers, find_written, get_own_message
from app.queries.places import BLIND, Place, get_place, why_not
from app.records.columns import table
from app.records.events import record
from app.records.members import Member
from app.records.quick import Quick
from app.records.threads import Mention, Message, MessageDraft, MessageVersion, Thread

# after these a message is not found as it was before
CHANGED = ("message.edited", "message.deleted", "message.redacted", "message.moved")
_THREADS = table(Thread).c
_ADVANCE = Quick(
    update(table(Thread))
    .where(_THREADS.id == bindparam("thread"))
    .values(last_position=_THREADS.last_position + 1)
    .returning(_THREADS.last_position)
)
_DRAFTS = table(MessageDraft).c
_FORGET_DRAFT = Quick(
    delete(table(MessageDraft)).where(
        _DRAFTS.member_id == bindparam("member"), _DRAFTS.topic == bindparam("topic")
    )
)


def post_message(
    db: Session, actor: Actor, topic: str, *, key: UUID, body: str, files: Sequence[Sent] = ()
) -> Message:
    """Say something in a thread, with `files` uploaded before, or with files alone. A repeat with
    the same key gives the message first posted."""
    place = get_place(db, actor, topic)
    writers = find_writers(db, actor, key)
    known = find_message(db, actor.member_id, key) if actor.member_id in writers else None
    if known:
        _refuse_another(known, topic, body, files)
        return known
    if writers:
        raise Conflict(say("This id names somebody else's message; send again with a new one."))
    if not place.may_post:
        raise Forbidden(why_not(actor, place))
    if place.is_closed:
        raise Conflict(say("Another question stands for this one: the discussion goes on there."))
    if not body.strip() and not files:
        raise Invalid(say("A message needs words or a file."), "body")
    check_text(body, most=BODY_BYTES, field="body")
    beside, data = need_files(db, actor, files), {"files": _keys(files)} if files else {}
    message = append_message(db, actor, place, key=key, kind="text", body=body, **data)
    hand_over(db, message, beside, files)
    _note_mentions(db, actor, message)
    _FORGET_DRAFT.rows(db, {"member": actor.member_id, "topic": topic})
    return message


def append_message(
    db: Session, actor: Actor, place: Place, *, key: UUID, kind: str, body: str, **data: object
) -> Message:
    """Put an entry at the end of a thread, and tell those who may read it. Who writes has read
    the thread up to there."""
    thread_id, position = next_position(db, actor, place)
    last = find_written(db, thread_id, position - 1)
    message = Message(
        key=key,
        project_id=actor.project_id,
        thread_id=thread_id,
        position=position,
        author_id=actor.member_id or None,
        kind=kind,
        is_peer=not is_staff(actor),
        body=body,
        data={"topic": place.topic, **data},
        created_at=after(last, now()),
    )
    db.add(message)
    db.flush()
    if actor.member_id:  # a bridge reads nothing
        mark_read(db, actor.member_id, message.thread_id, message.position)
    tell(db, actor, "message.posted", message)
    return message


def edit_message(db: Session, actor: Actor, key: UUID, *, body: str) -> Message:
    """Change one's own message; what it said before is kept."""
    message = get_own_message(db, actor, key)
    if message.deleted_at or message.kind != "text":
        raise Conflict(say("This message cannot be edited any more."))
    if not body.strip() and not message.data.get("files"):
        raise Invalid(say("A message needs words. To take it back, delete it."), "body")
    check_text(body, most=BODY_BYTES, field="body")
    if body == message.body:
        return message
    written_at = message.edited_at or message.created_at
    before = MessageVersion(message_id=message.id or 0, body=message.body, written_at=written_at)
    db.add(before)
    message.body, message.edited_at = body, now()
    db.add(message)
    _note_mentions(db, actor, message)
    tell(db, actor, "message.edited", message)
    return message


def _keys(files: Sequence[Sent]) -> list[str]:
    return [str(each.key) for each in files]


def _refuse_another(known: Message, topic: str, body: str, files: Sequence[Sent]) -> None:
    """The same id for something else: not a repeat, but a mistake that would lose the new one."""
    untouched = known.edited_at is None and known.deleted_at is None
    same = known.data.get("topic") == topic and known.data.get("files", []) == _keys(files)
    if not same or (untouched and known.body != body):
        raise Conflict(say("This id was used for another message; send again with a new one."))


def next_position(db: Session, actor: Actor, place: Place) -> tuple[int, int]:
    """A thread, opened by its first message, and where in it the next entry stands."""
    if place.kind == "task":
        retire_discussed(db, actor, place.subject_id)
    if place.thread_id:
        return place.thread_id, int(_ADVANCE.scalar(db, {"thread": place.thread_id}))
    thread = Thread(
        project_id=actor.project_id,
        kind=place.kind,
        subject_id=place.subject_id,
        last_position=1,
    )
    db.add(thread)
    db.flush()
    return thread.id or 0, 1


def _note_mentions(db: Session, actor: Actor, message: Message) -> None:
    """Remember project-mates named as @Name, or in a group such as @team; who may hear of it is
    decided when told."""
    if "@" not in message.body:
        return
    mates = db.exec(
        select(Member).where(
            Member.project_id == actor.project_id, col(Member.removed_at).is_(None)
        )
    ).all()
    names = [name for mate in mates for name in (mate.name, mate.external_id)]
    named = set(find_named(message.body, [*names, *GROUPS]))
    roles = {role for group in named & GROUPS.keys() for role in GROUPS[group]}
    for mate in mates:
        meant = mate.role in roles or not named.isdisjoint((mate.name, mate.external_id))
        if meant and db.get(Mention, (message.id, mate.id)) is None:
            db.add(Mention(message_id=message.id or 0, member_id=mate.id or 0))


def tell(db: Session, actor: Actor, kind: str, message: Message, **data: object) -> None:
    """An event for those who may read the message; where peers' words wait, its author is told by
    an event of their own of what somebody else did to it."""
    topic = str(message.data["topic"])
    is_blind = message.is_peer and topic.partition(":")[0] in BLIND
    audiences = [f"{'answered' if is_blind else 'thread'}:{message.thread_id}"]
    if is_blind and message.author_id not in (None, actor.member_id):
        audiences.append(f"member:{message.author_id}")
    if kind in CHANGED:
        forget_messages(db, [message.id or 0])
    bridge = {"bridge": message.data["bridge_id"]} if "bridge_id" in message.data else {}
    about = {"topic": topic, "key": str(message.key), **bridge, **data}
    for audience in audiences:
        record(db, actor, kind, subject=message.id or 0, audience=audience, **about)
