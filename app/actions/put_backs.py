"""Labels that go back to an earlier one: appended anew, so that both moves stay in the history."""

from sqlmodel import Session, col, select

from app.actions.label_rows import add_label
from app.clock import now
from app.queries.labels import find_current, find_independent, list_cited, list_same
from app.queries.relabels import find_stale_since
from app.records.labels import Label, Retraction


def put_back(db: Session, label: Label) -> bool:
    """Back to what counted before the label: its person's own, or whose place it took. Only where
    it still counts. Returns whether anything moved."""
    before = label.supersedes_id
    if before is None:
        replaced = select(Retraction.label_id).where(col(Retraction.replaced_by) == label.id)
        before = db.exec(replaced).first()
    return give_back(db, label, db.get_one(Label, before) if before is not None else None)


def give_back(db: Session, label: Label, before: Label | None) -> bool:
    """Let `before` count in the place of a label that counts now, or counts again after a later
    revision was withdrawn. None: nothing did, a second pair of eyes had no label there."""
    current = find_current(db, label.member_id, label.task_id)
    if current is None or current.label_id not in list_same(db, label):
        return False
    if before is not None and before.member_id == label.member_id:
        _restore(db, before)
        return True
    if before is not None and find_current(db, before.member_id, before.task_id) is not None:
        return False  # whose place it took has answered anew
    again = _restore(db, before).id if before is not None else None
    _retract_since(db, label, again)
    db.delete(current)
    db.flush()
    return True


def _retract_since(db: Session, label: Label, again: int | None) -> None:
    """Nothing that the person said of the task, from this label on, counts any more."""
    since = select(Label.id).where(
        Label.task_id == label.task_id,
        Label.member_id == label.member_id,
        col(Label.id) >= (label.id or 0),
        col(Label.id).not_in(select(Retraction.label_id)),
    )
    db.add_all(Retraction(label_id=each or 0, replaced_by=again) for each in db.exec(since).all())


def _restore(db: Session, old: Label) -> Label:
    """The same answer again. Where agreement was measured on an earlier one, that comes first."""
    if old.informed:
        independent = find_independent(db, old)
        if independent is not None:
            _append(db, independent)
    return _append(db, old)


def _append(db: Session, old: Label) -> Label:
    """The same answer as a new row, with all that it says and cites."""
    same = ("project_id", "task_id", "member_id", "revision_id", "value", "answer", "certainty")
    also = ("comment", "informed", "beyond", "confirmed_stale", "under_question", "labeled_at")
    kept = {name: getattr(old, name) for name in (*same, *also)}
    cited = tuple(sorted(list_cited(db, old.id or 0)))
    label = add_label(db, Label(**kept, source="restore", recorded_at=now()), cited)
    current = find_current(db, old.member_id, old.task_id)
    assert current is not None
    current.stale_since = find_stale_since(db, old)
    db.add(current)
    db.flush()
    return label
