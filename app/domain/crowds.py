"""A crowd looked at as a whole: how well each person does, and three ways to put votes together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from app.domain import spam
from app.domain.competences import Competence, Corrected, competence, corrected, expected_accuracies
from app.domain.dawid_skene import Fit, dawid_skene
from app.domain.mace import Mace, mace
from app.domain.sheets import Sheet
from app.domain.suspicions import signs_of
from app.domain.votes import Votes
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Numbers = NDArray[np.float64]
else:
    np = Later("numpy")

MOST_ANSWERS = 200
SEED = 7


@dataclass(frozen=True)
class Texts:
    """What is known beside the votes: characters of tasks, and what people wrote, by their ids."""

    lengths: Mapping[int, int] = field(default_factory=dict)
    remarks: Mapping[int, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """A person as the labels show them. `found` is by what others take for true, beyond chance;
    `expected` the share right by Dawid and Skene; `known` the share that MACE takes for known and
    not guessed; `gold` the Beta posterior of the trusted answers hit, None without any."""

    person: int
    labels: int
    found: Corrected
    expected: float
    known: float
    gold: Competence | None
    seconds: float | None
    signs: tuple[spam.Sign, ...]

    @property
    def is_suspect(self) -> bool:
        """Whether there is evidence that they guess."""
        return spam.is_suspect(self.signs)


@dataclass(frozen=True)
class Method:
    """A way to put votes together. `decided` of the tasks have an answer; `alike`: the share of
    those that the majority decides with which it agrees; `right` of `judged` tasks with a trusted
    answer, where of tied answers each counts its part."""

    name: str
    decided: int
    tied: int
    alike: float | None
    right: float
    judged: int


@dataclass(frozen=True)
class Crowd:
    """Votes with their fits. `tasks` and `people` are ids by place; `known` the trusted answer of
    each task as a place, -1 where there is none."""

    votes: Votes
    tasks: Places
    people: Places
    known: Places
    fit: Fit
    mace: Mace


def votes_of(sheet: Sheet) -> tuple[Votes, Places, Places]:
    """A sheet as votes, with the ids of tasks and people by place."""
    tasks, at_task = np.unique(sheet.tasks, return_inverse=True)
    people, at_person = np.unique(sheet.people, return_inverse=True)
    shape = len(tasks), len(people), len(sheet.values)
    return Votes(at_task, at_person, sheet.answers, shape), tasks, people


def crowd_of(sheet: Sheet, golds: Mapping[int, str]) -> Crowd:
    """Fit the labels of a sheet: one of each name and task, in the order of their making; who has
    two names is one person, and may have judged a task twice."""
    votes, tasks, people = votes_of(sheet)
    place = {value: at for at, value in enumerate(sheet.values)}
    known = np.array([place.get(golds.get(int(task), ""), -1) for task in tasks], dtype=np.int64)
    return Crowd(votes, tasks, people, known, dawid_skene(votes), mace(votes, seed=SEED))


def judge(
    crowd: Crowd, sheet: Sheet, texts: Texts, answers: Iterable[tuple[int, str, str]] = ()
) -> list[Judged]:
    """Everybody in the crowd, by id; labels spared by an open question say nothing of anybody.
    `answers` to gold: (person, answer, trusted answer), those asked beyond the overlap as well."""
    kept = ~sheet.spared
    votes, chosen = crowd.votes.where(kept), sheet.only(kept)
    signs = signs_of(votes, fit=crowd.fit)
    found, expected = corrected(votes, crowd.fit), expected_accuracies(crowd.fit)
    golds = hold_against_gold(answers)
    labels = np.bincount(votes.people, minlength=votes.shape[1])
    more = _signs_of_time(votes, chosen, texts)
    typical = {each: _median(more, each) for each in ("burst", "texts")}
    judged = []
    for at, person in enumerate(crowd.people):
        rows = more[at]
        hits, missed = golds.get(int(person), (None, None))
        told = [
            *signs[at],
            missed,
            spam.too_fast(rows["seconds"].tolist(), rows["lengths"].tolist()),
            spam.burst(rows["moments"].tolist(), typical["burst"]),
            spam.repeated_texts(texts.remarks.get(int(person), ()), typical["texts"]),
        ]
        judged.append(
            Judged(
                int(person),
                int(labels[at]),
                found[at],
                float(expected[at]),
                float(crowd.mace.competence[at]),
                hits,
                float(np.median(rows["seconds"])) if len(rows["seconds"]) else None,
                tuple(sign for sign in told if sign is not None),
            )
        )
    return judged


def compare_methods(crowd: Crowd, left_out: Sequence[int] = ()) -> list[Method]:
    """Majority, Dawid and Skene's and MACE's answers, against one another and against trusted
    ones. `left_out`: ids of people whose votes do not count; then the majority alone."""
    votes = crowd.votes
    if left_out:
        votes = votes.where(~np.isin(crowd.people[votes.people], np.array(left_out)))
    counts = votes.counts()
    lead = counts.max(axis=1)
    leaders = counts == lead[:, None]
    many = leaders.sum(axis=1)
    best = np.where((many == 1) & (lead > 0), counts.argmax(axis=1), -1)
    judged = np.flatnonzero((crowd.known >= 0) & (lead > 0))
    truth = crowd.known[judged]
    right = float((leaders[judged, truth] / many[judged]).sum())
    tied = int(((many > 1) & (lead > 0)).sum())
    found = [Method("majority", int((best >= 0).sum()), tied, None, right, len(judged))]
    if left_out:
        return found
    decided = np.flatnonzero(best >= 0)
    for name, answers in (("dawid_skene", crowd.fit.best), ("mace", crowd.mace.best)):
        alike = float(np.mean(answers[decided] == best[decided])) if len(decided) else None
        hit = float((answers[judged] == truth).sum())
        found.append(Method(name, int((lead > 0).sum()), 0, alike, hit, len(judged)))
    return found


def competences_of(sheet: Sheet) -> dict[int, Corrected]:
    """By person what others take for true of some labels, such as those made under a version."""
    votes, _, people = votes_of(sheet)
    found = corrected(votes, dawid_skene(votes))
    return {int(person): one for person, one in zip(people, found, strict=True)}


def hold_against_gold(
    answers: Iterable[tuple[int, str, str]],
) -> dict[int, tuple[Competence, spam.Sign | None]]:
    """By person the posterior of the trusted answers hit, and whether that is no better than the
    same answers in any other order would be."""
    given: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for person, answer, trusted in answers:
        given[person].append((answer, trusted))
    found = {}
    for person, pairs in given.items():
        right = sum(answer == trusted for answer, trusted in pairs)
        said, true = Counter(one for one, _ in pairs), Counter(one for _, one in pairs)
        chance = sum(many * true[value] for value, many in said.items()) / len(pairs) ** 2
        wrong = len(pairs) - right
        found[person] = competence(right, wrong), spam.gold(right, wrong, chance)
    return found


def _signs_of_time(votes: Votes, sheet: Sheet, texts: Texts) -> list[dict[str, Numbers]]:
    """Per person when their labels were made, and how long those took that were timed, with the
    characters of their tasks. What was imported says neither."""
    order = np.argsort(votes.people, kind="stable")
    ends = np.searchsorted(votes.people[order], np.arange(votes.shape[1] + 1))
    lengths = np.array([texts.lengths.get(int(task), 0) for task in sheet.tasks])
    found = []
    for first, last in pairwise(ends):
        rows = order[first:last]
        made = rows[~sheet.imported[rows]]
        timed = rows[~np.isnan(sheet.seconds[rows])]
        found.append(
            {
                "moments": sheet.at[made],
                "seconds": sheet.seconds[timed],
                "lengths": lengths[timed],
            }
        )
    return found


def _median(more: list[dict[str, Numbers]], name: str) -> float | None:
    """The crowd's usual burst; of texts nothing is known beforehand."""
    if name != "burst":
        return None
    figures = [sign.figure for rows in more if (sign := spam.burst(rows["moments"].tolist()))]
    return float(np.median(figures)) if figures else None
