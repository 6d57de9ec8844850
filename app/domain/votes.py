"""Votes: who gave which answer on which task, as places in lists, ready for arithmetic."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
else:
    np = Later("numpy")

Task = TypeVar("Task", bound=Hashable)
Person = TypeVar("Person", bound=Hashable)
Answer = TypeVar("Answer", bound=Hashable)
Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True)
class Votes:
    """One row per label: person `people[i]` gave the answer `answers[i]` on task `tasks[i]`.

    The three arrays are equally long and hold places; `shape` is (tasks, people, answers), which
    may count some that no label names. A person may stand several times at one task where they
    truly answered it several times independently; `of` keeps one.
    """

    tasks: Places
    people: Places
    answers: Places
    shape: tuple[int, int, int]

    @classmethod
    def of(
        cls, rows: Iterable[tuple[Task, Person, Answer]], *, answers: Iterable[Answer] = ()
    ) -> tuple[Votes, list[Task], list[Person], list[Answer]]:
        """From (task, person, answer), and what stands at each place. Of several labels of one
        person on one task the last one counts. `answers` stand first, given or not; all others
        follow in the order in which they come."""
        tasks: dict[Task, int] = {}
        people: dict[Person, int] = {}
        listed: dict[Answer, int] = {}
        for answer in answers:
            _place(listed, answer)
        last = {
            (_place(tasks, task), _place(people, person)): _place(listed, answer)
            for task, person, answer in rows
        }
        places = np.fromiter((at for pair in last for at in pair), np.int64).reshape(-1, 2)
        given = np.fromiter(last.values(), np.int64, len(last))
        shape = len(tasks), len(people), len(listed)
        votes = cls(places[:, 0].copy(), places[:, 1].copy(), given, shape)
        return votes, list(tasks), list(people), list(listed)

    def __len__(self) -> int:
        return len(self.tasks)

    def where(self, kept: NDArray[np.bool_] | Places) -> Votes:
        """Some of the labels, by a truth for each or by their places; all places mean what they
        meant."""
        return Votes(self.tasks[kept], self.people[kept], self.answers[kept], self.shape)

    def counts(self) -> Places:
        """How often each task was given each answer: tasks x answers."""
        return _table(self.tasks, self.answers, (self.shape[0], self.shape[2]))

    def counts_by_person(self) -> Places:
        """How often each person gave each answer: people x answers."""
        return _table(self.people, self.answers, (self.shape[1], self.shape[2]))


def _place(places: dict[Name, int], name: Name) -> int:
    return places.setdefault(name, len(places))


def _table(rows: Places, columns: Places, shape: tuple[int, int]) -> Places:
    cells = np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1])
    return cells.reshape(shape)
