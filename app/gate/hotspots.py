"""How the hot spots of a project are made: from its labels, and from what was asked about them."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.domain.hotspots import Doubt, RelabelFacts, clause_heat, contested, sort_contested
from app.domain.waits import QuestionFacts, questions_per_thousand, waits
from app.gate.figures import Asked, Progress, Recipe
from app.gate.gatherings import CHUNK, LABELS, Labels, gather_labels
from app.queries.hotspots import (
    count_flags_on_tasks,
    list_question_facts,
    list_relabel_facts,
    read_doubts,
)
from app.records.edge import Edge


@dataclass(frozen=True, slots=True)
class Gathered:
    """The labels, and what was asked and made again."""

    labels: Labels
    doubts: list[Doubt]
    flags: dict[int, int]
    questions: list[QuestionFacts]
    relabels: list[RelabelFacts]


async def gather_hotspots(edge: Edge, asked: Asked, progress: Progress) -> Gathered:
    """Read everything, a piece at a time."""
    labels = await gather_labels(edge, asked, progress)
    doubts: list[Doubt] = []
    after = 0
    for last in [*labels.sheet.ids[CHUNK - 1 :: CHUNK].tolist(), asked.until]:
        doubts += await edge.read(read_doubts, asked.project_id, after, last)
        after = last

    def rest(db: Session) -> Any:
        return (
            dict(count_flags_on_tasks(db, asked.project_id)),
            list_question_facts(db, asked.project_id),
            list_relabel_facts(db, asked.project_id),
        )

    return Gathered(labels, doubts, *await edge.read(rest))


def reckon_hotspots(gathered: Gathered, progress: Progress) -> tuple[dict[str, Any], None]:
    """Contested tasks, hot clauses, questions per thousand labels, and how long things take."""
    sheet, questions = gathered.labels.sheet, gathered.questions
    tasks = sort_contested(contested(sheet, gathered.doubts, gathered.flags))
    progress.share = 0.9
    opened = [each.opened for each in questions]
    return {
        "labels": len(sheet),
        "questions": len(questions),
        "tasks": tasks,
        "clauses": clause_heat(sheet, gathered.labels.citations, questions, gathered.relabels),
        "rates": questions_per_thousand(sheet, opened),
        "waits": waits(questions),
    }, None


HOTSPOTS = Recipe(
    gather_hotspots,
    reckon_hotspots,
    (
        *LABELS,
        *("flag.raised", "ruling.made", "ruling.withdrawn", "revision.withdrawn"),
        *("relabel.ended", "relabel.progressed"),
    ),
)
