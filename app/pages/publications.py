"""A revision as whoever publishes, reads or withdraws it needs it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.roles import Actor
from app.queries.publications import find_relabel_number
from app.records.revisions import Acknowledgement, Revision


@dataclass(frozen=True, slots=True)
class PublicationView:
    """A revision's standing. `relabel` is the number of the relabel that it opened, if any.
    `is_passed`: the viewer has acknowledged it, and passed its check where it has one."""

    number: int
    version: str | None
    name: str
    title: str
    state: str
    published_at: datetime | None
    relabel: int | None
    is_acknowledged: bool
    is_passed: bool


def show_publication(db: Session, actor: Actor, revision: Revision) -> PublicationView:
    """The revision and what became of it."""
    read = db.get(Acknowledgement, (revision.id, actor.member_id))
    return PublicationView(
        number=revision.number,
        version=revision.version,
        name=revision.name,
        title=revision.title,
        state=revision.state,
        published_at=revision.published_at,
        relabel=find_relabel_number(db, revision.id or 0),
        is_acknowledged=read is not None,
        is_passed=read is not None and read.passed_at is not None,
    )
