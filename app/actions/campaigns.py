"""Leading a relabel while it runs: pausing, going on, giving labels to others, stopping early."""

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.actions.queues import queue_items
from app.actions.relabel_items import end_relabel, take_back
from app.actions.relabels import begin_work, keeper, tell
from app.clock import now
from app.domain.roles import Actor, may_publish
from app.domain.texts import BODY_BYTES, check_text
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.languages import say
from app.queries.dispatch import WORKING
from app.queries.effects import count_items
from app.queries.relabels import get_relabel
from app.records.columns import is_in
from app.records.events import record
from app.records.members import Member
from app.records.relabels import Relabel, RelabelItem


def pause_relabel(db: Session, actor: Actor, number: int, *, reason: str) -> Relabel:
    """Hand out none of its labels until it is resumed; what somebody has in hand may be finished.
    Twice is as good as once."""
    relabel = need_running(db, actor, number)
    if relabel.paused_at is not None:
        return relabel
    relabel.paused_at, relabel.reason = now(), need_reason(reason)
    db.add(relabel)
    tell_step(db, actor, "relabel.paused", relabel, "project")
    return relabel


def resume_relabel(db: Session, actor: Actor, number: int) -> Relabel:
    """Hand them out again; those who have some hear of it."""
    relabel = need_running(db, actor, number)
    if relabel.paused_at is None:
        return relabel
    relabel.paused_at, relabel.reason = None, ""
    db.add(relabel)
    db.flush()
    tell_step(db, actor, "relabel.resumed", relabel, "project")
    if relabel.state == "open":
        begin_work(db, relabel)
    return relabel


def stop_relabel(db: Session, actor: Actor, number: int, *, reason: str) -> Relabel:
    """End it early: what nobody has made again by now stays as it is. The items end in chunks."""
    relabel = need_running(db, actor, number)
    if relabel.state != "open":
        raise Conflict(say("Its labels are still being found. Stop it in a moment."))
    relabel.reason, relabel.stopped_at, relabel.paused_at = need_reason(reason), now(), None
    relabel.state = "stopping"
    db.add(relabel)
    still = (col(RelabelItem.relabel_id) == relabel.id, is_in(RelabelItem.state, "open"))
    take_back(db, keeper(relabel.project_id), *still)
    tell_step(db, actor, "relabel.stopped", relabel, "project")
    return relabel


def stop_chunk(db: Session, relabel_id: int, span: int) -> bool:
    """End the next `span` open items of a relabel that was stopped. Returns whether more remain."""
    relabel = db.get_one(Relabel, relabel_id)
    if relabel.state != "stopping":
        return False
    still_open = col(RelabelItem.relabel_id) == relabel_id, is_in(RelabelItem.state, "open")
    next_ones = select(RelabelItem.id).where(*still_open).order_by(col(RelabelItem.id)).limit(span)
    ids = db.exec(next_ones).all()
    if ids:
        ended = update(RelabelItem).where(*still_open, col(RelabelItem.id).between(ids[0], ids[-1]))
        db.execute(
            ended.values(state="skipped", ended_at=now()),
            execution_options={"synchronize_session": False},
        )
    if len(ids) == span:
        tell(db, relabel, "relabel.progressed", "staff")
        return True
    items = count_items(db, relabel_id)  # second looks are none of its labels
    relabel.unasked = items.get((False, "skipped"), 0) + items.get((True, "skipped"), 0)
    end_relabel(db, keeper(relabel.project_id), relabel)
    return False


def give_to_others(db: Session, actor: Actor, number: int, member_id: int) -> int:
    """What somebody was to make again, anybody may who has not answered the task; so for annotators
    who cannot sign in. Returns how many labels. Their answers take the place of the old ones."""
    relabel = need_running(db, actor, number)
    member = db.get(Member, member_id)
    if member is None or member.project_id != actor.project_id:
        raise NotFound
    theirs = (
        col(RelabelItem.relabel_id) == relabel.id,
        col(RelabelItem.member_id) == member_id,
        col(RelabelItem.first_id).is_(None),
    )
    take_back(db, actor, *theirs, is_in(RelabelItem.state, "open"))
    moved = queue_items(db, *theirs)
    tell_step(db, actor, "relabel.handed", relabel, "project", member=member_id)
    if moved:
        begin_work(db, relabel)
    return moved


def need_running(db: Session, actor: Actor, number: int) -> Relabel:
    """The relabel, which somebody who may lead it asks for while it runs."""
    relabel = get_relabel(db, actor, number)
    if not may_publish(actor):
        raise Forbidden(say("Leading a relabel is the ML team's."))
    if relabel.state not in WORKING:
        raise Conflict(
            say("This relabel is not running any more: it is %(state)s.", state=say(relabel.state))
        )
    return relabel


def need_reason(reason: str) -> str:
    """Why something is done that others will wonder about."""
    if not reason.strip():
        raise Invalid(say("Say why in a sentence: those who wait for it read it."), "reason")
    check_text(reason, most=BODY_BYTES, field="reason")
    return reason


def tell_step(
    db: Session, actor: Actor, kind: str, relabel: Relabel, audience: str, **more: int
) -> None:
    """Tell what was done to a relabel."""
    about = {"relabel": relabel.number, **more}
    record(db, actor, kind, subject=relabel.id or 0, audience=audience, **about)
