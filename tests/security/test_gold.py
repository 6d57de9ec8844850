"""Trusted answers, and whatever is computed from them, are the ML team's alone."""

from typing import Any

import pytest

from app.actions.assignments import claim_task, skip_assignment
from app.actions.gold_keys import choose_golds
from app.actions.golds import put_golds
from app.actions.projects import change_project
from app.actions.publications import acknowledge_revision
from app.domain.answers import Answer
from tests.actions.honeypots import answer, labels, mixed
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_all,
    change_draft,
    first_guideline,
    make_tasks,
    publish,
    settle,
)
from tests.actions.test_effects import rule
from tests.cast import World
from tests.imports.files import HATE, lines, send

FIGURES = ("accuracy_before", "accuracy_after", "slice_accuracy_before", "slice_accuracy_after")
ASKED = ("label.submitted", "assignment.skipped")
# who is not of the ML team, and what a page of staff is to them
OUTSIDE = [("rui", 200), ("lin", 404), ("vic", 404)]


async def draft_against_gold(world: World) -> int:
    """A draft whose ruling says no to a task whose trusted answer is yes; its number."""
    await world.write(change_project, "lea", overlap=1)
    await first_guideline(world)
    tasks = await make_tasks(world, ["a", "b"])
    golds = {task.id or 0: Answer(YES, YES) for task in tasks}
    await world.write(put_golds, "lea", golds, source="x")
    await world.write(answer_all, "lin", YES)
    number = await change_draft(world, {**NOTHING, "selection": ["t1"]})
    await rule(world, number, NO)
    return number


@pytest.mark.parametrize(("name", "status"), OUTSIDE)
async def test_a_relabels_accuracy(world: World, name: str, status: int) -> None:
    number = await draft_against_gold(world)
    await world.write(choose_golds, "lea", number, choices={}, rest=("keep", "for this test"))
    await publish(world, number)
    await world.write(acknowledge_revision, "lin", number)
    await settle(world)
    told = await world.client(name).get(f"{HATE}/relabels/1")
    assert told.status_code == status
    if status == 200:
        effect = told.json()["effect"]
        nothing = {"share": None, "wrong": 0, "tasks": 0}
        assert all(effect[figure] == nothing for figure in FIGURES)
    page = await world.client(name, browser=True).get("/projects/hate/relabels/1")
    assert page.status_code == status
    assert "gold" not in page.text
    known = (await world.client("lea").get(f"{HATE}/relabels/1")).json()["effect"]
    assert known["accuracy_before"]["tasks"] == 2
    assert "gold" in (await world.client("lea", browser=True).get("/projects/hate/relabels/1")).text


@pytest.mark.parametrize(("name", "status"), OUTSIDE)
async def test_gold_that_a_draft_contradicts(world: World, name: str, status: int) -> None:
    number = await draft_against_gold(world)
    path = f"drafts/{number}/preview"
    told = await world.client(name).get(f"{HATE}/{path}")
    assert told.status_code == status
    assert status != 200 or told.json()["contradicted_gold"] is None
    page = await world.client(name, browser=True).get(f"/projects/hate/{path}")
    assert "rusted" not in page.text
    known = (await world.client("lea").get(f"{HATE}/{path}")).json()
    assert known["contradicted_gold"] == 1
    page = await world.client("lea", browser=True).get(f"/projects/hate/{path}")
    assert "Trusted answers it contradicts" in page.text


async def imports_of(world: World, name: str) -> list[dict[str, Any]]:
    """The imports that somebody sees."""
    told = await world.client(name).get(f"{HATE}/imports")
    return list(told.json()["imports"]) if told.status_code == 200 else []


async def test_files_of_trusted_answers(world: World) -> None:
    row = {"external_id": "t-1", "text": "a", "gold": YES}
    await send(world, lines(row), "tasks", fields={"gold": "gold"})
    report = await send(world, lines({"external_id": "t-1", "label": NO}), "gold")
    known, seen = await imports_of(world, "lea"), await imports_of(world, "rui")
    assert [each["kind"] for each in known] == ["gold", "tasks"]
    assert known[1]["report"] == [["with a trusted answer", 1]]
    assert [(each["kind"], each["report"]) for each in seen] == [("tasks", [])]
    key = report["importing"]["key"]
    assert (await world.client("lea").get(f"{HATE}/imports/{key}")).status_code == 200
    assert (await world.client("rui").get(f"{HATE}/imports/{key}")).status_code == 404
    page = await world.client("rui", browser=True).get(f"/projects/hate/imports/{key}")
    assert page.status_code == 404


async def test_what_the_log_tells(world: World) -> None:
    row = {"external_id": "t-1", "text": "a", "gold": YES}
    await send(world, lines(row), "tasks", fields={"gold": "gold"})
    kinds = {"gold.set", "import.changed"}
    for name in ("lea", "rui", "lin", "vic"):
        events = (await world.client(name).get(f"{HATE}/events")).json()["events"]
        told = [each for each in events if each["kind"] in kinds]
        assert bool(told) == (name == "lea")
        assert all(each["data"] == {} for each in told if each["kind"] == "gold.set")


@pytest.mark.parametrize("name", ["rui", "lin", "vic", "eve"])
async def test_the_export_of_gold(world: World, name: str) -> None:
    await draft_against_gold(world)
    assert (await world.client(name).get(f"{HATE}/exports/gold.jsonl")).status_code == 404
    listed = await world.client(name).get(f"{HATE}/exports")
    assert "gold" not in listed.text
    assert (await world.client("lea").get(f"{HATE}/exports/gold.jsonl")).text.count("\n") == 2


async def test_who_was_asked_beyond_the_overlap(world: World) -> None:
    """The log and the grounds of a label name no task that was asked as gold, but to the team."""
    golds, tasks = await mixed(world, 6, 12, share=50, first=50)
    await world.write(answer, "lin", 12, golds)
    given_back = await world.write(claim_task, "kim")
    while given_back and given_back.task_id not in golds:
        await world.write(skip_assignment, "kim", given_back.key, reason="too long")
        given_back = await world.write(claim_task, "kim")
    assert given_back
    await world.write(skip_assignment, "kim", given_back.key, reason="too long")
    keys = {task.id: task.key for task in tasks}
    beyond = [each for each in await world.read(labels, "lin") if each.beyond]
    assert {each.task_id for each in beyond} <= golds
    assert beyond
    for name, sees in (("rui", False), ("lea", True)):
        log = (await world.client(name).get(f"{HATE}/events?after=0")).json()["events"]
        named = {event["data"].get("task") for event in log if event["kind"] in ASKED}
        assert named - golds
        assert bool(named & golds) == sees, name
        for label in beyond:
            path = f"/tasks/{keys[label.task_id]}/labels/{label.id}"
            told = await world.client(name, browser=True).get(f"/projects/hate{path}")
            assert told.status_code == (200 if sees else 404), name
