"""The answer of a task, from the current labels of the people who judged it."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.majorities import majority


@dataclass(frozen=True)
class Consensus:
    """`value` is None where nobody answered or several answers lead with equally many votes: a
    tie has no winner, and waits for another label or an adjudication. `share` is the leader's
    share of the votes, 0 without any. `how` names the way it was found."""

    value: str | None
    how: str
    votes: dict[str, int]
    tied: bool
    share: float

    @property
    def unanimous(self) -> bool:
        """Everybody gave the same answer, and somebody did."""
        return len(self.votes) == 1

    @property
    def disputed(self) -> str | None:
        """As predicates ask for it: "majority_split" where no answer leads, "any" where answers
        differ, otherwise None."""
        if self.tied:
            return "majority_split"
        return "any" if len(self.votes) > 1 else None


def consensus(values: Iterable[str], *, adjudicated: str | None = None) -> Consensus:
    """The consensus over one current label per person. An adjudication, where there is one,
    decides whatever the votes."""
    found = majority(values)
    total = sum(found.votes.values())
    value = adjudicated if adjudicated is not None else found.value
    how = "majority" if adjudicated is None else "adjudicated"
    share = max(found.votes.values()) / total if total else 0.0
    return Consensus(value, how, found.votes, found.tied, share)


def split(values: Iterable[str]) -> float:
    """How divided the answers are, 0 to 1: the share that is not the most frequent answer, scaled
    so that an even split over all answers given is 1."""
    votes = majority(values).votes
    if len(votes) < 2:
        return 0.0
    rest = 1 - max(votes.values()) / sum(votes.values())
    return rest / (1 - 1 / len(votes))
