"""Withdrawals: labels, pointers, marks and counts go back to what they were, and history stays."""

from uuid import uuid4

import pytest
from sqlmodel import Session, col, func, select

from app.actions.assignments import claim_task
from app.actions.labels import correct_label, submit_label
from app.actions.messages import post_message
from app.actions.relabels import seed_chunk
from app.actions.withdrawals import restore_chunk, withdraw_revision
from app.domain.roles import Actor
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.queries.effects import units, votes_as_of
from app.queries.guidelines import find_published
from app.queries.labels import list_cited
from app.records.labels import CurrentLabel, Label
from app.records.relabels import Relabel, RelabelItem
from app.records.revisions import Revision
from app.records.tasks import Task
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    actor_of,
    answer_all,
    answer_next,
    change,
    currents,
    first_guideline,
    given,
    items_of,
    make_tasks,
    relabel_of,
    settle,
)
from tests.cast import World

EVERY_YES = {**NOTHING, "predicate": {"answers": [YES]}}


async def labeled(world: World, tasks: int = 3) -> list[Task]:
    """Lin says yes to everything, citing c2; Sam no to the last task, having read Lin's words."""
    await first_guideline(world)
    made = await make_tasks(world, [f"task {n}" for n in range(1, tasks + 1)])
    await world.write(answer_all, "lin", YES, clauses=("c2",), certainty=4, comment="sure")
    await world.write(answer_all, "sam", YES)
    last = made[-1].key
    await world.write(post_message, "lin", f"task:{last}", key=uuid4(), body="Clearly so?")
    await world.write(correct_label, "sam", last, given(NO, comment="no"))
    return made


def state_of(db: Session) -> dict[str, object]:
    """Everything that counts: pointers, what the labels say and cite, counts, agreement."""
    said = {}
    for each in db.exec(select(CurrentLabel)):
        label = db.get_one(Label, each.label_id)
        said[each.task_id, each.member_id] = (
            label.value, label.answer, label.certainty, label.comment, label.revision_id,
            label.informed, label.labeled_at, tuple(sorted(list_cited(db, each.label_id))),
        )  # fmt: skip
    return {
        "pointers": currents(db),
        "labels": said,
        "counts": [
            (t.labeled, t.taken, t.state) for t in db.exec(select(Task).order_by(col(Task.id)))
        ],
        "agreement": units(votes_as_of(db, 1, None)),
    }


async def test_everything_is_as_it_was(world: World) -> None:
    await labeled(world)
    before = await world.edge.read(state_of)
    scope = {**EVERY_YES, "selection": ["t3"], "control": 1}
    revision = await change(world, scope, second=True)
    await settle(world)
    assert await world.edge.read(state_of) != before
    await world.write(answer_next, "lin", NO)
    await world.write(answer_all, "sam", {"t1": YES, "t2": NO, "t3": YES})
    await world.write(answer_next, "kim", NO)  # a second pair of eyes, without a label before
    held = await world.write(claim_task, "lin")
    assert held
    made = await world.edge.read(lambda db: db.exec(select(func.count(Label.id))).one())
    await world.write(withdraw_revision, "lea", revision.number, reason="a mistake")
    with pytest.raises(Conflict, match="released"):
        await world.write(submit_label, "lin", held.key, given(NO))
    await settle(world)
    assert await world.edge.read(state_of) == before
    assert {each.state for each in await items_of(world, revision)} == {
        "flipped", "kept", "withdrawn",
    }  # fmt: skip
    assert (await relabel_of(world, revision)).state == "withdrawn"
    assert await world.edge.read(lambda db: db.exec(select(func.count(Label.id))).one()) > made
    assert await world.write(claim_task, "lin") is None


async def test_a_second_person_s_own_older_label_comes_back(world: World) -> None:
    """Kim had a label outside the scope: her second look superseded it."""
    await first_guideline(world)
    await make_tasks(world, ["a"])
    await world.write(answer_next, "lin", YES)
    await world.write(answer_next, "kim", NO)
    before = await world.edge.read(state_of)
    revision = await change(world, EVERY_YES, second=True)
    await settle(world)
    await world.write(answer_next, "lin", NO)
    items = await items_of(world, revision)
    second = next(each for each in items if each.first_id)
    names = {world.member_id(name): name for name in ("lin", "sam", "kim")}
    await world.write(answer_next, names[second.member_id], YES)
    await world.write(withdraw_revision, "lea", revision.number, reason="a mistake")
    await settle(world)
    assert await world.edge.read(state_of) == before


async def test_what_was_stale_before_is_stale_again(world: World) -> None:
    await labeled(world, tasks=2)
    first = await change(world, EVERY_YES)
    await settle(world)
    before = await world.edge.read(currents)
    assert {stale for _, _, stale in before.values()} == {first.id, None}
    second = await change(world, EVERY_YES)
    await settle(world)
    assert {stale for _, _, stale in (await world.edge.read(currents)).values()} == {
        second.id,
        None,
    }
    await world.write(withdraw_revision, "lea", second.number, reason="a mistake")
    await settle(world)
    assert await world.edge.read(currents) == before
    await world.write(withdraw_revision, "lea", first.number, reason="that one too")
    await settle(world)
    assert {stale for _, _, stale in (await world.edge.read(currents)).values()} == {None}


async def test_a_label_corrected_since_stays(world: World) -> None:
    tasks = await labeled(world, tasks=2)
    revision = await change(world, EVERY_YES)
    await settle(world)
    await world.write(answer_all, "lin", NO)
    await world.write(correct_label, "lin", tasks[0].key, given(YES, comment="after all"))
    await world.write(withdraw_revision, "lea", revision.number, reason="a mistake")
    await settle(world)

    def mine(db: Session) -> list[str]:
        actor = actor_of(db, world, "lin")
        labels = select(Label).join(CurrentLabel, col(CurrentLabel.label_id) == col(Label.id))
        found = db.exec(
            labels.where(Label.member_id == actor.member_id).order_by(col(Label.task_id))
        )
        return [each.comment for each in found]

    assert await world.edge.read(mine) == ["after all", "sure"]


@pytest.mark.parametrize("span", [1, 2, 100])
async def test_the_size_of_chunks_changes_nothing(world: World, span: int) -> None:
    await labeled(world)
    before = await world.edge.read(state_of)
    revision = await change(world, EVERY_YES)
    await settle(world)
    await world.write(answer_all, "lin", NO)
    await world.write(withdraw_revision, "lea", revision.number, reason="a mistake")
    relabel_id = (await relabel_of(world, revision)).id or 0
    while await world.edge.write(world.project_id, restore_chunk, relabel_id, span):
        pass
    assert not await world.edge.write(world.project_id, restore_chunk, relabel_id, span)
    assert await world.edge.read(state_of) == before


async def test_the_revision_before_is_in_force_again(world: World) -> None:
    first = await first_guideline(world)
    second = await change(world, NOTHING)
    withdrawn = await world.write(withdraw_revision, "lea", second.number, reason="a mistake")
    assert (withdrawn.state, withdrawn.reason) == ("withdrawn", "a mistake")
    found = await world.edge.read(find_published, world.project_id)
    assert found
    assert found.id == first.id
    for number, why in ((second.number, "withdrawn"), (first.number, "nothing before it")):
        with pytest.raises(Conflict, match=why):
            await world.write(withdraw_revision, "lea", number, reason="again")
    third = await change(world, NOTHING)  # and the next draft builds on it
    assert third.base_id == first.id
    with pytest.raises(Conflict, match="superseded"):
        await world.write(withdraw_revision, "lea", first.number, reason="older")


async def test_only_the_ml_team_withdraws_and_says_why(world: World) -> None:
    await first_guideline(world)
    revision = await change(world, NOTHING)
    for name, error in (
        ("rui", Forbidden), ("lin", Forbidden), ("vic", Forbidden), ("eve", NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            await world.write(withdraw_revision, name, revision.number, reason="no")
    with pytest.raises(Invalid):
        await world.write(withdraw_revision, "lea", revision.number, reason=" ")
    assert await world.write(withdraw_revision, "ada", revision.number, reason="yes")


async def test_withdrawing_stops_a_relabel_that_is_being_written(world: World) -> None:
    await labeled(world)
    before = await world.edge.read(state_of)
    revision = await change(world, EVERY_YES)
    relabel_id = (await relabel_of(world, revision)).id or 0

    def begin(db: Session, actor: Actor) -> None:
        seed_chunk(db, relabel_id, 2)

    await world.write(begin, "lea")
    await world.write(withdraw_revision, "lea", revision.number, reason="a mistake")
    await settle(world)
    assert await world.edge.read(state_of) == before
    left = select(RelabelItem.state).distinct()
    assert await world.edge.read(lambda db: db.exec(left).all()) == ["withdrawn"]
    states = select(Relabel.state, Revision.state).join(Revision)
    assert await world.edge.read(lambda db: list(db.exec(states))) == [("withdrawn", "withdrawn")]
