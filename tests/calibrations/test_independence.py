"""Whoever was shown what others answered counts as independent no more, wherever they answer."""

import pytest

from app.actions.assignments import claim_task
from app.actions.calibrations import reveal_answers
from app.actions.labels import correct_label, submit_label
from app.actions.members import change_role
from app.queries.calibrations import list_answers, list_judged, pair_answers
from app.records.calibrations import Calibration
from app.records.labels import CurrentLabel
from app.records.tasks import Task
from tests.actions.loop import NO, YES, given
from tests.calibrations.stage import contested, judge, opened
from tests.cast import World


async def task_at(world: World, session: Calibration, place: int) -> Task:
    """A session's task."""
    judged = await world.edge.read(list_judged, session.id or 0)
    return judged[place - 1][1]


async def test_a_label_corrected_after_the_reveal_is_informed(world: World) -> None:
    await contested(world)
    people = [world.member_id(name) for name in ("lin", "kim")]
    session = await opened(world, people=people)
    task = await task_at(world, session, 1)
    await judge(world, "kim", {1: NO})
    before = await world.write(correct_label, "lin", task.key, given(NO))
    assert not before.informed
    await world.write(reveal_answers, "lea", 1, place=1)
    after = await world.write(correct_label, "lin", task.key, given(YES))
    assert after.informed
    at = await world.edge.read(
        lambda db: db.get_one(CurrentLabel, (task.id, world.member_id("lin")))
    )
    assert (at.value, at.independent) == (YES, NO)
    hidden = await task_at(world, session, 2)
    assert not (await world.write(correct_label, "lin", hidden.key, given(NO))).informed
    # Sam labeled the same task, and takes no part
    assert not (await world.write(correct_label, "sam", task.key, given(YES))).informed


@pytest.mark.parametrize("is_revealed", [True, False])
async def test_what_one_held_when_a_session_opened(world: World, is_revealed: bool) -> None:
    tasks = await contested(world)
    held = await world.write(claim_task, "kim")
    assert held is not None
    await opened(world, way="hand", names=["t1", "t2"])
    assert held.task_id == tasks[0].id
    await judge(world, "lin", {1: YES})
    if is_revealed:
        await world.write(reveal_answers, "lea", 1)
    label = await world.write(submit_label, "kim", held.key, given(YES))
    assert label.informed == is_revealed


@pytest.mark.parametrize("role", ["reviewer", "lead"])
async def test_who_becomes_staff_in_mid_session_is_blind_no_more(world: World, role: str) -> None:
    await contested(world)
    session = await opened(world)
    await judge(world, "kim", {1: NO})
    await judge(world, "lin", {1: YES, 2: YES})
    await world.write(change_role, "ada", world.member_id("kim"), role=role)
    await judge(world, "kim", {1: YES, 2: YES})
    answers = await world.edge.read(list_answers, session.id or 0)
    kim = world.member_id("kim")
    mine = [(each.place, each.is_informed) for each in answers if each.member_id == kim]
    assert mine == [(1, False), (1, True), (2, True)]
    paired = pair_answers(answers)
    assert [(each.blind, each.last) for each in paired[1] if each.member_id == kim] == [(NO, YES)]
    assert [each.member_id for each in paired[2]] == [world.member_id("lin")]
