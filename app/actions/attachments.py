"""Files beside messages: uploaded first, then sent with one; and what is never sent goes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from app.clock import now
from app.domain.attachments import MOST, Checked, name_file
from app.domain.roles import Actor, may_post
from app.errors import Conflict, Forbidden, Invalid
from app.languages import say
from app.queries.attachments import find_attachment, get_unsent, is_named, is_waiting
from app.queries.places import get_place, why_not
from app.records.attachments import Attachment
from app.records.files import Contents
from app.records.threads import Message

WAIT = timedelta(days=1)
CHUNK = 100


@dataclass(frozen=True, slots=True)
class Sent:
    """A file to be sent, and what it shows in words; None leaves what was said on uploading."""

    key: UUID
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What its sender says of a file: for which topic it is, its name, what it shows in words."""

    topic: str = ""
    name: str = "file"
    alt: str = ""


def need_sender(db: Session, actor: Actor, topic: str = "") -> None:
    """Raises unless the actor may write messages, under this topic if one is named."""
    if topic:
        place = get_place(db, actor, topic)
        if not place.may_post:
            raise Forbidden(why_not(actor, place))
    elif not may_post(actor):
        raise Forbidden(say("Your role reads; it does not write."))


def add_attachment(
    db: Session, actor: Actor, key: UUID, *, about: About, checked: Checked
) -> Attachment:
    """Write down a file that is stored under the hash of what it holds. It is its uploader's alone
    until it is sent, and goes after a day if it is not."""
    need_sender(db, actor, about.topic)
    attachment = Attachment(
        key=key,
        project_id=actor.project_id,
        member_id=actor.member_id,
        topic=about.topic,
        name=name_file(about.name, checked.media_type),
        alt=about.alt,
        media_type=checked.media_type,
        size=len(checked.data),
        width=checked.width,
        height=checked.height,
        digest=checked.digest,
        due_at=now() + WAIT,
    )
    db.add(attachment)
    db.flush()
    return attachment


def drop_attachment(db: Session, actor: Actor, key: UUID) -> str:
    """Put one's own upload aside before it is sent; gives the topic it was for. Once it is gone it
    is not found."""
    attachment = get_unsent(db, actor, key)
    attachment.due_at = now()
    db.add(attachment)
    return attachment.topic


def need_files(db: Session, actor: Actor, files: Sequence[Sent]) -> list[Attachment]:
    """The uploads that are to be sent, each the actor's own and not sent yet."""
    if len(files) > MOST:
        raise Invalid(say("A message takes at most %(most)s files.", most=MOST), "files")
    if len({each.key for each in files}) < len(files):
        raise Invalid(say("A file stands in this message twice."), "files")
    return [_need(db, actor, each.key) for each in files]


def hand_over(
    db: Session, message: Message, files: Iterable[Attachment], said: Sequence[Sent]
) -> None:
    """The files are the message's from now on."""
    for place, (each, sent) in enumerate(zip(files, said, strict=True)):
        each.message_id, each.place, each.due_at = message.id, place, None
        each.alt = each.alt if sent.alt is None else sent.alt
        db.add(each)


def give_back(db: Session, message: Message) -> None:
    """What an undone message had is its author's again, to be sent with another."""
    theirs = update(Attachment).where(col(Attachment.message_id) == message.id)
    db.execute(theirs.values(message_id=None, due_at=now() + WAIT))


def erase_files(db: Session, message: Message) -> None:
    """Of a redacted message's files neither name nor words stay, and soon no bytes; nor of those
    that it had before it was undone."""
    named = message.data.get("files")
    keys = [UUID(str(key)) for key in named] if isinstance(named, list) else []
    if not keys:
        return
    theirs = update(Attachment).where(
        col(Attachment.key).in_(keys),
        or_(col(Attachment.message_id) == message.id, col(Attachment.message_id).is_(None)),
    )
    db.execute(theirs.values(due_at=now(), name="", alt=""))


def sweep_files(db: Session, project_id: int, root: Path) -> bool:
    """Remove what is due, rows and bytes, a chunk at a time; whether there may be more.

    As the project's only writer: nobody can come to need the bytes in between. If the transaction
    fails after bytes are gone, the rows are still due, and nobody gets at a file that is.
    """
    due = select(Attachment).where(
        Attachment.project_id == project_id, col(Attachment.due_at) <= now()
    )
    found = db.exec(due.order_by(col(Attachment.id)).limit(CHUNK)).all()
    for each in found:
        if not is_named(db, project_id, each.digest, but=each.id or 0):
            Contents(root, project_id).drop(each.digest)
        db.delete(each)
        db.flush()
    return len(found) == CHUNK


def forget_contents(db: Session, actor: Actor, root: Path, digest: str) -> None:
    """Remove what was stored for a row that did not come to be."""
    if not is_named(db, actor.project_id, digest):
        Contents(root, actor.project_id).drop(digest)


def _need(db: Session, actor: Actor, key: UUID) -> Attachment:
    found = find_attachment(db, actor, key)
    if found is None or found.member_id != actor.member_id:
        raise Invalid(say("A file of this message is not there. Upload it again."), "files")
    if found.message_id is not None:
        raise Conflict(say("A file can be sent once. Upload it again for another message."))
    if not is_waiting(found):
        raise Conflict(say("A file waited too long to be sent, or was put aside. Upload it again."))
    return found
