"""Flags: their categories."""

CATEGORIES = {
    "ambiguous": "Ambiguous",
    "guideline_gap": "Guideline gap",
    "contradicts": "Contradicts the guideline",
    "bad_task": "Bad task",
    "other": "Other",
}
