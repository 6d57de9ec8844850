"""What a labeler is told of a trusted answer that they did not give, under the task's thread."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.answers import describe
from app.domain.roles import Actor
from app.pages.messages import log_of
from app.pages.pieces import Piece
from app.pages.rulings import root_of
from app.queries.gold_notes import find_note, get_said
from app.queries.places import Place
from app.queries.terms import get_schema
from app.records.events import Event
from app.records.gold_notes import GoldNote


@dataclass(frozen=True, slots=True)
class SettledView:
    """The settled answer and one's own, with the ruling and the clause that say so. Every thread of
    a task has room for one, so that its room says nothing."""

    id: str
    root: str
    expected: str = ""
    answered: str = ""
    clause: str = ""
    ruling: int | None = None


def view_settled(db: Session, actor: Actor, place: Place) -> SettledView:
    """What the actor was told at a place."""
    note = None
    if place.kind == "task":
        note = find_note(db, actor.member_id, place.subject_id)
    return _view(db, actor.project_id, place.topic, note)


def _view(db: Session, project_id: int, topic: str, note: GoldNote | None) -> SettledView:
    here = f"{log_of(topic)}-settled", root_of(db, project_id)
    if note is None:
        return SettledView(*here)
    schema, said = get_schema(db, project_id), get_said(db, note)
    words = describe(schema, note.expected), describe(schema, said.answered)
    return SettledView(*here, *words, said.clause, said.ruling)


def _of_event(db: Session, event: Event) -> SettledView | None:
    note = db.get(GoldNote, event.subject)
    return _view(db, event.project_id, str(event.data["topic"]), note) if note else None


PIECES = {"gold.told": (Piece("{topic}", "threads/_settled.html", "settled", _of_event),)}
