"""Setting a person's labels aside, and bringing them back.

They count for nothing, and their tasks are asked of others. No label is changed or lost.
"""

from datetime import datetime

from sqlalchemy import case, insert, literal, update
from sqlmodel import Session, col, select

from app.actions.relabel_items import withdraw_items
from app.actions.relabels import keeper
from app.actions.slots import is_full
from app.clock import now
from app.domain.roles import Actor, is_ml_team
from app.domain.texts import check_text
from app.errors import Conflict, Invalid, NotFound
from app.languages import say
from app.queries.labels import newest_label
from app.queries.members import get_member
from app.queries.set_asides import (
    UNFINISHED,
    counting_labels,
    get_set_aside,
    list_set_asides,
)
from app.records.events import record
from app.records.labels import CurrentLabel
from app.records.numbers import next_number
from app.records.relabels import RelabelItem
from app.records.set_asides import SetAside, SetAsideLabel
from app.records.tasks import Task

LONGEST = 1_000
UNTRACKED = {"synchronize_session": False}


def set_labels_aside(
    db: Session, actor: Actor, member_id: int, *, since: datetime | None, reason: str
) -> SetAside:
    """Set aside what somebody labeled since a moment (None: all), as far as it counts now. Its rows
    follow in chunks; whoever made the labels is told, with the reason."""
    if not is_ml_team(actor):
        raise NotFound
    get_member(db, actor, member_id)
    words = _need_reason(reason, "reason")
    before = list_set_asides(db, member_id, actor.project_id)
    if any(each.state in UNFINISHED for each in before):
        raise Conflict(say("Labels of this person are just being set aside or brought back."))
    set_aside = SetAside(
        project_id=actor.project_id,
        member_id=member_id,
        since=since,
        until=newest_label(db, actor.project_id),
        reason=words,
        made_by=actor.member_id,
    )
    db.add(set_aside)
    db.flush()
    _tell(db, actor, "aside.begun", set_aside)
    return set_aside


def return_labels(db: Session, actor: Actor, number: int, *, reason: str) -> SetAside:
    """What was set aside counts again, for a reason. A task that others were asked meanwhile has a
    label more than it was to get."""
    set_aside = get_set_aside(db, actor, number)
    words = _need_reason(reason, "reason")
    if set_aside.state != "done":
        raise Conflict(say("Only what is set aside, and wholly so, can be brought back."))
    set_aside.state, set_aside.cursor, set_aside.returned_why = "returning", 0, words
    set_aside.returned_by, set_aside.returned_at = actor.member_id, now()
    db.add(set_aside)
    db.flush()
    _tell(db, actor, "aside.returned", set_aside)
    return set_aside


def move_chunk(db: Session, set_aside_id: int, span: int) -> bool:
    """Set the next labels aside, or bring them back. Returns whether more remain."""
    set_aside = db.get_one(SetAside, set_aside_id, populate_existing=True)
    if set_aside.state not in UNFINISHED:
        return False
    is_setting = set_aside.state == "running"
    more = (_set_chunk if is_setting else _return_chunk)(db, set_aside, span)
    if not more:
        set_aside.state = "done" if is_setting else "returned"
    db.add(set_aside)
    db.flush()
    next_number(db, set_aside.project_id, "openings")
    if not more:
        number, who = set_aside.id or 0, set_aside.member_id
        actor = keeper(set_aside.project_id)
        record(db, actor, "aside.ended", subject=number, audience="staff", member=who)
    return more


def _set_chunk(db: Session, set_aside: SetAside, span: int) -> bool:
    of = (set_aside.project_id, set_aside.member_id, set_aside.since)
    rows = db.execute(counting_labels(*of, set_aside.cursor, set_aside.until).limit(span)).all()
    if rows:
        ids, at = [row.label_id for row in rows], now()
        written = [
            {
                "set_aside_id": set_aside.id,
                "label_id": row.label_id,
                "task_id": row.task_id,
                "set_aside_at": at,
            }
            for row in rows
        ]
        db.connection().execute(insert(SetAsideLabel), written)
        _let_count(db, set_aside, [row.task_id for row in rows], counts=False)
        withdraw_items(db, keeper(set_aside.project_id), col(RelabelItem.label_id).in_(ids))
        set_aside.cursor, set_aside.labels = ids[-1], set_aside.labels + len(ids)
    return len(rows) == span


def _return_chunk(db: Session, set_aside: SetAside, span: int) -> bool:
    waiting = (
        select(SetAsideLabel.label_id, SetAsideLabel.task_id)
        .where(
            SetAsideLabel.set_aside_id == set_aside.id,
            col(SetAsideLabel.label_id) > set_aside.cursor,
        )
        .order_by(col(SetAsideLabel.label_id))
        .limit(span)
    )
    rows = db.exec(waiting).all()
    if rows:
        ids = [label_id for label_id, _ in rows]
        theirs = select(CurrentLabel.task_id).where(
            CurrentLabel.member_id == set_aside.member_id,
            col(CurrentLabel.task_id).in_([task_id for _, task_id in rows]),
            col(CurrentLabel.counts).is_(False),
        )
        _let_count(db, set_aside, list(db.exec(theirs)), counts=True)
        done = update(SetAsideLabel).where(
            col(SetAsideLabel.set_aside_id) == set_aside.id, col(SetAsideLabel.label_id).in_(ids)
        )
        db.execute(done.values(returned_at=now()), execution_options=UNTRACKED)
        set_aside.cursor = ids[-1]
    return len(rows) == span


def _let_count(db: Session, set_aside: SetAside, task_ids: list[int], *, counts: bool) -> None:
    """The person's labels on these tasks count, or do not; the tasks' slots follow."""
    pointers = update(CurrentLabel).where(
        col(CurrentLabel.member_id) == set_aside.member_id, col(CurrentLabel.task_id).in_(task_ids)
    )
    db.execute(pointers.values(counts=counts), execution_options=UNTRACKED)
    labeled = col(Task.labeled) + (1 if counts else -1)
    state = case(
        (col(Task.state) == "bad", literal("bad")),
        (is_full(labeled, col(Task.taken)), literal("full")),
        else_=literal("open"),
    )
    tasks = update(Task).where(col(Task.id).in_(task_ids)).values(labeled=labeled, state=state)
    db.execute(tasks, execution_options=UNTRACKED)
    db.expire_all()


def _need_reason(reason: str, field: str) -> str:
    words = reason.strip()
    if not words:
        raise Invalid(say("Say why: they will read it."), field)
    return check_text(words, most=LONGEST, field=field)


def _tell(db: Session, actor: Actor, kind: str, set_aside: SetAside) -> None:
    """Staff, whose figures change, and whose labels they are."""
    for audience in ("staff", f"member:{set_aside.member_id}"):
        number, who = set_aside.id or 0, set_aside.member_id
        record(db, actor, kind, subject=number, audience=audience, member=who)
