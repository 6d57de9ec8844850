"""Predicates: which labels a scope names, in data; the same meaning here and in SQL.

The conditions that are given are joined by "and" or by "or":
- answers: the label's answer is one of these canonical values;
- dimensions: the answer in a dimension is one of these values (each dimension is a condition);
- text_any: the task's text holds one of these strings, literally and case-sensitively;
- metadata: a field of the task, read as text, is one of the values (each field is a condition);
- disagreement: the task's current labels differ ("any"), or no answer leads ("majority_split");
- certainty_below: the label states a certainty under this number;
- flags: the task has a flag of one of these categories, or ("open") one whose question is open;
- cites: the label cites one of these clauses, by code;
- labeled_from, labeled_before: when the label was made, as it says itself.
A predicate without conditions selects nothing.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.domain.answers import AnswerSchema, describe, parse_answer
from app.domain.dimensions import split_dimensions
from app.domain.flags import CATEGORIES
from app.domain.texts import check_text
from app.errors import Invalid
from app.languages import mark, say

DISAGREEMENTS = ("any", "majority_split")
JOINS = ("and", "or")
FLAGS: Mapping[str, str] = {**CATEGORIES, "open": mark("Its question is open")}
MOST_VALUES = 200
VALUE_BYTES = 4096
LARGEST = 2**63 - 1  # what both databases keep exactly


@dataclass(frozen=True)
class Predicate:
    """`dimensions` and `metadata` hold (name, values) pairs sorted by name; times are in UTC."""

    answers: tuple[str, ...] = ()
    dimensions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    text_any: tuple[str, ...] = ()
    metadata: tuple[tuple[str, tuple[str, ...]], ...] = ()
    disagreement: str | None = None
    certainty_below: int | None = None
    flags: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    labeled_from: datetime | None = None
    labeled_before: datetime | None = None
    join: str = "and"

    @property
    def is_empty(self) -> bool:
        return self == Predicate(join=self.join)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form that `parse_predicate` reads back as an equal predicate."""
        asked = {name: list(values) for name, values in self.dimensions}
        return {
            "answers": list(self.answers),
            # left out where there are none: so a scope of before stays the same scope
            **({"dimensions": asked} if asked else {}),
            "text_any": list(self.text_any),
            "metadata": {field: list(values) for field, values in self.metadata},
            "disagreement": self.disagreement,
            "certainty_below": self.certainty_below,
            "flags": list(self.flags),
            "cites": list(self.cites),
            "labeled_from": self.labeled_from and self.labeled_from.isoformat(),
            "labeled_before": self.labeled_before and self.labeled_before.isoformat(),
            "join": self.join,
        }


@dataclass(frozen=True)
class LabelFacts:
    """What a predicate looks at. `disputed` is None where the task's current labels agree, "any"
    where they differ, "majority_split" where they differ and no answer leads. `flags` are the
    categories of the task's flags, and "open" where the question of one is."""

    answer: str
    text: str
    metadata: Mapping[str, Any]
    disputed: str | None = None
    certainty: int | None = None
    flags: frozenset[str] = frozenset()
    cites: frozenset[str] = frozenset()
    labeled_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)


def metadata_text(value: object) -> str | None:
    """A metadata value as predicates compare it: strings as they are, whole numbers in digits,
    true and false in words. None (matches nothing) for everything else: databases print other
    numbers and objects differently."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) <= LARGEST):
        return json.dumps(value)
    return None


def is_whole(value: str) -> bool:
    """Whether a value is what a whole number looks like as text."""
    return re.fullmatch(r"0|-?[1-9][0-9]{0,18}", value) is not None and abs(int(value)) <= LARGEST


def parse_predicate(raw: object, schema: AnswerSchema | None = None) -> Predicate:
    """The predicate that a JSON object describes; answers are checked against the schema, if
    given, and made canonical. Raises Invalid, naming the field."""
    if raw is None:
        return Predicate()
    if not isinstance(raw, Mapping):
        raise Invalid(say("A predicate is an object."), field="predicate")
    unknown = set(raw) - set(Predicate.__dataclass_fields__)
    if unknown:
        raise Invalid(
            say("A predicate has no “%(field)s”.", field=f"{min(map(str, unknown))[:40]!a}"),
            field="predicate",
        )
    answers = _strings(raw.get("answers"), "answers")
    if schema is not None:
        answers = tuple(dict.fromkeys(parse_answer(schema, value).value for value in answers))
    flags = _strings(raw.get("flags"), "flags")
    return Predicate(
        answers=answers,
        dimensions=_dimensions(raw.get("dimensions"), schema),
        text_any=_strings(raw.get("text_any"), "text_any"),
        metadata=_metadata(raw.get("metadata")),
        disagreement=_optional(raw.get("disagreement"), DISAGREEMENTS, "disagreement"),
        certainty_below=_certainty(raw.get("certainty_below")),
        flags=tuple(_one_of(each, tuple(FLAGS), "flags") for each in flags),
        cites=_strings(raw.get("cites"), "cites"),
        labeled_from=parse_time(raw.get("labeled_from"), "labeled_from"),
        labeled_before=parse_time(raw.get("labeled_before"), "labeled_before"),
        join=_optional(raw.get("join"), JOINS, "join") or "and",
    )


def matches(predicate: Predicate, facts: LabelFacts) -> bool:
    """The reference meaning of a predicate, which the SQL must equal."""
    held = []
    if predicate.answers:
        held.append(facts.answer in predicate.answers)
    for name, values in predicate.dimensions:
        held.append(split_dimensions(facts.answer).get(name) in values)
    if predicate.text_any:
        held.append(any(wanted in facts.text for wanted in predicate.text_any))
    for field, values in predicate.metadata:
        held.append(metadata_text(facts.metadata.get(field)) in values)
    if predicate.disagreement == "any":
        held.append(bool(facts.disputed))
    if predicate.disagreement == "majority_split":
        held.append(facts.disputed == "majority_split")
    if predicate.certainty_below is not None:
        certainty = facts.certainty
        held.append(certainty is not None and certainty < predicate.certainty_below)
    if predicate.flags:
        held.append(not facts.flags.isdisjoint(predicate.flags))
    if predicate.cites:
        held.append(not facts.cites.isdisjoint(predicate.cites))
    if predicate.labeled_from:
        held.append(facts.labeled_at >= predicate.labeled_from)
    if predicate.labeled_before:
        held.append(facts.labeled_at < predicate.labeled_before)
    if predicate.join == "or":
        return any(held)
    return bool(held) and all(held)


def describe_predicate(predicate: Predicate, schema: AnswerSchema | None = None) -> str:
    """The predicate in words, for previews and changelogs."""
    words = []
    if predicate.answers:
        shown = (describe(schema, value) if schema else value for value in predicate.answers)
        words.append(say("the answer is %(values)s", values=_any_of(shown)))
    for name, values in predicate.dimensions:
        words.append(_said_in(schema, name, values))
    if predicate.text_any:
        words.append(say("the text contains %(values)s", values=_any_of(predicate.text_any)))
    for field, values in predicate.metadata:
        words.append(say("%(field)s is %(values)s", field=field, values=_any_of(values)))
    if predicate.disagreement == "any":
        words.append(say("people disagree"))
    if predicate.disagreement == "majority_split":
        words.append(say("no answer has the most votes"))
    if predicate.certainty_below is not None:
        words.append(say("the certainty is below %(number)s", number=predicate.certainty_below))
    if predicate.flags:
        named = (say(FLAGS[each]) for each in predicate.flags)
        words.append(say("the task is flagged: %(values)s", values=_any_of(named)))
    if predicate.cites:
        words.append(say("the label cites %(values)s", values=_any_of(predicate.cites)))
    if predicate.labeled_from:
        words.append(say("it was made from %(time)s on", time=time_text(predicate.labeled_from)))
    if predicate.labeled_before:
        words.append(say("it was made before %(time)s", time=time_text(predicate.labeled_before)))
    joint = say(" or ") if predicate.join == "or" else say(" and ")
    return joint.join(words) if words else say("nothing")


def time_text(time: datetime) -> str:
    """A time as people write it into a form: the day alone where it begins a day in UTC."""
    text = time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return text.removesuffix("T00:00:00Z")


def _any_of(values: Any) -> str:
    return say(" or ").join(say("“%(value)s”", value=value) for value in values)


def _strings(raw: object, field: str) -> tuple[str, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, list | tuple) or len(raw) > MOST_VALUES:
        raise Invalid(say("Give a list of at most %(most)s texts.", most=MOST_VALUES), field=field)
    if not all(isinstance(value, str) and value for value in raw):
        raise Invalid(say("Each value is a text that is not empty."), field=field)
    # Repeats say nothing; the order is kept for people.
    return tuple(dict.fromkeys(check_text(value, most=VALUE_BYTES, field=field) for value in raw))


def _dimensions(
    raw: object, schema: AnswerSchema | None
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    pairs = _metadata(raw)
    if schema is None:
        return pairs
    known = {each.name: each.asked for each in schema.dimensions}
    strange = [name for name, _ in pairs if name not in known]
    if strange:
        raise Invalid(say("There is no dimension “%(name)s”.", name=strange[0]), "dimensions")
    return tuple(
        (name, tuple(dict.fromkeys(parse_answer(known[name], each).value for each in values)))
        for name, values in pairs
    )


def _said_in(schema: AnswerSchema | None, name: str, values: tuple[str, ...]) -> str:
    """A condition on a dimension in words."""
    found = [each for each in schema.dimensions if each.name == name] if schema else []
    shown = [describe(found[0].asked, value) for value in values] if found else list(values)
    label = found[0].label if found else name
    return say("%(field)s is %(values)s", field=label, values=_any_of(shown))


def _metadata(raw: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if raw is None:
        return ()
    if not isinstance(raw, Mapping) or len(raw) > MOST_VALUES:
        raise Invalid(
            say("Metadata is an object of fields, each with its values."), field="metadata"
        )
    pairs = []
    for name in _strings(list(raw), "metadata"):
        values = _strings(raw[name], "metadata")
        if values:
            pairs.append((name, values))
    return tuple(sorted(pairs))


def _optional(raw: object, allowed: tuple[str, ...], field: str) -> str | None:
    return None if raw is None else _one_of(raw, allowed, field)


def _one_of(raw: object, allowed: tuple[str, ...], field: str) -> str:
    if isinstance(raw, str) and raw in allowed:
        return raw
    raise Invalid(
        say("“%(field)s” is one of: %(all)s.", field=field, all=", ".join(allowed)), field=field
    )


def _certainty(raw: object) -> int | None:
    if raw is None:
        return None
    if type(raw) is not int or not 1 <= raw <= 1000:
        raise Invalid(say("A certainty is a whole number from 1 to 1000."), field="certainty_below")
    return raw


def parse_time(raw: object, field: str) -> datetime | None:
    """A day, which begins at midnight in UTC, or a moment; without an offset it is in UTC. Raises
    Invalid, naming the field."""
    if raw is None:
        return None
    try:
        time = datetime.fromisoformat(str(raw))
        time = time.replace(tzinfo=time.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError) as why:
        raise Invalid(say("Write a day as 2026-03-31."), field=field) from why
    if not 1970 <= time.year < 9000:
        raise Invalid(say("Write a day as 2026-03-31."), field=field)
    return time
