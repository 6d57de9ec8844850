"""How many labels a task should get, when that depends on what its labels say."""

from collections.abc import Mapping


def labels_wanted(base: int, most: int, votes: Mapping[str, int]) -> int:
    """How many labels a task should get, given those that it has, by answer: `base` at first; then
    one more, up to `most`, as long as no answer has more than half of them. Where `most` is not
    above `base`, always `base`. actions/slots.py says the same in SQL."""
    labeled = sum(votes.values())
    if most <= base or labeled < base:
        return base
    if 2 * max(votes.values(), default=0) > labeled:
        return labeled
    return min(labeled + 1, most)
