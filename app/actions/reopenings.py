"""A label made again that is taken back: what counted before counts again, its item is open."""

from sqlmodel import Session

from app.actions.relabel_items import tell_progress
from app.domain.roles import Actor
from app.queries.labels import find_independent
from app.queries.relabels import find_stale_since
from app.queries.reopenings import list_asked_by
from app.records.labels import CurrentLabel, Label, Retraction
from app.records.relabels import Relabel, RelabelItem


def step_back(db: Session, label: Label, current: CurrentLabel) -> None:
    """The label counts for nothing any more; what it superseded does again, as stale as it was."""
    db.add(Retraction(label_id=label.id or 0))
    if label.supersedes_id is None:
        db.delete(current)
        db.flush()
        return
    before = db.get_one(Label, label.supersedes_id)
    independent = find_independent(db, label)
    current.label_id, current.value = before.id or 0, before.value
    current.independent = independent.value if independent else before.value
    current.stale_since = find_stale_since(db, before)
    db.add(current)
    db.flush()


def reopen_item(db: Session, actor: Actor, item: RelabelItem) -> None:
    """The item waits again, and nobody is asked for a second look at what was no flip."""
    for second in list_asked_by(db, item):
        db.delete(second)
    item.state, item.new_label_id, item.seconds, item.ended_at = "open", None, None, None
    db.add(item)
    db.flush()
    tell_progress(db, actor, db.get_one(Relabel, item.relabel_id))
