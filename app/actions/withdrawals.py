"""Taking a published revision back: what it replaced is in force again, and labels go back."""

from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.actions.editions import tell_overtaken
from app.actions.label_rows import add_label
from app.actions.relabel_items import take_back
from app.actions.relabels import PIECE, keeper
from app.actions.rulings import withdraw_ruling
from app.clock import now
from app.domain.roles import Actor, may_withdraw
from app.errors import Conflict, Forbidden, Invalid
from app.languages import say
from app.queries.guidelines import get_revision
from app.queries.labels import find_current, find_independent, list_cited
from app.queries.relabels import find_stale_since
from app.records.events import record
from app.records.labels import CurrentLabel, Label, Retraction
from app.records.questions import Ruling
from app.records.relabels import Relabel, RelabelItem
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
    revision.state, revision.withdrawn_at, revision.reason = "withdrawn", now(), reason
    base = db.get_one(Revision, revision.base_id)
    base.state = "published"
    db.add_all([revision, base])
    _withdraw_rulings(db, actor, revision, reason)
    _stop_relabel(db, revision)
    about = {"revision": revision.number, "draft": revision.number}
    record(db, actor, "revision.withdrawn", subject=revision.id or 0, audience="project", **about)
    tell_overtaken(db, actor)
    return revision


def restore_chunk(db: Session, relabel_id: int, span: int) -> bool:
    """Put back the labels of the next `span` items. Returns whether more remain."""
    relabel = db.get_one(Relabel, relabel_id)
    if relabel.state != "restoring":
        return False
    items = db.exec(
        select(RelabelItem)
        .where(RelabelItem.relabel_id == relabel.id, col(RelabelItem.id) > relabel.cursor)
        .order_by(col(RelabelItem.id))
        .limit(span)
    ).all()
    for item in items:
        if item.state == "open":
            item.state, item.ended_at = "withdrawn", now()
            db.add(item)
        _put_back(db, item)
    db.flush()
    _unmark(db, relabel, [item.label_id for item in items])
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
    items = pick(col(RelabelItem.id)).where(col(RelabelItem.relabel_id) == relabel.id)
    take_back(db, keeper(relabel.project_id), items)
    relabel.state, relabel.cursor = "restoring", 0
    db.add(relabel)


def _put_back(db: Session, item: RelabelItem) -> None:
    """The label that the person had before; only where the relabel's still counts."""
    current = find_current(db, item.member_id, item.task_id)
    if item.new_label_id is None or current is None or current.label_id != item.new_label_id:
        return
    before = db.get_one(Label, item.new_label_id).supersedes_id
    if before is None:  # a second pair of eyes that had no label here
        db.add(Retraction(label_id=item.new_label_id))
        db.delete(current)
        db.flush()
        return
    old = db.get_one(Label, before)
    if old.informed:  # agreement was measured on an earlier one: that comes back first
        independent = find_independent(db, old)
        if independent is not None:
            _restore(db, independent)
    _restore(db, old)


def _restore(db: Session, old: Label) -> None:
    """The same answer as a new row, with all that it says and cites."""
    same = ("project_id", "task_id", "member_id", "revision_id", "value", "answer", "certainty")
    also = ("comment", "informed", "confirmed_stale", "labeled_at")
    kept = {name: getattr(old, name) for name in (*same, *also)}
    cited = tuple(sorted(list_cited(db, old.id or 0)))
    add_label(db, Label(**kept, source="restore", recorded_at=now()), cited)
    current = find_current(db, old.member_id, old.task_id)
    assert current is not None
    current.stale_since = find_stale_since(db, old.id or 0)
    db.add(current)
    db.flush()


def _unmark(db: Session, relabel: Relabel, label_ids: list[int]) -> None:
    """Labels that the revision made stale are as they were: fresh, or stale by an earlier one."""
    marked = (
        select(CurrentLabel)
        .where(CurrentLabel.project_id == relabel.project_id)
        .where(col(CurrentLabel.stale_since) == relabel.revision_id)
    )
    for start in range(0, len(label_ids), PIECE):
        some = marked.where(col(CurrentLabel.label_id).in_(label_ids[start : start + PIECE]))
        for current in db.exec(some.execution_options(populate_existing=True)).all():
            current.stale_since = find_stale_since(db, current.label_id)
            db.add(current)
    db.flush()
