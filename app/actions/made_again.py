"""A label was made again: what becomes of its item, on the short way that submissions take."""

from typing import NamedTuple

from sqlalchemy import bindparam, exists, func, insert, update
from sqlalchemy import select as pick
from sqlmodel import Session

from app.actions.relabel_items import tell_progress, withdraw_items_of
from app.clock import now
from app.domain.roles import Actor
from app.errors import Conflict, NotFound
from app.languages import say
from app.queries.labels import find_current
from app.records.columns import forget, is_in, keys_of, table
from app.records.labels import Label, Retraction
from app.records.members import Member
from app.records.quick import Quick
from app.records.relabels import Relabel, RelabelItem

# Nobody's open items are counted beyond this: a relabel may have a million.
MANY = 500
_ITEMS, _RELABELS = table(RelabelItem).c, table(Relabel).c
_LABELS, _MEMBERS = table(Label).c, table(Member).c
_OPEN = is_in(_ITEMS.state, "open")


class Asked(NamedTuple):
    """An item with what it asks for: `before` is the answer of the label, `owner` whose it is."""

    id: int
    relabel_id: int
    project_id: int
    label_id: int
    task_id: int
    member_id: int | None
    first_id: int | None
    strata: str
    state: str
    before: str
    owner: int
    second_person: bool
    again_by: str


_ASKED = Quick(
    pick(
        *(_ITEMS[name] for name in Asked._fields[:9]),
        _LABELS.value,
        _LABELS.member_id,
        _RELABELS.second_person,
        _RELABELS.again_by,
    ).where(
        _ITEMS.id == bindparam("item"),
        _LABELS.id == _ITEMS.label_id,
        _RELABELS.id == _ITEMS.relabel_id,
    )
)
_ENDED = update(table(RelabelItem)).where(_ITEMS.id == bindparam("item"))
_END = Quick(_ENDED, ("state", "new_label_id", "seconds", "ended_at", "item"))
_ALSO = Quick(
    pick(_ITEMS.id)
    .where(_ITEMS.task_id == bindparam("task"), _ITEMS.member_id == bindparam("member"), _OPEN)
    .limit(1)
)
_ASK = Quick(insert(table(RelabelItem)), keys_of(RelabelItem))


def finish_item(db: Session, actor: Actor, item_id: int, label: Label) -> None:
    """The item's label was made again. A flip asks for a second pair of eyes, if so settled.

    What another relabel asked about the label that was just superseded, it asks in vain now.
    """
    row = _ASKED.first(db, {"item": item_id})
    if row is None:
        raise NotFound
    item = Asked(*row)
    if item.state != "open":
        raise Conflict(
            say("This label is not asked for any more: it was %(state)s.", state=say(item.state))
        )
    state = "kept" if item.before == label.value else "flipped"
    ended = {"state": state, "new_label_id": label.id, "seconds": label.seconds, "ended_at": now()}
    _END.rows(db, {**ended, "item": item_id})
    forget(db, RelabelItem, item_id)
    if item.first_id is None:
        if item.owner != item.member_id:
            _replace(db, item, label)
        if state == "flipped" and item.second_person and item.again_by != "both":
            _ask_second(db, item)
    if _ALSO.first(db, {"task": label.task_id, "member": label.member_id}):
        withdraw_items_of(db, actor, label.task_id, label.member_id)
    tell_progress(db, actor, db.get_one(Relabel, item.relabel_id))


def _replace(db: Session, item: Asked, label: Label) -> None:
    """The answer of somebody else takes the place of the label: that counts up to here."""
    current = find_current(db, item.owner, item.task_id)
    if current is not None and current.label_id == item.label_id:
        db.add(Retraction(label_id=item.label_id, replaced_by=label.id))
        db.delete(current)
        db.flush()


def _ask_second(db: Session, item: Asked) -> None:
    """Give the flip to a second pair of eyes; where there is none, it stands by itself."""
    second = _find_second(db, item)
    if second is None:
        return
    copied = {name: getattr(item, name) for name in Asked._fields[1:5]}
    asked = {"member_id": second, "first_id": item.id, "strata": item.strata, "state": "open"}
    _ASK.rows(db, {**copied, **asked, "new_label_id": None, "seconds": None, "ended_at": None})


def _make_free() -> Quick:
    # + 0: or SQLite takes the index of that and walks through all of the relabel's items
    seen = exists().where(
        _ITEMS.relabel_id + 0 == bindparam("relabel"),
        _ITEMS.task_id == bindparam("task"),
        _ITEMS.member_id == _MEMBERS.id,
    )
    waiting = (
        pick(_ITEMS.id)
        .where(_ITEMS.project_id == bindparam("project"), _ITEMS.member_id == _MEMBERS.id, _OPEN)
        .limit(MANY)
        .correlate(table(Member))
        .subquery()
    )
    many = pick(func.count()).select_from(waiting).correlate(table(Member)).scalar_subquery()
    return Quick(
        pick(_MEMBERS.id, many)
        .where(
            _MEMBERS.project_id == bindparam("project"),
            _MEMBERS.role == "labeler",
            _MEMBERS.account_id.is_not(None),
            _MEMBERS.removed_at.is_(None),
            _MEMBERS.id != bindparam("owner"),
            ~seen,
        )
        .order_by(_MEMBERS.id)
    )


_FREE = _make_free()


def _find_second(db: Session, item: Asked) -> int | None:
    """A labeler who signs in and has not seen the task in this relabel: the one with the fewest
    open items. Never whose label it was."""
    about = {"project": item.project_id, "relabel": item.relabel_id, "task": item.task_id}
    free = _FREE.rows(db, {**about, "owner": item.owner})
    least = min((many for _, many in free), default=0)
    idle = [member_id for member_id, many in free if many == least]
    if not idle:
        return None
    # where all have more than was counted: in turn
    return int(idle[item.id % len(idle) if least == MANY else 0])
