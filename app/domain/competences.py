"""How far to trust a person's answers: shares with what is not known about them.

Against known answers a person's share right is a Beta posterior: before the first answer
`PRIOR` (as if they had been right once and wrong once, so that every share is equally likely),
then counted up. Nothing is decided on the mean: a person is taken to be good when even the lower
bound is, and to be bad when even the upper one is; between the two nobody knows yet.

Without known answers a person is held against what the others say, the person's own label left out
(of the answer's probability; the fit itself has seen it), and corrected for what guessing would
have given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.domain.intervals import wilson_of_share
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy import special

    from app.domain.dawid_skene import Fit
    from app.domain.votes import Places, Votes

    Numbers = NDArray[np.float64]
else:
    np = Later("numpy")
    special = Later("scipy.special")

PRIOR = (1.0, 1.0)  # right and wrong, before the first answer
LEAST_ROOM = 0.02  # between chance and the truth: with less, others say nothing of a person
BLOCK = 2_000_000  # cells of labels x answers at once: 16 MB
Standing = Literal["above", "below", "open"]


@dataclass(frozen=True)
class Competence:
    """A share right, 0 to 1: its mean and its bounds, from `right` and `wrong` answers."""

    right: float
    wrong: float
    mean: float
    low: float
    high: float

    def against(self, bar: float) -> Standing:
        """On which side of a bar the whole interval lies: "open" while the bar is inside it."""
        if self.low >= bar:
            return "above"
        return "below" if self.high < bar else "open"


def competence(
    right: float, wrong: float, *, prior: tuple[float, float] = PRIOR, level: float = 0.95
) -> Competence:
    """The Beta posterior of a share right and its equal-tailed interval."""
    if right < 0 or wrong < 0:
        raise ValueError("nobody is right or wrong less than never")
    a, b = right + prior[0], wrong + prior[1]
    tail = (1 - level) / 2
    low, high = special.betaincinv(a, b, [tail, 1 - tail])
    return Competence(right, wrong, a / (a + b), float(low), float(high))


def expected_accuracies(fit: Fit) -> Numbers:
    """Per person the share of tasks that they would answer right, by their confusion matrix and
    the prevalence of the answers. Who always gives the commonest answer has its prevalence."""
    diagonals = np.diagonal(fit.confusions, axis1=1, axis2=2)
    accuracies: Numbers = (diagonals @ fit.prevalence)[fit.matrix_of]
    return accuracies


def spammer_scores(fit: Fit) -> Numbers:
    """Per person how much the answer depends on the truth: 0 where all rows of the confusion
    matrix are the same (guesses, or one answer always), 1 where the answer tells the truth, even
    by always naming another one (Raykar and Yu, 2012, "Eliminating Spammers and Ranking Annotators
    for Crowdsourced Labeling Tasks": the mean squared distance of two rows, over 2). 0 where there
    is but one answer."""
    answers = len(fit.prevalence)
    if answers < 2:
        return np.zeros(len(fit.matrix_of))
    lengths = (fit.confusions**2).sum(axis=(1, 2))
    sums = (fit.confusions.sum(axis=1) ** 2).sum(axis=1)
    scores: Numbers = (answers * lengths - sums) / (answers * (answers - 1))
    return np.maximum(scores, 0.0)[fit.matrix_of]


@dataclass(frozen=True)
class Corrected:
    """How far a person's answers are those that the others take for true, beyond chance.

    `labels` on tasks that others judged too; `share` of them that is right by the others, in
    expectation: `by_chance` is what the same answers would reach in any other order, and `at_most`
    what the truth itself would, for the others are not certain. `value` is where the share lies
    between the two: 0 for who guesses or always gives one answer, 1 for who is always right, below
    0 for who says the opposite (Cohen's kappa, where the others are certain). `low` and `high` are
    its 95 % bounds (Wilson's, of the share). None where the others say too little to tell.
    """

    labels: int
    share: float
    by_chance: float
    at_most: float
    value: float | None
    low: float | None
    high: float | None


def corrected(votes: Votes, fit: Fit) -> list[Corrected]:
    """Per person, from a fit of the same votes."""
    people, answers = votes.shape[1:]
    together, starts = _judged_by_others(votes)
    right, most = np.zeros(people), np.zeros(people)
    truths = np.zeros((people, answers))
    size = max(1, BLOCK // max(1, answers))
    edges = np.append(starts, len(together))
    for at in range(0, len(starts), size):
        own = edges[at : at + size + 1]
        block = slice(int(own[0]), int(own[-1]))
        who, given = together.people[block], together.answers[block]
        likely = _by_others(fit, together.tasks[block], who, given, own[:-1] - own[0])
        right += np.bincount(who, likely[np.arange(len(who)), given], minlength=people)
        most += np.bincount(who, (likely**2).sum(axis=1), minlength=people)
        for answer in range(answers):
            truths[:, answer] += np.bincount(who, likely[:, answer], minlength=people)
    counts = together.counts_by_person()
    labels = counts.sum(axis=1)
    chance = (truths * counts).sum(axis=1) / np.maximum(labels, 1)
    sums = np.stack([right, chance, most], axis=1) / np.maximum(labels, 1)[:, None]
    return [
        _corrected(int(n), *(float(each) for each in shares))
        for n, shares in zip(labels, sums, strict=True)
    ]


def _judged_by_others(votes: Votes) -> tuple[Votes, Places]:
    """The labels of tasks that two people and more judged, by task and person, and where those of
    each person on each task begin: somebody may have judged a task more than once."""
    order = np.lexsort((votes.people, votes.tasks))
    starts = _starts(votes.tasks[order], votes.people[order])
    judges = np.bincount(votes.tasks[order][starts], minlength=votes.shape[0])
    together = votes.where(order[judges[votes.tasks[order]] > 1])
    return together, np.flatnonzero(_starts(together.tasks, together.people))


def _starts(tasks: Places, people: Places) -> NDArray[np.bool_]:
    begins = np.ones(len(tasks), dtype=bool)
    begins[1:] = (tasks[1:] != tasks[:-1]) | (people[1:] != people[:-1])
    return begins


def _by_others(fit: Fit, tasks: Places, people: Places, given: Places, starts: Places) -> Numbers:
    """Per label the probability of each answer, without what its person said of the task: labels x
    answers. The labels of one person on one task stand together, from each of `starts` on."""
    said: Numbers = fit.confusions[fit.matrix_of[people], :, given]
    if len(starts) < len(said):
        own = np.multiply.reduceat(said, starts, axis=0)
        said = np.repeat(own, np.diff(np.append(starts, len(said))), axis=0)
    without = fit.posteriors[tasks].astype(np.float64) / np.maximum(said, 1e-12)
    likely: Numbers = without / without.sum(axis=1, keepdims=True)
    return likely


def _corrected(labels: int, share: float, by_chance: float, at_most: float) -> Corrected:
    share, room = min(1.0, share), at_most - by_chance
    if not labels or room < LEAST_ROOM:
        return Corrected(labels, share, by_chance, at_most, None, None, None)
    bounds = wilson_of_share(share, labels)
    value, low, high = ((each - by_chance) / room for each in (share, *bounds))
    return Corrected(labels, share, by_chance, at_most, value, low, high)
