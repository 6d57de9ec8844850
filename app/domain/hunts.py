"""Finding the tasks that a change affects where no condition names them: judged, not guessed.

People judge batches of tasks, those first that look most like the affected ones known so far. After
two batches without a hit a random control of what is left is judged: a hit in it sends the hunt on,
none ends it. What the control says of all that was never judged is a lower bound of the recall
(Clopper and Pearson, 1934, one-sided), its error shared out over the controls, so that looking
again and again does not make it too good.

The ranking is a logistic regression on the n-grams of the texts (likeness.py) in its dual form,
with a random few of the texts that nobody judged taken as probably unaffected.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, pi
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from app.domain.intervals import upper_bound, wilson
from app.later import Later

if TYPE_CHECKING:
    from scipy import optimize
    from scipy.sparse import csr_matrix
else:
    optimize = Later("scipy.optimize")

BATCH = 20
CONTROL = 150
EMPTY = 2  # batches without a hit before a control
ERROR = 0.05  # of the bound
PROBABLY_NOT = 100  # unjudged texts that are taken as unaffected while ranking
PROBABLY = 0.2  # what each of them weighs
STIFFNESS = 10.0  # the inverse of the ridge; measured in tests/domain/test_hunts.py

# how a batch is drawn: what is known to begin with, by rank, as a control; or from what the scope
# selects already, to see how much of that is affected, which says nothing about the hunt
KNOWN, RANKED, AT_RANDOM, SAMPLE = "known", "ranked", "control", "sample"

Places = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Round:
    """A batch that was judged: how it was drawn, its size, its hits, and how many tasks nobody had
    judged before it."""

    kind: str
    size: int
    hits: int
    before: int


@dataclass(frozen=True, slots=True)
class Precision:
    """How much of a scope is affected, as a share with its 95 % interval; None where nothing that
    was drawn at random was judged."""

    judged: int
    share: float | None
    low: float
    high: float


def next_kind(rounds: Sequence[Round], left: int) -> str | None:
    """How the next batch is drawn; None when the hunt has ended: a control held no hit, or nothing
    is `left` to judge."""
    if not left:
        return None
    rounds = [each for each in rounds if each.kind != SAMPLE]
    if rounds and rounds[-1].kind == AT_RANDOM and not rounds[-1].hits:
        return None
    empty = 0
    for each in reversed(rounds):
        if each.kind != RANKED or each.hits:
            break
        empty += 1
    return AT_RANDOM if empty >= EMPTY else RANKED


def bound_recall(rounds: Sequence[Round], found: int) -> float | None:
    """The share of the affected tasks that is `found` with a probability of 95 %, at least; by the
    last control. None before the first one.

    A hit of a control counts among the found. The k-th look may err with 6 / (pi k)^2 of the whole
    error, which adds up to it.
    """
    looks = [index for index, each in enumerate(rounds) if each.kind == AT_RANDOM]
    if not looks:
        return None
    last = rounds[looks[-1]]
    if last.before == last.size:
        return 1.0
    later = sum(each.hits for each in rounds[looks[-1] + 1 :])
    error = ERROR * 6 / (pi * len(looks)) ** 2
    share = upper_bound(last.hits, last.size, 1 - error)
    # of all that the control was drawn from, though it drew without putting back: on the safe side
    missed = max(0, floor(share * last.before) - last.hits - later)
    return found / (found + missed) if found + missed else 1.0


def estimate_precision(size: int, judged: int, hits: int, sampled: int, held: int) -> Precision:
    """The share of a scope's `size` tasks that is affected: `hits` of the `judged` ones as they
    are, the rest by a random sample of what nobody had judged, `held` of `sampled` affected
    (stratified; Wilson's interval of the sample, weighed by the share that is not judged)."""
    rest = size - judged
    low, high = wilson(held, sampled)
    share = held / sampled if sampled else None
    if not rest:
        share, low, high = 0.0, 0.0, 0.0
    whole = max(size, 1)
    return Precision(
        judged=judged,
        share=None if share is None else (hits + rest * share) / whole,
        low=(hits + rest * low) / whole,
        high=(hits + rest * high) / whole,
    )


def rank(table: "csr_matrix", judged: Places, affected: npt.NDArray[np.bool_], seed: int) -> Places:
    """The places of the texts that nobody judged, the likeliest affected first.

    `table`: a row for each text, of length 1; `judged`: places in it, each once, and for each
    whether it is `affected`; `seed`: draws the few that are taken as unaffected.
    """
    rest = np.setdiff1d(np.arange(table.shape[0]), judged)
    chosen = np.random.default_rng(seed).permutation(rest)[:PROBABLY_NOT]
    rows = np.concatenate([judged, chosen]).astype(np.intp)
    signs = np.concatenate([np.where(affected, 1.0, -1.0), -np.ones(len(chosen))])
    weights = np.ones(len(rows))
    weights[len(judged) :] = PROBABLY
    hits = int(affected.sum())
    # the few affected are heard among the many others, though not as loudly as all of them
    weights[signs > 0] = max(1.0, float(weights[signs < 0].sum()) / max(hits, 1)) ** 0.5
    learned = table[rows].astype(np.float64)  # in less the fit finds no end
    duals = _fit((learned @ learned.T).toarray(), signs, weights)
    scores: Floats = np.asarray(table[rest] @ (learned.T @ duals))
    ranked: Places = rest[np.argsort(-scores, kind="stable")]
    return ranked


def draw(rest: Places, most: int, seed: int) -> Places:
    """So many of these places at random, the same for the same seed."""
    return np.random.default_rng(seed).permutation(rest)[:most]


def _fit(alike: Floats, signs: Floats, weights: Floats) -> Floats:
    """The dual coefficients of a logistic regression with a ridge, and a constant left free."""
    count = len(signs)

    def loss(point: Floats) -> tuple[float, Floats]:
        duals, constant = point[:count], point[count]
        products = alike @ duals
        margins = signs * (products + constant)
        wrong = weights * signs / (1 + np.exp(np.clip(margins, -500, 500)))
        total = STIFFNESS * weights @ np.logaddexp(0, -margins) + duals @ products / 2
        slopes = np.append(alike @ (duals - STIFFNESS * wrong), -STIFFNESS * wrong.sum())
        return float(total), slopes

    found: Any = optimize.minimize(loss, np.zeros(count + 1), jac=True, method="L-BFGS-B")
    duals: Floats = found.x[:count]
    return duals
