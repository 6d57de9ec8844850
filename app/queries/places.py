"""Where people talk: a topic such as `task:KEY`, and whether somebody may read or write there."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.clock import now
from app.domain.roles import Actor, is_staff, may_post
from app.errors import NotFound
from app.languages import say
from app.queries.blindness import may_read_task, sees_peers, talks_of
from app.records.columns import table
from app.records.labels import Assignment, CurrentLabel
from app.records.questions import Asker, Question
from app.records.quick import Quick
from app.records.revisions import Change, Clause, Revision
from app.records.tasks import Task
from app.records.threads import Thread

# where labelers' words wait for the reader's own answer; elsewhere all may read all
BLIND = ("task", "question")
PUBLIC = ("published", "superseded", "withdrawn")
IN_HAND = ("leased", "parked")
_THREADS = table(Thread).c
_THREAD = Quick(
    pick(_THREADS.id, _THREADS.locked_at).where(
        _THREADS.project_id == bindparam("project"),
        _THREADS.kind == bindparam("kind"),
        _THREADS.subject_id == bindparam("subject"),
    )
)


@dataclass(frozen=True, slots=True)
class Place:
    """A thread as one person meets it. `thread_id` is None until its first message.

    `sees_peers` False: only the person's own messages and the ML team's are shown. `is_closed`:
    nobody writes here any more, for what is said would be overlooked. `is_locked`: only staff do.
    `is_muted`: this person writes nowhere just now. `could_post`: they would write here if it were
    not locked, nor they muted.
    """

    topic: str
    kind: str
    subject_id: int
    thread_id: int | None
    sees_peers: bool
    may_post: bool
    is_closed: bool = False
    is_locked: bool = False
    is_muted: bool = False
    could_post: bool = True


def get_place(db: Session, actor: Actor, topic: str) -> Place:
    """The thread of a topic: `task:KEY`, `question:NUMBER`, `clause:CODE` or `lounge`.

    Raises NotFound where the actor may not read: to them it does not exist.
    """
    kind, _, name = topic.partition(":")
    writes, closed = may_post(actor), False
    if kind == "task":
        subject_id, sees, writes = _task(db, actor, name)
    elif kind == "question":
        subject_id, sees, closed = _question(db, actor, name)
    elif kind == "clause":
        subject_id, sees = _clause(db, actor, name), True
    elif topic == "lounge":
        subject_id, sees = 0, True
    else:
        raise NotFound
    where = {"project": actor.project_id, "kind": kind, "subject": subject_id}
    thread_id, locked_at = _THREAD.first(db, where) or (None, None)
    locked = locked_at is not None
    muted = actor.muted_until is not None and actor.muted_until > now()
    may = writes and not muted and (is_staff(actor) or not locked)
    return Place(topic, kind, subject_id, thread_id, sees, may, closed, locked, muted, writes)


def why_not(actor: Actor, place: Place) -> str:
    """Why somebody may not write in a thread that they read."""
    if not may_post(actor):
        return say("Your role reads; it does not write.")
    if place.is_muted and actor.muted_until:
        minutes = max(1, round((actor.muted_until - now()).total_seconds() / 60))
        return say(
            "You cannot write messages for another %(minutes)s minutes. Labels, flags "
            "and questions go on as ever.",
            minutes=minutes,
        )
    if place.is_locked:
        return say("This discussion is locked: it can be read, not added to.")
    return say("You can write about a task while you hold it, or once you have answered it.")


def open_place(db: Session, project_id: int, kind: str, subject_id: int, topic: str) -> Place:
    """A thread as the house itself meets it, when an action puts a card there."""
    thread_id = find_thread_id(db, project_id, kind, subject_id)
    return Place(topic, kind, subject_id, thread_id, True, True)


def find_thread_id(db: Session, project_id: int, kind: str, subject_id: int) -> int | None:
    """The thread attached to something, once it has a message."""
    found: int | None = _THREAD.scalar(
        db, {"project": project_id, "kind": kind, "subject": subject_id}
    )
    return found


def may_speak_of(db: Session, actor: Actor, task_id: int) -> bool:
    """Staff speak of every task; labelers of those that they hold or have answered, or discuss in a
    calibration."""
    if is_staff(actor):
        return True
    if not may_post(actor):
        return False
    held = select(Assignment.id).where(
        col(Assignment.task_id) == task_id,
        col(Assignment.member_id) == actor.member_id,
        col(Assignment.state).in_(IN_HAND),
    )
    answered = select(CurrentLabel.task_id).where(
        col(CurrentLabel.task_id) == task_id, col(CurrentLabel.member_id) == actor.member_id
    )
    own = any(db.execute(query.limit(1)).first() is not None for query in (held, answered))
    return own or talks_of(db, actor.member_id, task_id)


def find_lease_on(db: Session, actor: Actor, task_id: int) -> UUID | None:
    """The key of the lease under which the actor has a task in hand."""
    return db.execute(
        select(Assignment.key).where(
            Assignment.task_id == task_id,
            Assignment.member_id == actor.member_id,
            Assignment.state == "leased",
        )
    ).scalar()


def find_task_id(db: Session, actor: Actor, key: UUID) -> int | None:
    """The task of a key, whoever may read it."""
    return db.execute(
        select(Task.id).where(col(Task.key) == key, Task.project_id == actor.project_id)
    ).scalar()


def get_readable_task(db: Session, actor: Actor, key: UUID) -> Task:
    """The task of a key, if the actor may read it."""
    task_id = find_task_id(db, actor, key)
    if task_id is None or not may_read_task(db, actor, task_id):
        raise NotFound
    return db.get_one(Task, task_id)


def read_body(db: Session, actor: Actor, key: UUID) -> str:
    """The text of a task that the actor may read."""
    return get_readable_task(db, actor, key).body


def _task(db: Session, actor: Actor, name: str) -> tuple[int, bool, bool]:
    task_id = find_task_id(db, actor, _uuid(name))
    if task_id is None or not may_read_task(db, actor, task_id):
        raise NotFound
    return task_id, sees_peers(db, actor, task_id), may_speak_of(db, actor, task_id)


def _question(db: Session, actor: Actor, name: str) -> tuple[int, bool, bool]:
    """Staff read every question's thread; labelers those that they asked or joined. A duplicate's
    thread is closed."""
    is_number = name.isdecimal() and name.isascii() and len(name) < 10 and name[0] != "0"
    number = int(name) if is_number else -1
    row = db.execute(
        select(Question.id, Question.state).where(
            Question.project_id == actor.project_id, Question.number == number
        )
    ).first()
    if row is None:
        raise NotFound
    closed = row.state == "duplicate"
    if is_staff(actor):
        return row.id, True, closed
    asked = select(Asker.question_id).where(
        Asker.question_id == row.id, Asker.member_id == actor.member_id
    )
    if db.execute(asked).first() is None:
        raise NotFound
    # a question spans tasks that its askers have not all answered: peers' words stay hidden
    return row.id, False, closed


def _clause(db: Session, actor: Actor, code: str) -> int:
    """A clause has its identity from its first draft on; drafts are for staff."""
    query = select(Clause.id).where(Clause.project_id == actor.project_id, Clause.code == code)
    if not is_staff(actor):
        public = select(Change.clause_id).join(
            Revision, col(Revision.id) == col(Change.revision_id)
        )
        query = query.where(col(Clause.id).in_(public.where(col(Revision.state).in_(PUBLIC))))
    clause_id = None if "\0" in code else db.execute(query).scalar()
    if clause_id is None:
        raise NotFound
    return int(clause_id)


def _uuid(text: str) -> UUID:
    """The key of a topic, written as we write it: another spelling would be another topic to
    those who listen."""
    try:
        key = UUID(text)
    except ValueError:
        raise NotFound from None
    if str(key) != text:
        raise NotFound
    return key
