"""How alike texts are, by hashed n-grams: what resembles a task, or a sentence being typed.

A text is counted in words, pairs of words, and runs of three to five characters. What few of the
candidates have weighs most (tf-idf), and the angle between two texts is their likeness, 0 to 1.
"""

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from app.domain.tokens import tokens_of
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = Later("numpy")

RUNS = (3, 4, 5)
# so many that two n-grams of a project rarely meet in one place
PLACES = 2**18
# a text says at its beginning what it is about; the rest of a long one would only cost time
LONGEST = 500
KEPT = 4096  # texts whose n-grams are remembered: at most some 50 MB, were all of them long
# of two longer words that begin alike, one may be a form of the other
ALIKE_LETTERS = 4
# words that most texts share say nothing about which they are
_COMMON = frozenset(
    "a an and are as at be but by can do does for from has have how i if in is it its me my no not"
    " of on or should so that the then there they this to was what when where which who with would"
    " you your".split()
)


@dataclass(frozen=True, slots=True)
class Grams:
    """The n-grams of a text: their places, and how much is said of each."""

    places: "NDArray[np.int32]"
    amounts: "NDArray[np.float32]"


def rank_likeness(text: str, others: Sequence[str]) -> list[float]:
    """How alike each of the others is to a text. What is rare, is rare among the others."""
    wanted, found = count_grams(text[:LONGEST]), [_remembered(each[:LONGEST]) for each in others]
    if not found or not len(wanted.places):
        return [0.0] * len(found)
    places = np.concatenate([each.places for each in found])
    owners = np.repeat(np.arange(len(found)), [len(each.places) for each in found])
    having = np.bincount(places, minlength=PLACES)
    # by how many of the texts have it
    rarity = np.log((1 + len(found)) / (1 + np.arange(len(found) + 1, dtype=np.float32))) + 1
    weights = np.concatenate([each.amounts for each in found]) * rarity[having[places]]
    mine = np.zeros(PLACES, np.float32)
    mine[wanted.places] = wanted.amounts * rarity[having[wanted.places]]
    shared = np.bincount(owners, weights * mine[places], len(found))
    lengths = np.sqrt(np.bincount(owners, weights**2, len(found)) * float(np.sum(mine**2)))
    scores: list[float] = (shared / np.where(lengths > 0, lengths, 1)).tolist()
    return scores


def count_grams(text: str) -> Grams:
    """The n-grams of a text. What is said thrice counts more than once, but not thrice as much."""
    words = tokens_of(text)
    line = f" {' '.join(words)} " if words else ""
    grams = [f"w {word}" for word in words]
    grams += [f"p {one} {next_}" for one, next_ in pairwise(words)]
    grams += [line[at : at + size] for size in RUNS for at in range(len(line) - size + 1)]
    counted = Counter(zlib.crc32(gram.encode()) % PLACES for gram in grams)
    amounts = np.fromiter(counted.values(), np.float32, len(counted))
    return Grams(np.fromiter(counted, np.int32, len(counted)), 1 + np.log(amounts))


def share_words(text: str, other: str) -> list[str]:
    """The telling words of the other text that a text has too, perhaps in another form."""
    mine = _telling(text)
    return sorted(word for word in _telling(other) if any(_akin(word, each) for each in mine))


@lru_cache(maxsize=KEPT)
def _remembered(text: str) -> Grams:
    return count_grams(text)


def _telling(text: str) -> set[str]:
    words = set(tokens_of(text[:LONGEST]))
    return {word for word in words if len(word) > 1 and word not in _COMMON}


def _akin(one: str, other: str) -> bool:
    """The same word, or two that begin alike for half of the longer one."""
    if one == other:
        return True
    alike = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    same = min(len(one), len(other)) if alike is None else alike
    return same >= max(ALIKE_LETTERS, max(len(one), len(other)) / 2) or _plural(one, other)


def _plural(one: str, other: str) -> bool:
    return len(one) > 2 and len(other) > 2 and (one == f"{other}s" or other == f"{one}s")
