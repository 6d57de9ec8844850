"""The true answers and everybody's habits of error, both from the labels alone.

Dawid and Skene (1979), "Maximum Likelihood Estimation of Observer Error-Rates Using the EM
Algorithm": each task has one true answer; given it, people answer independently of each other,
each by a confusion matrix of their own. Rounds of expectation (which answer is true, given
everybody's matrices) and maximisation (the matrices, given what is true) begin at the shares of the
votes.

A matrix needs labels to fill it. `SMOOTHING` spreads a little of a label over each of its rows, so
that who never met an answer says nothing about it instead of something extreme; and where people x
answers x answers would pass `MOST_CELLS`, only the people with the most labels have a matrix of
their own and all others share one. Tasks are gone through in blocks: what a round takes of memory
does not grow with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy import sparse
    from scipy.sparse import csr_matrix

    from app.domain.votes import Places, Votes

    Numbers = NDArray[np.float64]
else:
    np = Later("numpy")
    sparse = Later("scipy.sparse")

SMOOTHING = 0.01  # of a label, over each row of each matrix
MOST_CELLS = 8_000_000  # of all matrices: 64 MB
BLOCK = 2_000_000  # cells of tasks x answers at once: 16 MB


@dataclass(frozen=True)
class Fit:
    """What was found.

    `posteriors` (tasks x answers): the probability that the answer is the true one; rows add up to
    1, a task without labels has the prevalence. `prevalence` (answers): how frequent each is among
    the tasks. `confusions` (matrices x answers x answers): the probability that the answer of the
    column is given where that of the row is true; `matrix_of` (people) says whose is which. They
    are people x answers x answers, in order, unless that is too much for memory: then those with
    few labels share the last one. `rounds` it took; `log_likelihood` of the labels, natural.
    """

    posteriors: NDArray[np.float32]
    confusions: Numbers
    matrix_of: Places
    prevalence: Numbers
    rounds: int
    log_likelihood: float

    @property
    def best(self) -> Places:
        """The likeliest answer of each task, as a place; the first of equally likely ones."""
        found: Places = np.argmax(self.posteriors, axis=1)
        return found

    def of_person(self, person: int) -> Numbers:
        """The confusion matrix of a person: answers x answers."""
        matrix: Numbers = self.confusions[self.matrix_of[person]]
        return matrix


def dawid_skene(
    votes: Votes, *, most_rounds: int = 100, tolerance: float = 1e-6, smoothing: float = SMOOTHING
) -> Fit:
    """Fit the model; ends when a round raises the mean log-likelihood of a label by less than
    `tolerance`, or after `most_rounds`. Without labels nothing is known: all answers are equally
    likely."""
    model = _Model(votes, smoothing)
    counts, prevalence = model.begin()
    before, rounds = -np.inf, 0
    while rounds < most_rounds:
        rounds += 1
        log_likelihood, new_counts, new_prevalence = model.step(counts, prevalence)
        gain = log_likelihood - before
        if gain < tolerance * max(1, len(votes)):
            break
        counts, prevalence, before = new_counts, new_prevalence, log_likelihood
    return model.fit(counts, prevalence, rounds)


class _Model:
    """The labels as a table: a row for each task, a column for each matrix and answer."""

    def __init__(self, votes: Votes, smoothing: float) -> None:
        self.shape = votes.shape
        self.smoothing = smoothing
        self.answers = votes.shape[2]
        self.matrix_of, self.matrices = _matrices(votes)
        columns = self.matrix_of[votes.people] * self.answers + votes.answers
        ones = np.ones(len(votes))
        shape = votes.shape[0], self.matrices * self.answers
        self.table: csr_matrix = sparse.csr_matrix((ones, (votes.tasks, columns)), shape=shape)
        self.given = np.tile(np.arange(self.answers), self.matrices)

    def begin(self) -> tuple[Numbers, Numbers]:
        """The shares of the votes, taken for the truth."""
        votes_for = sparse.csr_matrix(
            (np.ones(len(self.given)), (np.arange(len(self.given)), self.given)),
            shape=(len(self.given), self.answers),
        )
        counts, prevalence = self._nothing()
        for block in self._blocks():
            shares = np.asarray((block @ votes_for).todense())
            shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1)
            counts += block.T @ shares
            prevalence += shares.sum(axis=0)
        return counts, prevalence

    def step(self, counts: Numbers, prevalence: Numbers) -> tuple[float, Numbers, Numbers]:
        """One round: the log-likelihood of the matrices that the counts give, and new counts."""
        logs, log_prevalence = self._logs(counts, prevalence)
        new_counts, new_prevalence = self._nothing()
        total = 0.0
        for block in self._blocks():
            posteriors, log_sums = _posteriors(block, logs, log_prevalence)
            judged = np.diff(block.indptr) > 0
            total += float(log_sums[judged].sum())
            new_counts += block.T @ posteriors
            new_prevalence += posteriors[judged].sum(axis=0)
        return total, new_counts, new_prevalence

    def fit(self, counts: Numbers, prevalence: Numbers, rounds: int) -> Fit:
        logs, log_prevalence = self._logs(counts, prevalence)
        found = np.zeros((self.shape[0], self.answers), dtype=np.float32)
        total, at = 0.0, 0
        for block in self._blocks():
            posteriors, log_sums = _posteriors(block, logs, log_prevalence)
            total += float(log_sums[np.diff(block.indptr) > 0].sum())
            found[at : at + len(posteriors)] = posteriors
            at += len(posteriors)
        given = np.exp(logs).reshape(self.matrices, self.answers, self.answers)
        confusions = np.ascontiguousarray(np.swapaxes(given, 1, 2))
        return Fit(found, confusions, self.matrix_of, np.exp(log_prevalence), rounds, total)

    def _logs(self, counts: Numbers, prevalence: Numbers) -> tuple[Numbers, Numbers]:
        """The logarithms of the matrices, a row for each (matrix, answer given) and a column for
        each true answer, and of the prevalence."""
        cells = counts.reshape(self.matrices, self.answers, self.answers)
        share = self.smoothing / max(1, self.answers)
        sums = cells.sum(axis=1, keepdims=True) + self.smoothing
        logs = np.log((cells + share) / sums).reshape(counts.shape)
        spread = prevalence + share
        return logs, np.log(spread / max(spread.sum(), share))

    def _nothing(self) -> tuple[Numbers, Numbers]:
        return np.zeros((len(self.given), self.answers)), np.zeros(self.answers)

    def _blocks(self) -> Iterator[csr_matrix]:
        size = max(1, BLOCK // max(1, self.answers))
        for at in range(0, self.shape[0], size):
            yield self.table[at : at + size]


def _posteriors(
    block: csr_matrix, logs: Numbers, log_prevalence: Numbers
) -> tuple[Numbers, Numbers]:
    """Per task of a block: the probability of each answer, and the log-likelihood of its labels."""
    scores = block @ logs + log_prevalence
    highest = scores.max(axis=1, keepdims=True)
    weights = np.exp(scores - highest)
    sums = weights.sum(axis=1, keepdims=True)
    return weights / sums, (np.log(sums) + highest)[:, 0]


def _matrices(votes: Votes) -> tuple[Places, int]:
    """Which matrix is whose, and how many there are."""
    _, people, answers = votes.shape
    own = MOST_CELLS // max(1, answers**2)
    if people <= own:
        return np.arange(people), people
    own = max(0, own - 1)
    labels = np.bincount(votes.people, minlength=people)
    busiest = np.sort(np.argsort(-labels, kind="stable")[:own])
    matrix_of = np.full(people, own, dtype=np.int64)
    matrix_of[busiest] = np.arange(own)
    return matrix_of, own + 1
