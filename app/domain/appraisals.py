"""A model's predictions held against what people decided: where they part, and who may be wrong.

The people's answer of a task is what was adjudicated, or else the answer that most of its current
labels give; a tie has none. Tasks with an open question are left out: they are being looked at.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from app.domain.confident import confident
from app.domain.intervals import wilson
from app.domain.kappa import cohen_kappa_from_table
from app.domain.predicted import Predicted
from app.domain.reliabilities import calibration
from app.domain.sheets import Sheet
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
else:
    np = Later("numpy")

MOST_SHOWN = 12  # answers in a table of what was taken for what


@dataclass(frozen=True)
class Consensus:
    """The people's answers, by task in order, as places in `values`. `votes`: how many of the
    task's `labels` say so. `tied` tasks have none."""

    tasks: Ints
    answers: Ints
    votes: Ints
    labels: Ints
    values: tuple[str, ...]
    tied: Ints


@dataclass(frozen=True)
class Disagreements:
    """Tasks on which model and people part, equally long columns: first the `suspects`, of which
    the label is likelier wrong than the model, the likeliest first; then the rest, the surest
    prediction first. `given` (by people) and `suggested` are places in `values`, which holds no
    others; `margin` is by how much more probable the suggested answer is, NaN without
    probabilities."""

    tasks: Ints
    given: Ints
    suggested: Ints
    votes: Ints
    labels: Ints
    confidences: Floats
    margins: Floats
    suspects: int
    values: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.tasks)

    def to_bytes(self) -> bytes:
        """As a figure keeps it."""
        held = io.BytesIO()
        columns = {name: getattr(self, name) for name in COLUMNS}
        values = np.frombuffer(json.dumps(self.values).encode(), dtype=np.uint8)
        np.savez_compressed(held, **columns, suspects=self.suspects, values=values)
        return held.getvalue()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Disagreements:
        """What `to_bytes` made."""
        with np.load(io.BytesIO(raw), allow_pickle=False) as held:
            columns = {name: held[name] for name in COLUMNS}
            values = tuple(json.loads(held["values"].tobytes()))
            return cls(**columns, suspects=int(held["suspects"]), values=values)


SHAPE = 2  # of the figure
COLUMNS = ("tasks", "given", "suggested", "votes", "labels", "confidences", "margins")


def consensus_of(sheet: Sheet, adjudicated: Mapping[int, str]) -> Consensus:
    """The people's answers, from all labels and what was adjudicated. An adjudicated task that
    nobody has labeled is none."""
    counting = sheet.counting()
    counting = counting.only(~counting.asked)
    codes = {value: at for at, value in enumerate(sheet.values)}
    for value in adjudicated.values():
        codes.setdefault(value, len(codes))
    if not len(counting):
        empty = np.zeros(0, dtype=np.int64)
        return Consensus(empty, empty, empty, empty, tuple(codes), empty)
    width = len(codes)
    cells, votes = np.unique(counting.tasks * width + counting.answers, return_counts=True)
    tasks, answers = np.divmod(cells, width)
    names, starts, sizes = np.unique(tasks, return_index=True, return_counts=True)
    row = np.repeat(np.arange(len(names)), sizes)
    leads = votes == np.maximum.reduceat(votes, starts)[row]
    answer = np.full(len(names), -1, dtype=np.int64)
    answer[row[leads]] = answers[leads]
    answer[np.bincount(row, leads) > 1] = -1
    for task, value in adjudicated.items():
        at = int(np.searchsorted(names, task))
        if at < len(names) and names[at] == task:
            answer[at] = codes[value]
    for_it = np.zeros(len(names), dtype=np.int64)
    own = answers == answer[row]
    for_it[row[own]] = votes[own]
    kept = answer >= 0
    labels = np.add.reduceat(votes, starts)
    said = names[kept], answer[kept], for_it[kept], labels[kept]
    return Consensus(*said, tuple(codes), names[~kept])


def appraise(predicted: Predicted, consensus: Consensus) -> tuple[dict[str, Any], Disagreements]:
    """What is shown of a model, and where it parts from people."""
    tasks, ours, theirs = np.intersect1d(
        predicted.tasks, consensus.tasks, assume_unique=True, return_indices=True
    )
    values = tuple(dict.fromkeys((*consensus.values, *predicted.values)))
    place = {value: at for at, value in enumerate(values)}
    renamed = np.array([place[value] for value in predicted.values], dtype=np.int64)
    suggested = renamed[predicted.answers[ours]] if len(ours) else np.zeros(0, dtype=np.int64)
    given = consensus.answers[theirs]
    agreed = int((suggested == given).sum())
    low, high = wilson(agreed, len(tasks))
    data: dict[str, Any] = {
        "predictions": len(predicted.tasks),
        "compared": len(tasks),
        "ties": int(np.isin(consensus.tied, predicted.tasks).sum()),
        "agreed": agreed,
        "low": low,
        "high": high,
        **_tables(given, suggested, values),
        "calibration": _calibration(predicted.confidences[ours], suggested == given),
    }
    found = _disagreements(predicted, consensus, (tasks, ours, theirs), (given, suggested, values))
    data |= {"disagreements": len(found[0]), "suspects": found[0].suspects, "wrong": found[1]}
    return data, found[0]


def _tables(given: Ints, suggested: Ints, values: tuple[str, ...]) -> dict[str, Any]:
    """Kappa, and what was taken for what, of the answers that people gave most."""
    width = max(1, len(values))
    if width > 1000:  # free text: every answer is another one
        return {"kappa": None, "values": [], "counts": [], "left": 0}
    table = np.bincount(given * width + suggested, minlength=width * width).reshape(width, width)
    often = table.sum(axis=0) + table.sum(axis=1)
    shown = [int(at) for at in np.argsort(-often, kind="stable")[:MOST_SHOWN] if often[at]]
    return {
        "kappa": cohen_kappa_from_table(table),
        "values": [values[at] for at in shown],
        "counts": [[int(cell) for cell in row] for row in table[np.ix_(shown, shown)]],
        "left": int(np.count_nonzero(often)) - len(shown),
    }


def _calibration(confidences: Floats, right: NDArray[np.bool_]) -> dict[str, Any] | None:
    known = np.isfinite(confidences)
    if not known.any():
        return None
    return asdict(calibration(confidences[known], right[known]))


def _disagreements(
    predicted: Predicted,
    consensus: Consensus,
    places: tuple[Ints, Ints, Ints],
    answers: tuple[Ints, Ints, tuple[str, ...]],
) -> tuple[Disagreements, float | None]:
    """Where they part, and how many labels are wrong as estimated; None without probabilities."""
    (tasks, ours, theirs), (given, suggested, values) = places, answers
    suspects, wrong = _suspects(predicted, ours, given, values)
    margins = np.full(len(tasks), np.nan)
    chosen = suggested.copy()
    for at, (other, margin) in suspects.items():
        chosen[at], margins[at] = other, margin
    first = np.fromiter(suspects, dtype=np.int64, count=len(suspects))
    rest = np.setdiff1d(np.flatnonzero(suggested != given), first)
    sure = np.nan_to_num(predicted.confidences[ours[rest]], nan=-1.0)
    order = np.concatenate([first, rest[np.argsort(-sure, kind="stable")]])
    used, named = np.unique(np.stack([given[order], chosen[order]]), return_inverse=True)
    return (
        Disagreements(
            tasks=tasks[order],
            given=named[0],
            suggested=named[1],
            votes=consensus.votes[theirs[order]],
            labels=consensus.labels[theirs[order]],
            confidences=predicted.confidences[ours[order]],
            margins=margins[order],
            suspects=len(first),
            values=tuple(values[at] for at in used),
        ),
        wrong,
    )


def _suspects(
    predicted: Predicted, ours: Ints, given: Ints, values: tuple[str, ...]
) -> tuple[dict[int, tuple[int, float]], float | None]:
    """Confident learning over the tasks with probabilities and an answer that is offered: by place
    (suggested, margin), likeliest first."""
    column = np.full(len(values), -1, dtype=np.int64)
    offered = {value: at for at, value in enumerate(predicted.offered)}
    for at, value in enumerate(values):
        column[at] = offered.get(value, -1)
    probabilities = predicted.probabilities[ours].astype(np.float64)
    if not probabilities.size:
        return {}, None
    usable = np.flatnonzero(np.isfinite(probabilities).all(axis=1) & (column[given] >= 0))
    if not len(usable):
        return {}, None
    found = confident(column[given[usable]], probabilities[usable])
    back = {value: at for at, value in enumerate(values)}
    named = [back.get(value, -1) for value in predicted.offered]
    return (
        {int(usable[each.task]): (named[each.suggested], each.margin) for each in found.candidates},
        found.wrong,
    )
