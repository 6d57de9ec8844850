"""Finding messages and tasks by their words: what somebody may not read is not found.

One query for both databases; only the match itself is the database's own.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, column, exists, or_, table, text, true
from sqlmodel import Session, col, func, select

from app.domain.roles import Actor, is_staff
from app.domain.searches import Search
from app.queries.attachments import has_image
from app.queries.blindness import is_answered, is_readable, is_reopened
from app.queries.places import PUBLIC
from app.records.labels import CurrentLabel
from app.records.members import Member
from app.records.projects import Project
from app.records.questions import Asker
from app.records.revisions import Change, Clause, Revision
from app.records.searches import SavedSearch, SearchEntry
from app.records.tasks import Task
from app.records.threads import Mention, Message, Thread

MARK = "¤"  # no letter: no text can hold a word that begins with it
_WORDS = table("search_words", column("rowid"))


@dataclass(frozen=True, slots=True)
class Found:
    """A message or a task, with the place of its entry: `before` it one reads on."""

    entry: int
    message: Message | None
    task: Task | None

    @property
    def at(self) -> datetime:
        """When it was written."""
        one = self.message or self.task
        assert one is not None
        return one.created_at


def find_messages(
    db: Session, actor: Actor, wanted: Search, before: int | None, most: int
) -> list[Found]:
    """Messages that the actor may read now, newest first."""
    query: Any = (
        select(SearchEntry.id, Message)
        .join(Message, col(Message.id) == col(SearchEntry.subject_id))
        .join(Thread, col(Thread.id) == col(Message.thread_id))
        .where(
            col(SearchEntry.kind) == "message",
            col(Message.removal) == "",
            *_readable(db, actor),
            *_told(db, actor, wanted),
        )
    )
    rows = db.execute(_matching(db, query, actor, wanted, before, most, col(Message.created_at)))
    return [Found(row[0], row[1], None) for row in rows]


def find_tasks(
    db: Session, actor: Actor, wanted: Search, before: int | None, most: int
) -> list[Found]:
    """Tasks that the actor may read now: for staff newest first. When one was made, or after which
    other, may tell gold from other work: labelers get some that fit, in an order that says nothing,
    and cannot ask for a time or for more."""
    hidden = not is_staff(actor)
    if hidden and (before is not None or wanted.before or wanted.after):
        return []
    query: Any = (
        select(SearchEntry.id, Task)
        .join(Task, col(Task.id) == col(SearchEntry.subject_id))
        .where(col(SearchEntry.kind) == "task", is_readable(actor, col(Task.id)))
    )
    if "label" in wanted.given:
        query = query.where(_labeled(actor, wanted.given["label"]))
    if "has" in wanted.given:
        query = query.where(col(Task.kind) == wanted.given["has"])
    matching = _matching(db, query, actor, wanted, before, most, col(Task.created_at))
    if hidden:
        matching = matching.order_by(None).order_by(col(Task.key))
    return [Found(row[0], None, row[1]) for row in db.execute(matching)]


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


def _matching(
    db: Session,
    query: Any,
    actor: Actor,
    wanted: Search,
    before: int | None,
    most: int,
    at: Any,
) -> Any:
    """The rows that hold the words, of this project, newest first."""
    words = [f"{MARK}{actor.project_id}", *wanted.words]
    entry: Any = col(SearchEntry.id)
    if db.get_bind().dialect.name == "sqlite":
        each = [f'"{word}"' for word in words]
        match = " AND ".join(each) + ("*" if wanted.prefix else "")
        query = query.join(_WORDS, _WORDS.c.rowid == entry)
        query = query.where(text("search_words MATCH :words").bindparams(words=match))
        entry = _WORDS.c.rowid
    else:
        each = [f"'{word}'" for word in words]
        match = " & ".join(each) + (":*" if wanted.prefix else "")
        query = query.where(
            col(SearchEntry.project_id) == actor.project_id,
            text("search_entries.lexemes @@ CAST(:words AS tsquery)").bindparams(words=match),
        )
    for phrase in wanted.phrases:
        query = query.where(
            col(SearchEntry.words).contains(f" {' '.join(phrase)} ", autoescape=True)
        )
    if wanted.before:
        query = query.where(at < wanted.before)
    if wanted.after:
        query = query.where(at >= wanted.after)
    if before is not None:
        query = query.where(entry < before)
    return query.order_by(entry.desc()).limit(most)


def _told(db: Session, actor: Actor, wanted: Search) -> list[ColumnElement[bool]]:
    """The operators that narrow messages."""
    held: list[ColumnElement[bool]] = []
    given = wanted.given
    if "from" in given:
        held.append(col(Message.author_id).in_(_named(db, actor, given["from"])))
    if "mentions" in given:
        named = _named(db, actor, given["mentions"])
        meant = select(Mention.message_id).where(col(Mention.member_id).in_(named))
        held.append(col(Message.id).in_(meant))
    if "in" in given:
        kind, _, name = given["in"].partition(":")
        held.append(col(Thread.kind) == kind)
        if name:
            held.append(col(Message.data)["topic"].as_string() == given["in"])
    if "has" in given:
        held.append(has_image())
    if "clause" in given:
        held.append(col(Message.data)["topic"].as_string() == f"clause:{given['clause']}")
    return held


def _named(db: Session, actor: Actor, name: str) -> list[int]:
    """The members of a name, or of the beginning of one; `me` is the actor."""
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


def _labeled(actor: Actor, value: str) -> ColumnElement[bool]:
    """Tasks whose label is this: one's own; for staff, anybody's."""
    labels = exists().where(
        col(CurrentLabel.task_id) == col(Task.id), col(CurrentLabel.value) == value
    )
    if not is_staff(actor):
        labels = labels.where(
            col(CurrentLabel.member_id) == actor.member_id,
            ~is_reopened(actor.member_id, col(CurrentLabel.task_id)),
        )
    return labels


def _readable(db: Session, actor: Actor) -> list[ColumnElement[bool]]:
    """The conditions of queries/places.py and queries/blindness.py, for many messages at once."""
    if is_staff(actor):
        return [true()]
    kind, subject = col(Thread.kind), col(Thread.subject_id)
    asked = select(Asker.question_id).where(Asker.member_id == actor.member_id)
    published = (
        select(Change.clause_id)
        .join(Revision, col(Revision.id) == col(Change.revision_id))
        .join(Clause, col(Clause.id) == col(Change.clause_id))
        .where(
            Clause.project_id == actor.project_id,
            col(Revision.state).in_(PUBLIC),
        )
    )
    place = or_(
        kind == "lounge",
        and_(kind == "clause", subject.in_(published)),
        and_(kind == "question", subject.in_(asked)),
        and_(kind == "task", is_readable(actor, subject)),
    )
    is_open = db.execute(
        select(Project.open_discussion).where(col(Project.id) == actor.project_id)
    ).scalar()
    sees = or_(
        kind.in_(("lounge", "clause")),
        col(Message.is_peer).is_(False),
        col(Message.author_id) == actor.member_id,
        and_(kind == "task", true() if is_open else is_answered(actor.member_id, subject)),
    )
    return [place, sees]
