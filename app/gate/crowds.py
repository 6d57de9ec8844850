"""The figure of the people: how well each does, signs of spam, and votes put together."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from app.domain.aggregates import pack
from app.domain.crowds import (
    MOST_ANSWERS,
    Judged,
    Texts,
    compare_methods,
    competences_of,
    crowd_of,
    judge,
)
from app.domain.dimensions import split_dimensions
from app.domain.sheets import Sheet
from app.domain.spam import MOST_TEXTS, grounds
from app.gate.figures import Asked, Progress
from app.gate.gatherings import CHUNK, Labels, in_dimension, read_labels
from app.later import Later
from app.queries.figures import map_golds, map_same, read_lengths, read_remarks
from app.queries.scores import Judged as Answered
from app.queries.scores import list_judged
from app.records.edge import Edge

if TYPE_CHECKING:
    import numpy as np
else:
    np = Later("numpy")

MOST_PEOPLE = 2000  # shown one by one, those with the most labels
MOST_VERSIONS = 8
GOLDS = 500  # whose answers are read at once
LEAST = 20  # labels under a version, for a competence of its own


@dataclass(frozen=True)
class Gathered:
    """Labels, the trusted answers of now, (person, answer, trusted answer) of those who were held
    against one, and what else tells of how people work. Labels are under the name that they were
    given, `same` tells whose second name it is: who judged a task once more under another name did
    so independently, and Dawid and Skene's method learns from it."""

    labels: Labels
    golds: dict[int, str]
    answers: list[tuple[int, str, str]]
    texts: Texts
    same: dict[int, int]


async def gather_crowd(edge: Edge, asked: Asked, progress: Progress) -> Gathered:
    """Read labels, then the texts' lengths and people's remarks, a piece at a time."""
    labels = in_dimension(await read_labels(edge, asked, progress), asked.rest)
    same = await edge.read(map_same, asked.project_id)
    golds = await edge.read(map_golds, asked.project_id)
    answers = await _gather_answers(edge, asked.project_id, sorted(golds))
    if name := asked.rest:
        golds = {task: said for task, value in golds.items() if (said := _part(value, name))}
        parts = ((who, _part(said, name), _part(true, name)) for who, said, true in answers)
        answers = [(who, said, true) for who, said, true in parts if said and true]
    lengths: dict[int, int] = {}
    remarks: defaultdict[int, deque[str]] = defaultdict(partial(deque, maxlen=MOST_TEXTS))
    timed = np.unique(labels.sheet.tasks[~np.isnan(labels.sheet.seconds)])
    for at in range(0, len(timed), CHUNK):
        piece = timed[at : at + CHUNK]
        ends = int(piece[0]), int(piece[-1])
        lengths |= await edge.read(read_lengths, asked.project_id, *ends)
    ids = labels.sheet.ids
    for at in range(0, len(ids), CHUNK):
        piece = ids[at : at + CHUNK]
        ends = int(piece[0]), int(piece[-1])
        for person, text in await edge.read(read_remarks, asked.project_id, *ends):
            remarks[same.get(person, person)].append(text)
    said_by = {person: list(last) for person, last in remarks.items()}
    answers = [(same.get(who, who), said, true) for who, said, true in answers]
    return Gathered(labels, golds, answers, Texts(lengths, said_by), same)


def _part(value: str, dimension: str) -> str:
    return split_dimensions(value).get(dimension, "")


async def _gather_answers(
    edge: Edge, project_id: int, tasks: list[int]
) -> list[tuple[int, str, str]]:
    """Each judged by the trusted answer that held when it was given."""
    found: list[tuple[int, str, str]] = []
    for at in range(0, len(tasks), GOLDS):
        piece = tasks[at : at + GOLDS]
        judged = await edge.read(_read_judged, project_id, piece)
        found += [(one.member_id, one.value, one.expected) for one in judged if not one.is_spared]
    return found


def _read_judged(db: Session, project_id: int, tasks: list[int]) -> list[Answered]:
    return list_judged(db, project_id, task_ids=tasks, imported=True)


def reckon_crowd(gathered: Gathered, progress: Progress) -> tuple[dict[str, Any], bytes | None]:
    """Everybody, the methods, and the answer that each method gives each task."""
    sheet = gathered.labels.sheet.independent().as_people(gathered.same)
    if not len(sheet) or len(sheet.values) > MOST_ANSWERS:
        return {
            "people": [],
            "methods": [],
            "without": [],
            "left": 0,
            "prevalence": [],
            "is_many": bool(len(sheet)),
        }, None
    crowd = crowd_of(sheet, gathered.golds)
    progress.share = 0.85
    judged = judge(crowd, sheet, gathered.texts, gathered.answers)
    progress.share = 0.92
    versions = _by_version(sheet)
    suspects = [each.person for each in judged if each.is_suspect]
    judged.sort(key=lambda each: (not each.is_suspect, -each.labels, each.person))
    data = {
        "people": [_row(each, versions.get(each.person, [])) for each in judged[:MOST_PEOPLE]],
        "left": max(0, len(judged) - MOST_PEOPLE),
        "methods": [asdict(each) for each in compare_methods(crowd)],
        "without": [asdict(each) for each in compare_methods(crowd, suspects)] if suspects else [],
        "prevalence": [
            [value, float(share)]
            for value, share in zip(sheet.values, crowd.fit.prevalence, strict=True)
        ],
        "is_many": False,
    }
    return data, pack(crowd, sheet.values)


def _row(judged: Judged, versions: list[dict[str, Any]]) -> dict[str, Any]:
    found = asdict(judged)
    found["signs"] = [asdict(sign) for sign in judged.signs]
    found["grounds"] = [sign.name for sign in grounds(judged.signs)]
    found["versions"] = versions
    return found


def _by_version(sheet: Sheet) -> dict[int, list[dict[str, Any]]]:
    """By person their competence under each revision, the newest last, of those that most labels
    were made under."""
    found: dict[int, list[dict[str, Any]]] = {}
    revisions, counts = np.unique(sheet.revisions, return_counts=True)
    if len(revisions) < 2:
        return found
    for revision in np.sort(revisions[np.argsort(-counts)[:MOST_VERSIONS]]):
        made = competences_of(sheet.only(sheet.revisions == revision))
        for person, one in made.items():
            if one.labels >= LEAST and one.value is not None:
                bounds = {name: getattr(one, name) for name in ("labels", "value", "low", "high")}
                found.setdefault(person, []).append({"revision": int(revision), **bounds})
    return found
