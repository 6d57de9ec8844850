"""The answer that each method gives each task, in few bytes: a million tasks are some megabytes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.crowds import Crowd
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = Later("numpy")

METHODS = ("dawid_skene", "mace")


@dataclass(frozen=True)
class Aggregates:
    """By task id, in order: per method the likeliest answer, as a place in `values`, and how likely
    it is."""

    tasks: NDArray[np.int64]
    values: tuple[str, ...]
    answers: dict[str, NDArray[np.int16]]
    probabilities: dict[str, NDArray[np.float32]]

    def of(self, task_ids: Iterable[int]) -> dict[int, dict[str, tuple[str, float]]]:
        """By task and method the answer with its probability; nothing for unknown tasks."""
        found = {}
        for task_id in task_ids:
            at = int(np.searchsorted(self.tasks, task_id))
            if at < len(self.tasks) and self.tasks[at] == task_id:
                found[task_id] = {
                    name: (
                        self.values[self.answers[name][at]],
                        float(self.probabilities[name][at]),
                    )
                    for name in METHODS
                }
        return found


def pack(crowd: Crowd, values: Sequence[str]) -> bytes:
    """What `unpack` reads back."""
    made = io.BytesIO()
    columns = {}
    for name, posteriors in zip(
        METHODS, (crowd.fit.posteriors, crowd.mace.posteriors), strict=True
    ):
        columns[name] = posteriors.argmax(axis=1).astype(np.int16)
        columns[f"{name}_probability"] = posteriors.max(axis=1).astype(np.float32)
    np.savez_compressed(made, tasks=crowd.tasks, values=np.array(values, dtype=np.str_), **columns)
    return made.getvalue()


def unpack(blob: bytes) -> Aggregates:
    """What was packed."""
    with np.load(io.BytesIO(blob), allow_pickle=False) as found:
        return Aggregates(
            found["tasks"],
            tuple(str(value) for value in found["values"]),
            {name: found[name] for name in METHODS},
            {name: found[f"{name}_probability"] for name in METHODS},
        )
