"""Pictures: taken into the project once their file lies safe."""

from uuid import UUID

from sqlmodel import Session

from app.domain.pictures import Redrawn
from app.domain.roles import Actor, is_staff, may_import
from app.domain.texts import excerpt
from app.errors import Forbidden, NotFound
from app.languages import say
from app.records.tasks import Picture


def need_uploader(db: Session, actor: Actor) -> None:
    """Raises unless the actor may add pictures; to labelers the shelf does not exist."""
    if not is_staff(actor):
        raise NotFound
    if not may_import(actor):
        raise Forbidden(say("Pictures are uploaded by the ML team: owners and leads."))


def add_picture(db: Session, actor: Actor, key: UUID, *, name: str, redrawn: Redrawn) -> Picture:
    """Write down a picture whose file is stored under `key`. Tasks name it by key or by name."""
    need_uploader(db, actor)
    clean = name.encode("utf-8", "replace").decode().replace("\x00", "")
    picture = Picture(
        key=key,
        project_id=actor.project_id,
        name=excerpt(clean, 300) or "picture",
        media_type=redrawn.media_type,
        width=redrawn.width,
        height=redrawn.height,
        size=len(redrawn.data),
        digest=redrawn.digest,
    )
    db.add(picture)
    db.flush()
    return picture
