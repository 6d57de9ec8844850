"""The event log as it is read: after a position, and where its heads stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import bindparam
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.audiences import may_hear, parse_audience
from app.domain.roles import Actor, is_staff
from app.errors import NotFound
from app.queries.places import get_place
from app.records.columns import table
from app.records.events import Event, Stream
from app.records.questions import Question
from app.records.quick import Quick
from app.records.revisions import Clause
from app.records.tasks import Task
from app.records.threads import Thread

# built once: every room asks them after every commit
_STREAMS, _EVENTS = table(Stream).c, table(Event).c
_HEAD = Quick(pick(_STREAMS.seq, _STREAMS.epoch).where(_STREAMS.project_id == bindparam("project")))
_AFTER = Quick(
    pick(*table(Event).c)
    .where(_EVENTS.project_id == bindparam("project"), _EVENTS.seq > bindparam("after"))
    .order_by(_EVENTS.seq)
    .limit(bindparam("most"))
)
TOPICS = 10_000  # topics of threads that are remembered


@dataclass(frozen=True, slots=True)
class Head:
    """Where a project's log stands. After a restore the epoch is another, and so is number 10."""

    seq: int
    epoch: str


@dataclass(frozen=True, slots=True)
class Written:
    """An event with the fields of its record, in their order; made at a tenth of the cost."""

    project_id: int
    seq: int
    at: datetime
    actor_id: int | None
    kind: str
    subject: int
    audience: str
    data: dict[str, object]
    hash: str


def get_head(db: Session, project_id: int) -> Head:
    """The last number given out. Read first: what is read after it may be newer, never older."""
    row = _HEAD.first(db, {"project": project_id})
    return Head(*row) if row else Head(0, "")


def map_heads(db: Session, project_ids: Iterable[int]) -> dict[int, Head]:
    """The heads of several projects at once."""
    rows = db.execute(
        select(Stream.project_id, Stream.seq, Stream.epoch).where(
            col(Stream.project_id).in_(list(project_ids))
        )
    )
    return {row.project_id: Head(row.seq, row.epoch) for row in rows}


def list_events(db: Session, project_id: int, after: int, most: int) -> list[Event]:
    """Events after a position, in order. Whom they may be told is decided by whoever tells. They
    are for reading: the session does not know them."""
    rows = _AFTER.rows(db, {"project": project_id, "after": after, "most": most})
    return [cast(Event, Written(*row)) for row in rows]


def find_event(db: Session, project_id: int, seq: int) -> Event | None:
    """One event of a project's log. Whom it may be told is decided by whoever tells."""
    return db.get(Event, (project_id, seq))


def list_visible(db: Session, actor: Actor, after: int, most: int) -> list[Event]:
    """Those of the next `most` events that the actor may hear of."""
    sees: dict[int, bool | None] = {}

    def hears(event: Event) -> bool:
        audience = parse_audience(event.audience)
        if audience.is_thread and not is_staff(actor) and audience.whom not in sees:
            sees[audience.whom] = _sees(db, actor, audience.whom)
        return may_hear(actor, audience, event.actor_id, sees.get(audience.whom))

    return [event for event in list_events(db, actor.project_id, after, most) if hears(event)]


def _sees(db: Session, actor: Actor, thread_id: int) -> bool | None:
    try:
        return get_place(db, actor, find_topic(db, thread_id) or "").sees_peers
    except NotFound:
        return None


def find_topic(db: Session, thread_id: int) -> str | None:
    """The topic of a thread: `task:KEY`, `question:NUMBER`, `clause:CODE` or `lounge`. It never
    changes, so it is remembered."""
    known: dict[int, str] = db.info.get("memory", {}).setdefault("topics", {})
    if thread_id not in known:
        found = _look_up_topic(db, thread_id)
        if found is None:
            return None
        if len(known) >= TOPICS:
            known.clear()
        known[thread_id] = found
        return found
    return known[thread_id]


def _look_up_topic(db: Session, thread_id: int) -> str | None:
    row = db.execute(
        select(Thread.kind, Thread.subject_id).where(col(Thread.id) == thread_id)
    ).first()
    if row is None:
        return None
    names: dict[str, Any] = {
        "task": select(Task.key).where(col(Task.id) == row.subject_id),
        "question": select(Question.number).where(col(Question.id) == row.subject_id),
        "clause": select(Clause.code).where(col(Clause.id) == row.subject_id),
    }
    if row.kind not in names:
        return str(row.kind)
    return f"{row.kind}:{db.execute(names[row.kind]).scalar()}"
