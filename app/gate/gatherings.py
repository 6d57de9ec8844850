"""Reading all labels of a project, a piece at a time between other reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.dimensions import split_dimensions
from app.domain.schemas import AnswerSchema
from app.domain.sheets import Sheet, SheetMaker
from app.gate.figures import Asked, Progress
from app.later import Later
from app.queries.figures import list_asked_tasks, map_same, read_citations, read_sheet
from app.queries.terms import get_schema
from app.records.edge import Edge

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = Later("numpy")

CHUNK = 2_500  # labels read at once: on PostgreSQL they hold everybody up for so long
READING = 0.7  # of the work
# what, besides a label, changes what a figure tells
LABELS = (
    *("label.submitted", "label.corrected", "label.undone", "labels.imported"),
    *("relabel.withdrawn", "restoration.ended", "question.opened", "question.answered"),
    *("question.declined", "question.ruled", "question.reopened", "question.joined"),
    *("question.merged", "question.separated"),
    *("project.changed", "revision.published"),
    *("aside.begun", "aside.ended", "aside.returned", "member.matched"),
)


@dataclass(frozen=True)
class Labels:
    """All labels of a project as of a moment, with the clauses that they cite, (label, clause)."""

    schema: AnswerSchema
    sheet: Sheet
    citations: NDArray[np.int64]


async def gather_labels(edge: Edge, asked: Asked, progress: Progress) -> Labels:
    """All labels, of whoever is one person under several names as that person's."""
    labels = await read_labels(edge, asked, progress)
    same = await edge.read(map_same, asked.project_id)
    return replace(labels, sheet=labels.sheet.as_people(same))


async def read_labels(edge: Edge, asked: Asked, progress: Progress) -> Labels:
    """All labels, each under the name that it was given, read a piece at a time."""
    maker, cited, after = SheetMaker(), [], 0
    schema = await edge.read(get_schema, asked.project_id)
    open_tasks = await edge.read(list_asked_tasks, asked.project_id)
    while True:
        rows, last = await edge.read(read_sheet, asked.project_id, after, asked.until, CHUNK)
        maker.add(rows)
        if rows:
            end = asked.until if last is None else last
            cited += await edge.read(read_citations, asked.project_id, after, end)
        if last is None:
            break
        after = last
        progress.share = READING * after / max(1, asked.until)
    sheet = maker.sheet().sparing(open_tasks)
    return Labels(schema, sheet, np.array(cited, dtype=np.int64).reshape(-1, 2))


async def gather_dimension(edge: Edge, asked: Asked, progress: Progress) -> Labels:
    """The same, of the dimension that the figure's name tells, where answers have several."""
    return in_dimension(await gather_labels(edge, asked, progress), asked.rest)


def in_dimension(labels: Labels, name: str) -> Labels:
    """What was said in one dimension, as if nothing else had been asked; "": of all."""
    if not name:
        return labels
    sheet = labels.sheet.recoded(lambda value: split_dimensions(value).get(name))
    return Labels(labels.schema.in_dimension(name), sheet, labels.citations)
