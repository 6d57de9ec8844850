"""Labels: under a current lease, once per client's id, correctable, taken back within seconds."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from sqlmodel import col, select

from app.actions.assignments import claim_task, release_assignment
from app.actions.flags import raise_flag
from app.actions.labels import correct_label, submit_label
from app.actions.members import change_role
from app.actions.questions import decline_question
from app.actions.withdrawals import withdraw_revision
from app.clock import new_ordered_id, now
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.records.labels import Label
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_next,
    change,
    claim,
    counts,
    first_guideline,
    given,
    make_tasks,
    pointer,
    submitted,
)
from tests.cast import World


async def test_a_repeat_gives_the_same_label_and_another_answer_a_conflict(world: World) -> None:
    await first_guideline(world)
    await make_tasks(world, ["a", "b"])
    held, cid = await claim(world), uuid4()
    said = given(YES, cid, clauses=("c2", "c3"), comment="odd", certainty=3)
    first = await world.write(submit_label, "lin", held.key, said)
    again = given(YES, cid, clauses=("c3", "c2"), comment="odd", certainty=3, seconds=5.0)
    assert (await world.write(submit_label, "lin", held.key, again)).id == first.id
    for other in (
        given(NO, cid, clauses=("c2", "c3"), comment="odd", certainty=3),
        given(YES, cid, clauses=("c2",), comment="odd", certainty=3),
        given(YES, cid, clauses=("c2", "c3"), comment="", certainty=3),
        given(YES, cid, clauses=("c2", "c3"), comment="odd", certainty=4),
    ):
        with pytest.raises(Conflict, match="another answer"):
            await world.write(submit_label, "lin", held.key, other)
    next_one = await claim(world)
    with pytest.raises(Conflict, match="another answer"):
        await world.write(submit_label, "lin", next_one.key, said)
    assert await counts(world, held.task_id) == (1, 0, "open")


async def test_a_client_id_is_its_own_person_s(world: World) -> None:
    await make_tasks(world, ["a"])
    said = given(YES)
    first = await world.write(submit_label, "lin", (await claim(world)).key, said)
    other = await world.write(submit_label, "sam", (await claim(world, "sam")).key, said)
    assert first.id != other.id


async def test_only_a_current_lease_of_one_s_own_is_answered(world: World) -> None:
    await make_tasks(world, ["a", "b"])
    held = await claim(world)
    with pytest.raises(NotFound):
        await world.write(submit_label, "sam", held.key, given(YES))
    with pytest.raises(NotFound):
        await world.write(submit_label, "eve", held.key, given(YES))
    with pytest.raises(NotFound):
        await world.write(submit_label, "lin", uuid4(), given(YES))
    with (
        time_machine.travel(now() + timedelta(seconds=601), tick=False),
        pytest.raises(Conflict, match="run out"),
    ):
        await world.write(submit_label, "lin", held.key, given(YES))
    await world.write(release_assignment, "lin", held.key)
    with pytest.raises(Conflict, match="released"):
        await world.write(submit_label, "lin", held.key, given(YES))
    assert await pointer(world) is None
    assert await counts(world, held.task_id) == (0, 0, "open")


async def test_whoever_only_reads_now_does_not_label(world: World) -> None:
    tasks = await make_tasks(world, ["a", "b"])
    await submitted(world)
    held = await claim(world)
    await world.write(change_role, "ada", world.member_id("lin"), role="viewer")
    with pytest.raises(Forbidden):
        await world.write(submit_label, "lin", held.key, given(YES))
    with pytest.raises(Forbidden):
        await world.write(correct_label, "lin", tasks[0].key, given(NO))
    with pytest.raises(Forbidden):
        await world.write(claim_task, "vic")


NO_ANSWERS = [
    given("maybe"),
    given(None),
    given(YES, certainty=0),
    given(YES, certainty=6),
    given(YES, seconds=-1.0),
    given(YES, seconds=float("nan")),
    given(YES, comment="nul \x00"),
    given(YES, clauses=("c99",)),
    given(YES, clauses=("\ud800",)),
]


async def test_what_cannot_be_an_answer_leaves_the_task_in_hand(world: World) -> None:
    await make_tasks(world, ["a"])
    held = await claim(world)
    for said in NO_ANSWERS:
        with pytest.raises(Invalid):
            await world.write(submit_label, "lin", held.key, said)
    assert (await claim(world)).id == held.id
    assert await counts(world, held.task_id) == (0, 1, "open")


async def test_a_guideline_that_changed_meanwhile_must_be_confirmed(world: World) -> None:
    await first_guideline(world)
    await make_tasks(world, ["a"])
    held = await claim(world)
    revision = await change(world, NOTHING)
    with pytest.raises(Conflict) as why:
        await world.write(submit_label, "lin", held.key, given(YES))
    assert why.value.detail == {"revision": revision.number, "version": "2.0.0"}
    with pytest.raises(Conflict):
        await world.write(submit_label, "lin", held.key, given(YES, confirmed=1))
    label = await world.write(submit_label, "lin", held.key, given(YES, confirmed=revision.number))
    assert label.confirmed_stale
    assert label.revision_id == revision.id


async def test_wording_alone_needs_no_confirmation_but_does_not_hide_what_came_before(
    world: World,
) -> None:
    await first_guideline(world)
    await make_tasks(world, ["a", "b"])
    held = await claim(world)
    await change(world, type="editorial")
    assert not (await world.write(submit_label, "lin", held.key, given(YES))).confirmed_stale
    held = await claim(world)
    await change(world, NOTHING)
    wording = await change(world, type="editorial")
    with pytest.raises(Conflict) as why:
        await world.write(submit_label, "lin", held.key, given(YES))
    assert why.value.detail["revision"] == wording.number


async def test_a_revision_taken_back_meanwhile_must_be_confirmed_too(world: World) -> None:
    await first_guideline(world)
    await make_tasks(world, ["a", "b"])
    before = await claim(world)
    revision = await change(world, NOTHING)
    with pytest.raises(Conflict):
        await world.write(submit_label, "lin", before.key, given(YES))
    during = await claim(world, "sam")
    await world.write(withdraw_revision, "lea", revision.number, reason="a mistake")
    assert not (await world.write(submit_label, "lin", before.key, given(YES))).confirmed_stale
    with pytest.raises(Conflict) as why:
        await world.write(submit_label, "sam", during.key, given(YES))
    assert why.value.detail == {"revision": 1, "version": "1.0.0"}
    assert (
        await world.write(submit_label, "sam", during.key, given(YES, confirmed=1))
    ).confirmed_stale


async def test_labels_under_an_open_question_are_marked(world: World) -> None:
    await first_guideline(world)
    tasks = await make_tasks(world, ["a", "b"])
    held = await claim(world)
    mark: Any = {"category": "ambiguous", "note": "Which is it?"}
    await world.write(raise_flag, "lin", tasks[0].key, key=new_ordered_id(), **mark)
    await world.write(submit_label, "lin", held.key, given(YES))
    await world.write(decline_question, "lea", 1, key=new_ordered_id(), clause="c2", body="So.")
    await world.write(correct_label, "lin", tasks[0].key, given(NO))
    await world.write(answer_next, "lin", YES)
    labels = await world.edge.read(lambda db: list(db.exec(select(Label).order_by(col(Label.id)))))
    assert [each.under_question for each in labels] == [True, False, False]
