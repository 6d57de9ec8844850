"""What a replay found, from the server's own reports and exports."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from app.replays.folders import Step

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Labels:
    """The current labels of a project: by (item, annotator), the label's id and its answer."""

    rows: dict[tuple[str, str], tuple[int, str]]

    @classmethod
    def of(cls, export: list[Row]) -> "Labels":
        """From the labels export, of which only what counts now is kept."""
        current = [row for row in export if row["current"]]
        return cls({(r["external_id"], r["annotator"]): (r["id"], r["value"]) for r in current})

    def majority(self, item: str) -> str | None:
        """The answer most people give; a tie has no winner."""
        votes = Counter(value for (task, _), (_, value) in self.rows.items() if task == item)
        most = votes.most_common(2)
        if not most or (len(most) > 1 and most[0][1] == most[1][1]):
            return None
        return most[0][0]


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


def step_result(step: Step, report: Row, before: Labels, after: Labels) -> Row:
    """One step: the relabel's report, and what the exports before and after it show."""
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
        "contradicting_after_relabel": [
            {"item_id": each["task"], "annotator": each["annotator"]}
            for each in effect["contradicting"]
        ],
        "untouched_labels": _untouched(step, before, after),
        **_referenced(step, report, before, after),
        "alpha_slice_before": _four(inner["slice"]["alpha_before"]),
        "alpha_slice_after": _four(inner["slice"]["alpha_after"]),
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


def query_result(step: Step, hits: set[str]) -> Row:
    """How a query's tasks lie to the scope that was settled."""
    scope = set(step.scope)
    return {
        "hits": len(hits),
        "in_scope": len(hits & scope),
        "out_of_scope": len(hits - scope),
        "missed": len(scope - hits),
    }


def _untouched(step: Step, before: Labels, after: Labels) -> int:
    """Labels outside the scope whose current row is the same as before the step."""
    scope = set(step.scope)
    same = [key for key, row in before.rows.items() if after.rows.get(key) == row]
    return sum(item not in scope for item, _ in same)


def _referenced(step: Step, report: Row, before: Labels, after: Labels) -> Row:
    """What became of the tasks that the slice refers to, and that had to stay."""
    if step.must_stay is None:
        return {}
    field, answer = step.must_stay
    named = {report["details"][item].get(field) for item in step.scope}
    answers: dict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
    for source, labels in (("before", before), ("after", after)):
        for (item, annotator), row in labels.rows.items():
            if item in named:
                answers[item][f"{source} {annotator}"] = row
    present = sorted(answers)
    changed = sum(_differs(answers[item]) for item in present)
    return {
        "referenced_items_present": len(present),
        "referenced_items_must_stay": answer,
        "referenced_items_changed": changed,
        "referenced_majority_" + answer: sum(after.majority(i) == answer for i in present),
    }


def _differs(rows: dict[str, tuple[int, str]]) -> bool:
    before = {who[7:]: row for who, row in rows.items() if who.startswith("before ")}
    after = {who[6:]: row for who, row in rows.items() if who.startswith("after ")}
    return before != after


def _accuracy(raw: Row) -> list[float | int] | None:
    return None if raw["share"] is None else [_four(raw["share"]), raw["wrong"]]


def _four(number: float | None) -> Any:
    return None if number is None else round(number, 4)
