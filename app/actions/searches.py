"""Keeping what messages and tasks are found by, from the log; and the searches of people."""

from collections.abc import Iterable

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from app.actions.cursors import move_on, read_on
from app.domain.roles import Actor
from app.domain.texts import check_text
from app.domain.tokens import tokens_of
from app.errors import Conflict, Invalid
from app.languages import say
from app.queries.searches import find_last_indexed, list_saved, mark_of
from app.records.searches import SavedSearch, SearchEntry
from app.records.tasks import Task
from app.records.threads import Message

FOLLOWER = "searches"
MESSAGES = tuple(f"message.{verb}" for verb in ("posted", "edited", "deleted", "redacted", "moved"))
KINDS = (*MESSAGES, "tasks.imported")
CHUNK = 50  # messages at a time: whoever writes a label meanwhile waits for them
TASKS = 200
MOST_SAVED = 50


def follow_searches(db: Session, project_id: int) -> bool:
    """Index what the next events tell of, and move the cursor on; whether there is more."""
    stretch = read_on(db, FOLLOWER, project_id, KINDS, CHUNK)
    events = stretch.events
    if any(event.kind == "tasks.imported" for event in events) and _index_tasks(db, project_id):
        return True  # the same events again, until all their tasks are in
    _index_messages(db, project_id, {event.subject for event in events if event.kind in MESSAGES})
    return move_on(db, stretch)


def forget_messages(db: Session, ids: Iterable[int]) -> None:
    """From this transaction on these are found by nobody, until the follower comes to them."""
    old = delete(SearchEntry).where(
        col(SearchEntry.kind) == "message", col(SearchEntry.subject_id).in_(list(ids))
    )
    db.execute(old, execution_options={"synchronize_session": False})


def keep_search(db: Session, actor: Actor, *, name: str, words: str) -> None:
    """Keep a search under a name, instead of the one of that name."""
    if not name.strip() or not words.strip():
        raise Invalid(say("A search that is kept needs a name, and words."), "name")
    check_text(name, most=200, field="name")
    check_text(words, most=2000, field="words")
    known = db.get(SavedSearch, (actor.member_id, name))
    if known is None and len(list_saved(db, actor)) >= MOST_SAVED:
        raise Conflict(say("At most %(most)s searches are kept. Drop one first.", most=MOST_SAVED))
    kept = known or SavedSearch(member_id=actor.member_id, name=name, words=words)
    kept.words = words
    db.add(kept)


def drop_search(db: Session, actor: Actor, *, name: str) -> None:
    """Keep it no more. Twice is as good as once."""
    known = db.get(SavedSearch, (actor.member_id, name))
    if known is not None:
        db.delete(known)


def _index_messages(db: Session, project_id: int, ids: set[int]) -> None:
    forget_messages(db, ids)
    found = db.exec(select(Message).where(col(Message.id).in_(ids)).order_by(col(Message.id)))
    _add(
        db,
        project_id,
        "message",
        [(one.id or 0, one.body) for one in found if not one.removal and one.body],
    )


def _index_tasks(db: Session, project_id: int) -> bool:
    """The tasks that are not in yet, some at a time; whether there may be more."""
    last = find_last_indexed(db, project_id)
    found = db.execute(
        select(Task.id, Task.body)  # not the external id: that is for staff
        .where(Task.project_id == project_id, col(Task.id) > last)
        .order_by(col(Task.id))
        .limit(TASKS)
    ).all()
    _add(db, project_id, "task", [(row[0] or 0, row[1]) for row in found])
    return len(found) == TASKS


def _add(db: Session, project_id: int, kind: str, texts: list[tuple[int, str]]) -> None:
    if texts:
        rows = [
            {
                "project_id": project_id,
                "kind": kind,
                "subject_id": subject_id,
                "words": " ".join([mark_of(project_id, kind), *tokens_of(text), ""]),
            }
            for subject_id, text in texts
        ]
        db.execute(insert(SearchEntry), rows)
