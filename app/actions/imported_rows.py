"""Appending many labels at once, moving the pointers to them, and counting them on their tasks."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, case, insert, update
from sqlmodel import Session, col

from app.actions.slots import is_full
from app.clock import new_id, now
from app.domain.label_rows import LabelRow
from app.queries.imported import Current, last_label_id, map_label_ids
from app.records.labels import CurrentLabel, Label
from app.records.tasks import Task

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class NewLabel:
    """A label to be appended, with everything it names found."""

    row: LabelRow
    task_id: int
    member_id: int
    revision_id: int | None

    @property
    def pair(self) -> Pair:
        """Whose label on what."""
        return self.task_id, self.member_id


def write_labels(
    db: Session, project_id: int, labels: list[NewLabel], current: dict[Pair, Current]
) -> list[int]:
    """Append the labels in their order; returns their ids. Each supersedes its person's current
    one on the task, be it of a moment ago."""
    pointed = {pair: known.label_id for pair, known in current.items()}
    fresh: Counter[int] = Counter()
    ids: list[int] = []
    while labels:
        wave, labels = _wave(labels)
        before = {each.pair: pointed.get(each.pair) for each in wave}
        made = _append(db, project_id, wave, before)
        ids += made
        _point(db, project_id, list(zip(wave, made, strict=True)), before)
        pointed |= dict(zip((each.pair for each in wave), made, strict=True))
        fresh.update(each.task_id for each in wave if before[each.pair] is None)
    _count(db, project_id, fresh)
    return ids


def _wave(labels: list[NewLabel]) -> tuple[list[NewLabel], list[NewLabel]]:
    """Labels of different pairs that can be written together, and those that must follow."""
    taken: set[Pair] = set()
    for place, each in enumerate(labels):
        if each.pair in taken:
            return labels[:place], labels[place:]
        taken.add(each.pair)
    return labels, []


def _append(
    db: Session, project_id: int, wave: list[NewLabel], before: dict[Pair, int | None]
) -> list[int]:
    at = now()
    rows = [_values(project_id, each, before[each.pair]) | {"recorded_at": at} for each in wave]
    for row in rows:
        row["labeled_at"] = row["labeled_at"] or at
    last = last_label_id(db, project_id)
    db.connection().execute(insert(Label), rows)
    # the project's writers are one at a time: all that is newer is ours
    ids = map_label_ids(db, project_id, last)
    return [ids[row["cid"]] for row in rows]


def _values(project_id: int, label: NewLabel, supersedes: int | None) -> dict[str, Any]:
    return {
        "project_id": project_id,
        "task_id": label.task_id,
        "member_id": label.member_id,
        "revision_id": label.revision_id,
        "supersedes_id": supersedes,
        "cid": new_id(),
        "value": label.row.answer.value,
        "answer": label.row.answer.data,
        "certainty": label.row.certainty,
        "comment": label.row.comment,
        "seconds": label.row.seconds,
        "source": "import",
        "informed": False,
        "confirmed_stale": False,
        "labeled_at": label.row.labeled_at,
    }


def _point(
    db: Session,
    project_id: int,
    made: list[tuple[NewLabel, int]],
    before: dict[Pair, int | None],
) -> None:
    new = [
        {
            "task_id": label.task_id,
            "member_id": label.member_id,
            "project_id": project_id,
            "label_id": id,
            "value": label.row.answer.value,
            "independent": label.row.answer.value,
            "stale_since": None,
            "counts": True,
        }
        for label, id in made
        if before[label.pair] is None
    ]
    moved = [
        {"t": label.task_id, "m": label.member_id, "l": id, "v": label.row.answer.value}
        for label, id in made
        if before[label.pair] is not None
    ]
    if new:
        db.connection().execute(insert(CurrentLabel), new)
    if moved:
        pointer = update(CurrentLabel).where(
            col(CurrentLabel.task_id) == bindparam("t"),
            col(CurrentLabel.member_id) == bindparam("m"),
        )
        values: dict[str, Any] = {
            "label_id": bindparam("l"),
            "value": bindparam("v"),
            "stale_since": None,
            "counts": True,
        }
        values["independent"] = bindparam("v")
        db.connection().execute(pointer.values(values), moved)


def _count(db: Session, project_id: int, fresh: Counter[int]) -> None:
    """People who have a label now and had none: a task with enough of them is full."""
    if not fresh:
        return
    full = is_full(col(Task.labeled) + bindparam("n"), col(Task.taken))
    state = case((col(Task.state) == "bad", "bad"), (full, "full"), else_="open")
    counted = update(Task).where(col(Task.id) == bindparam("t"))
    db.connection().execute(
        counted.values(labeled=col(Task.labeled) + bindparam("n"), state=state),
        [{"t": task_id, "n": many} for task_id, many in fresh.items()],
    )
