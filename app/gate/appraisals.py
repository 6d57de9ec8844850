"""Reading a model's predictions and all labels, to hold the ones against the others."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from app.domain.appraisals import appraise, consensus_of
from app.domain.predicted import Predicted, PredictedMaker
from app.domain.vintages import by_vintage, moves
from app.gate.figures import Asked, Progress, Recipe
from app.gate.gatherings import CHUNK, LABELS, Labels, gather_labels
from app.queries.adjudications import map_decided
from app.queries.guidelines import list_published_ids
from app.queries.models import find_model_id, read_predictions
from app.records.edge import Edge


@dataclass(frozen=True)
class Appraised:
    """All labels of a project, its versions in order, what was adjudicated, and what a model
    predicts."""

    labels: Labels
    revisions: list[int]
    adjudicated: dict[int, str]
    predicted: Predicted


async def gather_appraisal(edge: Edge, asked: Asked, progress: Progress) -> Appraised:
    """The labels, and the predictions of the model whose number the figure's name tells."""
    labels = await gather_labels(edge, asked, progress)
    adjudicated = await edge.read(map_decided, asked.project_id)
    revisions = await edge.read(list_published_ids, asked.project_id)
    model_id = await edge.read(find_model_id, asked.project_id, int(asked.rest))
    maker, after = PredictedMaker(labels.schema), 0
    while piece := await edge.read(read_predictions, model_id, after, CHUNK):
        maker.add(piece)
        after = piece[-1].task_id
    return Appraised(labels, revisions, adjudicated, maker.predicted())


def reckon_appraisal(found: Appraised, progress: Progress) -> tuple[dict[str, Any], bytes | None]:
    """What is shown of the model; and where it parts from people, task by task."""
    consensus = consensus_of(found.labels.sheet, found.adjudicated)
    progress.share = 0.8
    data, disagreements = appraise(found.predicted, consensus)
    held = found.predicted, found.labels.sheet, found.revisions
    data["vintages"] = [asdict(each) for each in by_vintage(*held)]
    data["moves"] = [asdict(each) for each in moves(*held)]
    return data, disagreements.to_bytes()


MODEL = Recipe(
    gather_appraisal,
    reckon_appraisal,
    (*LABELS, "predictions.imported", "adjudication.made", "adjudication.withdrawn"),
)
