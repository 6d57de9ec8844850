"""The figures that there are, and how each is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from app.domain import quality
from app.domain.contests import list_contests
from app.gate.appraisals import MODEL
from app.gate.crowds import gather_crowd, reckon_crowd
from app.gate.figures import Asked, Progress, Recipe
from app.gate.gatherings import (
    CHUNK,
    LABELS,
    Labels,
    gather_dimension,
    gather_labels,
    in_dimension,
)
from app.gate.hotspots import HOTSPOTS
from app.gate.objectives import gather_judged, reckon_objective
from app.later import Later
from app.queries.tasks import read_details
from app.records.edge import Edge

if TYPE_CHECKING:
    import numpy as np
else:
    np = Later("numpy")

MOST_CONTESTS = 1000
GOLD = (
    *("gold.set", "gold.rekeyed", "gold.retired", "gold.restored", "gold.doubted", "gold.judged"),
)
PROXIES = (
    *("proxy.made", "proxy.changed", "proxy.removed", "proxies.imported"),
    *("gold.set", "gold.rekeyed", "task.spoiled", "task.reopened"),
)


def reckon_agreement(labels: Labels, progress: Progress) -> tuple[dict[str, Any], bytes | None]:
    """How far people agree, by everything that labels themselves tell."""
    sheet = labels.sheet.independent()
    data: dict[str, Any] = {
        "labels": len(sheet),
        "people": len(np.unique(sheet.people)),
        "answers": quality.by_answer(sheet),
        "confusion": quality.confusion(sheet),
        **quality.measure_all(sheet, labels.schema),
    }
    progress.share = 0.8
    data["versions"] = [asdict(each) for each in quality.by_version(sheet)]
    data["times"] = [asdict(each) for each in quality.by_time(sheet)]
    progress.share = 0.9
    data["pairs"] = quality.by_pair(sheet)
    data["clauses"] = [asdict(each) for each in quality.by_clause(sheet, labels.citations)]
    return data, None


def reckon_contests(labels: Labels, _: Progress) -> tuple[dict[str, Any], bytes | None]:
    """The tasks that people differ on, those first that votes decide least."""
    found, differing, tied = list_contests(labels.sheet.counting(), MOST_CONTESTS)
    tasks = [[each.task, each.labels, each.share, each.is_tied] for each in found]
    return {"tasks": tasks, "differing": differing, "tied": tied}, None


@dataclass(frozen=True)
class Sliced:
    """Labels, and what a field of the metadata says of each task."""

    labels: Labels
    slices: dict[int, str]


async def gather_slices(edge: Edge, asked: Asked, progress: Progress) -> Sliced:
    """The labels, and the field that the figure's name tells."""
    labels = await gather_labels(edge, asked, progress)
    if labels.schema.dimensions:  # the first stands for all
        labels = in_dimension(labels, labels.schema.dimensions[0].name)
    tasks = np.unique(labels.sheet.tasks)
    found: dict[int, str] = {}
    for at in range(0, len(tasks), CHUNK):
        piece = tasks[at : at + CHUNK]
        ends = int(piece[0]), int(piece[-1])
        found |= await edge.read(_read_field, asked.project_id, *ends, asked.rest)
    return Sliced(labels, found)


def reckon_slices(sliced: Sliced, _: Progress) -> tuple[dict[str, Any], bytes | None]:
    """Agreement by what that field says."""
    groups = quality.by_slice(sliced.labels.sheet.independent(), sliced.slices)
    return {"slices": [asdict(each) for each in groups]}, None


def _read_field(db: Session, project_id: int, since: int, until: int, field: str) -> dict[int, str]:
    details = read_details(db, project_id, since, until)
    return {task_id: str(said.get(field, "")) for task_id, said in details.items()}


RECIPES: Mapping[str, Recipe] = {
    "contests": Recipe(gather_labels, reckon_contests, LABELS),
    "agreement": Recipe(gather_dimension, reckon_agreement, LABELS),
    "labelers": Recipe(gather_crowd, reckon_crowd, (*LABELS, *GOLD)),
    "slices": Recipe(gather_slices, reckon_slices, (*LABELS, "tasks.imported")),
    "hotspots": HOTSPOTS,
    "model": MODEL,
    "objective": Recipe(gather_judged, reckon_objective, (*LABELS, *PROXIES)),
}
