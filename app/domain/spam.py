"""Signs that somebody does not do the work, each with its figure and what would be expected.

A sign is for a person to look at, and most of them have innocent reasons: tasks that come sorted
give long runs, whoever knows the material reads fast, a plain task needs no new words. Only three
are evidence that the task was not judged at all, and `is_suspect` names nobody without one of them:
answers that have nothing to do with what everybody else sees (not: that agree less with it), one
answer nearly always where others vary, and known answers hit no better than by chance. All three
act on the bound that speaks for the person. Who did well on known answers is never named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log, log2
from typing import TYPE_CHECKING, Literal

from app.domain.competences import competence
from app.domain.intervals import wilson
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from rapidfuzz import fuzz, process

    from app.domain.competences import Corrected
else:
    np = Later("numpy")
    fuzz, process = Later("rapidfuzz.fuzz"), Later("rapidfuzz.process")

Strength = Literal["none", "some", "strong"]
GUESSES, ONE_ANSWER, GOLD = "guesses", "one_answer", "gold"
GROUNDS = frozenset({GUESSES, ONE_ANSWER, GOLD})

ENOUGH = 20  # labels, below which no sign is given
BEYOND_CHANCE = 0.3  # of the way from chance to the truth: who is surely below it guesses
TELLS_NOTHING = 0.1  # a spammer score (competences.py) below it: not even a swap of answers
NEARLY_ALWAYS = 0.9  # one answer, at least
OTHERS_VARY = 0.8  # others give it at most so often on the same tasks
LONG_RUN = {"strong": 1e-4, "some": 0.01}  # how likely so long a run may be
SHORT_RUN = 8  # a shorter one is nothing to look at, however rare the answer
CHARACTERS_A_SECOND = 60  # three times a usual reader's; faster is not read
ALIKE = 90  # of 100, by letters: texts that say the same
MOST_TEXTS = 400  # of a person that are compared with each other
WORDS = 3  # a text of fewer is bound to come again
WINDOW = 60.0  # seconds in which a burst is counted


@dataclass(frozen=True)
class Sign:
    """One sign: a figure, what would be expected of somebody who does the work (None where nothing
    is), how strong it is, and the other figures that a sentence about it needs."""

    name: str
    figure: float
    expected: float | None
    strength: Strength
    facts: Mapping[str, float] = field(default_factory=dict)


def is_suspect(signs: Iterable[Sign]) -> bool:
    """Whether there is evidence that the person guesses."""
    return bool(grounds(signs))


def grounds(signs: Iterable[Sign]) -> list[Sign]:
    """The signs that name a person; none for somebody who did well on known answers."""
    signs = list(signs)
    if any(sign.name == GOLD and sign.facts["low"] >= BEYOND_CHANCE for sign in signs):
        return []
    return [sign for sign in signs if sign.name in GROUNDS and sign.strength == "strong"]


def guesses(found: Corrected, spammer_score: float, typical: float | None) -> Sign | None:
    """How far the answers follow what others take for true, beyond chance; needs no gold. Strong
    where even the upper bound is low and the answers do not follow the truth in any other way
    either. `typical` is the crowd's median."""
    if found.labels < ENOUGH or found.value is None or found.high is None or found.low is None:
        return None
    is_low = found.high < BEYOND_CHANCE and spammer_score < TELLS_NOTHING
    facts = {"low": found.low, "high": found.high, "labels": found.labels, "score": spammer_score}
    return Sign(GUESSES, found.value, typical, "strong" if is_low else "none", facts)


def one_answer(counts: Sequence[int], others: Sequence[float]) -> Sign | None:
    """The share of the answer that a person gives most, against how often others give it on the
    same tasks. `counts` and `others` (shares) are by answer."""
    labels = sum(counts)
    if labels < ENOUGH:
        return None
    answer = max(range(len(counts)), key=counts.__getitem__)
    low, _ = wilson(counts[answer], labels)
    is_strong = low >= NEARLY_ALWAYS and others[answer] <= OTHERS_VARY
    facts = {"answer": answer, "low": low, "labels": labels}
    share = counts[answer] / labels
    return Sign(ONE_ANSWER, share, others[answer], "strong" if is_strong else "none", facts)


def gold(right: int, wrong: int, by_chance: float) -> Sign | None:
    """The share of known answers that was hit, between chance (0) and all (1): `by_chance` is what
    the same answers would hit in any other order."""
    if right + wrong < ENOUGH or by_chance >= 1:
        return None
    found = competence(right, wrong)
    low, high = ((bound - by_chance) / (1 - by_chance) for bound in (found.low, found.high))
    facts = {"low": low, "high": high, "right": right, "judged": right + wrong}
    strength: Strength = "strong" if high < BEYOND_CHANCE else "none"
    return Sign(GOLD, right / (right + wrong), by_chance, strength, facts)


def entropy(counts: Sequence[int], others: Sequence[float]) -> Sign | None:
    """How much a person's answers vary, in bits, against those of others on the same tasks."""
    labels = sum(counts)
    if labels < ENOUGH:
        return None
    own, expected = _bits([count / labels for count in counts]), _bits(others)
    strength: Strength = "none"
    if expected > 0.1 and own < expected / 2:
        strength = "strong" if own < expected / 4 else "some"
    return Sign("entropy", own, expected, strength, {"labels": labels})


def agreement(labels: int, share: float, by_chance: float) -> Sign | None:
    """How often others gave the same answer. Never more than something to look at: where people
    may differ it says nothing of how good somebody is."""
    if labels < ENOUGH:
        return None
    _, high = wilson(round(share * labels), labels)
    strength: Strength = "some" if high <= by_chance + 0.02 else "none"
    return Sign("agreement", share, by_chance, strength, {"labels": labels})


def longest_run(run: int, count: int, labels: int) -> Sign | None:
    """The longest run of one answer, given `count` times among `labels`, against chance: a run of r
    comes up in n throws with probability 1 - exp(-n (1 - p) p^r) (Gordon, Schilling and Waterman,
    1986, "An extreme value theory for long head runs")."""
    rest = labels - count
    if labels < ENOUGH or not rest or not count:
        return None
    share = count / labels
    likely = 1 - exp(-rest * share**run)
    expected = max(1.0, log(max(rest, 1)) / -log(share))
    strength: Strength = "none"
    if run >= SHORT_RUN and likely < LONG_RUN["some"]:
        strength = "strong" if likely < LONG_RUN["strong"] else "some"
    return Sign("run", run, expected, strength, {"likely": likely, "labels": labels})


def too_fast(seconds: Sequence[float], characters: Sequence[int]) -> Sign | None:
    """The share of labels given in less time than anybody reads the task's text in."""
    if len(seconds) < ENOUGH:
        return None
    pairs = zip(seconds, characters, strict=True)
    fast = sum(taken < length / CHARACTERS_A_SECOND for taken, length in pairs)
    low, _ = wilson(fast, len(seconds))
    strength: Strength = "strong" if low >= 0.5 else "some" if low >= 0.1 else "none"
    facts = {"labels": len(seconds), "fast": fast, "median": float(np.median(seconds))}
    return Sign("fast", fast / len(seconds), 0.0, strength, facts)


def repeated_texts(texts: Sequence[str], typical: float | None = None) -> Sign | None:
    """The share of a person's own texts that nearly say the same as another of theirs; `typical` is
    the crowd's median. Of many the last are looked at."""
    told = [" ".join(text.casefold().split()) for text in texts[-MOST_TEXTS:]]
    told = [text for text in told if len(text.split()) >= WORDS]
    if len(told) < ENOUGH:
        return None
    alike = process.cdist(told, told, scorer=fuzz.ratio, score_cutoff=ALIKE)
    again = int((np.count_nonzero(alike, axis=1) > 1).sum())
    low, _ = wilson(again, len(told))
    usual = typical or 0.0
    strength: Strength = "none"
    if low > max(0.2, 2 * usual):
        strength = "strong" if low > max(0.6, 2 * usual) else "some"
    most = Counter(told).most_common(1)[0][1]
    facts = {"texts": len(told), "again": again, "most": most}
    return Sign("texts", again / len(told), typical, strength, facts)


def burst(moments: Sequence[float], typical: float | None = None) -> Sign | None:
    """The most labels within a minute; `moments` in seconds, in any order, and `typical` the
    crowd's median of the same."""
    if len(moments) < ENOUGH:
        return None
    ordered = np.sort(np.asarray(moments, dtype=np.float64))
    within = np.searchsorted(ordered, ordered + WINDOW, side="right") - np.arange(len(ordered))
    most = int(within.max())
    strength: Strength = "none"
    if typical and most >= max(ENOUGH, 3 * typical):
        strength = "strong" if most >= max(ENOUGH, 6 * typical) else "some"
    return Sign("burst", most, typical, strength, {"labels": len(ordered)})


def _bits(shares: Sequence[float]) -> float:
    return -sum(share * log2(share) for share in shares if share > 0)
