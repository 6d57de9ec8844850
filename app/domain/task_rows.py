"""One row of a file as a task: its id, its content, its metadata, and its trusted answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.answers import Answer, AnswerSchema, parse_answer
from app.domain.contents import Content, parse_content
from app.domain.imports import ImportOptions, checked, choose_columns, parse_name
from app.domain.rows import Fault, Row
from app.errors import Invalid
from app.languages import say

CONTENT_FIELDS = ("text", "a", "b", "turns", "image", "alt")


@dataclass(frozen=True, slots=True)
class TaskRow:
    """`content` is None for an image until its picture, named `picture`, is found."""

    line: int
    external_id: str
    content: Content | None
    details: dict[str, Any]
    gold: Answer | None = None
    picture: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class GoldRow:
    """A trusted answer to a task that is already there."""

    line: int
    external_id: str
    answer: Answer


def parse_task_row(options: ImportOptions, schema: AnswerSchema, row: Row) -> TaskRow | Fault:
    """The task that a row means, or why it means none."""
    chosen = choose_columns(options, row.values)
    held = {name: row.values[column] for name, column in chosen.items()}
    try:
        external_id = checked(parse_name, "external_id", held.get("external_id"))
        details = _details(options, chosen, row.values)
        gold = _gold(schema, held.get("gold"))
        if _is_given(held, "image"):
            name = checked(parse_name, "image", held["image"])
            alt = str(held.get("alt") or "")
            return TaskRow(row.line, external_id, None, details, gold, name, alt)
        return TaskRow(row.line, external_id, _content(options, held), details, gold)
    except Invalid as why:
        return Fault(row.line, why.message)


def parse_gold_row(options: ImportOptions, schema: AnswerSchema, row: Row) -> GoldRow | Fault:
    """The trusted answer that a row means, or why it means none."""
    chosen = choose_columns(options, row.values)
    held = {name: row.values[column] for name, column in chosen.items()}
    try:
        external_id = checked(parse_name, "external_id", held.get("external_id"))
        return GoldRow(row.line, external_id, parse_answer(schema, held.get("answer")))
    except Invalid as why:
        return Fault(row.line, why.message)


def _content(options: ImportOptions, held: Mapping[str, Any]) -> Content:
    if _is_given(held, "turns"):
        return parse_content("conversation", _turns(held["turns"]))
    if _is_given(held, "a") or _is_given(held, "b"):
        return parse_content("pair", {"a": held.get("a"), "b": held.get("b")})
    if "text" not in held:
        raise Invalid(say("has no text, pair, conversation or image"))
    return parse_content("text", {"text": held["text"], "format": options.text_format})


def _turns(raw: object) -> object:
    if not isinstance(raw, str):
        return raw
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise Invalid(say("turns: is not JSON"), field="turns") from None


def _details(
    options: ImportOptions, chosen: Mapping[str, str], values: Mapping[str, Any]
) -> dict[str, Any]:
    """What no field takes is metadata; an object named details adds its own entries."""
    taken = {*chosen.values(), *options.ignore}
    details = {name: value for name, value in values.items() if name not in taken}
    nested = values.get(chosen.get("details", ""))
    if isinstance(nested, Mapping):
        return {**nested, **details}
    return details if nested is None else {**details, chosen["details"]: nested}


def _gold(schema: AnswerSchema, raw: object) -> Answer | None:
    if raw is None or raw == "":
        return None
    answer: Answer = checked(lambda value: parse_answer(schema, value), "gold", raw)
    return answer


def _is_given(held: Mapping[str, Any], name: str) -> bool:
    return held.get(name) not in (None, "", [])
