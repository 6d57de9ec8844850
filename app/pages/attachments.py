"""Files beside messages, as they are shown: with the message, and while they wait to be sent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.domain.attachments import PICTURES
from app.domain.roles import Actor
from app.pages.rulings import root_of
from app.queries.attachments import get_unsent, list_unsent
from app.queries.places import get_place
from app.records.attachments import Attachment


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file; `alt` says in words what a picture shows. Sizes are in bytes and pixels."""

    key: UUID
    name: str
    alt: str
    media_type: str
    is_picture: bool
    size: int
    width: int | None
    height: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class UploadView:
    """One's own file that is not sent yet, in the composer."""

    root: str
    file: AttachmentView


@dataclass(frozen=True, slots=True)
class UploadsView:
    """All that waits under a topic. `id` is that of the element that holds it."""

    id: str
    uploads: tuple[UploadView, ...]


def view_attachment(attachment: Attachment) -> AttachmentView:
    """A file as it is shown."""
    return AttachmentView(
        attachment.key,
        attachment.name,
        attachment.alt,
        attachment.media_type,
        attachment.media_type in PICTURES,
        attachment.size,
        attachment.width,
        attachment.height,
        attachment.created_at,
    )


def show_own_attachment(db: Session, actor: Actor, key: UUID) -> AttachmentView:
    """One's own file, before it is sent."""
    return view_attachment(get_unsent(db, actor, key))


def show_upload(db: Session, actor: Actor, key: UUID) -> UploadView:
    """The same, in the composer."""
    return UploadView(root_of(db, actor.project_id), show_own_attachment(db, actor, key))


def show_uploads(db: Session, actor: Actor, topic: str) -> UploadsView:
    """What waits to be sent under a topic that the actor may read."""
    get_place(db, actor, topic)
    return view_uploads(db, actor, topic)


def view_uploads(db: Session, actor: Actor, topic: str) -> UploadsView:
    """The same, where the topic is known to be theirs."""
    root = root_of(db, actor.project_id)
    waiting = [UploadView(root, view_attachment(one)) for one in list_unsent(db, actor, topic)]
    return UploadsView(f"uploads-{topic.replace(':', '-')}", tuple(waiting))
