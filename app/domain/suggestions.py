"""What the cases of a change have in common: words and signs that a condition might name.

They are hints. On HateCheck's functionalities between a tenth and all of what the best one selects
is affected (tests/domain/test_suggestions.py): so they are offered, looked at, and never applied.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt

from app.domain.likeness import Collection, bags_of

FEWEST = 2  # cases that hold it; what one text alone holds is no pattern
STEPS = (90, 80, 70, 60, 50, 40, 30)  # per cent of likeness that are offered as a threshold
_UNIT = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[^\w\s]|_")  # a word, or a single sign


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word, in one case, or a sign. `literals`: how the cases write it, the commonest first;
    `cases`: of how many it stands in; `score`: the log-odds ratio of standing in a case."""

    unit: str
    literals: tuple[str, ...]
    cases: int
    score: float


@dataclass(frozen=True, slots=True)
class Step:
    """A threshold of likeness in per cent, how many texts reach it, and the place of the one that
    reaches it least."""

    share: int
    count: int
    last: int


def suggest(cases: Sequence[str], others: Iterable[str], most: int = 8) -> list[Suggestion]:
    """The units that at least half of the cases hold, and more of them than of `others` by the
    odds, the most telling first.

    The score is log((k + .5) / (n - k + .5)) - log((K + .5) / (M - K + .5)) for k of n cases and K
    of M others: the empirical logit of Cox (1970), over texts that hold a unit, not over how often.
    Counted by how often (Monroe, Colaresi and Quinn, 2008), rare words come first.
    """
    written = [_units(text) for text in cases]
    held = Counter(unit for units in written for unit in units)
    enough = max(FEWEST, (len(cases) + 1) // 2)
    wanted = {unit for unit, number in held.items() if number >= enough}
    common: Counter[str] = Counter()
    total = 0
    for text in others if wanted else ():
        total += 1
        common.update(wanted.intersection(match.casefold() for match in _UNIT.findall(text)))
    found = [
        Suggestion(
            unit,
            tuple(_literals(written, unit)),
            held[unit],
            _logit(held[unit], len(cases)) - _logit(common[unit], total),
        )
        for unit in wanted
    ]
    found.sort(key=lambda each: (-each.score, each.unit))
    return [each for each in found if each.score > 0][:most]


def resemble(texts: Collection, cases: Sequence[str]) -> npt.NDArray[np.float64]:
    """How alike each text of a collection is to the case nearest to it: 0 to 1, by the angle of
    their n-grams."""
    nearest = np.zeros(len(texts.texts))
    for case in dict.fromkeys(cases):
        np.maximum(nearest, texts.angles(bags_of(case)), out=nearest)
    return nearest


def reaches(nearest: npt.NDArray[np.float64], share: int) -> npt.NDArray[np.intp]:
    """The places of the texts that are at least so many per cent alike."""
    found: npt.NDArray[np.intp] = np.flatnonzero(nearest >= share / 100 - 1e-6)
    return found


def steps(nearest: npt.NDArray[np.float64]) -> list[Step]:
    """What each threshold would select; those that select no more than the one before are left
    out."""
    made: list[Step] = []
    for share in STEPS:
        places = reaches(nearest, share)
        if len(places) > (made[-1].count if made else 0):
            made.append(Step(share, len(places), int(places[np.argmin(nearest[places])])))
    return made


def _logit(number: int, of: int) -> float:
    return log((number + 0.5) / (of - number + 0.5))


def _units(text: str) -> dict[str, list[str]]:
    """The units of a text, each with how it is written there."""
    found: dict[str, list[str]] = {}
    for match in _UNIT.findall(text):
        found.setdefault(match.casefold(), []).append(match)
    return found


def _literals(written: Sequence[dict[str, list[str]]], unit: str) -> list[str]:
    times = Counter(literal for units in written for literal in units.get(unit, ()))
    return [literal for literal, _ in times.most_common()]
