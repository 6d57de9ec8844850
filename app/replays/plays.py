"""A whole replay: stage, steps, results."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.replays.checks import find_unnamed
from app.replays.clients import Client
from app.replays.folders import Folder, Step
from app.replays.people import Cast
from app.replays.relabeling import Again
from app.replays.results import Labels, over_all, size, step_result, without_totals
from app.replays.stages import read_export, set_stage
from app.replays.steps import Talking, publish, rule
from app.replays.strata import ask_predicates, ask_queries, ask_strata

Row = dict[str, Any]
Tell = Callable[[str], None]
EXPORTS = (
    "tasks", "gold", "labels", "threads", "messages", "questions", "flags", "rulings", "revisions",
    "relabels", "items", "members", "events",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    """A folder on its stage: task keys by item, and whom to tell of progress."""

    cast: Cast
    folder: Folder
    keys: dict[str, str]
    tell: Tell

    @property
    def talking(self) -> Talking:
        """Everybody in front of their tasks."""
        return Talking(self.cast, self.folder, self.keys)

    def look(self) -> Labels:
        """How labels and tasks stand now."""
        owner = self.cast.owner
        return Labels.of(read_export(owner, "labels"), read_export(owner, "tasks"))


def play(instance: Client, folder: Folder, tasks: Path, slug: str, tell: Tell) -> Row:
    """Play the folder on the server; gives what expected.json would hold."""
    tell("project, people, guideline, tasks, labels")
    cast = set_stage(instance, folder, tasks, slug)
    listed = read_export(cast.owner, "tasks")
    before = Labels.of(read_export(cast.owner, "labels"), listed)
    scene = Scene(cast, folder, {row["external_id"]: row["key"] for row in listed}, tell)
    taken_up = {name for step in folder.steps for name in step.threads}
    scene.talking.play(name for name in folder.talks if name not in taken_up)
    result = size(before)
    steps, name = [], folder.guideline.name
    for step in folder.steps:
        found, before = _step(scene, step, before, name)
        steps.append(found)
        name = step.guideline.name
    return result | over_all(steps) | {"steps": [without_totals(step) for step in steps]}


def export(instance: Client, slug: str, into: Path) -> None:
    """Leave the project's full export in a folder, for anyone to recompute."""
    owner = instance.within(slug)
    for noun in EXPORTS:
        rows = read_export(owner, noun)
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (into / f"{noun}.jsonl").write_text(text, "utf-8")


def _step(scene: Scene, step: Step, before: Labels, in_force: str) -> tuple[Row, Labels]:
    """Play one step; gives what it did, and the labels as they stand after it."""
    cast, tell = scene.cast, scene.tell
    tell(f"step {step.number}: questions and ruling")
    question = scene.talking.settle(step)
    draft = rule(cast, step, question)["number"]
    tell(f"step {step.number}: queries, scope, approvals, publication")
    asked: Row = {"queries": ask_queries(cast, step, draft, in_force)}
    if step.predicates:
        asked["predicates"] = ask_predicates(cast, step, draft)
    asked["strata"] = ask_strata(cast, step, draft)
    published, scope = publish(cast, step, draft)
    again = _again(scene, step, scope, before)
    report = again.play(cast, published, scene.folder.annotators)
    tell(f"step {step.number}: results")
    after = scene.look()
    return step_result(step, scope, report, before, after) | asked, after


def _again(scene: Scene, step: Step, scope: frozenset[str], before: Labels) -> Again:
    """The relabel of a step; what the folder's file leaves out is answered as it was."""
    unnamed = find_unnamed(scene.folder, step, scope)
    if unnamed:
        many, (item, who) = f"{len(unnamed):,}", unnamed[0]
        what = f"{many} labels get no new answer, such as {who}'s on {item}: kept as they are"
        scene.tell(f"step {step.number}: {what}")
    answers = step.relabel | {pair: before.answer(*pair) for pair in unnamed}
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        scene.tell(f"step {step.number}: relabel, {done:,} of {len(answers):,} labels")

    return Again(step, answers, {key: item for item, key in scene.keys.items()}, tick)
