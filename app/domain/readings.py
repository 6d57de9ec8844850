"""Reading a revision: what its readers must do, which tasks wait for it, and how its check asks.

Of a task that nobody has labeled only its text and metadata are known. What a scope says about
labels (their answer, their certainty, what they cite, whether people differ) may still come true of
it, so such a condition holds nothing back and lets nothing through by itself. Where a scope says
nothing about tasks at all there is no way to know, and every task waits.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.predicates import Predicate, metadata_text
from app.domain.scopes import Scope
from app.errors import Invalid
from app.languages import mark, say

LEVELS: Mapping[str, str] = {
    "check": mark("Confirm it, and answer a check on its own cases, before work it touches"),
    "acknowledge": mark("Confirm it before work it touches"),
    "show": mark("See it at the next task it touches"),
    "badge": mark("A badge, until it is read"),
}
HOLDS_BACK = ("check", "acknowledge")
DEFAULT_READINGS: Mapping[str, str] = {
    "editorial": "badge",
    "clarifying": "show",
    "substantive": "check",
}
MOST_CASES = 5
# what can be answered right or wrong; free text and marked words can be right in many ways
CHECKED_KINDS = ("choice", "choices", "rating", "pair")


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What is known of a task before anybody labels it. `is_listed`: the scope names it, by hand,
    because its flags led to the ruling or because it is like a case; `is_later`: it came after the
    scope was sealed."""

    text: str
    metadata: Mapping[str, Any]
    is_listed: bool = False
    is_later: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """Where somebody stands in a check: the case to be answered next, None once it is passed; in
    which round, and at which place of how many."""

    case_id: int | None
    round: int
    place: int
    cases: int


def reading_for(type: str, policy: Mapping[str, str]) -> str:
    """What readers of a revision must do, by the heaviest of its changes."""
    return policy.get(type, DEFAULT_READINGS[type])


def check_readings(value: Mapping[str, str]) -> dict[str, str]:
    """A project's own policy; only what differs from the product's is kept. Raises Invalid."""
    for type, level in value.items():
        if type not in DEFAULT_READINGS or level not in LEVELS:
            raise Invalid(
                say(
                    "What readers must do is %(levels)s, for %(types)s.",
                    levels=", ".join(LEVELS),
                    types=", ".join(DEFAULT_READINGS),
                ),
                "readings",
            )
    return {type: level for type, level in value.items() if level != DEFAULT_READINGS[type]}


def may_match(scope: Scope, task: TaskFacts) -> bool:
    """Whether work on a task may fall under a change, as far as the scope tells."""
    if task.is_listed:
        return True
    held = _held(scope.predicate, task)
    if held is not None:
        return held
    if (scope.selection or scope.similar) and scope.predicate.is_empty:
        return task.is_later  # named one by one: what was there then and is not named is outside
    return True


def pick_cases(values: Mapping[int, str], most: int = MOST_CASES) -> list[int]:
    """The cases of a check, of many the oldest, every answer that they expect among them."""
    firsts: dict[str, int] = {}
    for case_id in sorted(values):
        firsts.setdefault(values[case_id], case_id)
    chosen = sorted(firsts.values())[:most]
    rest = [case_id for case_id in sorted(values) if case_id not in chosen]
    return sorted([*chosen, *rest[: most - len(chosen)]])


def order_cases(case_ids: Sequence[int], member_id: int, round: int) -> list[int]:
    """The order of a round: another one for each person, and each round another than before."""
    ordered = sorted(case_ids)
    random.Random(member_id).shuffle(ordered)  # noqa: S311  no secret: only not everybody's
    turn = (round - 1) % len(ordered) if ordered else 0
    return [*ordered[turn:], *ordered[:turn]]


def stand(
    case_ids: Sequence[int], answers: Sequence[tuple[int, int, bool]], member_id: int
) -> Asking:
    """What comes next after these answers, of (round, case, right?). Every case is asked once a
    round; after a round with anything wrong in it all of them are asked again."""
    round = max((each[0] for each in answers), default=1)
    given = {case_id: is_right for at, case_id, is_right in answers if at == round}
    left = [each for each in order_cases(case_ids, member_id, round) if each not in given]
    size = len(case_ids)
    if left:
        return Asking(left[0], round, size - len(left) + 1, size)
    if all(given.get(each) for each in case_ids):
        return Asking(None, round, size, size)
    return Asking(order_cases(case_ids, member_id, round + 1)[0], round + 1, 1, size)


def _held(predicate: Predicate, task: TaskFacts) -> bool | None:
    """Whether the conditions about tasks hold; None where they do not decide."""
    known = []
    if predicate.text_any:
        known.append(any(words in task.text for words in predicate.text_any))
    for field, values in predicate.metadata:
        known.append(metadata_text(task.metadata.get(field)) in values)
    if not known:
        return None
    about_tasks = Predicate(
        text_any=predicate.text_any, metadata=predicate.metadata, join=predicate.join
    )
    is_open = predicate != about_tasks
    if predicate.join == "or":
        return is_open or any(known)
    return all(known)
