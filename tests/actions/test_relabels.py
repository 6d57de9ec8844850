"""Relabels: blind, one item a label, by the same people, ended by themselves."""

from uuid import uuid4

import pytest
from sqlmodel import Session, col, select

from app.actions import relabels
from app.actions.assignments import claim_task, release_assignment, skip_assignment
from app.actions.label_rows import add_label
from app.actions.labels import correct_label, submit_label, undo_label
from app.actions.members import change_role, remove_member
from app.actions.relabels import finish_seeding, join_imported, seed_chunk
from app.actions.tasks import spoil_task
from app.domain.roles import Actor
from app.errors import Conflict
from app.queries import agains
from app.queries.blindness import answered_tasks
from app.queries.labels import list_own
from app.records.events import Event
from app.records.labels import Label
from app.records.relabels import Relabel, RelabelItem
from app.records.revisions import Revision
from app.records.tasks import Task
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_all,
    answer_next,
    change,
    first_guideline,
    given,
    items_of,
    labeled,
    make_tasks,
    relabel_of,
    settle,
    states,
)
from tests.cast import World

EVERY_YES = {**NOTHING, "predicate": {"answers": [YES]}}


async def kinds(world: World, revision: Revision) -> list[str]:
    """What the log tells of the relabel."""
    relabel = await relabel_of(world, revision)
    events = select(Event).where(col(Event.kind).startswith("relabel."))
    found = await world.edge.read(lambda db: db.exec(events.order_by(col(Event.seq))).all())
    return [each.kind.split(".")[1] for each in found if each.subject == relabel.id]


async def test_each_person_makes_their_own_labels_again_and_then_it_ends(world: World) -> None:
    await labeled(world)
    revision = await change(world, EVERY_YES)
    await settle(world)
    assert await states(world, revision) == [("lin", "open")] * 3 + [("sam", "open")] * 2
    assert await world.write(answer_all, "lin", {"t1": NO, "t2": YES, "t3": YES}) == 3
    assert await world.write(claim_task, "kim") is None
    assert (await relabel_of(world, revision)).state == "open"
    assert await world.write(answer_all, "sam", YES) == 2
    ended = [each.state for each in await items_of(world, revision)]
    assert ended == ["flipped", "kept", "kept", "kept", "kept"]
    relabel = await relabel_of(world, revision)
    newest = await world.edge.read(lambda db: max(db.exec(select(Label.id)).all()))
    assert (relabel.state, relabel.ended_at_label) == ("done", newest)
    told = await kinds(world, revision)
    assert set(told[:2]) == {"opened", "seeded"}  # five labels: no progress worth telling
    assert told[-1] == "ended"
    assert told.count("ended") == 1


async def test_a_long_filling_tells_its_progress_at_every_step(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await labeled(world)
    monkeypatch.setattr(relabels, "STEP", 2)
    revision = await change(world, EVERY_YES)
    await settle(world)
    told = await kinds(world, revision)
    assert told.count("progressed") == 1  # one chunk passed several steps: told once
    assert told.index("progressed") < told.index("seeded")


async def test_what_waits_is_counted_up_to_a_bound_at_each_look(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await labeled(world)
    await change(world, EVERY_YES)
    await settle(world)
    assert await world.read(agains.count_items_open, "lin") == (3, 0)
    monkeypatch.setattr(agains, "MOST_OPEN", 2)
    assert await world.read(agains.count_items_open, "lin") == (2, 0)
    assert await world.read(agains.count_items_open, "sam") == (2, 0)


async def test_an_open_item_makes_its_person_not_answered_again(world: World) -> None:
    tasks = await labeled(world)
    revision = await change(world, EVERY_YES)
    await settle(world)
    ids = [task.id or 0 for task in tasks]
    lin, sam = world.member_id("lin"), world.member_id("sam")
    assert await world.edge.read(answered_tasks, lin, ids) == set()
    assert await world.edge.read(answered_tasks, sam, ids) == {ids[2]}
    assert await world.read(list_own, "lin") == []
    with pytest.raises(Conflict, match="made again"):
        await world.write(correct_label, "lin", tasks[0].key, given(NO))
    await world.write(answer_next, "lin", YES)
    assert await world.edge.read(answered_tasks, lin, ids) == {ids[0]}
    assert len(await world.read(list_own, "lin")) == 1
    label = (await world.read(list_own, "lin"))[0][0]
    assert (label.source, label.revision_id) == ("relabel", revision.id)


async def test_skipping_the_last_item_ends_the_relabel_too(world: World) -> None:
    await labeled(world, tasks=1)
    revision = await change(world, EVERY_YES)
    await settle(world)
    held = await world.write(claim_task, "lin")
    assert held
    assert held.item_id
    await world.write(release_assignment, "lin", held.key)  # it stays open, and comes again
    held = await world.write(claim_task, "lin")
    assert held
    await world.write(skip_assignment, "lin", held.key, reason="cannot tell")
    assert await states(world, revision) == [("lin", "skipped")]
    assert (await relabel_of(world, revision)).state == "done"
    assert await world.write(claim_task, "lin") is None


async def test_a_flip_is_looked_at_by_a_second_person(world: World) -> None:
    await labeled(world, tasks=2)
    revision = await change(world, EVERY_YES, second=True)
    await settle(world)
    await world.write(answer_next, "lin", NO)
    assert await states(world, revision) == [
        ("lin", "flipped"), ("kim", "open"), ("lin", "open"), ("sam", "open"),
    ]  # fmt: skip
    await world.write(answer_next, "kim", NO)
    second = (await items_of(world, revision))[1]
    assert (second.state, second.first_id) == ("flipped", (await items_of(world, revision))[0].id)
    assert len(await items_of(world, revision)) == 4  # a second look asks for no third
    await world.write(answer_all, "lin", YES)
    await world.write(answer_all, "sam", YES)
    assert (await relabel_of(world, revision)).state == "done"


async def test_a_label_superseded_after_the_watermark_makes_its_item_withdrawn(
    world: World,
) -> None:
    tasks = await labeled(world)
    revision = await change(world, EVERY_YES)
    relabel_id = (await relabel_of(world, revision)).id or 0
    await world.edge.write(world.project_id, seed_chunk, relabel_id, 2)
    await world.write(correct_label, "lin", tasks[2].key, given(NO, opened=revision.number))
    newest = await world.write(undo_newest, "sam")
    assert newest
    await settle(world)
    assert await states(world, revision) == [
        ("lin", "open"), ("lin", "open"), ("lin", "withdrawn"), ("sam", "open"), ("sam", "open"),
    ]  # fmt: skip


def undo_newest(db: Session, actor: Actor) -> bool:
    """Sam's newest label said no: outside the scope, and may be taken back."""
    newest = select(Label).where(Label.member_id == actor.member_id)
    label = db.exec(newest.order_by(col(Label.id).desc())).first()
    assert label
    return undo_label(db, actor, label.cid).state == "leased"


async def test_a_label_taken_back_is_not_asked_for_again(world: World) -> None:
    await first_guideline(world)
    await make_tasks(world, ["a"])
    label = await world.write(answer_next, "lin", YES)
    revision = await change(world, EVERY_YES)
    await settle(world)
    assert await states(world, revision) == [("lin", "open")]
    await world.write(undo_label, "lin", label.cid)
    assert await states(world, revision) == [("lin", "withdrawn")]
    assert (await relabel_of(world, revision)).state == "done"
    assert await world.write(answer_all, "lin", NO, confirmed=revision.number) == 1


async def test_one_answer_settles_a_label_that_two_relabels_ask_for(world: World) -> None:
    await labeled(world, tasks=1)
    first = await change(world, EVERY_YES)
    await settle(world)
    second = await change(world, EVERY_YES)
    await settle(world)
    assert await states(world, second) == [("lin", "open")]
    assert await world.write(answer_all, "lin", NO) == 1
    assert await states(world, first) == [("lin", "flipped")]
    assert await states(world, second) == [("lin", "withdrawn")]
    assert (await relabel_of(world, first)).state == "done"
    assert (await relabel_of(world, second)).state == "done"


async def test_whoever_leaves_keeps_nobody_waiting(world: World) -> None:
    await labeled(world, tasks=2)
    revision = await change(world, EVERY_YES)
    await settle(world)
    held = await world.write(claim_task, "lin")
    assert held
    await world.write(remove_member, "lea", world.member_id("lin"))
    await world.write(change_role, "ada", world.member_id("sam"), role="viewer")
    assert {state for _, state in await states(world, revision)} == {"withdrawn"}
    assert (await relabel_of(world, revision)).state == "done"


async def test_a_task_that_nobody_can_judge_is_not_asked_again(world: World) -> None:
    tasks = await labeled(world, tasks=3)
    await world.write(spoil_task, "lea", tasks[1].key)
    revision = await change(world, EVERY_YES)
    await settle(world)
    assert await states(world, revision) == [
        ("lin", "open"), ("lin", "withdrawn"), ("lin", "open"),
        ("sam", "open"), ("sam", "withdrawn"),
    ]  # fmt: skip
    held = await world.write(claim_task, "lin")
    assert held
    assert held.task_id == tasks[0].id
    await world.write(spoil_task, "lea", tasks[0].key)
    with pytest.raises(Conflict, match="released"):
        await world.write(submit_label, "lin", held.key, given(NO))
    again = await world.write(claim_task, "lin")
    assert again
    assert again.task_id == tasks[2].id


async def test_labels_imported_late_join_the_relabel(world: World) -> None:
    """Made under what was in force before: those that the scope selects are asked for too."""
    tasks = await labeled(world, tasks=2)
    base = 1
    revision = await change(world, EVERY_YES)
    await settle(world)

    def take_in(db: Session, actor: Actor) -> int:
        labels = [
            _label(world, tasks[0], "kim", YES, base),
            _label(world, tasks[1], "kim", NO, base),  # not in scope
            _label(world, tasks[0], "lin", NO, revision.id),  # made after, supersedes
            _label(world, tasks[1], "sam", YES, None),
        ]
        ids = [add_label(db, label).id or 0 for label in labels]
        assert join_imported(db, actor, []) == 0
        return join_imported(db, actor, ids)

    assert await world.write(take_in, "lea") == 2
    assert await states(world, revision) == [
        ("lin", "withdrawn"), ("lin", "open"), ("sam", "open"), ("kim", "open"), ("sam", "open"),
    ]  # fmt: skip


def _label(world: World, task: Task, name: str, value: str, revision_id: int | None) -> Label:
    return Label(
        project_id=world.project_id,
        task_id=task.id or 0,
        member_id=world.member_id(name),
        revision_id=revision_id,
        cid=uuid4(),
        value=value,
        answer=value,
        source="import",
    )


async def test_a_large_control_sample_fits_into_statements(world: World) -> None:
    """PostgreSQL takes 32,767 values at once."""
    await labeled(world, tasks=1)
    revision = await change(world, {**NOTHING, "selection": ["t1"], "control": 40_000})
    relabel_id = (await relabel_of(world, revision)).id or 0
    await world.edge.write(world.project_id, seed_chunk, relabel_id, 100)
    control = [*range(1000, 41_000)]  # ids that do not exist: only the statement matters
    await world.edge.write(world.project_id, finish_seeding, relabel_id, control)
    found = await world.edge.read(lambda db: db.exec(select(RelabelItem)).all())
    assert len(found) == 2
    state = select(Relabel.state).where(Relabel.id == relabel_id)
    assert await world.edge.read(lambda db: db.exec(state).one()) == "open"
