"""A whole replay: stage, steps, results."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.replays.clients import Client
from app.replays.folders import Folder, Step
from app.replays.people import Cast
from app.replays.relabeling import relabel
from app.replays.results import Labels, size, step_result
from app.replays.stages import read_export, set_stage
from app.replays.steps import ask_queries, publish, rule, talk

Row = dict[str, Any]
Tell = Callable[[str], None]
EXPORTS = (
    "tasks", "gold", "labels", "threads", "messages", "questions", "flags", "rulings", "revisions",
    "relabels", "items", "members", "events",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    """A folder on its stage: task keys and metadata by item, and whom to tell of progress."""

    cast: Cast
    folder: Folder
    keys: dict[str, str]
    details: Row
    tell: Tell


def play(instance: Client, folder: Folder, tasks: Path, slug: str, tell: Tell) -> Row:
    """Play the folder on the server; gives what expected.json would hold."""
    tell("project, guideline, tasks, labels, people")
    cast = set_stage(instance, folder, tasks, slug)
    exported = read_export(cast.owner, "tasks")
    scene = Scene(
        cast,
        folder,
        keys={row["external_id"]: row["key"] for row in exported},
        details={row["external_id"]: row["details"] for row in exported},
        tell=tell,
    )
    before = Labels.of(read_export(cast.owner, "labels"))
    result = size(before)
    steps, name = [], folder.guideline.name
    for step in folder.steps:
        found, before = _step(scene, step, before, name)
        steps.append(found)
        name = step.guideline.name
    result |= _over_all(steps)
    return result | {"steps": [_without_totals(step) for step in steps]}


def export(instance: Client, slug: str, into: Path) -> None:
    """Leave the project's full export in a folder, for anyone to recompute."""
    into.mkdir(parents=True, exist_ok=True)
    owner = instance.within(slug)
    for noun in EXPORTS:
        rows = read_export(owner, noun)
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (into / f"{noun}.jsonl").write_text(text, "utf-8")


def _step(scene: Scene, step: Step, before: Labels, in_force: str) -> tuple[Row, Labels]:
    """Play one step; gives what it did, and the labels as they stand after it."""
    cast, tell = scene.cast, scene.tell
    tell(f"step {step.number}: questions and ruling")
    question = talk(cast, scene.folder, step, scene.keys)
    draft = rule(cast, step, question)["number"]
    tell(f"step {step.number}: queries, scope, approvals, publication")
    queries = ask_queries(cast, step, draft, in_force)
    published = publish(cast, step, draft)
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        tell(f"step {step.number}: relabel, {done} of {len(step.relabel)} labels")

    items = {key: item for item, key in scene.keys.items()}
    report = relabel(cast, step, published, items, tick) | {"details": scene.details}
    after = Labels.of(read_export(cast.owner, "labels"))
    return step_result(step, report, before, after) | {"queries": queries}, after


def _over_all(steps: list[Row]) -> Row:
    if not steps:
        return {}
    first, last = steps[0], steps[-1]
    return {
        "alpha_all_before": first["alpha_all_before"],
        "alpha_all_after_all": last["alpha_all_after"],
        "mv_all_before": first["mv_all_before"],
        "mv_all_after_all": last["mv_all_after"],
    }


def _without_totals(step: Row) -> Row:
    return {name: value for name, value in step.items() if not name.startswith("mv_all_")}
