"""Writing a label and moving the pointer to it: the one way that a label comes to count."""

from sqlalchemy import bindparam, insert, update
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.texts import check_text
from app.errors import Invalid
from app.languages import say
from app.records.columns import fill, forget, keys_of, table
from app.records.labels import Citation, CurrentLabel, Label
from app.records.quick import Quick
from app.records.revisions import Clause

CODE_BYTES = 200
_POINTERS = table(CurrentLabel).c
_CURRENT = Quick(
    pick(_POINTERS.label_id, table(Label).c.beyond)
    .join(table(Label), table(Label).c.id == _POINTERS.label_id)
    .where(_POINTERS.task_id == bindparam("task"), _POINTERS.member_id == bindparam("member"))
)
_ADD = Quick(insert(table(Label)).returning(table(Label).c.id), keys_of(Label))
_POINT = Quick(insert(table(CurrentLabel)), keys_of(CurrentLabel))
_MOVED = update(table(CurrentLabel)).where(
    _POINTERS.task_id == bindparam("task"), _POINTERS.member_id == bindparam("member")
)
_MOVES = ("label_id", "value", "stale_since", "task", "member")
_MOVE_INFORMED = Quick(_MOVED, _MOVES)
_MOVE = Quick(_MOVED, (*_MOVES, "independent"))


def add_label(db: Session, label: Label, clauses: tuple[str, ...] = ()) -> Label:
    """Append the label, let it supersede the person's current one, and store what it cites. What
    takes the place of a label that was asked for beyond the overlap is beyond it, too."""
    before = _CURRENT.first(db, {"task": label.task_id, "member": label.member_id})
    fill(label, supersedes_id=before[0] if before else None)
    if before and before[1]:
        fill(label, beyond=True)
    # past the unit of work: labels are append-only, nothing will ever change this one
    fill(label, id=_ADD.scalar(db, vars(label)))
    if label.supersedes_id is None:
        first = _pointer(label) | {"independent": label.value, "stale_since": None}
        first["counts"] = not label.beyond
        _POINT.rows(db, first)
    else:
        _move(db, label)
    _cite(db, label, clauses)
    return label


def _pointer(label: Label) -> dict[str, object]:
    return {
        "task_id": label.task_id,
        "member_id": label.member_id,
        "project_id": label.project_id,
        "label_id": label.id,
        "value": label.value,
    }


def _move(db: Session, label: Label) -> None:
    """A label made after seeing others counts, but agreement keeps the one made before."""
    moved: dict[str, object] = {"task": label.task_id, "member": label.member_id}
    moved |= {"label_id": label.id, "value": label.value, "stale_since": None}
    if label.informed:
        _MOVE_INFORMED.rows(db, moved)
    else:
        _MOVE.rows(db, moved | {"independent": label.value})
    forget(db, CurrentLabel, (label.task_id, label.member_id))


def _cite(db: Session, label: Label, codes: tuple[str, ...]) -> None:
    if not codes:
        return
    for code in codes:
        check_text(code, most=CODE_BYTES, field="clauses")
    ids = db.exec(
        select(Clause.id).where(
            Clause.project_id == label.project_id, col(Clause.code).in_(set(codes))
        )
    ).all()
    if len(ids) != len(set(codes)):
        raise Invalid(say("One of the clauses cited does not exist."), "clauses")
    db.add_all(Citation(label_id=label.id or 0, clause_id=clause_id or 0) for clause_id in ids)
