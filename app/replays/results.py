"""What a replay found, from the server's own reports and exports."""

from dataclasses import dataclass
from typing import Any

from app.replays.folders import Step

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Labels:
    """A project as its exports show it: by (item, annotator) the current label's id and answer,
    and by item the consensus (None where answers tie) and the metadata."""

    rows: dict[tuple[str, str], tuple[int, str]]
    consensus: dict[str, str | None]
    details: dict[str, Row]

    @classmethod
    def of(cls, labels: list[Row], tasks: list[Row]) -> "Labels":
        """From the exports, of whose labels only what counts now is kept."""
        current = [row for row in labels if row["current"]]
        return cls(
            {(row["external_id"], row["annotator"]): (row["id"], row["value"]) for row in current},
            {row["external_id"]: row["consensus"] for row in tasks},
            {row["external_id"]: row["details"] for row in tasks},
        )

    def answer(self, item: str, annotator: str) -> str:
        """The answer that counts."""
        return self.rows[item, annotator][1]


def size(before: Labels) -> Row:
    """How large the scenario is."""
    items = {item for item, _ in before.rows}
    each = len(before.rows) / len(items) if items else 0
    return {
        "items": len(items),
        "labels": len(before.rows),
        "labels_per_item": int(each) if each == int(each) else round(each, 4),
        "annotators": len({annotator for _, annotator in before.rows}),
    }


def step_result(
    step: Step, scope: frozenset[str], report: Row, before: Labels, after: Labels
) -> Row:
    """One step: the relabel's report, and what the exports before and after it show of the tasks
    that were in scope and of the others."""
    effect = report["effect"]
    inner = effect["effect"]
    return {
        "step": step.number,
        "slice": step.slice,
        "ruling": step.ruling,
        "affected_items": effect["slice_tasks"],
        "affected_labels": effect["slice_labels"],
        "labels_contradicting_ruling_before": effect["contradicting_before"],
        "flips": inner["slice"]["rate"]["flips"],
        "flips_by_annotator": dict(sorted(effect["flips_by_member"].items())),
        "contradicting_after_relabel": _contradicting(step, scope, after),
        "untouched_labels": _untouched(scope, before, after),
        **_referenced(step, scope, before, after),
        "alpha_slice_before": _four(inner["slice"]["alpha_before"]),
        "alpha_slice_after": _four(inner["slice"]["alpha_after"]),
        "kappa_slice_before": _four(inner["slice"]["kappa_before"]),
        "kappa_slice_after": _four(inner["slice"]["kappa_after"]),
        "majorities_changed": effect["majorities"],
        "mv_slice_before": _accuracy(effect["slice_accuracy_before"]),
        "mv_slice_after": _accuracy(effect["slice_accuracy_after"]),
        "alpha_all_before": _four(inner["alpha_before"]),
        "alpha_all_after": _four(inner["alpha_after"]),
        "mv_all_before": _accuracy(effect["accuracy_before"]),
        "mv_all_after": _accuracy(effect["accuracy_after"]),
        "unanimous_items_before": inner["slice"]["unanimous_before"],
        "unanimous_items_after": inner["slice"]["unanimous_after"],
        "contradicting_after_relabel_count": effect["contradicting_after"],
    }


def over_all(steps: list[Row]) -> Row:
    """From before the first step to after the last."""
    first, last = steps[0], steps[-1]
    return {
        "alpha_all_before": first["alpha_all_before"],
        "alpha_all_after_all": last["alpha_all_after"],
        "mv_all_before": first["mv_all_before"],
        "mv_all_after_all": last["mv_all_after"],
    }


def without_totals(step: Row) -> Row:
    """A step without the accuracy over everything, which stands at the top."""
    return {name: value for name, value in step.items() if not name.startswith("mv_all_")}


def _contradicting(step: Step, scope: frozenset[str], after: Labels) -> list[Row]:
    """Whose current labels in scope differ from the ruling's answer, in the order of the tasks:
    the report names the first few thousand, the export all of them."""
    places = {item: n for n, item in enumerate(after.details)}
    left = [
        (places[item], annotator, item)
        for (item, annotator), (_, answer) in after.rows.items()
        if item in scope and answer != step.answer
    ]
    return [{"item_id": item, "annotator": annotator} for _, annotator, item in sorted(left)]


def _untouched(scope: frozenset[str], before: Labels, after: Labels) -> int:
    """Labels outside the scope whose current row is the same as before the step."""
    same = [key for key, row in before.rows.items() if after.rows.get(key) == row]
    return sum(item not in scope for item, _ in same)


def _referenced(step: Step, scope: frozenset[str], before: Labels, after: Labels) -> Row:
    """What became of the tasks that the slice refers to, and whose answers had to stay."""
    if step.must_stay is None:
        return {}
    field, answer = step.must_stay
    named = {name for item in scope for name in _names(after.details[item].get(field))}
    present = {item for item, _ in before.rows} & named
    changed = {
        item
        for (item, annotator), (_, value) in after.rows.items()
        if item in present and before.rows.get((item, annotator), (0, None))[1] != value
    }
    return {
        "referenced_items_present": len(present),
        "referenced_items_must_stay": answer,
        "referenced_items_changed": len(changed),
        f"referenced_majority_{answer}": sum(after.consensus[item] == answer for item in present),
    }


def _names(raw: Any) -> list[str]:
    """The ids that a field of metadata holds: none, one, or a list of them."""
    found = raw if isinstance(raw, list) else [] if raw is None else [raw]
    return [str(each) for each in found]


def _accuracy(raw: Row) -> list[float | int] | None:
    return None if raw["share"] is None else [_four(raw["share"]), raw["wrong"]]


def _four(number: float | None) -> Any:
    return None if number is None else round(number, 4)
