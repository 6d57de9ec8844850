"""Effects: what a relabel did, by hand on a few labels, and on the quotes scenario."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from app.actions.assignments import claim_task
from app.actions.golds import put_golds
from app.actions.guidelines import import_guideline
from app.actions.imported_people import make_annotators
from app.actions.imported_rows import NewLabel, write_labels
from app.actions.imported_tasks import add_tasks, task_values
from app.actions.labels import submit_label
from app.actions.projects import change_project
from app.actions.publications import acknowledge_revision
from app.actions.scopes import settle_scope
from app.domain.answers import Answer
from app.domain.contents import parse_content
from app.domain.label_rows import LabelRow
from app.domain.roles import Actor
from app.pages.effects import EffectView, show_effect
from app.queries.guidelines import find_published
from app.queries.previews import count_affected
from app.queries.tasks import map_task_ids
from app.records.members import Member
from app.records.questions import Question, Ruling
from app.records.relabels import Relabel
from app.records.revisions import Revision
from app.records.tasks import Task
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_all,
    answer_next,
    change_draft,
    first_guideline,
    given,
    make_tasks,
    publish,
    relabel_of,
    settle,
)
from tests.cast import World

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


async def rule(world: World, draft_number: int, value: str) -> None:
    """A proposed ruling that the draft puts in force."""

    def make(db: Session, actor: Actor) -> None:
        draft = db.exec(select(Revision).where(Revision.number == draft_number)).one()
        asked = Question(
            project_id=actor.project_id, number=1, title="Quotes?", opened_by=actor.member_id
        )
        db.add(asked)
        db.flush()
        db.add(
            Ruling(
                project_id=actor.project_id, number=1, question_id=asked.id or 0, value=value,
                outcome="change", state="proposed", rationale="x", revision_id=draft.id,
                made_by=actor.member_id,
            )
        )  # fmt: skip

    await world.write(make, "lea")


async def effect_of(world: World, revision: Revision) -> EffectView:
    relabel = await relabel_of(world, revision)
    return await world.edge.read(
        lambda db: show_effect(db, db.get_one(Relabel, relabel.id), with_gold=True)
    )


async def test_a_small_relabel_in_numbers(world: World) -> None:
    """Three people, four tasks, labels yes but for Kim's t2 and everybody's t4; t1 and t2 are in
    scope, ruled no, and one label outside is the control.

    Before: t1 YYY, t2 YYN, t3 YYY, t4 NNN. After: t1 NNN, t2 NYN (Sam insists), and the control's
    label is kept. Coincidences of 12 values: before 7 yes 5 no... computed beside each figure.
    """
    await world.write(change_project, "lea", overlap=3)
    await first_guideline(world)
    tasks = await make_tasks(world, ["a", "b", "c", "d"])
    ids = {task.external_id: task.id or 0 for task in tasks}
    await world.write(
        put_golds, "lea", {ids["t1"]: Answer(NO, NO), ids["t3"]: Answer(YES, YES)}, source="x"
    )
    before = {"t1": YES, "t2": YES, "t3": YES, "t4": NO}
    for name in ("lin", "sam"):
        await world.write(answer_all, name, before)
    await world.write(answer_all, "kim", before | {"t2": NO})
    number = await change_draft(world, {**NOTHING, "selection": ["t1", "t2"], "control": 1})
    await rule(world, number, NO)
    revision = await publish(world, number)
    for name in ("lin", "sam", "kim"):
        await world.write(acknowledge_revision, name, number)
    await settle(world)
    after = {"t1": NO, "t2": NO, "t3": YES, "t4": NO}
    await world.write(answer_all, "lin", after, seconds=30.0)
    await world.write(answer_all, "sam", after | {"t2": YES}, seconds=30.0)
    await world.write(answer_all, "kim", after, seconds=30.0)
    view = await effect_of(world, revision)
    inside, control = view.effect.slice, view.effect.control
    assert (view.slice_tasks, view.slice_labels, view.outside_labels) == (2, 6, 6)
    assert (inside.rate.flips, inside.rate.items) == (4, 6)  # three of t1, Lin's of t2
    assert view.flips_by_member == {"lin": 2, "kim": 1, "sam": 1}
    assert view.moves == ((YES, NO, 4), (YES, YES, 1), (NO, NO, 1)) or sorted(view.moves) == sorted(
        ((YES, NO, 4), (YES, YES, 1), (NO, NO, 1))
    )
    assert (view.contradicting_before, view.contradicting_after) == (5, 1)
    assert [(each.task, each.annotator) for each in view.contradicting] == [("t2", "sam")]
    # t1 all agree (1), t2 one pair of three (1/3): mean 2/3, before as after
    assert inside.percent_before == pytest.approx(2 / 3)
    assert inside.percent_after == pytest.approx(2 / 3)
    assert (inside.unanimous_before, inside.unanimous_after, inside.tasks_before) == (1, 1, 2)
    # alpha = 1 - (n - 1) * disagreements / (n0 * n1), n 12; t2 is the one that differs:
    # its observed disagreement is 2 * (2 * 1) / (3 - 1) = 2 of 12 coincidences
    assert view.effect.alpha_before == pytest.approx(1 - (11 * 2) / (2 * 8 * 4))
    assert view.effect.alpha_after == pytest.approx(1 - (11 * 2) / (2 * 4 * 8))
    assert (view.accuracy_before.wrong, view.accuracy_before.tasks) == (1, 2)
    assert (view.accuracy_after.wrong, view.slice_accuracy_after.tasks) == (0, 1)
    assert control
    assert (control.rate.flips, control.rate.items) == (0, 1)
    # nothing seen in a sample of one: at most 95 % of the six outside, rounded up
    assert view.effect.missed_at_most == 6
    assert view.effect.difference == pytest.approx(0)
    assert view.minutes == pytest.approx(3.5)  # seven labels of half a minute
    assert view.minutes_per_flip == pytest.approx(3.5 / 4)


async def test_the_report_stands_when_labels_go_on_changing(world: World) -> None:
    """After its end, an effect is read as of its end."""
    await first_guideline(world)
    await make_tasks(world, ["a", "b"])
    await world.write(answer_all, "lin", YES)
    await world.write(answer_next, "sam", YES)
    number = await change_draft(world, {**NOTHING, "selection": ["t1"]})
    await rule(world, number, NO)
    revision = await publish(world, number)
    for name in ("lin", "sam"):
        await world.write(acknowledge_revision, name, number)
    await settle(world)
    running = await effect_of(world, revision)
    assert running.effect.slice.rate.items == 0
    for name in ("lin", "sam"):
        await world.write(answer_next, name, NO)
    ended = await effect_of(world, revision)
    await world.write(answer_all, "sam", NO)
    assert await effect_of(world, revision) == ended
    assert ended.effect.control is None
    assert ended.effect.missed_at_most is None


def scenario(name: str) -> Path:
    folder = SHARED / "scenario_quotes"
    if not folder.exists():
        pytest.skip("../shared/data/scenario_quotes is not on this machine")
    return folder / name


async def labeled_before(world: World) -> None:
    """1,708 tasks with gold, ten annotators, 8,540 labels under v1."""
    lines = (SHARED / "hatecheck" / "items.jsonl").read_text().splitlines()
    items = [json.loads(line) for line in lines]
    with scenario("labels_v1.csv").open() as file:
        labels = list(csv.DictReader(file))
    used = {row["item_id"] for row in labels}

    def take_in(db: Session, actor: Actor) -> None:
        chosen = [each for each in items if each["item_id"] in used]
        values = [
            task_values(actor.project_id, each["item_id"], parse_content("text", each["text"]), {})
            for each in chosen
        ]
        add_tasks(db, actor, values)
        ids = map_task_ids(db, actor.project_id, [each["item_id"] for each in chosen])
        golds = {ids[each["item_id"]]: Answer(each["gold"], each["gold"]) for each in chosen}
        put_golds(db, actor, golds, source="import")
        people = make_annotators(db, actor, sorted({row["annotator"] for row in labels}))
        first = find_published(db, actor.project_id)
        rows = [
            NewLabel(
                LabelRow(
                    0, row["item_id"], row["annotator"], Answer(row["label"], row["label"]),
                    datetime.fromisoformat(row["at"]).astimezone(UTC), "v1",
                ),
                ids[row["item_id"]], people[row["annotator"]], first.id if first else None,
            )
            for row in labels
        ]  # fmt: skip
        write_labels(db, actor.project_id, rows, {})

    await world.write(take_in, "lea")


def relabel_all(db: Session, world: World, name: str, answers: dict[tuple[str, str], str]) -> int:
    """An annotator makes their labels again, as the file says."""
    member = db.exec(select(Member).where(Member.external_id == name)).one()
    actor = Actor(None, world.project_id, member.id or 0, "labeler", name)
    acknowledge_revision(db, actor, 2)
    done = 0
    while held := claim_task(db, actor):
        task = db.get_one(Task, held.task_id)
        submit_label(db, actor, held.key, given(answers[task.external_id, name]))
        done += 1
    return done


async def test_the_quotes_scenario(world: World) -> None:
    """A real data set with known answers, through the actions themselves."""
    expected: dict[str, Any] = json.loads(scenario("expected.json").read_text())
    step = expected["steps"][0]
    await world.write(change_project, "lea", overlap=5)
    first = scenario("guideline_v1.md").read_text()
    draft = await world.write(import_guideline, "lea", markdown=first, name="v1")
    await publish(world, draft.number)
    await labeled_before(world)
    text = scenario("guideline_v2.md").read_text()
    draft = await world.write(import_guideline, "lea", markdown=text, name="v2")
    number = draft.number
    await rule(world, number, NO)

    async def preview(**scope: Any) -> Any:
        raw = {**NOTHING, **scope}
        more: dict[str, Any] = {"second_person": False, "lists": {}}
        await world.write(settle_scope, "lea", number, raw, **more)
        found = select(Revision).where(Revision.number == number)
        return await world.edge.read(lambda db: count_affected(db, db.exec(found).one()))

    assert (await preview(predicate={"text_any": ['"']})).tasks == 173
    assert (await preview(predicate={"text_any": list("\"'‘’“”")})).tasks == 383
    counts = await preview(selection=json.loads(scenario("scope_step1.json").read_text()))
    assert (counts.tasks, counts.labels) == (step["affected_items"], step["affected_labels"])
    assert counts.outside == step["untouched_labels"]
    revision = await publish(world, number)
    await settle(world)
    with scenario("relabel_step1.csv").open() as file:
        answers = {(r["item_id"], r["annotator"]): r["new_label"] for r in csv.DictReader(file)}
    done = 0
    for name in sorted({annotator for _, annotator in answers}):
        done += await world.edge.write(world.project_id, relabel_all, world, name, answers)
    assert done == 865
    compare(await effect_of(world, revision), expected, step)


def compare(view: EffectView, expected: dict[str, Any], step: dict[str, Any]) -> None:
    """The report against the known answers."""
    effect = view.effect
    assert (view.slice_tasks, view.slice_labels) == (173, 865)
    assert effect.slice.rate.flips == step["flips"] == 422
    assert view.flips_by_member == step["flips_by_annotator"]
    assert view.contradicting_before == step["labels_contradicting_ruling_before"]
    assert view.contradicting_after == step["contradicting_after_relabel_count"] == 13
    assert [
        {"item_id": each.task, "annotator": each.annotator} for each in view.contradicting
    ] == step["contradicting_after_relabel"]
    assert view.outside_labels == step["untouched_labels"]
    assert round(effect.alpha_before or 0, 4) == expected["alpha_all_before"]
    assert round(effect.alpha_after or 0, 4) == expected["alpha_all_after_all"]
    assert round(effect.slice.alpha_before or 0, 4) == step["alpha_slice_before"]
    assert round(effect.slice.alpha_after or 0, 4) == step["alpha_slice_after"]
    unanimous = (effect.slice.unanimous_before, effect.slice.unanimous_after)
    assert unanimous == (step["unanimous_items_before"], step["unanimous_items_after"])
    for found, wanted in (
        (view.accuracy_before, expected["mv_all_before"]),
        (view.accuracy_after, expected["mv_all_after_all"]),
        (view.slice_accuracy_before, step["mv_slice_before"]),
        (view.slice_accuracy_after, step["mv_slice_after"]),
    ):
        assert [round(found.share or 0, 4), found.wrong] == wanted
