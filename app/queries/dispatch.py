"""Which task comes next for a person.

Each look-up walks an index from where the person stood, so that its cost does not grow with the
number of tasks.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, Select, bindparam, case, exists, or_
from sqlalchemy import select as pick
from sqlmodel import Session, col, func, select

from app.domain.roles import Actor
from app.queries.blindness import is_calibrated
from app.queries.flags import is_asked
from app.records.acquaintances import Acquaintance
from app.records.columns import is_in, table
from app.records.labels import Assignment, CurrentLabel, Label, Retraction
from app.records.questions import Question
from app.records.quick import Quick
from app.records.relabels import Relabel, RelabelItem
from app.records.tasks import Task

WORKING = ("seeding", "open", "extending")
LIVE = ("leased", "parked")
# an assignment in one of these states means: this person is not asked again by themselves
ENDED_FOR_GOOD = ("leased", "parked", "submitted", "skipped")


@dataclass(frozen=True, slots=True)
class Lease:
    """A live assignment with what a submission must know of it. `may_know`: the person
    answered the task before, and took it back, or saw others' answers in a calibration; what is
    made again is asked anew, whatever they saw. `known`: the label that the submission's own id
    made before. `is_asked`: a question about the task is open. `slots`: how many of the task's it
    takes, 0 where it asks beyond the overlap."""

    id: int
    task_id: int
    item_id: int | None
    revision_id: int | None
    state: str
    expires_at: datetime
    leased_at: datetime
    may_know: bool
    known: int | None
    is_asked: bool
    slots: int


class Holding(NamedTuple):
    """A live assignment as far as it matters to whoever takes it away."""

    id: int
    task_id: int
    item_id: int | None
    state: str
    slots: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a person has before them, by id: the task in hand; the next label to be made again, of
    (item, task); and whether any waits for anybody."""

    held: int | None
    item: tuple[int, int] | None
    is_queue: bool


# The hot paths' statements are built once: building them anew costs more than running them.
_HOLDINGS, _ITEMS = table(Assignment).c, table(RelabelItem).c
_TASKS, _CURRENT = table(Task).c, table(CurrentLabel).c
_LABELS, _RETRACTED = table(Label).c, table(Retraction).c
_MADE = table(Label).alias("made").c
_MEMBER: BindParameter[int] = bindparam("member")
_PROJECT: BindParameter[int] = bindparam("project")
_LEASE = Quick(
    pick(
        _HOLDINGS.id,
        _HOLDINGS.task_id,
        _HOLDINGS.item_id,
        _HOLDINGS.revision_id,
        _HOLDINGS.state,
        _HOLDINGS.expires_at,
        _HOLDINGS.leased_at,
        or_(
            exists().where(
                _LABELS.task_id == _HOLDINGS.task_id,
                _LABELS.member_id == _MEMBER,
                _RETRACTED.label_id == _LABELS.id,
            ),
            _HOLDINGS.item_id.is_(None) & is_calibrated(_MEMBER, _HOLDINGS.task_id, revealed=True),
        ).label("may_know"),
        pick(_MADE.id)
        .where(_MADE.member_id == _MEMBER, _MADE.cid == bindparam("cid", type_=_MADE.cid.type))
        .scalar_subquery(),
        is_asked(_HOLDINGS.task_id).label("is_asked"),
        case((_HOLDINGS.beyond, 0), else_=1).label("slots"),
    ).where(_HOLDINGS.key == bindparam("key"), _HOLDINGS.member_id == _MEMBER)
)
# of live ones a person has a few, of ended ones thousands: an order by id would walk through those.
# project + 0: or SQLite takes the index of that and walks through everybody's leases
_HELD = (
    pick(func.min(_HOLDINGS.id))
    .where(
        _HOLDINGS.member_id == _MEMBER,
        is_in(_HOLDINGS.state, *LIVE),
        is_in(_HOLDINGS.state, "leased"),
        _HOLDINGS.project_id + 0 == _PROJECT,
        _HOLDINGS.expires_at > bindparam("at"),
    )
    .scalar_subquery()
)
_NEWEST = table(Assignment).c.id.desc()
_FIND_HELD = Quick(pick(_HELD))
_OTHER = table(Assignment).alias("other")
# a label that the person is to make again, of items joined to their relabels
OPEN_ITEM = (
    _ITEMS.project_id == _PROJECT,
    _ITEMS.member_id == _MEMBER,
    is_in(_ITEMS.state, "open"),
    is_in(table(Relabel).c.state, *WORKING),
    table(Relabel).c.paused_at.is_(None),
    ~exists().where(
        _OTHER.c.task_id == _ITEMS.task_id,
        _OTHER.c.member_id == _MEMBER,
        is_in(_OTHER.c.state, *LIVE),
    ),
)
_ITEM = (
    pick(_ITEMS.id)
    .join(table(Relabel), table(Relabel).c.id == _ITEMS.relabel_id)
    .where(*OPEN_ITEM)
    .order_by(_ITEMS.id)
    .limit(1)
    .scalar_subquery()
)
_QUEUE = exists().where(
    _ITEMS.project_id == _PROJECT, _ITEMS.member_id.is_(None), is_in(_ITEMS.state, "open")
)
_WAITING = Quick(pick(_HELD, _ITEM, _QUEUE.label("is_queue")))
_TASK_OF = Quick(pick(_ITEMS.task_id).where(_ITEMS.id == bindparam("item")))
_ACQUAINTED = table(Acquaintance).c
# said of each table: or PostgreSQL merges the tasks with all that the person ever labeled
_AFTER: BindParameter[int] = bindparam("after")
OPEN_TASK = (
    _TASKS.project_id == _PROJECT,
    is_in(_TASKS.state, "open"),
    _TASKS.id > _AFTER,
    ~exists().where(
        _CURRENT.task_id == _TASKS.id, _CURRENT.member_id == _MEMBER, _CURRENT.task_id > _AFTER
    ),
    ~exists().where(
        _HOLDINGS.task_id == _TASKS.id,
        _HOLDINGS.member_id == _MEMBER,
        _HOLDINGS.task_id > _AFTER,
        is_in(_HOLDINGS.state, *ENDED_FOR_GOOD),
    ),
    # whoever met it in an exam or a calibration knows what is right, or what others say
    ~exists().where(_ACQUAINTED.task_id == _TASKS.id, _ACQUAINTED.member_id == _MEMBER),
)
_OPEN_TASK = Quick(pick(_TASKS.id).where(*OPEN_TASK).order_by(_TASKS.id).limit(1))


def find_lease(db: Session, actor: Actor, key: object, cid: UUID | None = None) -> Lease | None:
    """The actor's assignment of that key, whatever its state; `cid` is a submission's own id."""
    row = _LEASE.first(db, {"key": key, "member": actor.member_id, "cid": cid})
    return Lease(*row) if row is not None else None


def find_waiting(db: Session, actor: Actor, at: datetime) -> Waiting:
    """What the actor has before them; relabels come before new tasks."""
    who = {"member": actor.member_id, "project": actor.project_id, "at": at}
    row = _WAITING.first(db, who)
    assert row is not None
    held, item, is_queue = row
    again = (item, _TASK_OF.scalar(db, {"item": item})) if item else None
    return Waiting(held, again, bool(is_queue))


def find_held(db: Session, actor: Actor, at: datetime) -> Assignment | None:
    """The task that the actor has in hand: the oldest lease that has not run out, so that a label
    taken back comes before the task that followed it."""
    who = {"member": actor.member_id, "project": actor.project_id, "at": at}
    held = _FIND_HELD.scalar(db, who)
    return db.get(Assignment, held, populate_existing=True) if held else None


def find_open_task(db: Session, actor: Actor, after: int) -> int | None:
    """The first task after `after` that still has a free slot and that the actor never had."""
    who = {"member": actor.member_id, "project": actor.project_id, "after": after}
    found: int | None = _OPEN_TASK.scalar(db, who)
    return found


def last_task_of(db: Session, actor: Actor) -> int:
    """Where the person stood: the newest task that they were given as new work."""
    newest = db.execute(
        select(Assignment.task_id)
        .where(
            Assignment.project_id == actor.project_id,
            Assignment.member_id == actor.member_id,
            col(Assignment.item_id).is_(None),
            col(Assignment.beyond).is_(False),
        )
        .order_by(col(Assignment.id).desc())
        .limit(1)
    ).scalar()
    return newest or 0


def list_run_out(db: Session, project_id: int, at: datetime, most: int = 100) -> list[Holding]:
    """Leases whose time is over."""
    found = _holdings().where(
        col(Assignment.project_id) == project_id,
        is_in(Assignment.state, "leased"),
        col(Assignment.expires_at) <= at,
    )
    rows = db.execute(found.order_by(col(Assignment.expires_at)).limit(most))
    return [Holding(*row) for row in rows]


def list_live(db: Session, project_id: int, member_id: int) -> list[Holding]:
    """What a person holds or has parked."""
    found = _holdings().where(
        col(Assignment.project_id) == project_id,
        col(Assignment.member_id) == member_id,
        is_in(Assignment.state, *LIVE),
    )
    return [Holding(*row) for row in db.execute(found)]


def _holdings() -> Select[Any]:
    slots = case((col(Assignment.beyond), 0), else_=1)
    named: list[Any] = [Assignment.id, Assignment.task_id, Assignment.item_id, Assignment.state]
    return pick(*named, slots)


def list_parked(db: Session, actor: Actor) -> list[tuple[Assignment, Task, Question]]:
    """What the actor has laid aside, the newest first, each with the question that it waits for."""
    query = (
        select(Assignment, Task, Question)
        .join(Task, col(Task.id) == col(Assignment.task_id))
        .join(Question, col(Question.id) == col(Assignment.question_id))
        .where(
            Assignment.project_id == actor.project_id,
            Assignment.member_id == actor.member_id,
            is_in(Assignment.state, *LIVE),
            is_in(Assignment.state, "parked"),
        )
    )
    return [(held, task, asked) for held, task, asked in db.exec(query.order_by(_NEWEST))]
