"""What open questions and rulings in force are known by, and which of them resemble a text.

A shelf ranks; it decides nothing: whoever shows what it found asks the database once more whether
it still stands and who may see it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.domain.likeness import MOST_CHARACTERS, Bags, Collection, Places, bags_of
from app.domain.meanings import Meanings

# Below these nothing is offered. The ML team's words are few, and of another kind than a task's; of
# tasks, half the offers between 0.3 and 0.45 were wrong ones (tests/domain/test_likeness.py).
ENOUGH_BY_WORDS = 0.2
ENOUGH_BY_TASKS = 0.45
BY_THE_TASK = 0.6  # while asking, what one writes says more than the task it is about


@dataclass(frozen=True, slots=True)
class Subject:
    """A question or a ruling, by its row."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class Known:
    """A text that a subject is known by. `task_id`: whose text it is; None for what the ML team
    says. `whole`: the text that a quotation is from. `only_for`: the member who alone may be told
    of it, beside staff."""

    subject: Subject
    text: str
    task_id: int | None = None
    whole: str = ""
    only_for: int | None = None


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks. `task_id`: the task that they look from; what others asked about that very task
    is not told by it, except to staff."""

    member_id: int
    is_staff: bool
    task_id: int | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A subject that resembles what one has before one. `words`: those that stand in both."""

    subject: Subject
    score: float
    words: frozenset[str]


class Shelf:
    """The texts of one project's subjects as they stood at a place of its log."""

    def __init__(
        self,
        stood: tuple[str, int],
        texts: Iterable[Known],
        old: "Shelf | None" = None,
        meanings: Meanings | None = None,
    ) -> None:
        """`old`: an earlier one, whose texts need not be taken apart again; `meanings`: vectors of
        texts, as far as they are known."""
        self.meanings = meanings
        self.stood = stood
        self.texts = tuple(texts)
        bags = dict(zip((each.text for each in old.texts), old.bags, strict=True)) if old else {}
        for each in self.texts:
            if each.text not in bags:
                bags[each.text] = bags_of(each.text)
        self.bags: Sequence[Bags] = [bags[each.text] for each in self.texts]
        self.collection = Collection(self.bags)

    def moved(self, stood: tuple[str, int]) -> "Shelf":
        """The same, at a later place of the log."""
        self.stood = stood
        return self

    def like_task(self, looking: Looking, text: str) -> list[Ranked]:
        """What resembles a task, by all that the subjects are known by."""
        among = self._told(looking)
        if not looking.is_staff:
            among &= self._task_ids != (looking.task_id or 0)
        return self._rank(text, among)

    def like_question(self, subject: Subject) -> list[Ranked]:
        """What resembles a question, by any of the texts that it is known by: for staff."""
        others = np.array([each.subject != subject for each in self.texts], dtype=bool)
        found: dict[Subject, Ranked] = {}
        for text in [each.text for each in self.texts if each.subject == subject]:
            for each in self._rank(text, others):
                known = found.get(each.subject)
                if known is None or known.score < each.score:
                    found[each.subject] = each
        return sorted(found.values(), key=lambda each: -each.score)

    def like_words(self, looking: Looking, words: str) -> list[Ranked]:
        """What resembles a sentence, by the ML team's words alone: with words of their own choice
        nobody is to find out what stands in tasks that they may not read."""
        return self._rank(words, self._told(looking) & (self._task_ids == 0))

    def like_doubt(self, looking: Looking, text: str, words: str) -> list[Ranked]:
        """What resembles a doubt about a task: the sentence, and to a lesser degree the task."""
        if not words.strip():
            return self.like_task(looking, text)
        found = {each.subject: each for each in self.like_words(looking, words)}
        for each in self.like_task(looking, text):
            score = each.score * BY_THE_TASK
            known = found.get(each.subject)
            if known is None or known.score < score:
                found[each.subject] = Ranked(each.subject, score, each.words)
        return sorted(found.values(), key=lambda each: -each.score)

    def _rank(self, text: str, among: Places) -> list[Ranked]:
        bags = bags_of(text)
        beyond = None
        if self.meanings:
            found = self.meanings.near(text[:MOST_CHARACTERS], self.bodies)
            beyond = np.where(found > 0, ENOUGH_BY_TASKS + (1 - ENOUGH_BY_TASKS) * found, 0.0)
        near = self.collection.nearest(bags, among=among, groups=self._subjects, beyond=beyond)
        return [
            Ranked(self.texts[one.place].subject, one.score, bags.words & self._words(one.place))
            for one in near
            if one.score >= self._enough(one.place)
        ]

    def _enough(self, place: int) -> float:
        return ENOUGH_BY_WORDS if self.texts[place].task_id is None else ENOUGH_BY_TASKS

    def _words(self, place: int) -> frozenset[str]:
        known = self.texts[place]
        return bags_of(known.whole).words if known.whole else self.bags[place].words

    def _told(self, looking: Looking) -> Places:
        if looking.is_staff:
            return np.ones(len(self.texts), dtype=bool)
        told: Places = (self._only_for == 0) | (self._only_for == looking.member_id)
        return told

    @cached_property
    def bodies(self) -> list[str]:
        """The texts, as far as they are looked at."""
        return [each.text[:MOST_CHARACTERS] for each in self.texts]

    @cached_property
    def _task_ids(self) -> Places:
        return np.array([each.task_id or 0 for each in self.texts], dtype=np.int64)

    @cached_property
    def _only_for(self) -> Places:
        return np.array([each.only_for or 0 for each in self.texts], dtype=np.int64)

    @cached_property
    def _subjects(self) -> Places:
        places: dict[Subject, int] = {}
        each = [places.setdefault(known.subject, len(places)) for known in self.texts]
        return np.array(each, dtype=np.int64)
