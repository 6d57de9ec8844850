"""Answer schemas: what a project asks, its options, their keys and colours."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.dimensions import split_dimensions
from app.domain.texts import check_text
from app.errors import Invalid
from app.languages import say

KINDS = ("choice", "choices", "rating", "pair", "text", "spans", "dimensions")
DIMENSION_KINDS = ("rating", "choice")
MOST_DIMENSIONS = 12
# Letters that the desk uses for itself: flag, submit, skip, help and the like.
RESERVED_KEYS = frozenset("fxpustgnqh?")
DIGITS = "123456789"
MOST_OPTIONS = 100
COLORS = ("blue", "orange", "green", "red", "violet", "teal", "pink", "amber", "gray")
_KEY = re.compile(r"[1-9a-z]")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen. `key` is "" where no single key is left for it; `color` is a
    palette name, `#rgb` or `#rrggbb`, or "" for the neutral look."""

    value: str
    label: str
    key: str = ""
    color: str = ""


@dataclass(frozen=True)
class AnswerSchema:
    """What a project asks. `options` serve choice, choices and spans; `lowest` to `highest`
    (inclusive) serve rating; `tie` lets a pair be answered "tie"; `dimensions` serve dimensions."""

    kind: str
    options: tuple[Option, ...] = ()
    lowest: int = 1
    highest: int = 5
    lowest_label: str = ""
    highest_label: str = ""
    tie: bool = False
    certainty: bool = False
    comment: bool = False
    dimensions: "tuple[Dimension, ...]" = ()

    @property
    def offered(self) -> tuple[Option, ...]:
        """Everything that has a control of its own: the options, the steps of a rating, the sides
        of a pair. Empty for free text, and for dimensions, each of which offers its own."""
        if self.kind == "rating":
            return _steps(self)
        if self.kind == "pair":
            sides = (Option("a", say("A is better"), "1"), Option("b", say("B is better"), "2"))
            return (*sides, Option("tie", say("Equally good"), "3")) if self.tie else sides
        return self.options

    def value_named(self, name: str) -> str:
        """The value of the option that is written or called so, in whatever case; else the name."""
        meant = name.casefold()
        for option in self.offered:
            if meant in (option.value.casefold(), option.label.casefold()):
                return option.value
        return name

    def chosen(self, sent: Sequence[str]) -> dict[str, str]:
        """What a form had chosen in each dimension, from the answer that it sent."""
        return split_dimensions(sent[0]) if self.dimensions and sent else {}

    def in_dimension(self, name: str) -> "AnswerSchema":
        """What is asked in one of several dimensions; the schema itself where there are none."""
        found = (each.asked for each in self.dimensions if each.name == name)
        return next(found, self)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form that `parse_schema` reads back as an equal schema."""
        raw: dict[str, Any] = {
            "kind": self.kind,
            "certainty": self.certainty,
            "comment": self.comment,
        }
        if self.kind in ("choice", "choices", "spans"):
            raw["options"] = [vars(option).copy() for option in self.options]
        if self.kind == "rating":
            names = ("lowest", "highest", "lowest_label", "highest_label")
            raw.update({name: getattr(self, name) for name in names})
        if self.kind == "pair":
            raw["tie"] = self.tie
        if self.kind == "dimensions":
            raw["dimensions"] = [each.to_dict() for each in self.dimensions]
        return raw


@dataclass(frozen=True)
class Dimension:
    """One of several things that are judged of the same task.

    `name` is stored and exported, `label` is what people read, `asked` the rating or choice."""

    name: str
    label: str
    asked: AnswerSchema

    def to_dict(self) -> dict[str, Any]:
        """Its JSON form: its name, its label, and what it asks."""
        asked = self.asked.to_dict()
        del asked["certainty"], asked["comment"]
        return {"name": self.name, "label": self.label, **asked}


def _steps(schema: AnswerSchema) -> tuple[Option, ...]:
    ends = {schema.lowest: schema.lowest_label, schema.highest: schema.highest_label}
    numbers = range(schema.lowest, schema.highest + 1)
    natural = all(0 <= number <= 9 for number in numbers)
    steps = []
    for place, number in enumerate(numbers):
        key = str(number) if natural else DIGITS[place : place + 1]
        words = f"{number} ({ends[number]})" if ends.get(number) else str(number)
        steps.append(Option(str(number), words, key))
    return tuple(steps)


def parse_schema(raw: Mapping[str, Any]) -> AnswerSchema:
    """The schema that a JSON object describes; raises Invalid, naming the field, where it cannot
    be asked."""
    kind = raw.get("kind") if isinstance(raw, Mapping) else None
    if kind not in KINDS:
        raise Invalid(
            say("The kind of answer is one of: %(all)s.", all=", ".join(KINDS)), field="kind"
        )
    schema = _asked(kind, raw)
    return replace(schema, certainty=_flag(raw, "certainty"), comment=_flag(raw, "comment"))


def _asked(kind: str, raw: Mapping[str, Any]) -> AnswerSchema:
    if kind == "rating":
        return AnswerSchema(kind, **_range(raw))
    if kind == "pair":
        return AnswerSchema(kind, tie=_flag(raw, "tie"))
    if kind == "text":
        return AnswerSchema(kind)
    if kind == "dimensions":
        return AnswerSchema(kind, dimensions=_dimensions(raw.get("dimensions")))
    return AnswerSchema(kind, options=_options(kind, raw.get("options")))


def _dimensions(raw: object) -> tuple[Dimension, ...]:
    if not isinstance(raw, list | tuple) or not 1 <= len(raw) <= MOST_DIMENSIONS:
        raise Invalid(say("Give 1 to %(most)s dimensions.", most=MOST_DIMENSIONS), "dimensions")
    dimensions = tuple(_dimension(each if isinstance(each, Mapping) else {}) for each in raw)
    if len({each.name for each in dimensions}) < len(dimensions):
        raise Invalid(say("Two dimensions have the same name."), field="dimensions")
    return dimensions


def _dimension(raw: Mapping[str, Any]) -> Dimension:
    name = _text(raw, "name", 40)
    if not _NAME.fullmatch(name):  # it becomes a column of exports and a name in forms
        raise Invalid(
            say("The name of a dimension is small letters, digits and _, a letter first."),
            field="dimensions",
        )
    kind = raw.get("kind", "rating")
    if kind not in DIMENSION_KINDS:
        raise Invalid(
            say("A dimension is one of: %(all)s.", all=", ".join(DIMENSION_KINDS)), "dimensions"
        )
    try:
        return Dimension(name, _text(raw, "label", 200) or name, _asked(kind, raw))
    except Invalid as why:
        raise Invalid(f"{name}: {why.message}", field="dimensions") from None


def _options(kind: str, raw: object) -> tuple[Option, ...]:
    least = 2 if kind == "choice" else 1
    if not isinstance(raw, list | tuple) or not least <= len(raw) <= MOST_OPTIONS:
        raise Invalid(
            say("Give %(least)s to %(most)s options.", least=least, most=MOST_OPTIONS),
            field="options",
        )
    items = [item if isinstance(item, Mapping) else {"value": item} for item in raw]
    wanted = [_text(item, "key", 1) for item in items]
    for key in filter(None, wanted):
        if key in RESERVED_KEYS or not _KEY.fullmatch(key) or wanted.count(key) > 1:
            raise Invalid(
                say(
                    "The key “%(key)s” cannot be used: keys are single characters 1-9 or a-z, "
                    "each used once, without %(taken)s.",
                    key=key,
                    taken=" ".join(sorted(RESERVED_KEYS)),
                ),
                field="options",
            )
    spare = iter([digit for digit in DIGITS if digit not in wanted])
    options = tuple(
        _option(kind, item, key or next(spare, "")) for item, key in zip(items, wanted, strict=True)
    )
    if len({option.value for option in options}) < len(options):
        raise Invalid(say("Two options have the same value."), field="options")
    return options


def _option(kind: str, raw: Mapping[str, Any], key: str) -> Option:
    value = _text(raw, "value", 200)
    if not value or value != value.strip():
        raise Invalid(say("An option needs a value without spaces around it."), field="options")
    if kind == "choices" and ("|" in value or value.startswith("[")):
        # "|" joins several values, and a leading "[" would read as a JSON list.
        raise Invalid(
            say("The value of an option cannot hold “|” or begin with “[”."), field="options"
        )
    color = _text(raw, "color", 20)
    if color and color not in COLORS and not _HEX.fullmatch(color):
        raise Invalid(
            say("A colour is #rrggbb or one of: %(all)s.", all=", ".join(COLORS)), field="options"
        )
    return Option(value, _text(raw, "label", 200) or value, key, color)


def _range(raw: Mapping[str, Any]) -> dict[str, Any]:
    lowest, highest = raw.get("lowest", 1), raw.get("highest", 5)
    for field, number in (("lowest", lowest), ("highest", highest)):
        if type(number) is not int or abs(number) > 1000:
            raise Invalid(say("The ends of a rating are whole numbers."), field=field)
    if not 1 <= highest - lowest <= MOST_OPTIONS:
        raise Invalid(
            say("A rating has 2 to %(most)s steps, lowest first.", most=MOST_OPTIONS + 1),
            field="highest",
        )
    labels = {name: _text(raw, name, 200) for name in ("lowest_label", "highest_label")}
    return {"lowest": lowest, "highest": highest, **labels}


def _flag(raw: Mapping[str, Any], name: str) -> bool:
    value = raw.get(name, False)
    if not isinstance(value, bool):
        raise Invalid(say("“%(name)s” is true or false.", name=name), field=name)
    return value


def _text(raw: Mapping[str, Any], name: str, most: int) -> str:
    value = raw.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > most:
        raise Invalid(
            say("“%(name)s” is a text of at most %(most)s characters.", name=name, most=most),
            field=name,
        )
    return check_text(value, most=most * 4, field=name)
