"""What each way of finding affected tasks would find.

Asked of the server before publication, and held against the list that the scenario knows to be
affected.
"""

from typing import Any

from app.replays.clients import Client
from app.replays.folders import Step
from app.replays.people import Cast

Row = dict[str, Any]
Tasks = dict[str, str]


def ask_queries(cast: Cast, step: Step, draft: int, in_force: str) -> dict[str, Row]:
    """What the plan's text queries would select, and what disagreement would."""
    asked: dict[str, Row] = {name: {"text_any": words} for name, words in step.queries.items()}
    asked[f"majority label disputed (not unanimous) under {in_force}"] = {"disagreement": "any"}
    results = {}
    for name, predicate in asked.items():
        settle(cast.lead, draft, predicate=predicate)
        results[name] = compare(step, set(tasks_in_scope(cast.lead, draft)))
    return results


def ask_predicates(cast: Cast, step: Step, draft: int) -> dict[str, Row]:
    """What the plan's predicates would select, with how many labels. Each is settled together with
    the known tasks as a selection, so that the preview itself says how far the two overlap."""
    results = {}
    for name, predicate in step.predicates.items():
        settle(cast.lead, draft, predicate=predicate, selection=list(step.scope))
        counts = cast.lead.get(f"/drafts/{draft}/preview")["counts"]
        letters = tasks_in_scope(cast.lead, draft)
        found = compare(step, {task for task, strata in letters.items() if "c" in strata})
        results[name] = {"labels": counts["by_stratum"]["c"], **found, **_shares(found)}
    return results


def ask_strata(cast: Cast, step: Step, draft: int) -> dict[str, Row]:
    """What the ways find that need no condition in words; each by its name."""
    return {**_look_alike(cast.lead, step, draft), "classifier": _hunt(cast.lead, step, draft)}


def settle(lead: Client, draft: int, **scope: Any) -> None:
    """These strata alone: no control, no second person."""
    alone: Row = {"citing": False, "led": False, "control": 0, "second_person": False}
    alone["reopen"] = True  # a condition is held against all that it names
    lead.put(f"/drafts/{draft}/scope", alone | scope)


def tasks_in_scope(lead: Client, draft: int) -> Tasks:
    """The strata of each task that the draft's scope selects."""
    found: Tasks = {}
    after: int | None = 0
    while after is not None:
        page = lead.get(f"/drafts/{draft}/scope/tasks", after=after)
        found |= dict(page["tasks"])
        after = page["after"]
    return found


def compare(step: Step, hits: set[str]) -> Row:
    """How some tasks lie to those that are known to be affected."""
    scope = set(step.scope)
    return {
        "hits": len(hits),
        "in_scope": len(hits & scope),
        "out_of_scope": len(hits - scope),
        "missed": len(scope - hits),
    }


def _look_alike(lead: Client, step: Step, draft: int) -> dict[str, Row]:
    """What the cases suggest: the first words or signs, and each threshold of likeness."""
    settle(lead, draft)
    leads = lead.get(f"/drafts/{draft}/leads")
    results = {}
    for word in leads["words"][:1]:
        settle(lead, draft, predicate={"text_any": word["literals"]})
        found = compare(step, set(tasks_in_scope(lead, draft)))
        results["suggested: " + " ".join(word["literals"])] = found | _shares(found)
    for each in leads["likeness"]:
        settle(lead, draft, similar=each["share"])
        found = compare(step, set(tasks_in_scope(lead, draft)))
        results[f"{each['share']} % like a case"] = found | _shares(found)
    return results


def _hunt(lead: Client, step: Step, draft: int) -> Row:
    """A hunt from the tasks that led to the ruling, judged by whoever knows the list."""
    known = set(step.scope)
    settle(lead, draft)
    hunt = lead.post(f"/drafts/{draft}/hunt")
    while (batch := hunt["batch"]) is not None:
        judged = {each["external_id"]: each["external_id"] in known for each in batch["items"]}
        path = f"/drafts/{draft}/hunt/rounds/{batch['number']}"
        lead.put(path, {"judgements": judged})
        hunt = lead.post(f"/drafts/{draft}/hunt")
    found = compare(step, set(tasks_in_scope(lead, draft)))
    recall = hunt["recall"]
    at_least = None if recall is None else round(recall, 4)
    how = {"judged": hunt["judged"], "rounds": len(hunt["rounds"]), "recall_at_least": at_least}
    return found | _shares(found) | how


def _shares(found: Row) -> Row:
    """Precision and recall; None where nothing was found."""
    hits, inside = found["hits"], found["in_scope"]
    known = inside + found["missed"]
    return {
        "precision": round(inside / hits, 4) if hits else None,
        "recall": round(inside / known, 4),
    }
