"""Where people talk: a topic such as `task:KEY`, and whether somebody may read or write there."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain.roles import Actor, is_staff, may_post
from app.errors import NotFound
from app.queries.blindness import may_read_task, sees_peers
from app.records.questions import Asker, Question
from app.records.tasks import Task
from app.records.threads import Thread


@dataclass(frozen=True, slots=True)
class Place:
    """A thread as one person meets it. `thread_id` is None until its first message.

    `sees_peers` False: only the person's own messages and the ML team's are shown.
    """

    topic: str
    kind: str
    subject_id: int
    thread_id: int | None
    sees_peers: bool
    may_post: bool


def get_place(db: Session, actor: Actor, topic: str) -> Place:
    """The thread of a topic: `task:KEY`, `question:NUMBER` or `lounge`.

    Raises NotFound where the actor may not read: to them it does not exist.
    """
    kind, _, name = topic.partition(":")
    if kind == "task":
        subject_id, sees = _task(db, actor, name)
    elif kind == "question":
        subject_id, sees = _question(db, actor, name)
    elif topic == "lounge":
        subject_id, sees = 0, True
    else:
        raise NotFound
    thread_id = db.execute(
        select(Thread.id).where(
            Thread.project_id == actor.project_id,
            Thread.kind == kind,
            Thread.subject_id == subject_id,
        )
    ).scalar()
    return Place(topic, kind, subject_id, thread_id, sees, may_post(actor))


def _task(db: Session, actor: Actor, name: str) -> tuple[int, bool]:
    task_id = db.execute(
        select(Task.id).where(col(Task.key) == _uuid(name), Task.project_id == actor.project_id)
    ).scalar()
    if task_id is None or not may_read_task(db, actor, task_id):
        raise NotFound
    return task_id, sees_peers(db, actor, task_id)


def _question(db: Session, actor: Actor, name: str) -> tuple[int, bool]:
    """Staff read every question's thread; labelers those that they asked or joined."""
    number = int(name) if name.isdigit() and len(name) < 18 else -1
    question_id = db.execute(
        select(Question.id).where(
            Question.project_id == actor.project_id, Question.number == number
        )
    ).scalar()
    if question_id is None:
        raise NotFound
    if is_staff(actor):
        return question_id, True
    asked = select(Asker.question_id).where(
        Asker.question_id == question_id, Asker.member_id == actor.member_id
    )
    if db.execute(asked).first() is None:
        raise NotFound
    # a question spans tasks that its askers have not all answered: peers' words stay hidden
    return question_id, False


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
