"""Leading a relabel: others make labels again, it pauses, is made wider, and is stopped early."""

import pytest
from sqlmodel import Session, col, select

from app.actions.assignments import claim_task, release_assignment, skip_assignment
from app.actions.campaigns import (
    give_to_others,
    pause_relabel,
    resume_relabel,
    stop_chunk,
    stop_relabel,
)
from app.actions.labels import correct_label, submit_label
from app.actions.members import remove_member
from app.actions.publications import acknowledge_revision
from app.actions.scopes import choose_makers, settle_scope
from app.actions.withdrawals import withdraw_revision
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.pages.desk import show_desk
from app.pages.relabels import show_relabel
from app.queries.effects import units, votes_as_of
from app.records.labels import CurrentLabel, Label, Retraction
from app.records.relabels import RelabelItem
from app.records.revisions import Revision
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_all,
    answer_next,
    change,
    change_draft,
    claim,
    currents,
    first_guideline,
    given,
    items_of,
    labeled,
    make_tasks,
    publish,
    relabel_of,
    settle,
    states,
)
from tests.actions.test_effects import effect_of, rule
from tests.cast import World

EVERY_YES = {**NOTHING, "predicate": {"answers": [YES]}}
FIRST = {**NOTHING, "selection": ["t1"]}


async def by(
    world: World, makers: str, scope: object = EVERY_YES, second: bool = False
) -> Revision:
    """A published change whose labels are made again by these."""
    number = await change_draft(world, scope, second=second)
    await world.write(choose_makers, "lea", number, again_by=makers)
    revision = await publish(world, number)
    for name in ("lin", "sam", "kim"):
        await world.write(acknowledge_revision, name, revision.number)
    await settle(world)
    return revision


def answers(db: Session) -> dict[tuple[int, int], str]:
    """The answers that count, by task and person."""
    return {(each.task_id, each.member_id): each.value for each in db.exec(select(CurrentLabel))}


async def test_others_make_them_again_and_take_their_place(world: World) -> None:
    tasks = await labeled(world, tasks=2)  # Lin: yes yes, Sam: yes no
    before = await world.edge.read(currents)
    revision = await by(world, "others")
    assert {each.member_id for each in await items_of(world, revision)} == {None}
    lin, sam, kim = (world.member_id(name) for name in ("lin", "sam", "kim"))
    assert await world.write(claim_task, "lin") is None, "they answered both"
    held = await claim(world, "kim")
    assert held.task_id == tasks[0].id
    assert await world.write(claim_task, "kim"), "the same again"
    await world.write(submit_label, "kim", held.key, given(NO))
    assert [each.state for each in await items_of(world, revision)].count("flipped") == 1
    now = await world.edge.read(answers)
    assert now[tasks[0].id or 0, kim] == NO
    assert (tasks[0].id, lin) not in now, "hers took the place of Lin's"
    assert now[tasks[0].id or 0, sam] == YES, "she makes one label of a task, not two"
    await world.write(answer_all, "kim", NO)
    relabel = await relabel_of(world, revision)
    queue = await world.read(show_relabel, "lea", relabel.number)
    assert (queue.queued, queue.stuck, relabel.state) == (1, 1, "open")
    report = queue.effect
    assert (report.effect.slice.rate.flips, report.contradicting_before) == (2, None)
    votes = await world.edge.read(lambda db: units(votes_as_of(db, 1, relabel.watermark)))
    assert sorted(votes[tasks[0].id or 0]) == [YES, YES], "as of before, Lin's counts"
    votes = await world.edge.read(lambda db: units(votes_as_of(db, 1, None)))
    assert sorted(votes[tasks[0].id or 0]) == sorted([YES, NO])
    await world.write(withdraw_revision, "lea", revision.number, reason="a mistake")
    await settle(world)
    assert await world.edge.read(currents) == before


async def test_one_item_is_in_one_person_s_hands_and_goes_back_to_the_queue(world: World) -> None:
    await first_guideline(world)
    await make_tasks(world, ["a", "b"])
    await world.write(answer_all, "lin", YES)
    revision = await by(world, "others")
    sam, kim = await claim(world, "sam"), await claim(world, "kim")
    assert sam.item_id != kim.item_id
    assert sorted(name for name, _ in await states(world, revision)) == ["kim", "sam"]
    await world.write(release_assignment, "sam", sam.key)
    await world.write(skip_assignment, "kim", kim.key, reason="cannot tell")
    assert {each.member_id for each in await items_of(world, revision)} == {None}
    again = await claim(world, "kim")
    assert again.item_id == sam.item_id, "what she skipped is not offered to her again"
    await world.write(remove_member, "lea", world.member_id("kim"))
    assert {each.member_id for each in await items_of(world, revision)} == {None}
    assert await world.write(answer_all, "sam", YES) == 2
    assert (await relabel_of(world, revision)).state == "done"
    kept = await world.edge.read(lambda db: db.exec(select(Retraction)).all())
    assert len(kept) == 2, "a kept answer is the other's from now on, too"


async def test_the_last_who_could_skips_and_it_ends(world: World) -> None:
    await labeled(world, tasks=1)
    revision = await by(world, "others", {**NOTHING, "selection": ["t1"]})
    held = await claim(world, "kim")
    await world.write(skip_assignment, "kim", held.key, reason="cannot tell")
    assert [state for _, state in await named(world, revision)].count("skipped") == 1


async def named(world: World, revision: Revision) -> list[tuple[int | None, str]]:
    return [(each.member_id, each.state) for each in await items_of(world, revision)]


async def test_both_make_it_again(world: World) -> None:
    await first_guideline(world)
    await make_tasks(world, ["a"])
    await world.write(answer_all, "lin", YES)
    revision = await by(world, "both", second=True)
    lin, sam = world.member_id("lin"), world.member_id("sam")
    assert await named(world, revision) == [(lin, "open"), (None, "open")]
    await world.write(answer_next, "lin", NO)
    await world.write(answer_next, "sam", YES)
    assert await named(world, revision) == [(lin, "flipped"), (sam, "kept")], "and no third looks"
    now = await world.edge.read(answers)
    assert {member: value for (_, member), value in now.items()} == {lin: NO, sam: YES}
    assert (await relabel_of(world, revision)).state == "done"


async def test_a_correction_takes_its_label_out_of_the_queue(world: World) -> None:
    tasks = await labeled(world, tasks=1)
    revision = await by(world, "others")
    held = await claim(world, "kim")
    await world.write(correct_label, "lin", tasks[0].key, given(NO, confirmed=revision.number))
    by_label = {each.label_id: each.state for each in await items_of(world, revision)}
    assert list(by_label.values()) == ["withdrawn"]
    with pytest.raises(Conflict, match="released"):
        await world.write(submit_label, "kim", held.key, given(NO))


async def test_labels_are_given_to_others_while_it_runs(world: World) -> None:
    tasks = await labeled(world, tasks=2)
    revision = await change(world, EVERY_YES)
    await settle(world)
    relabel, lin = await relabel_of(world, revision), world.member_id("lin")
    held = await claim(world, "lin")
    assert await world.write(give_to_others, "lea", relabel.number, lin) == 2
    with pytest.raises(Conflict, match="released"):
        await world.write(submit_label, "lin", held.key, given(NO))
    assert await world.write(claim_task, "lin") is None
    assert await world.write(answer_all, "kim", NO) == 2
    now = await world.edge.read(answers)
    assert (tasks[0].id, lin) not in now
    for name, error in (("rui", Forbidden), ("lin", NotFound), ("eve", NotFound)):
        with pytest.raises(error):
            await world.write(give_to_others, name, relabel.number, lin)
    with pytest.raises(NotFound):
        await world.write(give_to_others, "lea", relabel.number, world.member_id("eve"))


async def test_a_pause_hands_nothing_out_and_says_so(world: World) -> None:
    await labeled(world, tasks=2)
    revision = await change(world, EVERY_YES)
    await settle(world)
    number = (await relabel_of(world, revision)).number
    held = await claim(world, "sam")
    for name, error in (("rui", Forbidden), ("lin", NotFound)):
        with pytest.raises(error):
            await world.write(pause_relabel, name, number, reason="A typo.")
    with pytest.raises(Invalid):
        await world.write(pause_relabel, "lea", number, reason=" ")
    await world.write(pause_relabel, "lea", number, reason="A typo.")
    await world.write(pause_relabel, "lea", number, reason="Again.")
    assert await world.write(claim_task, "lin") is None
    desk = await world.read(show_desk, "lin", sought=True)
    assert (desk.waiting, desk.paused) == (0, 2)
    await world.write(submit_label, "sam", held.key, given(NO))  # what is in hand may be finished
    seen = (await world.read(show_relabel, "lea", number)).progress
    assert (seen.state, seen.reason, seen.ends_at) == ("paused", "A typo.", None)
    await world.write(resume_relabel, "lea", number)
    assert await world.write(answer_all, "lin", YES) == 2
    assert (await relabel_of(world, revision)).state == "done"
    with pytest.raises(Conflict, match="not running"):
        await world.write(pause_relabel, "lea", number, reason="Too late.")


@pytest.mark.parametrize("span", [1, 100])
async def test_stopped_early_it_says_on_how_many(world: World, span: int) -> None:
    await labeled(world)
    revision = await change(world, EVERY_YES)
    await settle(world)
    relabel = await relabel_of(world, revision)
    await world.write(answer_next, "lin", NO)
    held = await claim(world, "lin")
    before = await world.edge.read(answers)
    await world.write(stop_relabel, "lea", relabel.number, reason="Enough is known.")
    assert await world.write(claim_task, "sam") is None
    with pytest.raises(Conflict, match="released"):
        await world.write(submit_label, "lin", held.key, given(NO))
    while await world.edge.write(world.project_id, stop_chunk, relabel.id or 0, span):
        pass
    found = await relabel_of(world, revision)
    assert (found.state, found.unasked, found.reason) == ("done", 4, "Enough is known.")
    assert [state for _, state in await states(world, revision)].count("skipped") == 4
    seen = (await world.read(show_relabel, "lea", relabel.number)).progress
    assert (seen.state, seen.unasked) == ("stopped", 4)
    assert await world.edge.read(answers) == before, "what nobody made again stays"


async def test_a_second_ruling_leaves_alone_what_the_first_settled(world: World) -> None:
    """By a condition, that is; named by hand, it is asked for again."""
    await labeled(world, tasks=2)
    number = await change_draft(world, {**NOTHING, "selection": ["t1"]})
    await rule(world, number, YES)
    first = await publish(world, number)
    for name in ("lin", "sam"):
        await world.write(acknowledge_revision, name, first.number)
    await settle(world)
    for name in ("lin", "sam"):
        await world.write(answer_all, name, YES)
    second = await change(world, EVERY_YES)
    await settle(world)
    asked = select(Label.task_id).join(RelabelItem, col(RelabelItem.label_id) == col(Label.id))
    relabel = await relabel_of(world, second)
    mine = asked.where(RelabelItem.relabel_id == relabel.id)
    found = await world.edge.read(lambda db: list(db.exec(mine)))
    assert len(found) == 1, "Lin's t2 alone: t1 was settled, Sam's t2 says no"
    third = await change(world, {**EVERY_YES, "selection": ["t1"]})
    await settle(world)
    relabel = await relabel_of(world, third)
    mine = asked.where(RelabelItem.relabel_id == relabel.id)
    found = await world.edge.read(lambda db: list(db.exec(mine)))
    assert len(found) == 3


async def test_makers_are_one_of_three(world: World) -> None:
    await first_guideline(world)
    number = await change_draft(world, NOTHING)
    await world.write(settle_scope, "lea", number, NOTHING, second_person=True, lists={})
    with pytest.raises(Invalid):
        await world.write(choose_makers, "lea", number, again_by="nobody")
    for name, error in (("rui", Forbidden), ("lin", NotFound)):
        with pytest.raises(error):
            await world.write(choose_makers, name, number, again_by="others")


@pytest.mark.parametrize("is_stopped", [False, True])
async def test_agreement_is_measured_where_all_labels_were_made_again(
    world: World, is_stopped: bool
) -> None:
    """Lin has made both tasks again, Sam only the first: that the second is split now is no
    effect of the change."""
    await first_guideline(world)
    await make_tasks(world, ["a", "b"])
    for name in ("lin", "sam"):
        await world.write(answer_all, name, YES)
    revision = await change(world, {**NOTHING, "selection": ["t1", "t2"]})
    await settle(world)
    await world.write(answer_all, "lin", NO)
    await world.write(answer_next, "sam", NO)
    if is_stopped:
        relabel = await relabel_of(world, revision)
        await world.write(stop_relabel, "lea", relabel.number, reason="Enough.")
        await settle(world)
    inside = (await effect_of(world, revision)).effect.slice
    assert (inside.tasks_before, inside.tasks_after) == (1, 1)
    assert (inside.percent_before, inside.percent_after) == (1, 1)
    assert (inside.rate.flips, inside.rate.items) == (3, 3)
