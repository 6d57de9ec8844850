"""Flags: their categories."""

from app.languages import mark

CATEGORIES = {
    "ambiguous": mark("Ambiguous"),
    "guideline_gap": mark("Guideline gap"),
    "contradicts": mark("Contradicts the guideline"),
    "bad_task": mark("Bad task"),
    "other": mark("Other"),
}
