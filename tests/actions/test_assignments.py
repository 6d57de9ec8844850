"""Leases: never more than the overlap, nobody twice, abandoned ones come back."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any, cast

import pytest
import time_machine
from sqlmodel import Session, col, func, select

from app.actions.assignments import (
    claim_task,
    park_assignment,
    release_assignment,
    release_parked,
    skip_assignment,
)
from app.actions.labels import submit_label, undo_label
from app.actions.members import remove_member
from app.actions.projects import change_project
from app.actions.resumptions import resume_assignment
from app.actions.slots import resize_overlap
from app.actions.tasks import reopen_task, spoil_task
from app.clock import now
from app.domain.roles import Actor
from app.errors import Conflict, Invalid, NotFound
from app.records.edge import Edge
from app.records.labels import Assignment, CurrentLabel
from app.records.questions import Question
from app.records.tasks import Task
from tests.actions.loop import NO, YES, answer_all, answer_next, claim, given, make_tasks
from tests.cast import World

LABELERS = ("lin", "sam", "kim", "rui")


async def ask(world: World, number: int = 1) -> Question:
    """An open question of Lin's."""

    def make(db: Session, actor: Actor) -> Question:
        question = Question(
            project_id=actor.project_id, number=number, title="?", opened_by=actor.member_id
        )
        db.add(question)
        db.flush()
        return question

    return await world.write(make, "lin")


async def test_the_same_task_is_in_hand_until_it_is_done(world: World) -> None:
    await make_tasks(world, ["a", "b"])
    first = await claim(world)
    assert (await claim(world)).id == first.id
    await world.write(submit_label, "lin", first.key, given(YES))
    second = await claim(world)
    assert second.task_id != first.task_id


async def test_a_task_goes_to_as_many_as_the_overlap(world: World) -> None:
    await make_tasks(world, ["a"])
    await claim(world, "lin")
    await claim(world, "sam")
    assert await world.write(claim_task, "kim") is None


async def test_an_abandoned_lease_comes_back(world: World) -> None:
    await world.write(change_project, "lea", overlap=1)
    await make_tasks(world, ["a"])
    held = await claim(world)
    assert await world.write(claim_task, "sam") is None
    with time_machine.travel(now() + timedelta(seconds=601), tick=False):
        again = await claim(world, "sam")
        assert again.task_id == held.task_id
        assert await world.write(claim_task, "lin") is None
    state = await world.edge.read(lambda db: db.get_one(Assignment, held.id).state)
    assert state == "expired"


async def test_a_clock_set_back_stops_no_lease_from_coming_back(world: World) -> None:
    await world.write(change_project, "lea", overlap=1)
    await make_tasks(world, ["a"])
    with time_machine.travel(now() + timedelta(hours=9), tick=False):
        assert await world.write(claim_task, "kim")  # and looks for abandoned ones, as at 9 o'clock
        await world.write(release_assignment, "kim", (await claim(world, "kim")).key)
    held = await claim(world)
    with time_machine.travel(now() + timedelta(seconds=601), tick=False):
        assert (await claim(world, "sam")).task_id == held.task_id


async def test_what_was_skipped_is_for_others_and_what_was_released_for_anybody(
    world: World,
) -> None:
    await world.write(change_project, "lea", overlap=1)
    await make_tasks(world, ["a"])
    with pytest.raises(Invalid):
        await world.write(skip_assignment, "lin", (await claim(world)).key, reason=" ")
    await world.write(skip_assignment, "lin", (await claim(world)).key, reason="not my language")
    assert await world.write(claim_task, "lin") is None
    held = await claim(world, "sam")
    await world.write(release_assignment, "sam", held.key)
    assert (await claim(world, "sam")).task_id == held.task_id


async def test_a_skip_is_taken_back_for_ten_seconds_unless_somebody_has_the_task_by_then(
    world: World,
) -> None:
    await world.write(change_project, "lea", overlap=1)
    await make_tasks(world, ["a", "b"])
    skipped = await claim(world)
    await world.write(skip_assignment, "lin", skipped.key, reason="slipped")
    await claim(world)
    for _ in "12":  # a double click
        await world.write(resume_assignment, "lin", skipped.key)
    assert (await claim(world)).key == skipped.key, "it comes before the task that followed"
    with pytest.raises(NotFound):
        await world.write(resume_assignment, "sam", skipped.key)
    assert await world.write(claim_task, "sam") is None, "both are in Lin's hands"
    await world.write(skip_assignment, "lin", skipped.key, reason="after all")
    assert (await claim(world, "sam")).task_id == skipped.task_id
    with pytest.raises(Conflict, match="not open any more"):
        await world.write(resume_assignment, "lin", skipped.key)
    await world.write(release_assignment, "sam", (await claim(world, "sam")).key)
    with (
        time_machine.travel(now() + timedelta(seconds=13), tick=False),
        pytest.raises(Conflict, match="too late"),
    ):
        await world.write(resume_assignment, "lin", skipped.key)


async def test_a_parked_task_keeps_its_slot_and_comes_back_with_its_answer(world: World) -> None:
    """A person may hold another task by then: they get one after the other."""
    await world.write(change_project, "lea", overlap=1)
    await make_tasks(world, ["a", "b", "c"])
    question = await ask(world)
    parked = await claim(world)
    await world.write(park_assignment, "lin", parked.key, question_id=question.id or 0)
    other = await claim(world)
    assert other.task_id != parked.task_id
    assert (await claim(world, "sam")).task_id not in (parked.task_id, other.task_id)
    with time_machine.travel(now() + timedelta(hours=9), tick=False):
        assert await world.write(release_parked, "lea", question.id or 0) == 1
        assert await world.write(release_parked, "lea", question.id or 0) == 0
        tasks = {(await world.write(answer_next, "lin", YES)).task_id for _ in range(2)}
    assert parked.task_id in tasks


async def test_a_task_waits_only_for_an_open_question_of_its_project(world: World) -> None:
    await make_tasks(world, ["a"])
    held = await claim(world)
    question = await ask(world)

    def close(db: Session) -> None:
        db.get_one(Question, question.id).state = "answered"

    with pytest.raises(NotFound):
        await world.write(park_assignment, "lin", held.key, question_id=4711)
    await world.edge.write(world.project_id, close)
    with pytest.raises(Conflict, match="answered"):
        await world.write(park_assignment, "lin", held.key, question_id=question.id or 0)
    assert (await claim(world)).id == held.id


async def test_a_label_taken_back_and_the_next_task_are_handed_out_one_after_the_other(
    world: World,
) -> None:
    await make_tasks(world, ["a", "b", "c"])
    first = await world.write(answer_next, "lin", YES)
    held = await claim(world)
    await world.write(undo_label, "lin", first.cid)
    tasks = [(await world.write(answer_next, "lin", NO)).task_id for _ in range(2)]
    assert sorted(tasks) == sorted([first.task_id, held.task_id])


async def test_whoever_found_nothing_finds_what_was_opened_since(world: World) -> None:
    await world.write(change_project, "lea", overlap=1)
    tasks = await make_tasks(world, ["a", "b"])
    assert await world.write(answer_all, "lin", YES) == 2
    assert await world.write(claim_task, "sam") is None
    await world.write(change_project, "lea", overlap=2)
    await world.edge.write(world.project_id, resize_overlap, world.project_id)
    assert (await claim(world, "sam")).task_id == tasks[0].id
    assert await world.write(claim_task, "lin") is None
    await world.write(spoil_task, "lea", tasks[1].key)
    await world.write(answer_next, "sam", NO)
    assert await world.write(claim_task, "sam") is None
    await world.write(reopen_task, "lea", tasks[1].key)
    assert (await claim(world, "sam")).task_id == tasks[1].id


async def test_a_hint_from_a_group_that_failed_hides_no_work(world: World) -> None:
    await world.write(change_project, "lea", overlap=1)
    (task,) = await make_tasks(world, ["a"])

    def look_and_fail(db: Session, actor: Actor) -> None:
        spoil_task(db, actor, task.key)
        assert claim_task(db, actor) is None
        raise Conflict("no")

    with suppress(Conflict):
        await world.write(look_and_fail, "lea")
    assert await world.write(claim_task, "lea")


async def test_whoever_leaves_gives_back_what_they_hold(world: World) -> None:
    await world.write(change_project, "lea", overlap=1)
    await make_tasks(world, ["a", "b"])
    question = await ask(world)
    await world.write(
        park_assignment, "lin", (await claim(world)).key, question_id=question.id or 0
    )
    await claim(world)
    assert await world.write(claim_task, "sam") is None
    await world.write(remove_member, "lea", world.member_id("lin"))
    assert await world.write(answer_all, "sam", YES) == 2


async def test_many_at_once_are_never_given_too_much(world: World) -> None:
    """On PostgreSQL through two processes' worth of edges."""
    await make_tasks(world, [f"task {n}" for n in range(12)])
    edges = [world.edge]
    if not world.edge.settings.is_sqlite:
        edges.append(Edge(world.edge.settings))
        await edges[1].start()
    worlds = [World(each, cast(Any, None), world.people) for each in edges]
    names = [*LABELERS, "lea", "ada"]
    await asyncio.gather(
        *(worlds[n % len(worlds)].write(answer_all, name, YES) for n, name in enumerate(names))
    )
    if len(edges) > 1:
        await edges[1].stop()
    votes = select(func.count()).select_from(CurrentLabel).group_by(col(CurrentLabel.task_id))
    assert await world.edge.read(lambda db: list(db.exec(votes))) == [2] * 12
    states = await world.edge.read(
        lambda db: [(t.labeled, t.taken, t.state) for t in db.exec(select(Task))]
    )
    assert set(states) == {(2, 0, "full")}
