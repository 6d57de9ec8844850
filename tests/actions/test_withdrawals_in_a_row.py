"""Withdrawals of several revisions: each gives back what was there before it, and no less.

Found by tests/lifecycle.
"""

from app.actions.assignments import claim_task, skip_assignment
from app.actions.withdrawals import withdraw_revision
from app.queries.effects import votes_as_of
from app.records.revisions import Revision
from tests.actions.loop import NO, NOTHING, YES, answer_next, change, currents, labeled, settle
from tests.cast import World

FIRST = {**NOTHING, "selection": ["t1"]}


async def asks_again(world: World) -> Revision:
    """A revision that asks for the labels of the first task."""
    revision = await change(world, FIRST)
    await settle(world)
    return revision


async def skip(world: World) -> None:
    """Lin does not want to make the label again."""
    lease = await world.write(claim_task, "lin")
    assert lease is not None
    await world.write(skip_assignment, "lin", lease.key, reason="no idea")


async def take_back(world: World, revision: Revision) -> None:
    await world.write(withdraw_revision, "lea", revision.number, reason="a mistake")
    await settle(world)


async def lins(world: World) -> tuple[str, str, int | None]:
    """What counts of Lin's on the first task."""
    return (await world.edge.read(currents))[1, world.member_id("lin")]


async def test_one_after_the_other_gives_back_the_first_answer(world: World) -> None:
    await labeled(world)
    before = await world.edge.read(currents)
    revisions = []
    for value in (NO, YES):
        revisions.append(await asks_again(world))
        for name in ("lin", "sam"):
            await world.write(answer_next, name, value)
    for revision in reversed(revisions):
        await take_back(world, revision)
    assert await world.edge.read(currents) == before


async def test_a_second_look_that_was_made_again_counts_for_nothing_in_the_end(
    world: World,
) -> None:
    await labeled(world)
    votes = await world.edge.read(votes_as_of, 1, None)
    first = await change(world, FIRST, second=True)
    await settle(world)
    await world.write(answer_next, "lin", NO)
    await world.write(answer_next, "kim", NO)  # who had not labeled it
    second = await asks_again(world)
    for name in ("lin", "sam", "kim"):
        await world.write(answer_next, name, YES)
    for revision in (second, first):
        await take_back(world, revision)
    assert (1, world.member_id("kim")) not in await world.edge.read(currents)
    assert await world.edge.read(votes_as_of, 1, None) == votes


async def test_a_label_that_came_back_is_not_stale_since_what_is_withdrawn_too(
    world: World,
) -> None:
    await labeled(world)
    first = await asks_again(world)
    await skip(world)
    second = await asks_again(world)
    await world.write(answer_next, "lin", NO)
    await take_back(world, second)
    assert await lins(world) == (YES, YES, first.id)
    await take_back(world, first)
    assert await lins(world) == (YES, YES, None)


async def test_a_label_that_came_back_twice_is_as_stale_as_it_was(world: World) -> None:
    await labeled(world)
    first = await asks_again(world)
    await skip(world)
    for _ in range(2):
        later = await asks_again(world)
        await world.write(answer_next, "lin", NO)
        await take_back(world, later)
        assert await lins(world) == (YES, YES, first.id)
