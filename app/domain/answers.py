"""Answers: reading what was sent, and one canonical form that compares and groups."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.domain.dimensions import join_dimensions, split_dimensions
from app.domain.schemas import AnswerSchema, Dimension, Option, parse_schema
from app.domain.spans import parse_spans, span_words
from app.domain.texts import BODY_BYTES, check_text, excerpt
from app.errors import Invalid
from app.languages import say

__all__ = [
    "Answer",
    "AnswerSchema",
    "Option",
    "as_sent",
    "describe",
    "parse_answer",
    "parse_schema",
]


@dataclass(frozen=True)
class Answer:
    """`value` compares and groups; `data` is the JSON value that is stored and exported."""

    value: str
    data: Any


def as_sent(answer: object) -> list[str]:
    """An answer as its form sends it."""
    chosen = answer if isinstance(answer, list) else [answer]
    words = [each for each in chosen if isinstance(each, str)]
    return words if len(words) == len(chosen) else [json.dumps(answer)]


def _choice(schema: AnswerSchema, raw: object) -> Answer:
    known = {option.value for option in schema.options}
    for value in (raw, raw.strip() if isinstance(raw, str) else raw):
        if isinstance(value, str) and value in known:
            return Answer(value, value)
    raise Invalid(
        say(
            "%(answer)s is not one of the answers: %(all)s.",
            answer=_shown(raw),
            all=_listed(schema),
        ),
        field="answer",
    )


def _choices(schema: AnswerSchema, raw: object) -> Answer:
    if isinstance(raw, str):
        loaded = _json_list(raw)
        raw = loaded if loaded is not None else raw.split("|")
    if not isinstance(raw, list) or not raw:
        raise Invalid(say("Choose at least one of: %(all)s.", all=_listed(schema)), field="answer")
    chosen = {_choice(schema, item).value for item in raw}
    data = [option.value for option in schema.options if option.value in chosen]
    return Answer("|".join(sorted(chosen)), data)


def _rating(schema: AnswerSchema, raw: object) -> Answer:
    number: float | None = None
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        number = raw
    elif isinstance(raw, str) and re.fullmatch(r"\s*[+-]?[0-9]{1,6}(\.0+)?\s*", raw):
        number = float(raw)
    # The range is asked first: it is false for NaN and the infinities, which int() cannot take.
    if number is None or not schema.lowest <= number <= schema.highest or number != int(number):
        raise Invalid(
            say(
                "%(answer)s is not a whole number from %(lowest)s to %(highest)s.",
                answer=_shown(raw),
                lowest=schema.lowest,
                highest=schema.highest,
            ),
            field="answer",
        )
    return Answer(str(int(number)), int(number))


def _pair(schema: AnswerSchema, raw: object) -> Answer:
    value = raw.strip() if isinstance(raw, str) else raw
    if not isinstance(value, str) or value not in (("a", "b", "tie") if schema.tie else ("a", "b")):
        if schema.tie:
            why = say("%(answer)s is not a, b or tie.", answer=_shown(raw))
        else:
            why = say("%(answer)s is not a or b.", answer=_shown(raw))
        raise Invalid(why, field="answer")
    return Answer(value, value)


def _text(schema: AnswerSchema, raw: object) -> Answer:
    if not isinstance(raw, str) or not raw.strip():
        raise Invalid(say("Write an answer."), field="answer")
    check_text(raw, most=BODY_BYTES, field="answer")
    return Answer(raw.strip(), raw)


def _spans(schema: AnswerSchema, raw: object) -> Answer:
    data = parse_spans(raw, {option.value for option in schema.options})
    return Answer(json.dumps(data, ensure_ascii=False, separators=(",", ":")), data)


def _dimensions(schema: AnswerSchema, raw: object) -> Answer:
    """An object of values by dimension; as text it is JSON, or name=value separated by ";"."""
    given = _by_name(raw) if isinstance(raw, str) else raw
    if not isinstance(given, dict):
        raise Invalid(
            say("Answer every dimension, as in: %(example)s", example=_example(schema)),
            field="answer",
        )
    strange = set(given) - {each.name for each in schema.dimensions}
    if strange:
        raise Invalid(
            say(
                "%(name)s is not one of the dimensions: %(all)s.",
                name=_shown(min(map(str, strange))),
                all=_named(schema),
            ),
            field="answer",
        )
    parts = {each.name: _dimension(each, given.get(each.name)) for each in schema.dimensions}
    value = join_dimensions({name: part.value for name, part in parts.items()})
    return Answer(value, {name: part.data for name, part in parts.items()})


def _dimension(dimension: Dimension, raw: object) -> Answer:
    if raw is None or raw == "":
        raise Invalid(say("“%(name)s” has no answer yet.", name=dimension.label), field="answer")
    try:
        return _PARSERS[dimension.asked.kind](dimension.asked, raw)
    except Invalid as why:
        raise Invalid(f"{dimension.label}: {why.message}", field="answer") from None


def _by_name(raw: str) -> dict[str, Any] | None:
    if raw.lstrip().startswith("{"):
        try:
            loaded = json.loads(raw)
        except (ValueError, RecursionError):
            return None
        return loaded if isinstance(loaded, dict) else None
    pairs = [each.partition("=") for each in re.split(r"[;\n]", raw) if each.strip()]
    if not pairs or not all(equals for _, equals, _ in pairs):
        return None
    return {name.strip(): value.strip() for name, _, value in pairs}


_PARSERS: dict[str, Callable[[AnswerSchema, object], Answer]] = {
    "choice": _choice,
    "choices": _choices,
    "rating": _rating,
    "pair": _pair,
    "text": _text,
    "spans": _spans,
    "dimensions": _dimensions,
}


def parse_answer(schema: AnswerSchema, raw: object, *, text: str | None = None) -> Answer:
    """The answer that `raw` means: a JSON value, or the string of a form field or CSV cell.

    `text` is the plain text of the task: where it is given, spans must lie inside it. Raises
    Invalid with field "answer".
    """
    answer = _PARSERS[schema.kind](schema, raw)
    ends = [span["end"] for span in answer.data] if schema.kind == "spans" else []
    if text is not None and ends and max(ends) > len(text):
        raise Invalid(say("A span reaches beyond the end of the text."), field="answer")
    return answer


def describe(schema: AnswerSchema, value: str) -> str:
    """A canonical value in words for people. Values of an older schema are shown as they are."""
    labels = {option.value: option.label for option in schema.offered}
    if schema.kind == "choices":
        return ", ".join(labels.get(part, part) for part in value.split("|"))
    if schema.kind == "text":
        return excerpt(value, 120)
    if schema.kind == "spans":
        return span_words(value, labels)
    if schema.kind == "dimensions":
        return _dimension_words(schema, value)
    return labels.get(value, value)


def _dimension_words(schema: AnswerSchema, value: str) -> str:
    """Each dimension with its value, in the order in which they are asked."""
    parts = split_dimensions(value)
    if not parts:
        return value
    said = [
        f"{each.label}: {describe(each.asked, parts[each.name])}"
        for each in schema.dimensions
        if each.name in parts
    ]
    return "; ".join(said) or value


def _json_list(raw: str) -> list[Any] | None:
    if not raw.lstrip().startswith("["):
        return None
    try:
        loaded = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return loaded if isinstance(loaded, list) else None


def _shown(raw: object) -> str:
    """What was sent, short and always encodable: it ends up in an error message."""
    words = excerpt(raw if isinstance(raw, str) else repr(raw), 40)
    return "“" + words.encode("utf-8", "replace").decode().replace("\x00", "?") + "”"


def _example(schema: AnswerSchema) -> str:
    """How all dimensions are answered in one line of text."""
    said = (f"{each.name}={each.asked.offered[-1].value}" for each in schema.dimensions)
    return excerpt("; ".join(said), 200)


def _named(schema: AnswerSchema) -> str:
    return excerpt(", ".join(each.name for each in schema.dimensions), 200)


def _listed(schema: AnswerSchema) -> str:
    return excerpt(", ".join(option.value for option in schema.options), 200)
