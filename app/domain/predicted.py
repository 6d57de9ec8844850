"""A model's predictions as columns, one row a task: what it is held against people by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.schemas import AnswerSchema
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Chances = NDArray[np.float32]
else:
    np = Later("numpy")

Line = tuple[int, str, float | None, Mapping[str, float] | None]


@dataclass(frozen=True)
class Predicted:
    """Equally long columns, by task in order. `answers` are places in `values`; `confidences` NaN
    where the model gave none. `probabilities` (tasks x offered) are of the `offered` answers, a row
    of NaN where the model gave none."""

    tasks: Ints
    answers: Ints
    confidences: Floats
    probabilities: Chances
    values: tuple[str, ...]
    offered: tuple[str, ...]


@dataclass
class PredictedMaker:
    """Collects predictions in pieces, as they are read: by task in order."""

    schema: AnswerSchema
    _codes: dict[str, int] = field(default_factory=dict)
    _pieces: list[tuple[Ints, Ints, Floats, Chances]] = field(default_factory=list)

    @property
    def offered(self) -> tuple[str, ...]:
        """The answers that have a probability: none where more than one can be chosen at once."""
        if self.schema.kind in ("choices", "spans", "text"):
            return ()
        return tuple(option.value for option in self.schema.offered)

    def add(self, lines: Iterable[Line]) -> None:
        """The next ones: task, value, confidence, probabilities by value."""
        rows, codes, offered = list(lines), self._codes, self.offered
        tasks = np.array([row[0] for row in rows], dtype=np.int64)
        answers = np.array([codes.setdefault(row[1], len(codes)) for row in rows], dtype=np.int64)
        sure = [np.nan if row[2] is None else row[2] for row in rows]
        chances = np.full((len(rows), len(offered)), np.nan, dtype=np.float32)
        for at, row in enumerate(rows):
            if row[3]:
                chances[at] = [row[3].get(value, 0.0) for value in offered]
        self._pieces.append((tasks, answers, np.array(sure, dtype=np.float64), chances))

    def predicted(self) -> Predicted:
        """All that was added."""
        if not self._pieces:
            self.add([])
        tasks, answers, sure, chances = (
            np.concatenate(column) for column in zip(*self._pieces, strict=True)
        )
        return Predicted(tasks, answers, sure, chances, tuple(self._codes), self.offered)
