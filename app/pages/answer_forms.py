"""The answers editor: from an answer schema to fields, and from fields to an answer schema."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.answers import parse_schema
from app.errors import Invalid
from app.languages import say
from app.pages.dimension_forms import read_dimensions, read_end, typed_dimensions, view_dimensions
from app.pages.projects import AnswersForm, OptionRow

SPARE_ROWS = 3
START = {"kind": "choice", "options": [{"value": "yes"}, {"value": "no"}], "certainty": True}


def view_answers(raw: Mapping[str, Any] | None = None) -> AnswersForm:
    """A stored (or the usual first) schema as the editor shows it."""
    schema = parse_schema(raw or START)
    rows = tuple(OptionRow(each.value, each.label, each.key, each.color) for each in schema.options)
    return AnswersForm(
        schema.kind,
        _spare(rows),
        str(schema.lowest),
        str(schema.highest),
        schema.lowest_label,
        schema.highest_label,
        schema.tie,
        schema.certainty,
        schema.comment,
        json.dumps(schema.to_dict(), ensure_ascii=False, indent=2),
        view_dimensions(schema),
    )


def read_answers(
    fields: Mapping[str, Sequence[str]],
) -> tuple[dict[str, Any] | None, AnswersForm, str]:
    """The schema that the editor's fields mean, the editor as it was typed, and what is wrong.

    Where `as_json` is ticked the text counts and the other fields do not.
    """
    typed = _typed(fields)
    try:
        raw = _loaded(typed.json) if fields.get("as_json") else _assembled(typed)
        return parse_schema(raw).to_dict(), view_answers(raw), ""
    except Invalid as wrong:
        return None, typed, wrong.message


def _typed(fields: Mapping[str, Sequence[str]]) -> AnswersForm:
    def first(name: str, otherwise: str = "") -> str:
        return next(iter(fields.get(name, ())), otherwise)

    columns = [fields.get(f"option_{name}", ()) for name in ("value", "label", "key", "color")]
    longest = max((len(each) for each in columns), default=0)
    padded = [[*each, *[""] * (longest - len(each))] for each in columns]
    rows = tuple(OptionRow(*each) for each in zip(*padded, strict=True))
    return AnswersForm(
        first("kind", "choice"),
        _spare(tuple(row for row in rows if row != OptionRow())),
        first("lowest", "1"),
        first("highest", "5"),
        first("lowest_label"),
        first("highest_label"),
        bool(fields.get("tie")),
        bool(fields.get("certainty")),
        bool(fields.get("comment")),
        first("json"),
        typed_dimensions(fields),
    )


def _assembled(form: AnswersForm) -> dict[str, Any]:
    raw: dict[str, Any] = {"kind": form.kind, "certainty": form.certainty, "comment": form.comment}
    if form.kind in ("choice", "choices", "spans"):
        raw["options"] = [
            {"value": row.value, "label": row.label, "key": row.key, "color": row.color}
            for row in form.rows
            if row.value or row.label
        ]
    if form.kind == "rating":
        labels = {"lowest_label": form.lowest_label, "highest_label": form.highest_label}
        raw |= {"lowest": read_end(form.lowest), "highest": read_end(form.highest), **labels}
    if form.kind == "pair":
        raw["tie"] = form.tie
    if form.kind == "dimensions":
        raw["dimensions"] = read_dimensions(form.dimensions)
    return raw


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid(say("The JSON cannot be read: a comma or a quote may be missing.")) from None


def _spare(rows: tuple[OptionRow, ...]) -> tuple[OptionRow, ...]:
    """Empty lines at the end, so that options can be added without scripts."""
    return (*rows, *[OptionRow()] * SPARE_ROWS)
