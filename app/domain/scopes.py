"""Scopes: the stored description of the labels that a revision affects, and its control sample.

A scope is a union of strata; every label it selects remembers which ones selected it.
"""

import heapq
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from app.domain.answers import AnswerSchema
from app.domain.predicates import (
    LabelFacts,
    Predicate,
    describe_predicate,
    matches,
    metadata_text,
    parse_predicate,
    parse_time,
    time_text,
)
from app.domain.texts import check_text
from app.errors import Invalid
from app.languages import mark, say, say_many

__all__ = [
    "MAKERS",
    "STRATA",
    "LabelFacts",
    "Predicate",
    "Scope",
    "describe",
    "in_control",
    "matches",
    "metadata_text",
    "parse_predicate",
    "parse_scope",
    "pick_control",
]

STRATA: Mapping[str, str] = {
    "a": mark("cites a changed clause"),
    "b": mark("its flags or thread led to the ruling"),
    "c": mark("meets the scope’s conditions"),
    "d": mark("resembles a case"),
    "e": mark("selected by hand"),
    "f": mark("control sample"),
    "x": mark("the relabel was made wider for it"),
}
MAKERS: Mapping[str, str] = {
    "same": mark("the people who made them"),
    "others": mark("others, who have not answered the task"),
    "both": mark("the people who made them, and others too"),
}
# which labels already made a change may reach at all
REACHES = ("all", "since", "none")
MOST_SELECTED = 100_000
MOST_CONTROL = 100_000
MOST_SIMILAR = 100
_MASK = 2**64 - 1


@dataclass(frozen=True)
class Scope:
    """Strata a (`citing`), b (`led`), c (`predicate`), d (`similar`: how alike a task's text is to
    a case at least, 1 to 100, 0 for not at all) and e (`selection`: external ids of tasks), and how
    many labels from outside are relabeled as control (f), chosen by `seed`. Nothing is selected
    beyond its `reach`: with "since", labels that were made (`labeled_at`: when the person answered,
    not when an import brought it) before the cut-off `since`; with "none", any.
    Predicate and likeness leave alone what was made again for an earlier ruling, unless it is to
    `reopen` it."""

    citing: bool = True
    led: bool = True
    predicate: Predicate = field(default_factory=Predicate)
    similar: int = 0
    selection: tuple[str, ...] = ()
    control: int = 0
    seed: int = 0
    reach: str = "all"
    since: datetime | None = None
    reopen: bool = False

    @property
    def strata(self) -> tuple[str, ...]:
        """The letters that this scope uses."""
        used = {
            "a": self.citing,
            "b": self.led,
            "c": not self.predicate.is_empty,
            "d": self.similar > 0,
            "e": bool(self.selection),
            "f": self.control > 0,
        }
        return tuple(letter for letter, on in used.items() if on)

    @property
    def selects(self) -> bool:
        """Whether anything but a control sample is asked for: without that, no relabel opens."""
        return self.reach != "none" and bool(set(self.strata) - {"f"})

    @property
    def digest(self) -> str:
        """What tells this scope from another, but for what is selected by hand and the control."""
        told = replace(self, selection=(), control=0, seed=0)
        return sha256(json.dumps(told.to_dict(), sort_keys=True).encode()).hexdigest()[:16]

    def to_dict(self) -> dict[str, Any]:
        """The JSON form that is sealed at publication and read back by `parse_scope`."""
        return {
            "citing": self.citing,
            "led": self.led,
            "predicate": self.predicate.to_dict(),
            "similar": self.similar,
            "selection": list(self.selection),
            "control": self.control,
            "seed": self.seed,
            "reach": self.reach,
            "since": self.since.isoformat() if self.since else None,
            "reopen": self.reopen,
        }


def parse_scope(raw: object, schema: AnswerSchema | None = None) -> Scope:
    """The scope that a JSON object describes; what is left out has its default. Raises Invalid,
    naming the field."""
    if not isinstance(raw, Mapping):
        raise Invalid(say("A scope is an object."), field="scope")
    for name in ("citing", "led", "reopen"):
        if not isinstance(raw.get(name, True), bool):
            raise Invalid(say("“%(name)s” is true or false.", name=name), field=name)
    reach, since = _reach(raw)
    return Scope(
        citing=raw.get("citing", True),
        led=raw.get("led", True),
        predicate=parse_predicate(raw.get("predicate"), schema),
        similar=_number(raw, "similar", MOST_SIMILAR),
        selection=_selection(raw.get("selection")),
        control=_number(raw, "control", MOST_CONTROL),
        seed=_number(raw, "seed", 2**63 - 1),
        reach=reach,
        since=since,
        reopen=raw.get("reopen", False),
    )


def describe(what: Predicate | Scope, schema: AnswerSchema | None = None) -> str:
    """A predicate or a scope in words."""
    if isinstance(what, Predicate):
        return describe_predicate(what, schema)
    words = []
    if what.citing:
        words.append(say("labels citing a changed clause"))
    if what.led:
        words.append(say("tasks whose flags led to the ruling"))
    if not what.predicate.is_empty:
        condition = describe_predicate(what.predicate, schema)
        words.append(say("labels where %(condition)s", condition=condition))
    if what.similar:
        words.append(say("tasks that are %(share)s %% like a case", share=what.similar))
    if what.selection:
        tasks = len(what.selection)
        words.append(
            say_many("%(count)s task selected by hand", "%(count)s tasks selected by hand", tasks)
        )
    inside = say("; ").join(words) or say("nothing")
    if what.reach == "none":
        return say("no label already made: it holds from now on")
    if what.since:
        inside = say(
            "%(inside)s; of labels made since %(date)s",
            inside=inside,
            date=time_text(what.since),
        )
    if not what.control:
        return inside
    others = f"{what.control:,}"
    return say("%(inside)s; plus up to %(count)s others as control", inside=inside, count=others)


def in_control(seed: int, label_id: int) -> int:
    """The rank of a label outside the scope, 0 to 2^63 - 1: the control sample is the labels with
    the smallest ranks. The same on every machine, and unrelated to the order of ids.

    Two rounds of the splitmix64 finaliser (Steele, Lea and Flood, 2014).
    """
    return _mix((seed & _MASK) ^ _mix(label_id & _MASK)) >> 1


def pick_control(seed: int, label_ids: Iterable[int], size: int) -> list[int]:
    """The control sample: the `size` labels of smallest rank, in order of rank."""
    return heapq.nsmallest(size, label_ids, key=lambda label_id: in_control(seed, label_id))


def _mix(number: int) -> int:
    number = (number + 0x9E3779B97F4A7C15) & _MASK
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & _MASK
    return number ^ (number >> 31)


def _selection(raw: object) -> tuple[str, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, list | tuple) or len(raw) > MOST_SELECTED:
        raise Invalid(
            say("Select at most %(most)s tasks.", most=f"{MOST_SELECTED:,}"), field="selection"
        )
    if not all(isinstance(key, str) and key for key in raw):
        raise Invalid(say("Tasks are selected by their external id."), field="selection")
    return tuple(dict.fromkeys(check_text(key, most=2000, field="selection") for key in raw))


def _reach(raw: Mapping[str, Any]) -> tuple[str, datetime | None]:
    """How far back it goes; a cut-off without a zone is in UTC, and a day is its beginning."""
    reach, since = raw.get("reach", "all"), raw.get("since") or None
    if reach not in REACHES:
        raise Invalid(
            say("A change reaches one of: %(all)s.", all=", ".join(REACHES)), field="reach"
        )
    if reach != "since":
        return str(reach), None
    at = parse_time(since, "since")
    if at is None:
        raise Invalid(say("Name the cut-off as a date, such as 2026-03-01."), field="since")
    return "since", at


def _number(raw: Mapping[str, Any], name: str, most: int) -> int:
    value = raw.get(name, 0)
    if type(value) is not int or not 0 <= value <= most:
        raise Invalid(
            say("“%(name)s” is a whole number from 0 to %(most)s.", name=name, most=f"{most:,}"),
            field=name,
        )
    return value
