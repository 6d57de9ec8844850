"""What a replay of a folder must print, computed from the folder's files in plain Python.

Nothing of the product is used here. Ties: a tie has no winner, so that it is wrong against gold.
Labels are (row, answer) by (item, annotator): a row is the count of labels made so far.
"""

import csv
import json
from collections import Counter, defaultdict
from itertools import permutations
from pathlib import Path
from typing import Any

Labels = dict[tuple[str, str], tuple[int, str]]


def expect(folder: Path, tasks: Path) -> dict[str, Any]:
    """The whole object."""
    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    names = plan["task_fields"]
    lines = map(json.loads, tasks.read_bytes().splitlines())
    items = {str(each[names["id"]]): each for each in lines}
    gold = {key: each[names["gold"]] for key, each in items.items() if names.get("gold") in each}
    now: Labels = {}
    for row in _rows(folder / plan.get("labels", "labels_v1.csv")):
        now[row["item_id"], row["annotator"]] = (len(now), row["label"])
    top = {
        "items": len({item for item, _ in now}),
        "labels": len(now),
        "labels_per_item": len(now) / len({item for item, _ in now}),
        "annotators": len({annotator for _, annotator in now}),
        "alpha_all_before": alpha(now),
        "mv_all_before": wrong(now, gold),
    }
    steps, made, in_force = [], len(now), plan["guideline"]["name"]
    for step in plan["steps"]:
        scope = {str(each) for each in json.loads((folder / step["scope"]).read_text("utf-8"))}
        new = {
            (row["item_id"], row["annotator"]): row["new_label"]
            for row in _rows(folder / step["relabel"])
        }
        after = dict(now)
        for pair in now:
            if pair[0] in scope:
                made += 1
                after[pair] = (made, new.get(pair, now[pair][1]))
        found = _effect(step, scope, now, after) | _rests(step, scope, now, after, items)
        found |= {f"mv_slice_{when}": wrong(_only(labels, scope), gold)
                  for when, labels in (("before", now), ("after", after))}  # fmt: skip
        found["queries"] = _queries(step, scope, now, items, names["text"], in_force)
        if "predicates" in step:
            found["predicates"] = _predicates(step, scope, items)
        steps.append(found)
        now, in_force = after, step["guideline"]["name"]
    top |= {"alpha_all_after_all": alpha(now), "mv_all_after_all": wrong(now, gold)}
    return top | {"steps": steps}


def _effect(step: Any, scope: set[str], before: Labels, after: Labels) -> dict[str, Any]:
    inside = [pair for pair in before if pair[0] in scope]
    flips = [pair for pair in inside if before[pair][1] != after[pair][1]]
    against = [pair for pair in inside if after[pair][1] != step["answer"]]
    found = {
        **{name: step[name] for name in ("step", "slice", "ruling")},
        "affected_items": len(scope),
        "affected_labels": len(inside),
        "labels_contradicting_ruling_before": sum(
            before[pair][1] != step["answer"] for pair in inside
        ),
        "flips": len(flips),
        "flips_by_annotator": dict(Counter(annotator for _, annotator in flips)),
        "contradicting_after_relabel": set(against),
        "contradicting_after_relabel_count": len(against),
        "majorities_changed": _moves(before, after, scope),
    }
    for when, labels in (("before", before), ("after", after)):
        sliced = _votes(_only(labels, scope))
        found[f"alpha_slice_{when}"] = alpha(_only(labels, scope))
        found[f"kappa_slice_{when}"] = kappa(list(sliced.values()))
        found[f"alpha_all_{when}"] = alpha(labels)
        # a task with one label has nobody to agree with
        found[f"unanimous_items_{when}"] = sum(
            len(each) > 1 == len(set(each)) for each in sliced.values()
        )
    return found


def _moves(before: Labels, after: Labels, scope: set[str]) -> set[tuple[Any, Any, int]]:
    """On how many tasks the majority went where."""
    was, became = (_votes(_only(labels, scope)) for labels in (before, after))
    moves = Counter((majority(was[item]), majority(became[item])) for item in was)
    return {(*move, many) for move, many in moves.items() if move[0] != move[1]}


def _rests(
    step: Any, scope: set[str], before: Labels, after: Labels, items: dict[str, Any]
) -> dict[str, Any]:
    found = {
        "untouched_labels": sum(
            pair[0] not in scope and row == after[pair] for pair, row in before.items()
        )
    }
    if "must_stay" not in step:
        return found
    via, answer = step["must_stay"]["via"], step["must_stay"]["answer"]
    named = {str(items[item][via]) for item in scope if items[item].get(via) is not None}
    was, became = _votes(before), _votes(after)
    named &= set(was)
    return found | {
        "referenced_items_present": len(named),
        "referenced_items_must_stay": answer,
        "referenced_items_changed": sum(was[item] != became[item] for item in named),
        f"referenced_majority_{answer}": sum(majority(became[item]) == answer for item in named),
    }


def _queries(
    step: Any, scope: set[str], now: Labels, items: dict[str, Any], text: str, in_force: str
) -> dict[str, Any]:
    votes = _votes(now)
    hits = {f"majority label disputed (not unanimous) under {in_force}": {
        item for item, each in votes.items() if len(set(each)) > 1
    }}  # fmt: skip
    for name, words in step.get("queries", {}).items():
        any_of = [words] if isinstance(words, str) else words
        hits[name] = {x for x in votes if any(word in items[x][text] for word in any_of)}
    return {name: _lies(found, scope) for name, found in hits.items()}


def _predicates(step: Any, scope: set[str], items: dict[str, Any]) -> dict[str, Any]:
    """Of the fields of tasks that have one label each."""
    results = {}
    for name, predicate in step["predicates"].items():
        hits = {
            item
            for item, each in items.items()
            if all(str(each[field]) in known for field, known in predicate["metadata"].items())
        }
        shares = {
            "labels": len(hits),
            "precision": round(len(hits & scope) / len(hits), 4),
            "recall": round(len(hits & scope) / len(scope), 4),
        }
        results[name] = _lies(hits, scope) | shares
    return results


def _lies(found: set[str], scope: set[str]) -> dict[str, int]:
    return {
        "hits": len(found),
        "in_scope": len(found & scope),
        "out_of_scope": len(found - scope),
        "missed": len(scope - found),
    }


def comparable(result: dict[str, Any]) -> dict[str, Any]:
    """Without the order of what still contradicts and of what moved, and what a classifier found:
    that is nothing to be computed by hand."""
    for step in result["steps"]:
        if "majorities_changed" in step:
            step["majorities_changed"] = {tuple(each) for each in step["majorities_changed"]}
        step.pop("strata", None)
        if "contradicting_after_relabel" in step:
            left = step["contradicting_after_relabel"]
            step["contradicting_after_relabel"] = {(x["item_id"], x["annotator"]) for x in left}
    return result


def alpha(labels: Labels) -> float | None:
    """Krippendorff's alpha, nominal, by its coincidence matrix (2011, example C)."""
    pairs: Counter[tuple[str, str]] = Counter()
    for votes in _votes(labels).values():
        for one, other in permutations(votes, 2):
            pairs[one, other] += 1 / (len(votes) - 1)  # type: ignore[assignment]
    totals: Counter[str] = Counter()
    for (one, _), weight in pairs.items():
        totals[one] += weight
    many = sum(totals.values())
    expected = sum(a * b for a, b in permutations(totals.values(), 2)) / (many - 1)
    observed = sum(weight for (one, other), weight in pairs.items() if one != other)
    return round(1 - observed / expected, 4) if expected else None


def kappa(votes: list[list[str]]) -> float | None:
    """Fleiss' kappa (1971), by pairs: the share of equal pairs on a task, beyond chance."""
    many = len(votes[0])
    if many < 2 or any(len(each) != many for each in votes):
        return None
    pairs = [sum(a == b for a, b in permutations(each, 2)) for each in votes]
    seen = sum(pairs) / len(votes) / (many * (many - 1))
    counts = Counter(vote for each in votes for vote in each).values()
    chance = sum((count / (many * len(votes))) ** 2 for count in counts)
    return None if chance == 1 else round((seen - chance) / (1 - chance), 4)


def wrong(labels: Labels, gold: dict[str, str]) -> list[float] | None:
    """[share of right majorities, how many are wrong]; None without gold."""
    votes = {item: each for item, each in _votes(labels).items() if item in gold}
    bad = sum(majority(each) != gold[item] for item, each in votes.items())
    return [round(1 - bad / len(votes), 4), bad] if votes else None


def majority(votes: list[str]) -> str | None:
    """The most frequent answer; None on a tie."""
    counts = Counter(votes).most_common()
    return None if len(counts) > 1 and counts[0][1] == counts[1][1] else counts[0][0]


def _votes(labels: Labels) -> dict[str, list[str]]:
    votes: defaultdict[str, list[str]] = defaultdict(list)
    for (item, _), (_, answer) in labels.items():
        votes[item].append(answer)
    return votes


def _only(labels: Labels, scope: set[str]) -> Labels:
    return {pair: row for pair, row in labels.items() if pair[0] in scope}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
