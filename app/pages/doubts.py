"""Trusted answers in doubt, before those who decide whether they are right."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.domain.answers import AnswerSchema, describe
from app.domain.texts import excerpt
from app.queries.doubts import list_doubts
from app.queries.members import map_names
from app.queries.scores import Judged, list_judged
from app.queries.tasks import map_tasks
from app.queries.terms import get_schema
from app.records.doubts import Doubt
from app.records.tasks import Task


@dataclass(frozen=True, slots=True)
class DoubtView:
    """A trusted answer that good labelers fail, with what all who were asked answered.
    `typed` and `errors`: of a form that was refused, by the ids of its fields."""

    id: int
    root: str
    task: UUID
    external_id: str
    text: str
    value: str
    answer: str
    answers: tuple[tuple[str, int], ...]
    failed: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    opened_at: datetime
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def view_doubts(db: Session, project_id: int, root: str) -> tuple[DoubtView, ...]:
    """What is open, oldest first."""
    doubts, schema = list_doubts(db, project_id), get_schema(db, project_id)
    ids = [each.task_id for each in doubts]
    tasks, given = map_tasks(db, ids), defaultdict[int, list[Judged]](list)
    for each in list_judged(db, project_id, task_ids=ids):
        given[each.task_id].append(each)
    names = map_names(db, project_id, {one.member_id for some in given.values() for one in some})
    return tuple(
        _doubt(doubt, tasks[doubt.task_id], given[doubt.task_id], names, root, schema)
        for doubt in doubts
        if given[doubt.task_id]
    )


def _doubt(
    doubt: Doubt,
    task: Task,
    given: list[Judged],
    names: dict[int, str],
    root: str,
    schema: AnswerSchema,
) -> DoubtView:
    expected = given[-1].expected
    tally = Counter(each.value for each in given)
    return DoubtView(
        id=doubt.id or 0,
        root=root,
        task=task.key,
        external_id=task.external_id,
        text=excerpt(task.body, 400),
        value=expected,
        answer=describe(schema, expected),
        answers=tuple((describe(schema, value), many) for value, many in tally.most_common()),
        failed=name_failed(given, names),
        options=tuple(option for option in list_options(schema) if option[0] != expected),
        opened_at=doubt.opened_at,
    )


def name_failed(given: list[Judged], names: dict[int, str]) -> tuple[str, ...]:
    """Who did not give the trusted answer, by name."""
    wrong = {each.member_id: each for each in given if not each.is_right}
    return tuple(sorted(names.get(member_id, "") for member_id in wrong))


def list_options(schema: AnswerSchema) -> tuple[tuple[str, str], ...]:
    """The answers that can be named, each as it is called."""
    return tuple((option.value, option.label) for option in schema.offered)
