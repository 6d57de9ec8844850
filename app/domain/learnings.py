"""What our own text model predicts of a project's tasks, having learned from its labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import sleep
from typing import TYPE_CHECKING

from app.domain.appraisals import consensus_of
from app.domain.learners import predict
from app.domain.likeness import Collection, bags_of
from app.domain.predicted import Predicted
from app.domain.schemas import AnswerSchema
from app.domain.sheets import Sheet
from app.languages import mark
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
else:
    np = Later("numpy")

MOST_TEXTS = 10_000  # labeled tasks, drawn at random, that are learned from and predicted
# what it is called, and the version that learns from all of them
OWN, ALL = mark("Own text model"), mark("all labels")
READING = 0.3  # of the work is turning texts into n-grams


@dataclass(frozen=True)
class Texts:
    """Tasks and their texts, in order; and from the labels under which revision is learned, from
    all that count where that is None."""

    tasks: Ints
    bodies: list[str]
    revision: int | None


def choose_tasks(sheet: Sheet) -> Ints:
    """The labeled tasks, in order; of very many so many as can be learned from."""
    tasks = np.unique(sheet.tasks)
    drawn = np.random.default_rng(0).permutation(len(tasks))[:MOST_TEXTS]
    return tasks[np.sort(drawn)]


def predict_by_texts(
    texts: Texts,
    sheet: Sheet,
    adjudicated: Mapping[int, str],
    schema: AnswerSchema,
    tell: Callable[[float], None],
) -> Predicted:
    """Every task by a model that has not seen its label. What was adjudicated is learned with all
    labels, and not with those of a version, which it may not have been decided under."""
    offered = tuple(option.value for option in schema.offered)
    answers = _known(texts, sheet, adjudicated, offered)
    if not len(texts.tasks) or len(np.unique(answers[answers >= 0])) < 2:
        return _nothing(offered)  # nothing can be told apart
    bags = []
    for at, body in enumerate(texts.bodies):
        bags.append(bags_of(body))
        sleep(0)  # whoever waits for the interpreter goes first
        if at % 500 == 0:
            tell(READING * at / len(texts.bodies))
    table = Collection(bags).table
    chances = predict(
        table, answers, len(offered), tell=lambda share: tell(READING + (1 - READING) * share)
    )
    best = chances.argmax(axis=1)
    return Predicted(
        tasks=texts.tasks,
        answers=best,
        confidences=chances[np.arange(len(best)), best],
        probabilities=chances.astype(np.float32),
        values=offered,
        offered=offered,
    )


def _known(
    texts: Texts, sheet: Sheet, adjudicated: Mapping[int, str], offered: Sequence[str]
) -> Ints:
    """The answer that is learned of each task, as a place among those offered; -1 for none."""
    if texts.revision is None:
        consensus = consensus_of(sheet, adjudicated)
    else:
        consensus = consensus_of(sheet.only(sheet.revisions == texts.revision), {})
    places = {value: at for at, value in enumerate(offered)}
    said = np.array([places.get(value, -1) for value in consensus.values], dtype=np.int64)
    answers = np.full(len(texts.tasks), -1, dtype=np.int64)
    _, ours, theirs = np.intersect1d(
        texts.tasks, consensus.tasks, assume_unique=True, return_indices=True
    )
    if len(theirs):
        answers[ours] = said[consensus.answers[theirs]]
    return answers


def _nothing(offered: tuple[str, ...]) -> Predicted:
    none = np.zeros(0, dtype=np.int64)
    chances = np.zeros((0, len(offered)), dtype=np.float32)
    return Predicted(none, none, np.zeros(0), chances, offered, offered)
