"""Taking a published revision back: what it replaced is in force again, and labels go back."""

from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.actions.editions import tell_overtaken
from app.actions.expectations import unseal_cases
from app.actions.gold_keys import restore_golds
from app.actions.put_backs import put_back
from app.actions.qualifications import restore_questions
from app.actions.relabel_items import take_back
from app.actions.relabel_rows import PIECE
from app.actions.relabels import keeper
from app.actions.restorations import need_still_labels
from app.actions.rulings import withdraw_ruling
from app.clock import now
from app.domain.roles import Actor, may_withdraw
from app.errors import Conflict, Forbidden, Invalid
from app.languages import say
from app.queries.guidelines import get_revision
from app.queries.relabels import find_stale_since
from app.records.events import record
from app.records.labels import CurrentLabel, Label
from app.records.questions import Ruling
from app.records.relabels import ITEM_STATES, Relabel, RelabelItem
from app.records.revisions import Revision


def withdraw_revision(db: Session, actor: Actor, number: int, *, reason: str) -> Revision:
    """Withdraw the revision in force. Labels made again for it return to what they were; nothing
    of the history is lost. Raises Conflict for a revision that is not in force."""
    revision = get_revision(db, actor, number)
    if not may_withdraw(actor):
        raise Forbidden(say("Withdrawing is the ML team's."))
    if not reason.strip():
        raise Invalid(say("Say why: it stands in the changelog."), "reason")
    if revision.state != "published":
        raise Conflict(
            say(
                "This revision is %(state)s; only the one in force is withdrawn.",
                state=say(revision.state),
            )
        )
    if revision.base_id is None:
        raise Conflict(
            say("A first guideline has nothing before it to go back to. Revise it instead.")
        )
    need_still_labels(db, actor.project_id)
    revision.state, revision.withdrawn_at, revision.reason = "withdrawn", now(), reason
    base = db.get_one(Revision, revision.base_id)
    base.state = "published"
    db.add_all([revision, base])
    unseal_cases(db, revision)
    _withdraw_rulings(db, actor, revision, reason)
    _stop_relabel(db, revision)
    restore_golds(db, actor, revision, base)
    restore_questions(db, actor, revision)
    about = {"revision": revision.number, "draft": revision.number}
    record(db, actor, "revision.withdrawn", subject=revision.id or 0, audience="project", **about)
    tell_overtaken(db, actor)
    return revision


def restore_chunk(db: Session, relabel_id: int, span: int) -> bool:
    """Put back the labels of the next `span` items. Returns whether more remain."""
    relabel = db.get_one(Relabel, relabel_id)
    if relabel.state != "restoring":
        return False
    # by id from where it stands: through the relabel's index, all of them would be sorted each time
    ahead = (col(RelabelItem.relabel_id) + 0 == relabel.id, col(RelabelItem.id) > relabel.cursor)
    items = db.exec(
        select(RelabelItem).where(*ahead).order_by(col(RelabelItem.id)).limit(span)
    ).all()
    for item in items:
        if item.state == "open":
            item.state, item.ended_at = "withdrawn", now()
            db.add(item)
        if item.new_label_id is not None:
            put_back(db, db.get_one(Label, item.new_label_id))
    db.flush()
    _unmark(db, relabel, [item.task_id for item in items])
    if len(items) == span:
        relabel.cursor = items[-1].id or 0
        db.add(relabel)
        return True
    relabel.state, relabel.done_at = "withdrawn", now()
    db.add(relabel)
    actor, number = keeper(relabel.project_id), relabel.number
    about = relabel.id or 0
    record(db, actor, "relabel.withdrawn", subject=about, audience="project", relabel=number)
    return False


def _withdraw_rulings(db: Session, actor: Actor, revision: Revision, reason: str) -> None:
    """What the revision decided is undecided again: its questions open, and their askers hear."""
    db.flush()
    decided = select(Ruling.number).where(
        Ruling.revision_id == revision.id, Ruling.state != "withdrawn"
    )
    for number in db.exec(decided.order_by(col(Ruling.id))).all():
        withdraw_ruling(db, actor, number, reason=reason)


def _stop_relabel(db: Session, revision: Revision) -> None:
    """No label is asked for again; items end, and labels go back, in chunks."""
    relabel = db.exec(select(Relabel).where(Relabel.revision_id == revision.id)).first()
    if relabel is None:
        return
    take_back(db, keeper(relabel.project_id), col(RelabelItem.relabel_id) == relabel.id)
    relabel.state, relabel.paused_at, relabel.cursor = "restoring", None, _before_first(db, relabel)
    db.add(relabel)


def _before_first(db: Session, relabel: Relabel) -> int:
    """The id that comes before the relabel's first item. The index knows it for each state."""
    firsts = (
        pick(col(RelabelItem.id))
        .where(col(RelabelItem.relabel_id) == relabel.id, col(RelabelItem.state) == state)
        .order_by(col(RelabelItem.id))
        .limit(1)
        for state in ITEM_STATES
    )
    found = [first for each in firsts if (first := db.execute(each).scalar()) is not None]
    return min(found, default=1) - 1


def _unmark(db: Session, relabel: Relabel, task_ids: list[int]) -> None:
    """Labels that the revision made stale are as they were: fresh, or stale by an earlier one.
    By task: what was put back for another revision meanwhile is no label that this one selected."""
    # nothing is asked of the project: its index on answers leads through all of its labels
    marked = select(CurrentLabel).where(col(CurrentLabel.stale_since) == relabel.revision_id)
    for start in range(0, len(task_ids), PIECE):
        some = marked.where(col(CurrentLabel.task_id).in_(task_ids[start : start + PIECE]))
        for current in db.exec(some.execution_options(populate_existing=True)).all():
            label = db.get_one(Label, current.label_id)
            current.stale_since = find_stale_since(db, label)
            db.add(current)
    db.flush()
