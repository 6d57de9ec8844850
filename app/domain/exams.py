"""Exams: how many right answers prove enough, and which questions somebody is asked.

A score is a sample: somebody who knows 80 % of the answers will now and then be right in 95 % of
twenty. So the mark is set for what the score proves: the exact one-sided 95 % lower bound of the
share that they know (Clopper and Pearson, 1934; the Beta distribution's quantile).
"""

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.intervals import lower_bound

LEVEL = 0.95
LOWEST_MARK, HIGHEST_MARK = 0.5, 0.99
MOST_QUESTIONS = 100
MOST_PRACTICE = 10
MOST_MINUTES = 240
MOST_ATTEMPTS = 20
MOST_PAUSE_HOURS = 24 * 30
# how a question came to be: edge cases that a ruling decided are asked first
ORIGINS = ("ruling", "case", "gold")
HOLDS = ("nobody", "new", "all")


@dataclass(frozen=True, slots=True)
class Item:
    """A question that somebody could be asked: the code of its clause ("" where it has none), where
    it comes from, how often they had it in exams before, whether they practised on it, and whether
    it may be practised on."""

    id: int
    code: str
    origin: str
    times: int = 0
    is_practised: bool = False
    may_practise: bool = False


@dataclass(frozen=True, slots=True)
class Draw:
    """Questions in the order in which they are asked. `again`: how many of them the person has had
    before, because there are no others; `missing`: by clause how many are not there at all."""

    ids: tuple[int, ...]
    again: int
    missing: Mapping[str, int]


def needed(questions: int, mark: float) -> int | None:
    """How many of so many must be right for the lower bound to reach the mark; None where not even
    all of them would do."""
    for right in range(questions + 1):
        if lower_bound(right, questions, LEVEL) >= mark:
            return right
    return None


def fewest_questions(mark: float) -> int:
    """The fewest questions with which the mark can be reached: all right, mark^n <= 5 %."""
    return max(1, math.ceil(math.log(1 - LEVEL) / math.log(mark)))


def highest_mark(questions: int) -> float:
    """What all right of so many proves."""
    return lower_bound(questions, questions, LEVEL)


def draw(items: Sequence[Item], plan: Mapping[str, int], seed: int) -> Draw:
    """So many questions of each clause as the plan says: those that the person has not had first,
    edge cases first among them, then by chance. Never one that they practised on. Where a clause
    has too few, others are asked in its place, so that everybody has as many."""
    chance = random.Random(seed)  # noqa: S311  the seed is kept, so that a draw can be shown again
    free = [each for each in items if not each.is_practised]
    chosen: list[Item] = []
    missing: dict[str, int] = {}
    for code in sorted(plan):
        own = _ranked([each for each in free if each.code == code], chance)[: plan[code]]
        chosen += own
        if len(own) < plan[code]:
            missing[code] = plan[code] - len(own)
    taken = {each.id for each in chosen}
    rest = _ranked([each for each in free if each.id not in taken], chance)
    chosen += rest[: sum(missing.values())]
    chance.shuffle(chosen)
    return Draw(tuple(each.id for each in chosen), sum(each.times > 0 for each in chosen), missing)


def draw_practice(items: Sequence[Item], plan: Mapping[str, int], seed: int) -> list[int]:
    """Questions to practise on. What is practised on is never asked in an exam, so that of each
    clause as many stay as the plan asks for; those not practised on yet come first."""
    chance = random.Random(seed)  # noqa: S311
    old = [each for each in items if each.is_practised and each.may_practise]
    fresh: list[Item] = []
    for code in sorted({each.code for each in items}):
        free = [each for each in items if each.code == code and not each.is_practised]
        spare = max(0, len(free) - plan.get(code, 0))
        may = [each for each in free if each.may_practise and not each.times]
        chance.shuffle(may)
        # the edge cases are kept for the exam as long as there are others
        may.sort(key=lambda each: -ORIGINS.index(each.origin))
        fresh += may[:spare]
    room = len([each for each in items if not each.is_practised]) - sum(plan.values())
    chance.shuffle(fresh)
    chance.shuffle(old)
    return [each.id for each in [*fresh[: max(0, room)], *old][:MOST_PRACTICE]]


def suggest_plan(pool: Mapping[str, int], questions: int) -> dict[str, int]:
    """So many questions spread over the clauses that have any, one at a time, the richest first."""
    plan: Counter[str] = Counter()
    order = sorted(pool, key=lambda code: (-pool[code], code))
    while sum(plan.values()) < questions:
        free = [code for code in order if plan[code] < pool[code]]
        if not free:
            break
        for code in free[: questions - sum(plan.values())]:
            plan[code] += 1
    return dict(plan)


def _ranked(items: Sequence[Item], chance: random.Random) -> list[Item]:
    shuffled = list(items)
    chance.shuffle(shuffled)
    return sorted(shuffled, key=lambda each: (each.times, ORIGINS.index(each.origin)))
