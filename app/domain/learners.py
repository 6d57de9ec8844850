"""Our own text model: a logistic regression on the n-grams of texts (likeness.py).

It is no rival to what a team trains. It tells what can be told without one: which labels a model
that has seen the others would not give (its probabilities are cross-validated, so that no label
speaks for itself), and whether the labels made under one version of the guideline can be learned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.later import Later

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt
    from scipy import optimize, special
    from scipy.sparse import csr_matrix

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]
else:
    np = Later("numpy")
    optimize = Later("scipy.optimize")
    special = Later("scipy.special")

FOLDS = 5
RIDGE = 0.2  # measured in tests/domain/test_learners.py: texts are short, and n-grams many
MOST_STEPS = 60
RARE = 2  # texts that must hold an n-gram for it to say anything


@dataclass(frozen=True)
class Learned:
    """The weights of each n-gram (columns kept x answers), and what stands without any."""

    kept: Ints
    weights: Floats
    constants: Floats

    def probabilities(self, table: csr_matrix) -> Floats:
        """How probable each answer is: texts x answers; rows add up to 1."""
        scores = table[:, self.kept] @ self.weights + self.constants
        found: Floats = special.softmax(scores, axis=1)
        return found


def learn(table: csr_matrix, answers: Ints, count: int) -> Learned:
    """Fit to texts (rows of n-grams, each of length 1) and their answers, places below `count`: the
    mean of the negative log-likelihood and a ridge, by L-BFGS."""
    kept = np.flatnonzero(np.bincount(table.indices, minlength=table.shape[1]) >= RARE)
    features = table[:, kept].astype(np.float64)
    turned = features.T.tocsr()
    texts, width = features.shape
    given = np.zeros((texts, count))
    given[np.arange(texts), answers] = 1

    def loss(point: Floats) -> tuple[float, Floats]:
        weights, constants = point[:-count].reshape(width, count), point[-count:]
        scores = features @ weights + constants
        sums = special.logsumexp(scores, axis=1)
        wrong = np.exp(scores - sums[:, None]) - given
        ridge = RIDGE / texts
        total = (sums.sum() - (scores * given).sum()) / texts + ridge * (weights**2).sum() / 2
        slopes = turned @ wrong / texts + ridge * weights
        return float(total), np.append(slopes.ravel(), wrong.sum(axis=0) / texts)

    found: Any = optimize.minimize(
        loss, np.zeros(width * count + count), jac=True, method="L-BFGS-B",
        options={"maxiter": MOST_STEPS},
    )  # fmt: skip
    return Learned(kept, found.x[:-count].reshape(width, count), found.x[-count:])


def predict(
    table: csr_matrix,
    answers: Ints,
    count: int,
    *,
    seed: int = 0,
    tell: Callable[[float], None] | None = None,
) -> Floats:
    """How probable each answer is for every text (texts x answers). `answers` are the places of
    those that are known, -1 elsewhere. No text with an answer is predicted by a model that has
    learned from it: each fifth is predicted by one that learned from the other four. `tell` hears
    how much is done."""
    known = np.flatnonzero(answers >= 0)
    fold = np.full(len(answers), -1, dtype=np.int64)
    fold[np.random.default_rng(seed).permutation(known)] = np.arange(len(known)) % FOLDS
    probabilities = np.full((len(answers), count), 1 / max(1, count))
    for at in range(FOLDS + 1):
        wanted = np.flatnonzero(fold == at) if at < FOLDS else np.flatnonzero(answers < 0)
        taught = known[fold[known] != at]
        if len(wanted) and len(taught):
            made = learn(table[taught], answers[taught], count)
            probabilities[wanted] = made.probabilities(table[wanted])
        if tell:
            tell((at + 1) / (FOLDS + 1))
    return probabilities
