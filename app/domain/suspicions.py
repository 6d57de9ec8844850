"""The signs of spam (spam.py) for everybody at once, from all votes of a project.

Linear in the labels: what others answered on a person's tasks is one product of two sparse tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain import spam
from app.domain.competences import corrected, spammer_scores
from app.domain.dawid_skene import dawid_skene
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy import sparse

    from app.domain.dawid_skene import Fit
    from app.domain.votes import Places, Votes

    Numbers = NDArray[np.float64]
else:
    np = Later("numpy")
    sparse = Later("scipy.sparse")


@dataclass(frozen=True)
class Others:
    """What others answered on a person's tasks. `labels` (people) on tasks that others judged too;
    `shares` (people x answers): how often others gave each answer there; `same` (people): how often
    they gave the person's own; `own` (people x answers): the person's answers there, as shares."""

    labels: Places
    shares: Numbers
    same: Numbers
    own: Numbers

    @property
    def by_chance(self) -> Numbers:
        """How often they would give the same if the person's answers stood in any other order."""
        chance: Numbers = (self.shares * self.own).sum(axis=1)
        return chance


def others_of(votes: Votes) -> Others:
    """The others of each person; shares are 0 for who has no task together with anybody."""
    tasks, people, answers = votes.shape
    sizes = np.bincount(votes.tasks, minlength=tasks)
    kept = votes.where(sizes[votes.tasks] > 1)
    weights = 1 / (sizes[kept.tasks] - 1)
    ones = np.ones(len(kept))
    given = sparse.csr_matrix((ones, (kept.tasks, kept.answers)), shape=(tasks, answers))
    mine = sparse.csr_matrix((weights, (kept.people, kept.tasks)), shape=(people, tasks))
    cells = kept.people * answers + kept.answers
    own_weights = np.bincount(cells, weights, people * answers).reshape(people, answers)
    own = np.bincount(cells, minlength=people * answers).reshape(people, answers)
    labels = own.sum(axis=1)
    most = np.maximum(labels, 1)[:, None]
    shares = ((mine @ given).toarray() - own_weights) / most
    places = kept.tasks * answers + kept.answers
    _, place, counts = np.unique(places, return_inverse=True, return_counts=True)
    same = np.bincount(kept.people, (counts[place] - 1) * weights, people) / most[:, 0]
    return Others(labels, np.clip(shares, 0, 1), same, own / most)


def longest_runs(votes: Votes) -> Places:
    """The longest run of each answer by each person (people x answers), in the order of the rows:
    they stand in the order in which they were given."""
    _, people, answers = votes.shape
    runs = np.zeros((people, answers), dtype=np.int64)
    if not len(votes):
        return runs
    order = np.argsort(votes.people, kind="stable")
    who, given = votes.people[order], votes.answers[order]
    starts = np.flatnonzero(np.r_[True, (who[1:] != who[:-1]) | (given[1:] != given[:-1])])
    lengths = np.diff(np.r_[starts, len(votes)])
    np.maximum.at(runs, (who[starts], given[starts]), lengths)
    return runs


def signs_of(votes: Votes, *, fit: Fit | None = None) -> list[list[spam.Sign]]:
    """The signs per person that votes alone give; what trusted answers say is `hold_against_gold`
    of crowds.py. The rows stand in the order in which they were given, for the runs."""
    fit = dawid_skene(votes) if fit is None else fit
    found, scores = corrected(votes, fit), spammer_scores(fit)
    values = [one.value for one in found if one.value is not None and one.labels >= spam.ENOUGH]
    typical = float(np.median(values)) if values else None
    others, runs, counts = others_of(votes), longest_runs(votes), votes.counts_by_person()
    signs = []
    for at, one in enumerate(found):
        together = np.rint(others.own[at] * others.labels[at]).astype(int).tolist()
        shares = others.shares[at].tolist()
        listed = [
            spam.guesses(one, float(scores[at]), typical),
            spam.one_answer(together, shares),
            spam.entropy(together, shares),
            spam.agreement(
                int(others.labels[at]), float(others.same[at]), float(others.by_chance[at])
            ),
            _run(runs[at], counts[at]),
        ]
        signs.append([sign for sign in listed if sign is not None])
    return signs


def _run(runs: Places, counts: Places) -> spam.Sign | None:
    """The least likely of a person's longest runs, of any answer."""
    labels = int(counts.sum())
    found = [
        sign
        for answer in np.flatnonzero(counts)
        if (sign := spam.longest_run(int(runs[answer]), int(counts[answer]), labels))
    ]
    return min(found, key=lambda sign: sign.facts["likely"], default=None)
