"""One row of a file as a label made elsewhere: whose, on what, which answer, when, under what."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.domain.answers import Answer, AnswerSchema, parse_answer
from app.domain.imports import (
    DIMENSION,
    ImportOptions,
    checked,
    choose_columns,
    find_zone,
    parse_name,
)
from app.domain.rows import Fault, Row
from app.domain.texts import BODY_BYTES, check_text
from app.errors import Invalid
from app.languages import say


@dataclass(frozen=True, slots=True)
class LabelRow:
    """`labeled_at` is the time claimed, None where none is; `guideline` a version or a name."""

    line: int
    external_id: str
    annotator: str
    answer: Answer
    labeled_at: datetime | None
    guideline: str
    seconds: float | None = None
    certainty: int | None = None
    comment: str = ""


def parse_label_row(options: ImportOptions, schema: AnswerSchema, row: Row) -> LabelRow | Fault:
    """The label that a row means, or why it means none."""
    chosen = choose_columns(options, row.values)
    held = {name: row.values[column] for name, column in chosen.items()}
    try:
        return LabelRow(
            row.line,
            checked(parse_name, "task", held.get("external_id")),
            checked(parse_name, "annotator", held.get("annotator")),
            parse_answer(schema, held.get("answer", _by_dimension(row.values))),
            parse_time(held.get("time"), options.zone),
            str(held.get("guideline") or options.guideline),
            _seconds(held.get("seconds")),
            _certainty(held.get("certainty")),
            _comment(held.get("comment")),
        )
    except Invalid as why:
        return Fault(row.line, why.message)


def _by_dimension(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """The columns that hold a dimension each, such as answer.relevant."""
    parts = {
        name.removeprefix(DIMENSION): value
        for name, value in values.items()
        if name.startswith(DIMENSION)
    }
    return parts or None


def parse_time(raw: object, zone: str = "") -> datetime | None:
    """A claimed time as an aware one in UTC; None where there is none. A time without a zone is
    refused, unless `zone` says which one is meant."""
    if raw is None or raw == "":
        return None
    try:
        at = datetime.fromisoformat(raw if isinstance(raw, str) else "")
    except ValueError:
        raise Invalid(say("time: is not like 2026-01-05T09:00:00Z"), field="time") from None
    if at.tzinfo is None:
        if not zone:
            raise Invalid(
                say("time: names no time zone, and none is given for the file"), field="time"
            )
        at = at.replace(tzinfo=find_zone(zone))
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise Invalid(say("time: is out of range"), field="time") from None


def _seconds(raw: object) -> float | None:
    if raw is None or raw == "":
        return None
    try:
        seconds = float(raw) if isinstance(raw, str | int | float) else math.nan
    except (ValueError, OverflowError):
        seconds = math.nan
    if not 0 <= seconds < 10**7:
        raise Invalid(say("seconds: is not a possible time spent"), field="seconds")
    return seconds


def _certainty(raw: object) -> int | None:
    if raw is None or raw == "":
        return None
    if str(raw) not in ("1", "2", "3", "4", "5"):
        raise Invalid(say("certainty: goes from 1 to 5"), field="certainty")
    return int(str(raw))


def _comment(raw: object) -> str:
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise Invalid(say("comment: is a text"), field="comment")
    return check_text(raw, most=BODY_BYTES, field="comment")
