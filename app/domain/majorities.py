"""The majority of some votes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Majority:
    """`value` has the most votes; it is None where several have as many (a tie has no winner) or
    nobody voted. `votes` goes from the most to the fewest, equal ones by value."""

    value: str | None
    tied: bool
    votes: dict[str, int]


def majority(values: Iterable[str]) -> Majority:
    """The value with the most votes. Tie rule: a tie has no winner."""
    counted = Counter(values)
    votes = dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
    if not votes:
        return Majority(None, False, {})
    most = max(votes.values())
    leaders = [value for value, count in votes.items() if count == most]
    tied = len(leaders) > 1
    return Majority(None if tied else leaders[0], tied, votes)
