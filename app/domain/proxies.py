"""Proxies: numbers that stand in for what people value, such as clicks, votes or model scores."""

import math
from dataclasses import dataclass
from typing import Any

from app.domain.answers import AnswerSchema
from app.domain.imports import ImportOptions, checked, choose_columns, parse_name
from app.domain.rows import Fault, Row
from app.domain.texts import check_text
from app.errors import Invalid
from app.languages import say

DIRECTIONS = ("more", "less")
MOST_PROXIES = 50
LONGEST_NAME = 60
LARGEST = 1e300  # beyond, differences overflow


@dataclass(frozen=True, slots=True)
class ProxyRow:
    """What a proxy says of a task: one number, or one of each side of a pair. `direction` is ""
    where the file does not say which way is better."""

    line: int
    external_id: str
    proxy: str
    a: float
    b: float | None
    direction: str


def parse_proxy_row(options: ImportOptions, _: AnswerSchema, row: Row) -> ProxyRow | Fault:
    """The number, or the two numbers, that a row gives, or why it gives none."""
    chosen = choose_columns(options, row.values)
    held = {name: row.values[column] for name, column in chosen.items()}
    try:
        external_id = checked(parse_name, "external_id", held.get("external_id"))
        proxy = checked(check_proxy_name, "proxy", held.get("proxy") or options.proxy)
        direction = str(held.get("direction") or options.direction)
        if direction:
            check_direction(direction)
        a, b = _numbers(held)
        return ProxyRow(row.line, external_id, proxy, a, b, direction)
    except Invalid as why:
        return Fault(row.line, why.message)


def check_proxy_name(value: object) -> str:
    """A proxy's name, exactly as it stands; raises Invalid."""
    if not isinstance(value, str) or not value.strip() or value != value.strip():
        raise Invalid(say("A proxy has a name without spaces around it."), "name")
    if len(value) > LONGEST_NAME:
        raise Invalid(say("has more than %(most)s characters", most=LONGEST_NAME), "name")
    return check_text(value, most=4 * LONGEST_NAME, field="name")


def check_direction(value: str) -> str:
    """Whether more or less of it is better; raises Invalid."""
    if value not in DIRECTIONS:
        raise Invalid(
            say("What is better is one of: %(all)s.", all=", ".join(DIRECTIONS)), "direction"
        )
    return value


def _numbers(held: dict[str, Any]) -> tuple[float, float | None]:
    given = [name for name in ("value", "a", "b") if held.get(name) not in (None, "")]
    if given == ["value"]:
        return _number("value", held["value"]), None
    if given == ["a", "b"]:
        return _number("a", held["a"]), _number("b", held["b"])
    raise Invalid(say("gives either a value, or one for each side of a pair, a and b"))


def _number(name: str, raw: object) -> float:
    try:
        plain = isinstance(raw, str | int | float) and not isinstance(raw, bool)
        number = float(raw) if plain else math.nan  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        number = math.nan
    if not abs(number) <= LARGEST:
        raise Invalid(say("%(field)s: is not a number", field=name))
    return number
