"""What the figures of a relabel say: labels that were made again, and no others, by one count."""

from typing import Any

from app.actions.assignments import skip_assignment
from app.actions.campaigns import pause_relabel, stop_chunk, stop_relabel
from app.actions.extensions import extend_relabel
from app.actions.publications import acknowledge_revision as acknowledge
from app.actions.withdrawals import withdraw_revision
from app.pages.relabels import RelabelView, show_relabel
from app.pages.relabels import show_relabels as list_all
from app.records.relabels import Relabel
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_next,
    change,
    change_draft,
    claim,
    labeled,
    publish,
    relabel_of,
    settle,
)
from tests.actions.test_effects import rule
from tests.cast import World

SOME = {**NOTHING, "selection": ["t1", "t2"], "control": 2}


async def running(world: World, scope: Any = SOME, second: bool = False) -> Relabel:
    """A relabel of four labels in scope, with two of t3 as control."""
    await labeled(world)
    revision = await change(world, scope, second=second)
    await settle(world)
    return await relabel_of(world, revision)


async def seen(world: World, relabel: Relabel) -> RelabelView:
    return await world.read(show_relabel, "lea", relabel.number)


async def stop(world: World, relabel: Relabel, *, chunks: int | None = None) -> None:
    """Stop it, and write so many of its chunks, or all."""
    await world.write(stop_relabel, "lea", relabel.number, reason="Enough is known.")
    while chunks != 0 and await world.edge.write(world.project_id, stop_chunk, relabel.id or 0, 1):
        chunks = None if chunks is None else chunks - 1


async def test_what_was_skipped_or_taken_back_was_not_made_again(world: World) -> None:
    relabel = await running(world)
    await world.write(answer_next, "lin", NO)
    held = await claim(world, "sam")
    await world.write(skip_assignment, "sam", held.key, reason="cannot tell")
    [row] = (await world.read(list_all, "lea")).relabels
    assert (row.made, row.total, row.counts["skipped"]) == (1, 6, 1)
    await stop(world, relabel)
    [row] = (await world.read(list_all, "lea")).relabels
    assert (row.made, row.total, row.unasked) == (1, 6, 5)


async def test_a_withdrawn_relabel_made_nothing(world: World) -> None:
    relabel = await running(world)
    revision = (await seen(world, relabel)).revision
    await world.write(withdraw_revision, "lea", revision, reason="a mistake")
    for _ in range(2):
        about = await seen(world, relabel)
        assert (about.progress.made, about.progress.total) == (0, 6)
        assert (about.progress.counts, about.waiting) == ({"withdrawn": 4}, ())
        await settle(world)


async def test_a_stop_with_a_second_look_under_way_says_one_thing(world: World) -> None:
    relabel = await running(world, second=True)
    await world.write(answer_next, "lin", NO)  # a flip: somebody else is to look, too
    before = (await seen(world, relabel)).progress
    await stop(world, relabel, chunks=0)
    for _ in range(2):  # before the first of its chunks, and after the last
        about = (await seen(world, relabel)).progress
        counts = {**about.counts, "control": sum(about.control.values())}
        assert about.made == before.made == 1
        assert counts == {"flipped": 1, "skipped": 3, "control": 2}
        assert about.made + about.unasked == about.total
        await settle(world)
    assert (await relabel_of_number(world, relabel)).unasked == about.unasked == 5


async def relabel_of_number(world: World, relabel: Relabel) -> Relabel:
    return await world.edge.read(lambda db: db.get_one(Relabel, relabel.id))


async def test_nobody_has_work_while_it_is_being_stopped(world: World) -> None:
    relabel = await running(world)
    assert [each.items for each in (await seen(world, relabel)).waiting] == [3, 3]
    await stop(world, relabel, chunks=0)
    assert (await seen(world, relabel)).waiting == ()


async def test_what_it_is_made_wider_for_is_counted_before_it_is_told(world: World) -> None:
    relabel = await running(world, {**NOTHING, "selection": ["t1"]})
    await world.write(pause_relabel, "lea", relabel.number, reason="A typo.")
    wider = {"selection": ["t2"]}
    assert (await seen(world, relabel)).may_widen
    number = relabel.number
    await world.write(extend_relabel, "lea", number, wider, reason="Too narrow.", lists={})
    [added] = (await seen(world, relabel)).extensions
    assert added.is_counting
    assert not (await seen(world, relabel)).may_widen, "one extension at a time"
    await settle(world)
    about = await seen(world, relabel)
    assert (about.extensions[0].is_counting, about.extensions[0].added) == (False, 2)
    assert about.progress.state == "paused", "wider, and still nothing is handed out"


async def test_only_labels_made_again_contradict_the_ruling(world: World) -> None:
    await labeled(world)
    number = await change_draft(world, {**NOTHING, "selection": ["t1", "t2"]})
    await rule(world, number, NO)
    revision = await publish(world, number)
    await settle(world)
    relabel = await relabel_of(world, revision)
    effect = (await seen(world, relabel)).effect
    assert (effect.contradicting, effect.contradicting_made) == ((), 0)
    assert effect.contradicting_after == 4, "in scope, made again or not"
    await world.write(acknowledge, "lin", revision.number)
    await world.write(answer_next, "lin", YES)
    effect = (await seen(world, relabel)).effect
    assert effect.contradicting_made == 1
    [left] = effect.contradicting
    assert (left.annotator, left.words) == ("lin", f"task {left.task[1:]}")
