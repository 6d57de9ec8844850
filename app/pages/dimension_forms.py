"""The lines of the answers editor that ask several ratings: from a schema to fields, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import fields as fields_of
from typing import Any

from app.domain.answers import AnswerSchema, Option
from app.domain.schemas import Dimension
from app.errors import Invalid
from app.languages import say
from app.pages.projects import DimensionRow

SPARE_ROWS = 3
NAMES = tuple(field.name for field in fields_of(DimensionRow))


def view_dimensions(schema: AnswerSchema) -> tuple[DimensionRow, ...]:
    """The dimensions of a schema as lines, with empty ones to add some without scripts."""
    return _spare(tuple(_row(each) for each in schema.dimensions))


def typed_dimensions(fields: Mapping[str, Sequence[str]]) -> tuple[DimensionRow, ...]:
    """The lines as they were typed, without those that name nothing."""
    columns = {name: fields.get(f"dimension_{name}", ()) for name in NAMES}
    longest = max((len(each) for each in columns.values()), default=0)
    rows = [
        DimensionRow(**{name: each[place] for name, each in columns.items() if place < len(each)})
        for place in range(longest)
    ]
    return _spare(tuple(row for row in rows if row.name or row.label))


def read_dimensions(rows: Sequence[DimensionRow]) -> list[dict[str, Any]]:
    """The lines as the JSON of dimensions; what they mean is checked there."""
    return [_raw(row) for row in rows if row.name or row.label]


def read_end(text: str) -> int:
    """An end of a rating as it was typed."""
    if not text.strip().lstrip("-").isdigit() or len(text) > 9:
        raise Invalid(say("The ends of a rating are whole numbers."), "lowest")
    return int(text)


def _raw(row: DimensionRow) -> dict[str, Any]:
    raw: dict[str, Any] = {"name": row.name.strip(), "label": row.label, "kind": row.kind}
    if row.kind == "choice":
        options = (each.partition("=") for each in row.options.split(",") if each.strip())
        raw["options"] = [
            {"value": value.strip(), "label": label.strip()} for value, _, label in options
        ]
        return raw
    labels = {"lowest_label": row.lowest_label, "highest_label": row.highest_label}
    return raw | {"lowest": read_end(row.lowest), "highest": read_end(row.highest)} | labels


def _row(each: Dimension) -> DimensionRow:
    asked = each.asked
    return DimensionRow(
        each.name,
        each.label,
        asked.kind,
        str(asked.lowest),
        str(asked.highest),
        asked.lowest_label,
        asked.highest_label,
        ", ".join(_option(option) for option in asked.options),
    )


def _option(option: Option) -> str:
    is_same = option.label == option.value
    return option.value if is_same else f"{option.value} = {option.label}"


def _spare(rows: tuple[DimensionRow, ...]) -> tuple[DimensionRow, ...]:
    return (*rows, *[DimensionRow()] * SPARE_ROWS)
