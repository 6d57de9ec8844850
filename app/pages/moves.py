"""Messages that were moved: what goes where they stood, and what comes where they stand now."""

from dataclasses import dataclass

from sqlmodel import Session

from app.pages.messages import MESSAGE, log_of
from app.pages.pieces import Piece
from app.records.events import Event


@dataclass(frozen=True, slots=True)
class LeftView:
    """A message that stands in this log no more."""

    key: str
    log: str


def _left(db: Session, event: Event) -> LeftView:
    return LeftView(str(event.data["moved"]), log_of(str(event.data["topic"])))


PIECES = {
    "message.moved": (MESSAGE,),
    "message.left": (Piece("{topic}", "threads/_left.html", "left", _left), MESSAGE),
}
