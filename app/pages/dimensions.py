"""Which of several dimensions a page about quality is of."""

from sqlmodel import Session

from app.domain.answers import AnswerSchema
from app.domain.roles import Actor, is_staff
from app.errors import NotFound
from app.queries.terms import get_schema


def need_staff(_: Session, actor: Actor) -> None:
    """What tells of others' answers is for staff."""
    if not is_staff(actor):
        raise NotFound


def pick_dimension(db: Session, actor: Actor, wanted: str = "") -> str:
    """Which of several dimensions a figure of the project is about: the one wanted, or the first;
    "" where there are none. For staff."""
    need_staff(db, actor)
    names = [each.name for each in get_schema(db, actor.project_id).dimensions]
    if wanted and wanted not in names:
        raise NotFound
    return wanted or next(iter(names), "")


def view_dimensions(schema: AnswerSchema) -> tuple[tuple[str, str], ...]:
    """All of them: names, and what people read."""
    return tuple((each.name, each.label) for each in schema.dimensions)
