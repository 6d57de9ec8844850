"""The project's pictures, for staff."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.domain.roles import Actor, may_import
from app.queries.pictures import PAGE, list_pictures
from app.records.tasks import Picture


@dataclass(frozen=True, slots=True)
class PictureView:
    """An uploaded picture; a task names it by key, or by name."""

    key: UUID
    name: str
    media_type: str
    width: int
    height: int
    size: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PicturesView:
    """Some of the pictures, newest first. `next` goes into the same query as `before`."""

    pictures: tuple[PictureView, ...]
    next: int | None
    may_upload: bool


def show_pictures(db: Session, actor: Actor, before: int | None = None) -> PicturesView:
    """The shelf."""
    found = list_pictures(db, actor, before)
    older = found[-1].id if len(found) == PAGE else None
    return PicturesView(tuple(view_picture(each) for each in found), older, may_import(actor))


def view_picture(picture: Picture) -> PictureView:
    """A picture as it is shown."""
    return PictureView(
        picture.key,
        picture.name,
        picture.media_type,
        picture.width,
        picture.height,
        picture.size,
        picture.created_at,
    )
