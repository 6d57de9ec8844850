"""A project's labels as columns, one row a label: what its figures are reckoned from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Truths = NDArray[np.bool_]
else:
    np = Later("numpy")


class SheetRow(NamedTuple):
    """A label as it is read: database ids (`revision` 0: none), its value, the seconds it took
    (None: not timed), when it was made, and what it says of itself."""

    id: int
    task: int
    person: int
    value: str
    revision: int
    seconds: float | None
    at: float
    informed: bool
    imported: bool
    spared: bool
    beyond: bool = False


@dataclass(frozen=True)
class Sheet:
    """Equally long columns in the order of the labels. `answers` are places in `values`; `at` is in
    seconds since 1970; `seconds` is NaN where nobody timed. `asked`: a question about the task is
    open. `spared`: made under an open question, or with one open now: they are for nobody and
    against nobody. `beyond`: asked for beyond the overlap, as gold, and none of the task's labels.
    """

    ids: Ints
    tasks: Ints
    people: Ints
    answers: Ints
    revisions: Ints
    seconds: Floats
    at: Floats
    informed: Truths
    imported: Truths
    spared: Truths
    beyond: Truths
    asked: Truths
    values: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def only(self, rows: Truths | Ints) -> Sheet:
        """The sheet of some of its rows."""
        chosen = {
            each.name: getattr(self, each.name)[rows]
            for each in fields(self)
            if each.name != "values"
        }
        return replace(self, **chosen)

    def as_people(self, same: Mapping[int, int]) -> Sheet:
        """The sheet with what a person said under a second name put under their first: `same` tells
        whose a name is."""
        if not same:
            return self
        names, persons = np.array(sorted(same.items()), dtype=np.int64).T
        place = np.minimum(np.searchsorted(names, self.people), len(names) - 1)
        return replace(
            self, people=np.where(names[place] == self.people, persons[place], self.people)
        )

    def counting(self) -> Sheet:
        """Of each person on each task the newest label: what counts for the data."""
        if not len(self):
            return self
        order = np.lexsort((self.ids, self.people, self.tasks))
        tasks, people = self.tasks[order], self.people[order]
        last = np.ones(len(order), dtype=bool)
        last[:-1] = (tasks[1:] != tasks[:-1]) | (people[1:] != people[:-1])
        last &= ~self.beyond[order]
        return self.only(np.sort(order[last]))

    def recoded(self, value_of: Callable[[str], str | None]) -> Sheet:
        """The sheet with each answer read as another value, without those that are read as none:
        what was said in one dimension of several."""
        read = [value_of(value) for value in self.values]
        codes: dict[str, int] = {}
        places = [-1 if each is None else codes.setdefault(each, len(codes)) for each in read]
        answers = np.array(places, dtype=np.int64)[self.answers]
        kept = answers >= 0
        return replace(self.only(kept), answers=answers[kept], values=tuple(codes))

    def sparing(self, tasks: Iterable[int]) -> Sheet:
        """The sheet with the labels of these tasks spared, too: a question about each is open."""
        asked = np.isin(self.tasks, np.fromiter(tasks, dtype=np.int64))
        return replace(self, spared=self.spared | asked, asked=asked)

    def independent(self) -> Sheet:
        """Of each person on each task the newest label given without having seen others': what
        agreement is measured on."""
        return self.only(~self.informed).counting()


@dataclass
class SheetMaker:
    """Collects rows in pieces, as they are read."""

    _codes: dict[str, int] = field(default_factory=dict)
    _pieces: list[tuple[Ints, Floats, Truths]] = field(default_factory=list)

    def add(self, rows: Sequence[SheetRow]) -> None:
        """The next rows, in the order of their ids."""
        if not rows:
            return
        columns = list(zip(*rows, strict=True))
        codes, said = self._codes, columns[3]
        columns[3] = tuple(codes.setdefault(value, len(codes)) for value in said)
        whole = np.array(columns[:5], dtype=np.int64).T
        times = np.array(columns[5:7], dtype=np.float64).T  # None becomes NaN
        self._pieces.append((whole, times, np.array(columns[7:], dtype=bool).T))

    def sheet(self) -> Sheet:
        """All that was added."""
        whole = _stack([each[0] for each in self._pieces], 5, np.int64)
        times = _stack([each[1] for each in self._pieces], 2, np.float64)
        marks = _stack([each[2] for each in self._pieces], 4, np.bool_)
        ids, tasks, people, answers, revisions = whole.T
        seconds, at = times.T
        informed, imported, spared, beyond = marks.T
        asked = np.zeros(len(ids), dtype=bool)
        return Sheet(
            ids, tasks, people, answers, revisions, seconds, at,
            informed, imported, spared, beyond, asked, tuple(self._codes),
        )  # fmt: skip


def sheet_of(rows: Iterable[SheetRow]) -> Sheet:
    """A sheet from all its rows at once."""
    maker = SheetMaker()
    maker.add(list(rows))
    return maker.sheet()


def _stack(pieces: list[Any], width: int, kind: type) -> Any:
    return np.concatenate(pieces) if pieces else np.empty((0, width), dtype=kind)
