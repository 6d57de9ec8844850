"""Overlap that adapts: a further label where people differ, or where much is at stake."""

import itertools
from collections import Counter

import pytest
from sqlmodel import Session

from app.actions.assignments import claim_task
from app.actions.labels import correct_label, submit_label, undo_label
from app.actions.projects import change_project
from app.actions.tasks import reopen_task, spoil_task
from app.domain.overlaps import labels_wanted
from app.domain.roles import Actor
from app.errors import Invalid
from app.records.tasks import Task
from tests.actions.loop import NO, YES, claim, counts, given, make_tasks, submitted
from tests.cast import World

PEOPLE = ("lin", "sam", "kim", "rui", "lea")


async def adaptive(world: World, many: int = 1, **more: object) -> list[Task]:
    await world.write(change_project, "lea", overlap=2, overlap_most=4)
    return await make_tasks(world, [f"task {n}" for n in range(many)])


async def test_a_third_label_only_where_two_differ(world: World) -> None:
    first, second = await adaptive(world, 2)
    for name, values in (("lin", (YES, YES)), ("sam", (YES, NO))):
        for value in values:
            await submitted(world, name, value)
    assert await counts(world, first.id or 0) == (2, 0, "full")
    assert await counts(world, second.id or 0) == (2, 0, "open")
    assert (await claim(world, "kim")).task_id == second.id
    assert await counts(world, second.id or 0) == (2, 1, "full")


async def test_whoever_found_nothing_left_is_asked_once_people_differ(world: World) -> None:
    await adaptive(world)
    await claim(world, "lin")
    await claim(world, "sam")
    assert await world.write(claim_task, "kim") is None
    await submitted(world, "lin", YES)
    assert await world.write(claim_task, "kim") is None
    await submitted(world, "sam", NO)
    assert await world.write(claim_task, "kim")


async def test_it_is_what_the_domain_says_whatever_comes(world: World) -> None:
    """All ways to answer one task by up to four people, held against the pure rule."""
    ways = list(itertools.product((YES, NO, "other"), repeat=4))[::5]
    await world.write(
        change_project,
        "lea",
        answers={
            "kind": "choice",
            "options": [{"value": each, "label": each} for each in (YES, NO, "other")],
        },
    )
    tasks = await adaptive(world, len(ways))

    def play(db: Session, actor: Actor) -> list[tuple[int, str]]:
        return [(task.labeled, task.state) for task in (db.get_one(Task, t.id) for t in tasks)]

    done: list[Counter[str]] = [Counter() for _ in ways]
    for place, name in enumerate(PEOPLE[:4]):

        def work(db: Session, actor: Actor, place: int = place) -> None:
            while (held := claim_task(db, actor)) is not None:
                at = next(n for n, task in enumerate(tasks) if task.id == held.task_id)
                submit_label(db, actor, held.key, given(ways[at][place]))
                done[at][ways[at][place]] += 1

        await world.write(work, name)
        for votes, (labeled, state) in zip(done, await world.read(play, "lea"), strict=True):
            wanted = labels_wanted(2, 4, votes)
            assert labeled == votes.total()
            assert state == ("full" if labeled >= wanted else "open"), votes


async def test_a_correction_and_an_undoing_are_looked_at_too(world: World) -> None:
    [task] = await adaptive(world)
    await submitted(world, "lin", YES)
    label = await submitted(world, "sam", YES)
    assert (await counts(world, task.id or 0))[2] == "full"
    await world.write(correct_label, "lin", task.key, given(NO))
    assert (await counts(world, task.id or 0))[2] == "open"
    await world.write(correct_label, "lin", task.key, given(YES))
    assert (await counts(world, task.id or 0))[2] == "full"
    await world.write(undo_label, "sam", label.cid)
    assert await counts(world, task.id or 0) == (1, 1, "full")
    await world.write(spoil_task, "lea", task.key)
    await world.write(reopen_task, "lea", task.key)
    assert await counts(world, task.id or 0) == (1, 0, "open")


async def test_where_much_is_at_stake_all_are_asked_at_once(world: World) -> None:
    await world.write(change_project, "lea", overlap=1, overlap_most=3)
    await world.write(change_project, "lea", stakes_field="risk", stakes_value="high")
    details = [{"risk": "high"}, {"risk": "low"}, {}]
    high, low, none = await make_tasks(world, ["a", "b", "c"], details)
    for _ in range(3):
        await submitted(world, "lin", YES)
    assert [(await counts(world, each.id or 0))[2] for each in (high, low, none)] == [
        "open",
        "full",
        "full",
    ]
    assert (await claim(world, "sam")).task_id == high.id
    # and the setting reaches what is there already, both ways
    await world.write(change_project, "lea", stakes_value="low")
    assert [(await counts(world, each.id or 0))[2] for each in (high, low, none)] == [
        "full",
        "open",
        "full",
    ]
    with pytest.raises(Invalid):
        await world.write(change_project, "lea", overlap_most=101)
