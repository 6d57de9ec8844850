"""One row of a file as a model's prediction of a task: its answer, and how probable each is."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.answers import Answer, AnswerSchema, parse_answer
from app.domain.imports import ImportOptions, checked, choose_columns, parse_name
from app.domain.rows import Fault, Row
from app.errors import Invalid
from app.languages import say

LEEWAY = 0.02  # by which probabilities may miss 1 in all: they come rounded


@dataclass(frozen=True, slots=True)
class PredictionRow:
    """`probabilities` add up to 1; None where the file has none. `confidence` is that of the
    answer."""

    line: int
    external_id: str
    answer: Answer
    confidence: float | None
    probabilities: dict[str, float] | None


def parse_prediction_row(
    options: ImportOptions, schema: AnswerSchema, row: Row
) -> PredictionRow | Fault:
    """The prediction that a row means, or why it means none. Without an answer the likeliest one
    is it, of equally likely ones the first that the project offers."""
    chosen = choose_columns(options, row.values)
    held = {name: row.values[column] for name, column in chosen.items()}
    try:
        external_id = checked(parse_name, "task", held.get("external_id"))
        probabilities = parse_probabilities(schema, held.get("probabilities"))
        answer = _answer(schema, held.get("answer"), probabilities)
        confidence = _share("confidence", held.get("confidence"))
        if confidence is None and probabilities is not None:
            confidence = probabilities.get(answer.value, 0.0)
        return PredictionRow(row.line, external_id, answer, confidence, probabilities)
    except Invalid as why:
        return Fault(row.line, why.message)


def parse_probabilities(schema: AnswerSchema, raw: object) -> dict[str, float] | None:
    """Probabilities by answer, as an object or its JSON; answers left out have none."""
    if raw is None or raw == "":
        return None
    loaded = _load(raw)
    known = [option.value for option in schema.offered]
    if not known or schema.kind in ("choices", "spans"):
        raise _wrong(say("probabilities are taken where one of a list of answers is chosen"))
    strange = next((name for name in loaded if name not in known), None)
    if strange is not None:
        raise _wrong(say("“%(name)s” is not one of the answers", name=str(strange)[:60]))
    found = {name: _share("probabilities", loaded[name]) or 0.0 for name in known if name in loaded}
    total = sum(found.values())
    if abs(total - 1) > LEEWAY:
        raise _wrong(say("add up to %(total)s, not to 1", total=f"{total:.3f}"))
    return {name: share / total for name, share in found.items()}


def _load(raw: object) -> Mapping[str, object]:
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError):
            raw = None
    if not isinstance(raw, Mapping) or not raw:
        raise _wrong(say('are an object such as {"yes": 0.9, "no": 0.1}'))
    return raw


def _answer(schema: AnswerSchema, raw: object, probabilities: Mapping[str, float] | None) -> Answer:
    if raw not in (None, ""):
        return parse_answer(schema, raw)
    if probabilities is None:
        raise Invalid(say("has neither an answer nor probabilities"))
    return parse_answer(schema, max(probabilities, key=probabilities.__getitem__))


def _share(field: str, raw: object) -> float | None:
    if raw is None or raw == "":
        return None
    try:
        is_number = isinstance(raw, str | int | float) and not isinstance(raw, bool)
        share = float(str(raw)) if is_number else math.nan
    except (ValueError, OverflowError):
        share = math.nan
    if not 0 <= share <= 1:
        raise Invalid(f"{field}: {say('is not a number from 0 to 1')}", field=field)
    return share


def _wrong(why: str) -> Invalid:
    return Invalid(f"probabilities: {why}", field="probabilities")
