"""The statements of the search, one for every shape that a search can have.

Building one costs more than most searches do.
"""

from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, column, exists, or_, table, text, true
from sqlalchemy import select as pick
from sqlmodel import col, select

from app.queries.attachments import has_image
from app.queries.blindness import is_answered, is_reopened, is_taken
from app.queries.places import PUBLIC
from app.records.labels import CurrentLabel
from app.records.projects import Project
from app.records.questions import Asker
from app.records.revisions import Change, Clause, Revision
from app.records.searches import SearchEntry
from app.records.tasks import Task
from app.records.threads import Mention, Message, Thread

_WORDS = table("search_words", column("rowid"))
_PROJECT: Any = bindparam("project")
_MEMBER: Any = bindparam("member")
_ENTRY: Any = SearchEntry.id
_MESSAGE: tuple[Any, ...] = (
    _ENTRY,
    Message.key,
    Message.body,
    Message.created_at,
    Message.author_id,
    Message.data,
)
_TASK: tuple[Any, ...] = (_ENTRY, Task.key, Task.body, Task.created_at, Task.external_id)


class Shape(NamedTuple):
    """What a statement depends on, beside the values that it is run with. `given`: the operators
    that narrow it, and `in:` where one thread is meant; `is_continued`: it reads on from an entry.
    """

    dialect: str
    is_staff: bool
    reads_all_tasks: bool
    given: frozenset[str]
    phrases: int
    is_continued: bool


@lru_cache(maxsize=256)
def match_messages(shape: Shape) -> Any:
    """Entry, key, body, time, author and data of messages, newest first."""
    query: Any = (
        pick(*_MESSAGE)
        .join(Message, col(Message.id) == col(SearchEntry.subject_id))
        .join(Thread, col(Thread.id) == col(Message.thread_id))
        .where(
            col(SearchEntry.kind) == "message",
            col(Message.removal) == "",
            *_readable(shape),
            *_told(shape.given),
        )
    )
    return _matching(query, shape, col(Message.created_at))


@lru_cache(maxsize=256)
def match_tasks(shape: Shape) -> Any:
    """Entry, key, body, time and external id of tasks: for staff newest first."""
    query: Any = (
        pick(*_TASK)
        .join(Task, col(Task.id) == col(SearchEntry.subject_id))
        .where(col(SearchEntry.kind) == "task")
    )
    if not shape.reads_all_tasks:
        query = query.where(is_taken(_MEMBER, col(Task.id)))
    if "label" in shape.given:
        query = query.where(_labeled(shape))
    if "has" in shape.given:
        query = query.where(col(Task.kind) == bindparam("kind"))
    matching = _matching(query, shape, col(Task.created_at))
    return matching if shape.is_staff else matching.order_by(None).order_by(col(Task.key))


def _matching(query: Any, shape: Shape, at: Any) -> Any:
    """The rows that hold the words, of this project and kind, newest first."""
    entry: Any = col(SearchEntry.id)
    if shape.dialect == "sqlite":
        query = query.join(_WORDS, _WORDS.c.rowid == entry)
        query = query.where(text("search_words MATCH :words"))
        entry = _WORDS.c.rowid
    else:
        query = query.where(
            col(SearchEntry.project_id) == _PROJECT,
            text("search_entries.lexemes @@ CAST(:words AS tsquery)"),
        )
    for number in range(shape.phrases):
        query = query.where(col(SearchEntry.words).like(bindparam(f"phrase{number}")))
    if "before" in shape.given:
        query = query.where(at < bindparam("before"))
    if "after" in shape.given:
        query = query.where(at >= bindparam("after"))
    if shape.is_continued:
        query = query.where(entry < bindparam("entry"))
    return query.order_by(entry.desc()).limit(bindparam("most"))


def _told(given: frozenset[str]) -> list[ColumnElement[bool]]:
    """The operators that narrow messages."""
    topic = col(Message.data)["topic"].as_string()
    held: list[ColumnElement[bool]] = []
    if "from" in given:
        held.append(col(Message.author_id).in_(bindparam("from", expanding=True)))
    if "mentions" in given:
        named = col(Mention.member_id).in_(bindparam("mentions", expanding=True))
        held.append(col(Message.id).in_(select(Mention.message_id).where(named)))
    if "in" in given:
        held.append(col(Thread.kind) == bindparam("place"))
    if "in:" in given:
        held.append(topic == bindparam("topic"))
    if "has" in given:
        held.append(has_image())
    if "clause" in given:
        held.append(topic == bindparam("clause"))
    return held


def _labeled(shape: Shape) -> ColumnElement[bool]:
    """Tasks whose label is this: one's own; for staff, anybody's."""
    task_id = col(CurrentLabel.task_id)
    labels = exists().where(task_id == col(Task.id), col(CurrentLabel.value) == bindparam("label"))
    if shape.is_staff:
        return labels.where(col(CurrentLabel.counts))
    return labels.where(col(CurrentLabel.member_id) == _MEMBER, ~is_reopened(_MEMBER, task_id))


def _readable(shape: Shape) -> list[ColumnElement[bool]]:
    """The conditions of queries/places.py and queries/blindness.py, for many messages at once."""
    if shape.is_staff:
        return []
    kind, subject = col(Thread.kind), col(Thread.subject_id)
    asked = select(Asker.question_id).where(col(Asker.member_id) == _MEMBER)
    published = (
        select(Change.clause_id)
        .join(Revision, col(Revision.id) == col(Change.revision_id))
        .join(Clause, col(Clause.id) == col(Change.clause_id))
        .where(col(Clause.project_id) == _PROJECT, col(Revision.state).in_(PUBLIC))
    )
    place = or_(
        kind == "lounge",
        and_(kind == "clause", subject.in_(published)),
        and_(kind == "question", subject.in_(asked)),
        and_(kind == "task", true() if shape.reads_all_tasks else is_taken(_MEMBER, subject)),
    )
    is_open = select(Project.open_discussion).where(col(Project.id) == _PROJECT).scalar_subquery()
    sees = or_(
        kind.in_(("lounge", "clause")),
        col(Message.is_peer).is_(False),
        col(Message.author_id) == _MEMBER,
        and_(kind == "task", or_(is_open, is_answered(_MEMBER, subject))),
    )
    return [place, sees]
