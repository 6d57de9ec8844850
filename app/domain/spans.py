"""Answers made of marked spans of text: {start, end, label}, in code points, end exclusive."""

import json
from typing import Any

from app.errors import Invalid
from app.languages import say, say_many

MOST_SPANS = 1000
_LARGEST = 2**31 - 1


def parse_spans(raw: object, labels: set[str]) -> list[dict[str, Any]]:
    """The spans sorted by start, end, label and without repeats; an empty list is an answer
    ("nothing to mark"). `raw` is a list of objects or the JSON text of one."""
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError):
            raise Invalid(say("Spans are a JSON list."), field="answer") from None
    if not isinstance(raw, list) or len(raw) > MOST_SPANS:
        raise Invalid(say("Spans are a list of at most %(most)s.", most=MOST_SPANS), field="answer")
    spans = {_span(item, labels) for item in raw}
    return [{"start": start, "end": end, "label": label} for start, end, label in sorted(spans)]


def _span(raw: object, labels: set[str]) -> tuple[int, int, str]:
    if not isinstance(raw, dict):
        raise Invalid(say("A span is an object with start, end and label."), field="answer")
    start, end, label = raw.get("start"), raw.get("end"), raw.get("label")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= _LARGEST:
        raise Invalid(say("A span starts at 0 or later and ends after its start."), field="answer")
    if not isinstance(label, str) or label not in labels:
        raise Invalid(say("A span carries one of the labels of the project."), field="answer")
    return start, end, label


def span_words(value: str, labels: dict[str, str]) -> str:
    """Canonical spans for people: "2 spans: Slur 3-9, Target 12-20"."""
    try:
        spans = json.loads(value)
        words = [f"{labels.get(s['label'], s['label'])} {s['start']}-{s['end']}" for s in spans]
    except (ValueError, TypeError, KeyError):
        return value
    if not words:
        return say("nothing marked")
    return say_many(
        "%(count)s span: %(all)s", "%(count)s spans: %(all)s", len(words), all=", ".join(words)
    )
