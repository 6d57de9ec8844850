"""Rows of a file that each speak of a task which is there."""

from typing import Protocol, TypeVar

from sqlmodel import Session

from app.domain.batches import Outcome, Run
from app.domain.roles import Actor
from app.domain.rows import Fault
from app.domain.texts import excerpt
from app.queries.tasks import map_task_ids


class NamesTask(Protocol):
    """A row, on its line, of the task with this external id."""

    @property
    def line(self) -> int: ...
    @property
    def external_id(self) -> str: ...


Row = TypeVar("Row", bound=NamesTask)


def match_tasks(
    db: Session, actor: Actor, run: Run, rows: list[Row]
) -> tuple[Outcome, dict[int, Row]]:
    """The rows of a batch by the ids of their tasks, each task once in the whole file; the outcome
    counts them and holds what is wrong with the others."""
    ids = map_task_ids(db, actor.project_id, [row.external_id for row in rows])
    outcome = Outcome()
    good: dict[int, Row] = {}
    for row in rows:
        named = f"“{excerpt(row.external_id, 60)}”"
        if row.external_id not in ids:
            outcome.faults.append(Fault(row.line, f"the task {named} is not in the project"))
        elif not run.seen.add(row.external_id):
            outcome.faults.append(Fault(row.line, f"the task {named} stands on an earlier line"))
        else:
            good[ids[row.external_id]] = row
    outcome.kept = len(good)
    return outcome, good
