"""How alike texts are: hashed n-grams of words and characters, and the distance of edits.

A text is three bags of hashed n-grams: words and signs; pairs of words; runs of 3 to 5 characters
of each word, so that other forms and misspellings still meet. A rare n-gram weighs more than one
that most texts hold. Two texts are as alike as the angle between their bags is small; what comes
near is compared once more, letter by letter and by the words that both have. How well that works is
measured in tests/domain/test_likeness.py.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from scipy.sparse import csr_matrix

from app.domain.lexemes import COMMON, key_words, lexemes, overlap, parts_of

MOST_CHARACTERS = 800  # of a text that are looked at; of a long one, the words meant as well
WORDS, PAIRS, PARTS = 0, 1, 2
SHARES = np.array([0.5, 0.25, 0.25])  # what words, pairs and parts of words have to say
COMMON_WEIGHT = 0.5  # of words that most sentences share, in what they add to the angle
BY_ANGLE, BY_LETTERS, BY_WORDS = 0.62, 0.18, 0.2
NEAREST = 60  # texts that are compared once more
_BITS = 30  # of a hash; the two above say which bag it is of

Hashes = npt.NDArray[np.uint32]
Weights = npt.NDArray[np.float64]
Places = npt.NDArray[Any]
_NONE = np.zeros(0, dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Bags:
    """A text as its hashed n-grams, in order, each once, with how much it holds of each; and the
    words that tell it from others."""

    text: str
    words: frozenset[str]
    hashes: Hashes
    weights: Weights


@dataclass(frozen=True, slots=True)
class Near:
    """A text of a collection, by its place in it, and how alike it is: 0 to 1."""

    place: int
    score: float


def bags_of(text: str) -> Bags:
    """The hashed n-grams of a text."""
    text = text[:MOST_CHARACTERS]
    words = lexemes(text)
    counts: Counter[int] = Counter()
    light: set[int] = set()
    for word in words:
        found, parts = _hashes(word)
        counts[found] += 1
        counts.update(parts)
        if not parts:
            light.add(found)
    counts.update(_hash(PAIRS, f"{a} {b}") for a, b in pairwise(words))
    hashes = sorted(counts)
    weights = [COMMON_WEIGHT if each in light else 1.0 for each in hashes]
    times = 1 + np.log(np.array([counts[each] for each in hashes], dtype=np.float64))
    held = np.array(hashes, dtype=np.uint32)
    return Bags(" ".join(words), key_words(text), held, times * np.array(weights))


class Collection:
    """Texts among which the nearest to another are looked for."""

    def __init__(self, texts: Sequence[Bags]) -> None:
        self.texts = tuple(texts)
        self._all = np.concatenate([_NONE, *(each.hashes for each in self.texts)])
        self._known = np.unique(self._all)
        places = np.searchsorted(self._known, self._all)
        self._held = np.bincount(places, minlength=len(self._known)).astype(np.float64)
        self._table = self._weigh_all(places)

    def nearest(
        self,
        text: Bags,
        most: int = NEAREST,
        *,
        among: Places | None = None,
        groups: Places | None = None,
        beyond: Weights | None = None,
    ) -> list[Near]:
        """The texts that have something in common with another, the nearest first. `among`: which
        are looked at, a truth for each; `groups`: of texts in one group only the nearest counts;
        `beyond`: how alike each is in any case, whatever it has in common."""
        if not self.texts or not len(text.hashes):
            return []
        angles = self._angles(text)
        floors = np.zeros(len(angles)) if beyond is None else beyond
        rough = np.maximum(angles, floors)
        if among is not None:
            rough = np.where(among, rough, 0.0)
        found: dict[int, Near] = {}
        for place in np.argsort(-rough, kind="stable").tolist():
            if rough[place] <= 0 or len(found) == most:
                break
            group = place if groups is None else int(groups[place])
            if group not in found:
                score = self._weigh(text, place, float(angles[place]))
                found[group] = Near(place, max(score, float(floors[place])))
        return sorted(found.values(), key=lambda near: (-near.score, near.place))

    def _angles(self, text: Bags) -> Weights:
        """The cosine of each text's bags with another's."""
        weights = text.weights * self._rarity(text.hashes)
        _level(weights, text.hashes, np.zeros(len(weights), dtype=np.int64))
        places, is_known = self._find(text.hashes)
        wanted = np.zeros(len(self._known))
        wanted[places[is_known]] = weights[is_known]
        angles: Weights = self._table @ wanted
        return angles

    def _weigh(self, text: Bags, place: int, angle: float) -> float:
        other = self.texts[place]
        letters = fuzz.ratio(text.text, other.text) / 100
        return BY_ANGLE * angle + BY_LETTERS * letters + BY_WORDS * overlap(text.words, other.words)

    def _weigh_all(self, places: Places) -> csr_matrix:
        """A row for each text: the weights of its hashes, each row of length 1."""
        lengths = [len(each.hashes) for each in self.texts]
        rows = np.repeat(np.arange(len(lengths)), lengths)
        weights = np.concatenate([np.zeros(0), *(each.weights for each in self.texts)])
        weights *= self._rarity(self._all)
        _level(weights, self._all, rows)
        ends = np.concatenate([[0], np.cumsum(lengths)])
        return csr_matrix((weights, places, ends), shape=(len(lengths), len(self._known)))

    def _find(self, hashes: Hashes) -> tuple[Places, Places]:
        """Where hashes stand among those known, and whether each does."""
        places = np.searchsorted(self._known, hashes)
        inside = places < len(self._known)
        is_known = inside.copy()
        is_known[inside] = self._known[places[inside]] == hashes[inside]
        return places, is_known

    def _rarity(self, hashes: Hashes) -> Weights:
        """How much it says that a text holds these: the fewer do, the more (smoothed inverse
        document frequency)."""
        places, is_known = self._find(hashes)
        held = np.zeros(len(hashes))
        held[is_known] = self._held[places[is_known]]
        rarity: Weights = np.log((1 + len(self.texts)) / (1 + held)) + 1
        return rarity


@lru_cache(maxsize=16_384)
def _hashes(word: str) -> tuple[int, tuple[int, ...]]:
    """A word's hash and those of its parts; of words that most sentences share, and of signs, the
    parts say nothing. Remembered: the same words come again and again."""
    is_light = word in COMMON or not word[0].isalnum()
    parts = () if is_light else tuple(_hash(PARTS, part) for part in parts_of(word))
    return _hash(WORDS, word), parts


def _hash(bag: int, gram: str) -> int:
    return bag << _BITS | crc32(gram.encode()) & (1 << _BITS) - 1


def _level(weights: Weights, hashes: Hashes, rows: npt.NDArray[np.int64]) -> None:
    """Give each bag of each row its share, and each row the length 1: in place."""
    bags = rows * 3 + (hashes >> _BITS).astype(np.int64)
    squares = np.bincount(bags, weights**2)
    weights *= np.sqrt(SHARES[bags % 3] / squares[bags])
    lengths = np.bincount(rows, weights**2)
    weights /= np.sqrt(lengths[rows])
