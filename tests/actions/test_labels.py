"""Labels: under a current lease, once per client's id, correctable, taken back within seconds."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from app.actions.assignments import claim_task, release_assignment
from app.actions.labels import correct_label, submit_label, undo_label
from app.actions.members import change_role
from app.actions.messages import post_message
from app.actions.projects import change_project
from app.actions.publications import acknowledge_revision
from app.actions.withdrawals import withdraw_revision
from app.clock import now
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.records.labels import Assignment, CurrentLabel, Label
from app.records.tasks import Task
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    change,
    change_draft,
    first_guideline,
    given,
    make_tasks,
    publish,
)
from tests.cast import World


async def claim(world: World, name: str = "lin") -> Assignment:
    held = await world.write(claim_task, name)
    assert held is not None
    return held


async def submitted(world: World, name: str = "lin", value: str = YES) -> Label:
    return await world.write(submit_label, name, (await claim(world, name)).key, given(value))


async def pointer(world: World, name: str = "lin") -> CurrentLabel | None:
    def find(db: Session) -> CurrentLabel | None:
        mine = CurrentLabel.member_id == world.member_id(name)
        return db.exec(select(CurrentLabel).where(mine)).first()

    return await world.edge.read(find)


async def counts(world: World, task_id: int) -> tuple[int, int, str]:
    task = await world.edge.read(lambda db: db.get_one(Task, task_id))
    return task.labeled, task.taken, task.state


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


async def test_a_correction_supersedes_and_keeps_the_chain(world: World) -> None:
    (task,) = await make_tasks(world, ["a"])
    first = await submitted(world)
    second = await world.write(correct_label, "lin", task.key, said := given(NO))
    assert (await world.write(correct_label, "lin", task.key, said)).id == second.id
    third = await world.write(correct_label, "lin", task.key, given(YES))
    assert (second.supersedes_id, third.supersedes_id) == (first.id, second.id)
    assert (second.source, second.informed) == ("correction", False)
    at = await pointer(world)
    assert at
    assert (at.label_id, at.value, at.independent) == (third.id, YES, YES)
    assert await counts(world, task.id or 0) == (1, 0, "open")
    with pytest.raises(Conflict, match="too late"):
        await world.write(undo_label, "lin", first.cid)
    with pytest.raises(Conflict, match="another answer"):
        await world.write(correct_label, "lin", task.key, given(YES, first.cid))


async def test_a_correction_after_reading_others_does_not_count_for_agreement(
    world: World,
) -> None:
    (task,) = await make_tasks(world, ["a"])
    await submitted(world)
    topic = f"task:{task.key}"
    await world.write(post_message, "lea", topic, key=uuid4(), body="A rule, for everybody.")
    ruled = await world.write(correct_label, "lin", task.key, given(NO))
    assert not ruled.informed  # what the ML team says can be read before answering, too
    await submitted(world, "sam")
    await world.write(post_message, "sam", topic, key=uuid4(), body="I said hateful, and you?")
    followed = await world.write(correct_label, "lin", task.key, given(YES))
    assert followed.informed
    at = await pointer(world)
    assert at
    assert (at.value, at.independent) == (YES, NO)


async def test_a_correction_of_nothing_is_not_found(world: World) -> None:
    tasks = await make_tasks(world, ["a", "b"])
    await submitted(world)
    for name, key in (("sam", tasks[0].key), ("lin", tasks[1].key), ("lin", uuid4())):
        with pytest.raises(NotFound):
            await world.write(correct_label, name, key, given(NO))
    with pytest.raises(NotFound):
        await world.write(correct_label, "eve", tasks[0].key, given(NO))


async def test_work_waits_for_the_reading_of_a_revision_in_substance(world: World) -> None:
    await first_guideline(world)
    tasks = await make_tasks(world, ["a", "b"])
    await submitted(world)
    revision = await publish(world, await change_draft(world, NOTHING))
    for act in (claim_task, lambda db, who: correct_label(db, who, tasks[0].key, given(NO))):
        with pytest.raises(Conflict) as why:
            await world.write(act, "lin")
        assert why.value.detail == {"reading": revision.number, "version": "2.0.0"}
    await world.write(acknowledge_revision, "lin", revision.number)
    assert await world.write(claim_task, "lin")


async def test_the_last_label_is_taken_back_within_seconds(world: World) -> None:
    (task,) = await make_tasks(world, ["a"])
    held = await claim(world)
    label = await world.write(submit_label, "lin", held.key, said := given(YES))
    back = await world.write(undo_label, "lin", label.cid)
    assert (back.id, back.state) == (held.id, "leased")
    assert await pointer(world) is None
    assert await counts(world, task.id or 0) == (0, 1, "open")
    with pytest.raises(Conflict):
        await world.write(undo_label, "lin", label.cid)
    with pytest.raises(Conflict, match="taken back"):
        await world.write(submit_label, "lin", held.key, said)
    again = await world.write(submit_label, "lin", held.key, given(NO))
    assert again.supersedes_id is None
    assert await counts(world, task.id or 0) == (1, 0, "open")


async def test_undoing_again_and_again_does_not_stretch_the_lease(world: World) -> None:
    await make_tasks(world, ["a"])
    held = await claim(world)
    with time_machine.travel(now() + timedelta(seconds=500), tick=False) as clock:
        for _ in range(3):
            label = await world.write(submit_label, "lin", held.key, given(YES))
            held = await world.write(undo_label, "lin", label.cid)
            assert held.expires_at == now() + timedelta(seconds=600)
            clock.shift(500)


async def test_an_old_label_is_not_taken_back_nor_somebody_else_s(world: World) -> None:
    await make_tasks(world, ["a"])
    label = await submitted(world)
    with pytest.raises(NotFound):
        await world.write(undo_label, "sam", label.cid)
    with (
        time_machine.travel(now() + timedelta(seconds=13), tick=False),
        pytest.raises(Conflict, match="too late"),
    ):
        await world.write(undo_label, "lin", label.cid)


async def test_labels_cannot_be_changed(world: World) -> None:
    await make_tasks(world, ["a"])
    label = await submitted(world)
    for sql in ("UPDATE labels SET value = 'x'", "DELETE FROM labels"):
        with pytest.raises(DBAPIError, match="append-only"):
            await world.edge.write(world.project_id, lambda db, sql=sql: db.execute(text(sql)))
    kept = await world.edge.read(lambda db: db.exec(select(Label).order_by(col(Label.id))).all())
    assert [each.id for each in kept] == [label.id]


async def test_spans_lie_inside_their_text(world: World) -> None:
    answers = {"kind": "spans", "options": [{"value": "slur", "label": "Slur"}]}
    await world.write(change_project, "lea", answers=answers)
    await make_tasks(world, ["short"])
    held = await claim(world)
    span = {"start": 0, "end": 5, "label": "slur"}
    with pytest.raises(Invalid, match="beyond"):
        await world.write(submit_label, "lin", held.key, given([span | {"end": 6}]))
    assert await world.write(submit_label, "lin", held.key, given([span]))
