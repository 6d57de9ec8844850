"""Labels corrected, and labels taken back within seconds."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from app.actions.assignments import claim_task
from app.actions.labels import correct_label, submit_label, undo_label
from app.actions.messages import post_message
from app.actions.projects import change_project
from app.actions.publications import acknowledge_revision
from app.clock import now
from app.errors import Conflict, Invalid, NotFound
from app.records.labels import Label
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    change_draft,
    claim,
    counts,
    first_guideline,
    given,
    make_tasks,
    pointer,
    publish,
    submitted,
)
from tests.cast import World


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


async def test_a_correction_that_changes_nothing_is_refused(world: World) -> None:
    (task,) = await make_tasks(world, ["a"])
    first = await submitted(world)
    with pytest.raises(Invalid, match="Nothing differs"):
        await world.write(correct_label, "lin", task.key, given(YES))
    surer = await world.write(correct_label, "lin", task.key, given(YES, certainty=4))
    said = await world.write(correct_label, "lin", task.key, given(YES, certainty=4, comment="!"))
    with pytest.raises(Invalid, match="Nothing differs"):
        await world.write(correct_label, "lin", task.key, given(YES, certainty=4, comment="!"))
    assert [surer.supersedes_id, said.supersedes_id] == [first.id, surer.id]


async def test_the_same_answer_may_be_meant_under_another_guideline(world: World) -> None:
    await first_guideline(world)
    (task,) = await make_tasks(world, ["a"])
    await submitted(world)
    number = await change_draft(world, NOTHING, type="clarifying")
    await publish(world, number)
    meant = await world.write(correct_label, "lin", task.key, given(YES, confirmed=number))
    assert meant.confirmed_stale
    with pytest.raises(Invalid, match="Nothing differs"):
        await world.write(correct_label, "lin", task.key, given(YES))


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


async def test_a_correction_that_the_guideline_overtook_is_confirmed(world: World) -> None:
    first = await first_guideline(world)
    (task,) = await make_tasks(world, ["a"])
    await submitted(world)
    wording = await publish(world, await change_draft(world, NOTHING, type="editorial"))
    kept = await world.write(correct_label, "lin", task.key, given(NO, opened=first.number))
    assert not kept.confirmed_stale  # words alone decide nothing differently
    meaning = await publish(world, await change_draft(world, NOTHING, type="clarifying"))
    # who says nothing is taken to judge as when the label was made
    for opened in (None, first.number, wording.number):
        with pytest.raises(Conflict) as why:
            await world.write(correct_label, "lin", task.key, given(YES, opened=opened))
        assert why.value.detail == {"revision": meaning.number, "version": meaning.version}
    with pytest.raises(Conflict):
        await world.write(correct_label, "lin", task.key, given(YES, confirmed=wording.number))
    with pytest.raises(Invalid):
        await world.write(correct_label, "lin", task.key, given(YES, opened=99))
    sent = given(YES, opened=wording.number, confirmed=meaning.number)
    stale = await world.write(correct_label, "lin", task.key, sent)
    assert (stale.confirmed_stale, stale.revision_id) == (True, meaning.id)
    fresh = await world.write(correct_label, "lin", task.key, given(NO, opened=meaning.number))
    assert not fresh.confirmed_stale


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
