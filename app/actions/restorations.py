"""Bringing labels back: as of a revision, or what one ruling's relabel flipped.

Begun in one small transaction that fixes what may move; carried out in chunks, each with a cursor.
"""

from sqlmodel import Session, col, select

from app.actions.put_backs import give_back, put_back
from app.actions.relabels import keeper
from app.clock import now
from app.domain.roles import Actor, may_withdraw
from app.domain.texts import BODY_BYTES, check_text
from app.errors import Conflict, Forbidden, Invalid
from app.languages import say
from app.queries.guidelines import get_revision
from app.queries.labels import newest_label
from app.queries.relabels import find_busy, is_returning
from app.queries.restorations import find_end, movable, undoable
from app.records.events import record
from app.records.labels import CurrentLabel, Label
from app.records.numbers import next_number
from app.records.questions import Ruling
from app.records.relabels import RelabelItem, Restoration


def begin_restoration(
    db: Session, actor: Actor, number: int, *, reason: str, corrections: bool = False
) -> Restoration:
    """Let labels go back to what they were when the version of revision `number` was last replaced.
    What relabels have changed since does; what people corrected of their own accord only with
    `corrections`. Raises Conflict while a relabel runs, or other labels are going back."""
    revision = get_revision(db, actor, number)
    check_restoring(db, actor, reason)
    watermark = find_end(db, revision)
    if watermark is None:
        raise Conflict(
            say("No version has followed this one: there is nothing to go back from."),
        )
    return seal_restoration(
        db,
        actor,
        Restoration(
            project_id=actor.project_id,
            number=0,
            revision_id=revision.id or 0,
            watermark=watermark,
            until=0,
            corrections=corrections,
            reason=reason,
            made_by=actor.member_id,
        ),
    )


def check_restoring(db: Session, actor: Actor, reason: str) -> None:
    """Refuse whoever may not, who gives no reason, and while labels are on their way."""
    if not may_withdraw(actor):
        raise Forbidden(say("Bringing labels back is the ML team's."))
    if not reason.strip():
        raise Invalid(say("Say why: it stands with the labels that go back."), "reason")
    check_text(reason, most=BODY_BYTES, field="reason")
    need_still_labels(db, actor.project_id)
    busy = find_busy(db, actor.project_id)
    if busy is not None:
        raise Conflict(
            say(
                "Relabel %(number)s is still running. Stop it early or let it end; then labels "
                "can be brought back.",
                number=busy.number,
            ),
            relabel=busy.number,
        )


def need_still_labels(db: Session, project_id: int) -> None:
    """Raise Conflict while labels are going back: what is published now would miss them."""
    if is_returning(db, project_id):
        raise Conflict(
            say("Labels are going back to what they were just now. Try again in a moment.")
        )


def seal_restoration(db: Session, actor: Actor, restoration: Restoration) -> Restoration:
    """Seal it: nothing that is labeled from now on will move."""
    restoration.until = newest_label(db, actor.project_id)
    restoration.number = next_number(db, actor.project_id, "restorations")
    db.add(restoration)
    db.flush()
    _tell(db, actor, "restoration.begun", restoration)
    return restoration


def return_chunk(db: Session, restoration_id: int, span: int) -> bool:
    """Put the next labels back. Returns whether more remain."""
    restoration = db.get_one(Restoration, restoration_id)
    if restoration.state != "running":
        return False
    step = _as_of if restoration.ruling_id is None else _of_ruling
    more = step(db, restoration, span)
    actor = keeper(restoration.project_id)
    if not more:
        restoration.state, restoration.done_at = "done", now()
    db.add(restoration)
    db.flush()
    _tell(db, actor, "restoration.progressed" if more else "restoration.ended", restoration)
    return more


def _as_of(db: Session, restoration: Restoration, span: int) -> bool:
    ahead = select(CurrentLabel.label_id).where(
        CurrentLabel.project_id == restoration.project_id,
        col(CurrentLabel.label_id) > max(restoration.cursor, restoration.watermark),
        col(CurrentLabel.label_id) <= restoration.until,
    )
    end = ahead.order_by(col(CurrentLabel.label_id)).offset(span - 1).limit(1)
    last = db.execute(end).scalar()
    until = restoration.until if last is None else last
    for row in db.execute(movable(restoration, restoration.cursor, until)).all():
        before = db.get_one(Label, row.before_id) if row.before_id is not None else None
        restoration.returned += give_back(db, db.get_one(Label, row.label_id), before)
    restoration.cursor = until
    return until < restoration.until


def _of_ruling(db: Session, restoration: Restoration, span: int) -> bool:
    ruling = db.get_one(Ruling, restoration.ruling_id)
    chosen = undoable(db, ruling).where(col(RelabelItem.id) > restoration.cursor).limit(span)
    rows = db.execute(chosen).all()
    for row in rows:
        if not row.is_its:
            continue
        restoration.returned += put_back(db, db.get_one(Label, row.label_id))
        looks = select(RelabelItem.new_label_id).where(
            RelabelItem.first_id == row.item_id, col(RelabelItem.new_label_id).is_not(None)
        )
        for second in db.exec(looks).all():
            put_back(db, db.get_one(Label, second))
    if rows:
        restoration.cursor = rows[-1].item_id
    return len(rows) == span


def _tell(db: Session, actor: Actor, kind: str, restoration: Restoration) -> None:
    about, number = restoration.id or 0, restoration.number
    audience = "project" if kind == "restoration.ended" else "staff"
    record(db, actor, kind, subject=about, audience=audience, restoration=number)
