"""Taking a published revision back: what it replaced is in force again, and labels go back."""

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.actions.label_rows import add_label
from app.actions.relabels import keeper
from app.clock import now
from app.domain.roles import Actor, may_withdraw
from app.errors import Conflict, Forbidden, Invalid
from app.queries.guidelines import get_revision
from app.queries.labels import find_current
from app.records.events import record
from app.records.labels import Label, Retraction
from app.records.questions import Ruling
from app.records.relabels import Relabel, RelabelItem
from app.records.revisions import Revision


def withdraw_revision(db: Session, actor: Actor, number: int, *, reason: str) -> Revision:
    """Withdraw the revision in force. Labels made again for it return to what they were; nothing
    of the history is lost. Raises Conflict for a revision that is not in force."""
    revision = get_revision(db, actor, number)
    if not may_withdraw(actor):
        raise Forbidden("Withdrawing is the ML team's.")
    if not reason.strip():
        raise Invalid("Say why: it stands in the changelog.", "reason")
    if revision.state != "published":
        raise Conflict(f"This revision is {revision.state}; only the one in force is withdrawn.")
    if revision.base_id is None:
        raise Conflict("A first guideline has nothing before it to go back to. Revise it instead.")
    revision.state, revision.withdrawn_at, revision.reason = "withdrawn", now(), reason
    base = db.get_one(Revision, revision.base_id)
    base.state = "published"
    db.add_all([revision, base])
    _withdraw_rulings(db, actor, revision)
    _stop_relabel(db, revision)
    about = {"revision": revision.number, "draft": revision.number}
    record(db, actor, "revision.withdrawn", subject=revision.id or 0, audience="project", **about)
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
        _put_back(db, item)
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


def _withdraw_rulings(db: Session, actor: Actor, revision: Revision) -> None:
    for ruling in db.exec(select(Ruling).where(Ruling.revision_id == revision.id)).all():
        ruling.state, ruling.ended_at = "withdrawn", now()
        db.add(ruling)
        about, number = ruling.id or 0, ruling.number
        record(db, actor, "ruling.withdrawn", subject=about, audience="project", ruling=number)


def _stop_relabel(db: Session, revision: Revision) -> None:
    """No label is asked for again; the restoring follows in chunks."""
    relabel = db.exec(select(Relabel).where(Relabel.revision_id == revision.id)).first()
    if relabel is None:
        return
    db.execute(
        update(RelabelItem)
        .where(col(RelabelItem.relabel_id) == relabel.id, col(RelabelItem.state) == "open")
        .values(state="withdrawn", ended_at=now()),
        execution_options={"synchronize_session": False},
    )
    relabel.state, relabel.cursor = "restoring", 0
    db.add(relabel)


def _put_back(db: Session, item: RelabelItem) -> None:
    """The label that the item had before, as a new row; only where the relabel's still counts."""
    current = find_current(db, item.member_id, item.task_id)
    if item.new_label_id is None or current is None or current.label_id != item.new_label_id:
        return
    if item.first_id is not None:  # a second pair of eyes had no label here before
        db.add(Retraction(label_id=item.new_label_id))
        db.delete(current)
        db.flush()
        return
    old = db.get_one(Label, item.label_id)
    at = now()
    add_label(
        db,
        Label(
            project_id=old.project_id,
            task_id=old.task_id,
            member_id=old.member_id,
            revision_id=old.revision_id,
            value=old.value,
            answer=old.answer,
            certainty=old.certainty,
            comment=old.comment,
            source="restore",
            labeled_at=old.labeled_at,
            recorded_at=at,
        ),
    )
