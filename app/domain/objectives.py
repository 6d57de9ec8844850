"""What people value against what proxies reward: gathered task by task, then reckoned.

People's value of a task is a number: the mean of their ratings, the share of them who gave an
answer, or, of a pair, the share who prefer A less the share who prefer B. A proxy's is its value,
or of a pair what it gives A less what it gives B; where less is better, the other way round, so
that more always means that the proxy would have more of it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.dimensions import split_dimensions
from app.domain.majorities import majority
from app.domain.schemas import AnswerSchema
from app.languages import say

MOST_ASPECTS = 40
SIDES = ("a", "b")


@dataclass(frozen=True, slots=True)
class ProxyFacts:
    """A proxy, as far as reckoning needs it."""

    id: int
    name: str
    direction: str
    paired: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A task that some proxy says something of: `said` by proxy, the `votes` that count now, its
    trusted answer if there is one, and its metadata."""

    task_id: int
    said: Mapping[int, tuple[float, float | None]]
    votes: Counter[str]
    gold: str | None
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Aspect:
    """Which of the people's values is held against proxies. `key` names it in addresses; `kind`:
    "mean" of a rating, "share" of an answer, or "pair". `dimension` and `answer` are "" where there
    is none to choose."""

    key: str
    kind: str
    dimension: str = ""
    answer: str = ""
    words: str = ""


def list_aspects(schema: AnswerSchema) -> tuple[Aspect, ...]:
    """What can be held against proxies in a project, the first meant unless one is named. Free text
    and marked passages are no numbers: none."""
    if schema.kind == "pair":
        return (Aspect("preferred", "pair", words=say("which side is preferred")),)
    if schema.kind == "rating":
        return (Aspect("rating", "mean", words=say("mean rating")),)
    found: list[Aspect] = []
    if schema.kind in ("choice", "choices"):
        found = [_share(each.value, each.label) for each in schema.options]
    for each in schema.dimensions:
        if each.asked.kind == "rating":
            words = say("mean of “%(name)s”", name=each.label)
            found.append(Aspect(each.name, "mean", each.name, words=words))
        else:
            found += [
                _share(option.value, f"{each.label}: {option.label}", each.name)
                for option in each.asked.options
            ]
    return tuple(found[:MOST_ASPECTS])


def find_aspect(schema: AnswerSchema, key: str) -> Aspect | None:
    """The one named, or the first; None where there is no such, or none at all."""
    aspects = list_aspects(schema)
    if not key:
        return aspects[0] if aspects else None
    return next((each for each in aspects if each.key == key), None)


def value_of(aspect: Aspect, votes: Mapping[str, int]) -> tuple[float, int] | None:
    """What people's votes come to, and how many votes that is; None where nobody voted."""
    parts = _parts(aspect, votes)
    total = sum(parts.values())
    if not total:
        return None
    if aspect.kind == "pair":
        return (parts.get("a", 0) - parts.get("b", 0)) / total, total
    if aspect.kind == "mean":
        return sum(float(value) * many for value, many in parts.items()) / total, total
    return sum(many for value, many in parts.items() if _holds(aspect, value)) / total, total


def verdict_of(votes: Mapping[str, int]) -> str | None:
    """The side that most people prefer, "tie" where most call both equally good; None where no
    answer leads."""
    return majority(Counter(votes).elements()).value


def oriented(proxy: ProxyFacts, said: tuple[float, float | None]) -> float:
    """What a proxy would have more of."""
    a, b = said
    value = a - b if b is not None else a
    return -value if proxy.direction == "less" else value


def _share(answer: str, label: str, dimension: str = "") -> Aspect:
    key = f"{dimension}={answer}" if dimension else answer
    words = say("share of “%(answer)s”", answer=label)
    return Aspect(key, "share", dimension, answer, words)


def _parts(aspect: Aspect, votes: Mapping[str, int]) -> dict[str, int]:
    """The votes in one dimension, or as they are."""
    if not aspect.dimension:
        return dict(votes)
    parts: Counter[str] = Counter()
    for value, many in votes.items():
        said = split_dimensions(value).get(aspect.dimension)
        if said is not None:
            parts[said] += many
    return dict(parts)


def _holds(aspect: Aspect, value: str) -> bool:
    return aspect.answer in _chosen(value) if not aspect.dimension else value == aspect.answer


def _chosen(value: str) -> Iterable[str]:
    """The answers of a vote: of several chosen each counts."""
    return value.split("|")
