"""What a relabel did, read from the append-only labels as of before and after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func
from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.pace import Done
from app.later import Later
from app.queries.labels import is_gone
from app.queries.set_asides import has_set_asides, is_left_out
from app.records.columns import is_in
from app.records.labels import Label
from app.records.members import Member
from app.records.questions import Flag, Question, Ruling
from app.records.relabels import MADE, Relabel, RelabelItem
from app.records.revisions import Revision
from app.records.tasks import Task

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = Later("numpy")

MOST_WORDS = 400  # of a task, where it is listed with what was said of it
CATEGORIES = 200  # beyond this many different answers, nominal agreement says nothing


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A label in scope that was made again and still differs from what the ruling says. `words`:
    what its task says, in part."""

    task: str
    task_key: object
    words: str
    annotator: str
    name: str
    value: str
    label: int


def count_items(db: Session, relabel_id: int) -> dict[tuple[bool, str], int]:
    """Items by (is it control?, state); second pairs of eyes are left out."""
    is_control = (col(RelabelItem.strata) == "f").label("control")
    rows = db.execute(
        pick(is_control, col(RelabelItem.state), func.count())
        .where(col(RelabelItem.relabel_id) == relabel_id, col(RelabelItem.first_id).is_(None))
        .group_by(is_control, col(RelabelItem.state))
    )
    return {(bool(row[0]), row[1]): row[2] for row in rows}


def count_made(items: Mapping[tuple[bool, str], int], *, control: bool | None = None) -> int:
    """Of items by (is it control?, state): those whose label was made again; on one side, or both.
    Whatever says how many were made again has it from here."""
    sides = (False, True) if control is None else (control,)
    return sum(items.get((each, state), 0) for each in sides for state in MADE)


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


def scope_tasks(relabel_id: int, *, control: bool, unmade: tuple[str, ...] = ()) -> Select[Any]:
    """The tasks that the relabel's items are of; without those that have one in an `unmade`
    state: of a task whose labels are half made again, agreement says nothing."""
    is_control = col(RelabelItem.strata) == "f"
    side = (col(RelabelItem.relabel_id) == relabel_id, is_control if control else ~is_control)
    tasks = pick(col(RelabelItem.task_id)).where(*side)
    if not unmade:
        return tasks
    waiting = tasks.where(is_in(RelabelItem.state, *unmade), col(RelabelItem.first_id).is_(None))
    return tasks.where(col(RelabelItem.task_id).not_in(waiting))


def count_scope_tasks(db: Session, relabel_id: int) -> int:
    """How many tasks its scope holds."""
    tasks = scope_tasks(relabel_id, control=False).distinct().subquery()
    return int(db.execute(pick(func.count()).select_from(tasks)).scalar_one())


def votes_as_of(
    db: Session, project_id: int, watermark: int | None, tasks: Select[Any] | None = None
) -> list[Any]:
    """(task_id, value, votes) as of a label id, by task; the newest independent label of each
    person. A label made after seeing others counts for the data, not for agreement."""
    newest = (
        pick(func.max(Label.id).label("id"))
        .where(col(Label.project_id) == project_id, col(Label.informed).is_(False))
        .where(~is_gone(col(Label.id), watermark), col(Label.beyond).is_(False))
        .group_by(col(Label.task_id), col(Label.member_id))
    )
    if has_set_asides(db, project_id):
        newest = newest.where(~is_left_out(watermark))
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


def list_contradicting(
    db: Session, relabel: Relabel, value: str, watermark: int | None, most: int = 5000
) -> list[Contradiction]:
    """Labels in scope that were made again and whose answer, as of a label id, is not the ruling's;
    at most so many."""
    counting = _newest_in_scope(relabel, watermark, made=True).subquery()
    rows = db.execute(
        pick(
            col(Task.external_id), col(Task.key), func.substr(Task.body, 1, MOST_WORDS),
            col(Member.external_id), col(Member.name), col(Label.value), col(Label.id),
        )
        .join(counting, counting.c.id == col(Label.id))
        .join(Task, col(Task.id) == col(Label.task_id))
        .join(Member, col(Member.id) == col(Label.member_id))
        .where(col(Label.value) != value)
        .order_by(col(Task.id), col(Member.external_id))
        .limit(most)
    )  # fmt: skip
    return [Contradiction(*row) for row in rows]


def count_contradicting(
    db: Session, relabel: Relabel, value: str, watermark: int | None, *, made: bool = False
) -> int:
    """How many labels in scope, `made` again or all of them, do not say what the ruling says."""
    counting = _newest_in_scope(relabel, watermark, made=made).subquery()
    query = pick(func.count()).select_from(Label).join(counting, counting.c.id == col(Label.id))
    return int(db.execute(query.where(col(Label.value) != value)).scalar_one())


def _newest_in_scope(relabel: Relabel, watermark: int | None, *, made: bool) -> Select[Any]:
    """The label that counts, as of a label id, of each person and task in scope; only of those who
    have made it again."""
    inside = (col(RelabelItem.relabel_id) == relabel.id, col(RelabelItem.strata) != "f")
    old = aliased(Label)
    whose = pick(col(old.task_id), col(old.member_id))
    whose = whose.join(RelabelItem, col(RelabelItem.label_id) == col(old.id)).where(*inside)
    makes = pick(col(RelabelItem.task_id), col(RelabelItem.member_id)).where(*inside)
    if made:
        both = makes.where(col(RelabelItem.new_label_id).is_not(None)).distinct().subquery()
    else:
        both = whose.union(makes.where(col(RelabelItem.member_id).is_not(None))).subquery()
    newest = (
        pick(func.max(Label.id).label("id"))
        .join(
            both,
            (both.c.task_id == col(Label.task_id)) & (both.c.member_id == col(Label.member_id)),
        )
        .where(~is_gone(col(Label.id), watermark))
        .group_by(col(Label.task_id), col(Label.member_id))
    )
    return newest if watermark is None else newest.where(col(Label.id) <= watermark)


def count_added_flips(db: Session, relabel_id: int) -> int:
    """Flips among the labels that the relabel was made wider for."""
    flips = pick(func.count()).where(
        col(RelabelItem.relabel_id) == relabel_id,
        col(RelabelItem.state) == "flipped",
        col(RelabelItem.first_id).is_(None),
        col(RelabelItem.strata).startswith("x"),
    )
    return int(db.execute(flips).scalar_one())


def find_times(db: Session, relabel: Relabel) -> dict[str, datetime | None]:
    """When it was first flagged, first and last ruled, published, and last made again."""
    of_ruling = pick(col(Ruling.question_id)).where(
        col(Ruling.revision_id) == relabel.revision_id, col(Ruling.outcome) == "change"
    )
    merged = pick(col(Question.id)).where(
        col(Question.id).in_(of_ruling) | col(Question.duplicate_of).in_(of_ruling)
    )
    made = pick(func.min(col(Ruling.made_at))).where(
        col(Ruling.revision_id) == relabel.revision_id, col(Ruling.outcome) == "change"
    )
    flags = pick(func.min(col(Flag.created_at))).where(col(Flag.question_id).in_(merged))
    out = pick(col(Revision.published_at)).where(col(Revision.id) == relabel.revision_id)
    last = pick(func.max(col(RelabelItem.ended_at))).where(
        col(RelabelItem.relabel_id) == relabel.id, col(RelabelItem.new_label_id).is_not(None)
    )
    asked = {"flagged": flags, "ruled": made, "published": out, "relabeled": last}
    return {name: db.execute(each).scalar() for name, each in asked.items()}


def done_by_member(db: Session, relabel_id: int, since: datetime) -> dict[int, Done]:
    """What each person has made again, or skipped, since a moment."""
    rows = db.execute(
        pick(col(RelabelItem.member_id), func.count(), func.min(col(RelabelItem.ended_at)))
        .where(
            col(RelabelItem.relabel_id) == relabel_id,
            col(RelabelItem.member_id).is_not(None),
            col(RelabelItem.state).in_((*MADE, "skipped")),
            col(RelabelItem.ended_at) >= since,
        )
        .group_by(col(RelabelItem.member_id))
    )
    return {row[0]: Done(row[1], row[2]) for row in rows}


def minutes_spent(db: Session, relabel_id: int) -> float | None:
    """Minutes of labeling that the relabel's items took, where they were timed."""
    seconds = db.execute(
        pick(func.sum(RelabelItem.seconds)).where(col(RelabelItem.relabel_id) == relabel_id)
    ).scalar()
    return float(seconds) / 60 if seconds is not None else None
