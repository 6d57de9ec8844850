"""Reading a model's predictions and all labels, to hold the ones against the others."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from app.domain.appraisals import SHAPE, appraise, consensus_of
from app.domain.learnings import Texts, choose_tasks, predict_by_texts
from app.domain.predicted import Predicted, PredictedMaker
from app.domain.vintages import by_vintage, moves
from app.gate.figures import Asked, Progress, Recipe
from app.gate.gatherings import CHUNK, LABELS, Labels, gather_labels
from app.queries.adjudications import map_decided
from app.queries.guidelines import list_published_ids
from app.queries.hunts import list_bodies
from app.queries.models import find_basis, read_predictions, read_shown
from app.records.edge import Edge

PIECE = 1000  # texts read at once


@dataclass(frozen=True)
class Appraised:
    """All labels of a project, its versions in order, what was adjudicated, and what a model
    predicts: as it was imported, or the texts that our own is to learn from. `shown` labels were
    made with a suggestion of it in sight, `taken_over` of them say the same."""

    labels: Labels
    revisions: list[int]
    adjudicated: dict[int, str]
    predicted: Predicted | Texts
    shown: int
    taken_over: int


async def gather_appraisal(edge: Edge, asked: Asked, progress: Progress) -> Appraised:
    """The labels, and the predictions or the texts of the model whose number the figure's name
    tells."""
    labels = await gather_labels(edge, asked, progress)
    adjudicated = await edge.read(map_decided, asked.project_id)
    revisions = await edge.read(list_published_ids, asked.project_id)
    basis = await edge.read(find_basis, asked.project_id, int(asked.rest))
    predicted: Predicted | Texts
    if basis.is_learned:
        predicted = await _read_texts(edge, labels, basis.revision_id)
    else:
        predicted = await _read_predictions(edge, labels, basis.model_id)
    shown = await _count_shown(edge, basis.model_id)
    return Appraised(labels, revisions, adjudicated, predicted, *shown)


async def _count_shown(edge: Edge, model_id: int) -> tuple[int, int]:
    shown, taken_over, after = 0, 0, 0
    while piece := await edge.read(read_shown, model_id, after, CHUNK):
        shown += sum(each.answered is not None for each in piece)
        taken_over += sum(each.answered == each.suggested for each in piece)
        after = piece[-1].assignment_id
    return shown, taken_over


async def _read_predictions(edge: Edge, labels: Labels, model_id: int) -> Predicted:
    maker, after = PredictedMaker(labels.schema), 0
    while piece := await edge.read(read_predictions, model_id, after, CHUNK):
        maker.add(piece)
        after = piece[-1].task_id
    return maker.predicted()


async def _read_texts(edge: Edge, labels: Labels, revision: int | None) -> Texts:
    tasks, bodies = choose_tasks(labels.sheet), []
    for at in range(0, len(tasks), PIECE):
        bodies += await edge.read(list_bodies, tasks[at : at + PIECE].tolist())
    return Texts(tasks, bodies, revision)


def reckon_appraisal(found: Appraised, progress: Progress) -> tuple[dict[str, Any], bytes | None]:
    """What is shown of the model; and where it parts from people, task by task."""
    sheet, begun = found.labels.sheet, progress.share

    def tell(share: float) -> None:
        progress.share = begun + (1 - begun) * share

    predicted = found.predicted
    if isinstance(predicted, Texts):
        about = (found.adjudicated, found.labels.schema)
        predicted = predict_by_texts(predicted, sheet, *about, tell)
    data, disagreements = appraise(predicted, consensus_of(sheet, found.adjudicated))
    data |= {"shown": found.shown, "taken_over": found.taken_over}
    held = predicted, sheet, found.revisions
    data["vintages"] = [asdict(each) for each in by_vintage(*held)]
    data["moves"] = [asdict(each) for each in moves(*held)]
    return data, disagreements.to_bytes()


MODEL = Recipe(
    gather_appraisal,
    reckon_appraisal,
    (
        *(*LABELS, "predictions.imported", "adjudication.made", "adjudication.withdrawn"),
        *("relabel.opened", "relabel.seeded", "relabel.progressed"),  # end what was adjudicated
    ),
    SHAPE,
)
