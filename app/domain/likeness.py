"""How alike texts are: hashed n-grams of words and characters, and the distance of edits.

A text is three bags of hashed n-grams: words and signs; pairs of words; runs of 3 to 5 characters
of each word, so that other forms and misspellings still meet. A rare n-gram weighs more than one
that most texts hold. Two texts are as alike as the angle between their bags is small; what comes
near is compared once more, letter by letter and by the words that both have. How well that works is
measured in tests/domain/test_likeness.py.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
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
PIECE = 2000  # texts whose hashes are weighed at once: some MB
NEAREST = 60  # texts that are compared once more
_BITS = 30  # of a hash; the two above say which bag it is of

Hashes = npt.NDArray[np.uint32]
Weights = npt.NDArray[np.float64]
Floats = npt.NDArray[np.floating[Any]]
Places = npt.NDArray[Any]
_NONE = np.zeros(0, dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Bags:
    """A text as its hashed n-grams, in order, each once, with how much it holds of each; and the
    words that tell it from others."""

    text: str
    words: frozenset[str]
    hashes: Hashes
    weights: Floats


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
    weighed = (times * np.array(weights)).astype(np.float32)
    return Bags(" ".join(words), key_words(text), held, weighed)


class Collection:
    """Texts among which the nearest to another are looked for. `table`: a row for each, of length
    1: the weights of its n-grams."""

    def __init__(self, texts: Sequence[Bags]) -> None:
        self.texts = tuple(texts)
        lengths = np.array([len(each.hashes) for each in self.texts], dtype=np.int64)
        ends = np.concatenate([[0], np.cumsum(lengths)])
        found = [np.unique(_together(part)) for part in self._pieces()]
        self._known = np.unique(np.concatenate([_NONE, *found]))
        self._held = np.zeros(len(self._known))
        places = np.zeros(ends[-1], dtype=np.int32)
        at = 0
        for part in self._pieces():
            held = np.searchsorted(self._known, _together(part))
            self._held += np.bincount(held, minlength=len(self._known))
            places[at : at + len(held)] = held
            at += len(held)
        weights = np.zeros(len(places), dtype=np.float32)
        self._weigh_all(weights, lengths)
        shape = len(lengths), len(self._known)
        self.table = csr_matrix((weights, places, ends), shape=shape)

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
        angles = self.angles(text)
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

    def angles(self, text: Bags) -> Weights:
        """The cosine of each text's bags with another's: 0 to 1."""
        if not self.texts or not len(text.hashes):
            return np.zeros(len(self.texts))
        weights = text.weights * self._rarity(text.hashes)
        _level(weights, text.hashes, np.zeros(len(weights), dtype=np.int64))
        places, is_known = self._find(text.hashes)
        wanted = np.zeros(len(self._known))
        wanted[places[is_known]] = weights[is_known]
        angles: Weights = self.table @ wanted
        return angles

    def _weigh(self, text: Bags, place: int, angle: float) -> float:
        other = self.texts[place]
        letters = fuzz.ratio(text.text, other.text) / 100
        return BY_ANGLE * angle + BY_LETTERS * letters + BY_WORDS * overlap(text.words, other.words)

    def _weigh_all(self, weights: Floats, lengths: Places) -> None:
        """The weights of all hashes of all texts, those of each text of length 1: in place."""
        at = first = 0
        for part in self._pieces():
            hashes = _together(part)
            here = weights[at : at + len(hashes)]
            here[:] = np.concatenate([each.weights for each in part]) * self._rarity(hashes)
            rows = np.repeat(np.arange(len(part)), lengths[first : first + len(part)])
            _level(here, hashes, rows)
            at, first = at + len(hashes), first + len(part)

    def _pieces(self) -> Iterator[tuple[Bags, ...]]:
        """The texts in pieces: what is worked out for each hash is needed for one alone."""
        for at in range(0, len(self.texts), PIECE):
            yield self.texts[at : at + PIECE]

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


def _together(texts: Sequence[Bags]) -> Hashes:
    return np.concatenate([_NONE, *(each.hashes for each in texts)])


def _level(weights: Floats, hashes: Hashes, rows: npt.NDArray[np.int64]) -> None:
    """Give each bag of each row its share, and each row the length 1: in place."""
    bags = rows * 3 + (hashes >> _BITS).astype(np.int64)
    squares = np.bincount(bags, weights**2)
    weights *= np.sqrt(SHARES[bags % 3] / squares[bags])
    lengths = np.bincount(rows, weights**2)
    weights /= np.sqrt(lengths[rows])
