"""What can be exported, for staff."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.roles import Actor
from app.languages import say
from app.queries.exports import list_nouns, read_head


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that can be had as JSONL (exact) and as CSV (safe for spreadsheets). `has_past`: as it
    stood at a moment, too."""

    noun: str
    what: str
    columns: tuple[str, ...]
    has_past: bool


@dataclass(frozen=True, slots=True)
class ExportsView:
    """The files, and where the log stands now, as seq:hash."""

    files: tuple[FileView, ...]
    head: str


def show_exports(db: Session, actor: Actor) -> ExportsView:
    """Everything that the viewer may take along."""
    files = tuple(
        FileView(noun.name, say(noun.what), noun.columns, noun.then is not None)
        for noun in list_nouns(actor)
    )
    return ExportsView(files, read_head(db, actor, "tasks"))
