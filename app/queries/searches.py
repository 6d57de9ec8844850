"""Finding messages and tasks by their words: what somebody may not read is not found.

One query for both databases (queries/matches.py); only the match itself is the database's own.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, func, select

from app.domain.roles import Actor, is_staff, reads_all_tasks
from app.domain.searches import Search
from app.queries.matches import Shape, match_messages, match_tasks
from app.queries.terms import get_schema
from app.records.members import Member
from app.records.searches import SavedSearch, SearchEntry

MARK = "¤"  # no letter: no text can hold a word that begins with it


@dataclass(frozen=True, slots=True)
class Found:
    """A message or a task, with the place of its entry: `before` it one reads on. `at`: when it was
    written; `data`: what a message says of itself; `external_id`: a task's."""

    entry: int
    kind: str
    key: UUID
    body: str
    at: datetime
    author_id: int | None = None
    data: dict[str, Any] = field(default_factory=dict)
    external_id: str = ""


def find_messages(
    db: Session, actor: Actor, wanted: Search, before: int | None, most: int
) -> list[Found]:
    """Messages that the actor may read now, newest first."""
    asked = _values(db, actor, wanted, before, most, "message")
    rows = db.execute(match_messages(_shape(db, actor, wanted, before)), asked)
    return [Found(row[0], "message", *row[1:]) for row in rows]


def find_tasks(
    db: Session, actor: Actor, wanted: Search, before: int | None, most: int
) -> list[Found]:
    """Tasks that the actor may read now: for staff newest first. When one was made, or after which
    other, may tell gold from other work: labelers get some that fit, in an order that says nothing,
    and cannot ask for a time or for more."""
    hidden = not is_staff(actor)
    if hidden and (before is not None or wanted.before or wanted.after):
        return []
    asked = _values(db, actor, wanted, before, most, "task")
    rows = db.execute(match_tasks(_shape(db, actor, wanted, before)), asked)
    return [
        Found(entry, "task", key, body, at, external_id=external_id)
        for entry, key, body, at, external_id in rows
    ]


def list_saved(db: Session, actor: Actor) -> list[SavedSearch]:
    """The searches that the actor keeps, by name."""
    mine = select(SavedSearch).where(SavedSearch.member_id == actor.member_id)
    return list(db.exec(mine.order_by(SavedSearch.name)))


def find_last_indexed(db: Session, project_id: int) -> int:
    """The newest task that can be found."""
    newest = select(func.max(SearchEntry.subject_id)).where(
        SearchEntry.project_id == project_id, SearchEntry.kind == "task"
    )
    return db.exec(newest).one() or 0


def mark_of(project_id: int, kind: str) -> str:
    """The word that every entry of a kind in a project holds."""
    return f"{MARK}{project_id}{kind[0]}"


def _shape(db: Session, actor: Actor, wanted: Search, before: int | None) -> Shape:
    given = set(wanted.given)
    if wanted.given.get("in", "").partition(":")[2]:
        given.add("in:")
    given |= {name for name in ("before", "after") if getattr(wanted, name)}
    return Shape(
        db.get_bind().dialect.name,
        is_staff(actor),
        reads_all_tasks(actor),
        frozenset(given),
        len(wanted.phrases),
        before is not None,
    )


def _values(
    db: Session, actor: Actor, wanted: Search, before: int | None, most: int, kind: str
) -> dict[str, Any]:
    """What a statement is run with; one of another shape leaves some of it alone."""
    given = wanted.given
    words = [mark_of(actor.project_id, kind), *wanted.words]
    if db.get_bind().dialect.name == "sqlite":
        match = " AND ".join(f'"{word}"' for word in words) + ("*" if wanted.prefix else "")
    else:
        match = " & ".join(f"'{word}'" for word in words) + (":*" if wanted.prefix else "")
    values: dict[str, Any] = {
        "project": actor.project_id,
        "member": actor.member_id,
        "words": match,
        "entry": before,
        "most": most,
        "before": wanted.before,
        "after": wanted.after,
        "place": given.get("in", "").partition(":")[0],
        "topic": given.get("in"),
        "clause": f"clause:{given.get('clause')}",
        "label": "",
        "kind": given.get("has"),
    }
    if "label" in given:
        values["label"] = get_schema(db, actor.project_id).value_named(given["label"])
    for name in ("from", "mentions"):
        if name in given:
            values[name] = find_named(db, actor, given[name])
    for at, phrase in enumerate(wanted.phrases):
        values[f"phrase{at}"] = f"% {' '.join(phrase)} %"
    return values


def find_named(db: Session, actor: Actor, name: str) -> list[int]:
    """The members of a name, or of the beginning of one; `me` is the actor. To staff they have the
    ids of their imports, too."""
    if name == "me":
        return [actor.member_id]
    lower = name.lower()
    mates = db.execute(
        select(Member.id, Member.name, Member.external_id).where(
            Member.project_id == actor.project_id
        )
    )
    return [
        row[0] or 0
        for row in mates
        if row[1].lower().startswith(lower) or (is_staff(actor) and row[2].lower() == lower)
    ]
