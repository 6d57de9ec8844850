"""True answers, and how often each person guesses, from the labels alone: MACE.

Hovy, Berg-Kirkpatrick, Vaswani and Hovy (2013), "Learning Whom to Trust with MACE": a person either
knows a task's answer and gives it, or guesses by habits of their own that have nothing to do with
the task. Fitted by variational Bayes with the priors of that paper (its ten for a habit shared out
over the answers), several times from random beginnings, of which the one that explains the labels
best is taken to its end. One number a person
tells who guesses from very few labels; it cannot tell in which way a person errs (Dawid and Skene's
fit can).

Everything is kept per label or per pair of a person or task with an answer that was given, so that
many answers cost nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy import special

    from app.domain.votes import Places, Votes

    Numbers = NDArray[np.float64]
else:
    np = Later("numpy")
    special = Later("scipy.special")

KNOWS_PRIOR = 0.5  # of knowing, and of guessing: a person is likelier at an end than between
HABIT_PRIOR = 10.0  # of each answer when guessing, over all answers together
FIRST_ROUNDS = 10  # from each beginning, before the best is chosen


@dataclass(frozen=True)
class Mace:
    """What was found.

    `posteriors` (tasks x answers): the probability that the answer is the true one; a task without
    labels has equal ones. `competence` (people): the share of their answers that is known and not
    guessed, 0 to 1; the prior's 0.5 without labels. `rounds` from the chosen beginning;
    `log_likelihood` of the labels there, natural, under the fitted habits.
    """

    posteriors: NDArray[np.float32]
    competence: Numbers
    rounds: int
    log_likelihood: float

    @property
    def best(self) -> Places:
        """The likeliest answer of each task, as a place; the first of equally likely ones."""
        found: Places = np.argmax(self.posteriors, axis=1)
        return found


def mace(
    votes: Votes,
    *,
    seed: int = 0,
    restarts: int = 10,
    most_rounds: int = 50,
    tolerance: float = 1e-6,
) -> Mace:
    """Fit the model; the same seed gives the same fit. A fit ends when a round raises the mean
    log-likelihood of a label by less than `tolerance`, or after `most_rounds`."""
    model = _Model(votes)
    random = np.random.default_rng(seed)
    found = [_run(model, model.begin(random), FIRST_ROUNDS, tolerance) for _ in range(restarts)]
    best = max(found, key=lambda each: each.log_likelihood)
    if best.rounds == FIRST_ROUNDS < most_rounds:
        more = _run(model, best.guessed, most_rounds - FIRST_ROUNDS, tolerance)
        best = _Run(more.guessed, more.log_likelihood, best.rounds + more.rounds)
    return model.fit(best)


@dataclass(frozen=True)
class _Run:
    """Where rounds ended: per label how far it is `guessed`, 0 to 1."""

    guessed: Numbers
    log_likelihood: float
    rounds: int


def _run(model: _Model, guessed: Numbers, most: int, tolerance: float) -> _Run:
    before, rounds = -np.inf, 0
    while rounds < most:
        rounds += 1
        guessed, log_likelihood = model.step(guessed)
        if log_likelihood - before < tolerance * len(guessed):
            break
        before = log_likelihood
    return _Run(guessed, log_likelihood, rounds)


class _Model:
    """The labels by the cells that they share: `at_task` (task, answer), `at_person` (person,
    answer)."""

    def __init__(self, votes: Votes) -> None:
        self.votes = votes
        _, _, self.answers = votes.shape
        cells, self.at_task = np.unique(
            votes.tasks * self.answers + votes.answers, return_inverse=True
        )
        self.cell_tasks, self.cell_answers = np.divmod(cells, max(1, self.answers))
        habits, self.at_person = np.unique(
            votes.people * self.answers + votes.answers, return_inverse=True
        )
        self.habit_people = habits // max(1, self.answers)
        self.labels = np.bincount(votes.people, minlength=votes.shape[1]).astype(np.float64)

    def begin(self, random: np.random.Generator) -> Numbers:
        """A random beginning: how far each person guesses, the same for all of their labels."""
        guesses: Numbers = random.uniform(0.05, 0.95, self.votes.shape[1])[self.votes.people]
        return guesses

    def step(self, guessed: Numbers) -> tuple[Numbers, float]:
        """One round: what is guessed gives the habits, these the answers, these what is guessed."""
        by_guess, by_both = self._likelihoods(guessed)
        chances, _, log_likelihood = self._chances(by_guess, by_both)
        known = chances[self.at_task] * (1 - by_guess / by_both)
        return 1 - known, log_likelihood

    def fit(self, run: _Run) -> Mace:
        by_guess, by_both = self._likelihoods(run.guessed)
        chances, left_over, _ = self._chances(by_guess, by_both)
        posteriors = np.repeat(left_over.astype(np.float32)[:, None], self.answers, axis=1)
        posteriors[self.cell_tasks, self.cell_answers] = chances
        known = self.labels - np.bincount(self.votes.people, run.guessed, len(self.labels))
        competence = (known + KNOWS_PRIOR) / (self.labels + 2 * KNOWS_PRIOR)
        return Mace(posteriors, competence, run.rounds, run.log_likelihood)

    def _likelihoods(self, guessed: Numbers) -> tuple[Numbers, Numbers]:
        """Per label how likely its answer is as a guess, and where it is the true one. The means of
        the logarithms under the posteriors stand for the probabilities (variational Bayes)."""
        people = self.votes.people
        guesses = np.bincount(people, guessed, len(self.labels))
        both = special.digamma(self.labels + 2 * KNOWS_PRIOR)
        guessing = np.exp(special.digamma(guesses + KNOWS_PRIOR) - both)
        knowing = np.exp(special.digamma(self.labels - guesses + KNOWS_PRIOR) - both)
        habits = np.bincount(self.at_person, guessed, len(self.habit_people))
        prior = HABIT_PRIOR / max(1, self.answers)
        totals = special.digamma(guesses + HABIT_PRIOR)[self.habit_people]
        habit = np.exp(special.digamma(habits + prior) - totals)
        by_guess = guessing[people] * habit[self.at_person]
        return by_guess, by_guess + knowing[people]

    def _chances(self, by_guess: Numbers, by_both: Numbers) -> tuple[Numbers, Numbers, float]:
        """The probability that an answer is true: per cell (task, answer), and per task for each
        answer that nobody gave; and the log-likelihood. What nobody gave has a gain of 0."""
        gains = np.bincount(self.at_task, np.log(by_both / by_guess), len(self.cell_tasks))
        tasks = self.votes.shape[0]
        highest = np.zeros(tasks)
        np.maximum.at(highest, self.cell_tasks, gains)
        weights = np.exp(gains - highest[self.cell_tasks])
        left = self.answers - np.bincount(self.cell_tasks, minlength=tasks)
        sums = np.bincount(self.cell_tasks, weights, tasks) + left * np.exp(-highest)
        judged = left < self.answers
        per_task = np.log(sums[judged]) + highest[judged] - np.log(max(1, self.answers))
        chances = weights / sums[self.cell_tasks]
        return chances, np.exp(-highest) / sums, float(np.log(by_guess).sum() + per_task.sum())
