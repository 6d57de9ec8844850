"""What a relabel did, read from the append-only labels as of before and after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func
from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.later import Later
from app.records.labels import Label, Retraction
from app.records.members import Member
from app.records.relabels import Relabel, RelabelItem
from app.records.tasks import Gold, Task

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = Later("numpy")

CATEGORIES = 200  # beyond this many different answers, nominal agreement says nothing


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A label in scope that still differs from what the ruling says."""

    task: str
    task_key: object
    annotator: str
    name: str
    value: str


def count_items(db: Session, relabel_id: int) -> dict[tuple[bool, str], int]:
    """Items by (is it control?, state); second pairs of eyes are left out."""
    is_control = (col(RelabelItem.strata) == "f").label("control")
    rows = db.execute(
        pick(is_control, col(RelabelItem.state), func.count())
        .where(col(RelabelItem.relabel_id) == relabel_id, col(RelabelItem.first_id).is_(None))
        .group_by(is_control, col(RelabelItem.state))
    )
    return {(bool(row[0]), row[1]): row[2] for row in rows}


def count_flips_by_member(db: Session, relabel_id: int) -> dict[str, int]:
    """Flips in scope by the person's external id, most first."""
    rows = db.execute(
        pick(col(Member.external_id), func.count().label("flips"))
        .join(RelabelItem, col(RelabelItem.member_id) == col(Member.id))
        .where(
            col(RelabelItem.relabel_id) == relabel_id,
            col(RelabelItem.state) == "flipped",
            col(RelabelItem.strata) != "f",
            col(RelabelItem.first_id).is_(None),
        )
        .group_by(col(Member.external_id))
        .order_by(func.count().desc(), col(Member.external_id))
    )
    return {row.external_id: row.flips for row in rows}


def name_annotators(db: Session, project_id: int, ids: Iterable[str]) -> dict[str, str]:
    """Names by external id."""
    query = pick(col(Member.external_id), col(Member.name)).where(
        col(Member.project_id) == project_id, col(Member.external_id).in_(list(ids))
    )
    return {row.external_id: row.name for row in db.execute(query)}


def flips_between(db: Session, relabel_id: int, *, control: bool) -> Counter[tuple[str, str]]:
    """How many items went from which answer to which."""
    old, new = aliased(Label), aliased(Label)
    is_control = col(RelabelItem.strata) == "f"
    rows = db.execute(
        pick(old.value, new.value, func.count())  # type: ignore[call-overload]
        .select_from(RelabelItem)
        .join(old, col(old.id) == col(RelabelItem.label_id))
        .join(new, col(new.id) == col(RelabelItem.new_label_id))
        .where(
            col(RelabelItem.relabel_id) == relabel_id,
            col(RelabelItem.first_id).is_(None),
            is_control if control else ~is_control,
        )
        .group_by(old.value, new.value)
    )
    return Counter({(row[0], row[1]): row[2] for row in rows})


def scope_tasks(relabel_id: int, *, control: bool) -> Select[Any]:
    """The tasks that the relabel's items are of."""
    is_control = col(RelabelItem.strata) == "f"
    return pick(col(RelabelItem.task_id)).where(
        col(RelabelItem.relabel_id) == relabel_id, is_control if control else ~is_control
    )


def votes_as_of(
    db: Session, project_id: int, watermark: int | None, tasks: Select[Any] | None = None
) -> list[Any]:
    """(task_id, value, votes) as of a label id, by task; the newest independent label of each
    person. A label made after seeing others counts for the data, not for agreement."""
    newest = (
        pick(func.max(Label.id).label("id"))
        .where(col(Label.project_id) == project_id, col(Label.informed).is_(False))
        .where(col(Label.id).not_in(pick(col(Retraction.label_id))))
        .group_by(col(Label.task_id), col(Label.member_id))
    )
    if watermark is not None:
        newest = newest.where(col(Label.id) <= watermark)
    if tasks is not None:
        newest = newest.where(col(Label.task_id).in_(tasks))
    counting = newest.subquery()
    return list(
        db.execute(
            pick(col(Label.task_id), col(Label.value), func.count().label("votes"))
            .join(counting, counting.c.id == col(Label.id))
            .group_by(col(Label.task_id), col(Label.value))
            .order_by(col(Label.task_id), col(Label.value))
        )
    )


def units(votes: list[Any]) -> dict[int, list[str]]:
    """The answers of each task."""
    answers: dict[int, list[str]] = {}
    for task_id, value, count in votes:
        answers.setdefault(task_id, []).extend([value] * count)
    return answers


def vote_matrix(votes: list[Any]) -> tuple[NDArray[np.int64], list[str]] | None:
    """Tasks by answers, the number of votes; None with too many different answers."""
    values = sorted({row[1] for row in votes})
    if len(values) > CATEGORIES:
        return None
    column = {value: at for at, value in enumerate(values)}
    row_of = {task_id: at for at, task_id in enumerate(dict.fromkeys(row[0] for row in votes))}
    matrix = np.zeros((len(row_of), len(values)), dtype=np.int64)
    for task_id, value, count in votes:
        matrix[row_of[task_id], column[value]] = count
    return matrix, values


def gold_values(db: Session, project_id: int) -> dict[int, str]:
    """The trusted answers, by task."""
    rows = db.execute(
        pick(col(Gold.task_id), col(Gold.value)).where(col(Gold.project_id) == project_id)
    )
    return {row.task_id: row.value for row in rows}


def list_contradicting(
    db: Session, relabel: Relabel, value: str, watermark: int | None, most: int = 5000
) -> list[Contradiction]:
    """Labels in scope, as of a label id, whose answer is not the ruling's; at most so many."""
    counting = _newest_in_scope(relabel, watermark).subquery()
    rows = db.execute(
        pick(
            col(Task.external_id), col(Task.key), col(Member.external_id), col(Member.name),
            col(Label.value),
        )
        .join(counting, counting.c.id == col(Label.id))
        .join(Task, col(Task.id) == col(Label.task_id))
        .join(Member, col(Member.id) == col(Label.member_id))
        .where(col(Label.value) != value)
        .order_by(col(Task.id), col(Member.external_id))
        .limit(most)
    )  # fmt: skip
    return [Contradiction(*row) for row in rows]


def count_contradicting(db: Session, relabel: Relabel, value: str, watermark: int | None) -> int:
    """How many they are."""
    counting = _newest_in_scope(relabel, watermark).subquery()
    query = pick(func.count()).select_from(Label).join(counting, counting.c.id == col(Label.id))
    return int(db.execute(query.where(col(Label.value) != value)).scalar_one())


def _newest_in_scope(relabel: Relabel, watermark: int | None) -> Select[Any]:
    """The label that counts, as of a label id, of each person and task in scope."""
    newest = (
        pick(func.max(Label.id).label("id"))
        .join(
            RelabelItem,
            (col(RelabelItem.task_id) == col(Label.task_id))
            & (col(RelabelItem.member_id) == col(Label.member_id)),
        )
        .where(col(RelabelItem.relabel_id) == relabel.id, col(RelabelItem.strata) != "f")
        .where(col(Label.id).not_in(pick(col(Retraction.label_id))))
        .group_by(col(Label.task_id), col(Label.member_id))
    )
    return newest if watermark is None else newest.where(col(Label.id) <= watermark)


def minutes_spent(db: Session, relabel_id: int) -> float | None:
    """Minutes of labeling that the relabel's items took, where they were timed."""
    seconds = db.execute(
        pick(func.sum(RelabelItem.seconds)).where(col(RelabelItem.relabel_id) == relabel_id)
    ).scalar()
    return float(seconds) / 60 if seconds is not None else None
