"""More than one exam in a project: what is met, given and taken in one, as the others see it."""

from dataclasses import replace
from typing import Any

import pytest

from app.actions.assignments import claim_task
from app.actions.attempts import answer_question
from app.actions.exams import close_exam, make_exam
from app.actions.qualifications import take_qualification
from app.errors import Conflict
from app.pages.exams import show_exam
from app.records.exams import Attempt
from tests.cast import World
from tests.exams.stage import PLAN, asked, examined, sit, start


async def two(world: World, **more: Any) -> None:
    """Two exams over one pool."""
    await examined(world, **more)
    await world.write(make_exam, "lea", replace(PLAN, title="After a month", **more))


async def words_of(world: World, attempt: Attempt) -> set[str]:
    """What an attempt asks, whichever exam's question it is."""
    return {words for _, words in await asked(world, attempt)}


async def test_what_was_practised_for_one_exam_is_asked_in_no_other(world: World) -> None:
    await two(world)
    practised = await words_of(world, await sit(world, "lin", mode="practice", number=2))
    assert len(practised) == 10
    assert not practised & await words_of(world, await start(world, "lin"))


async def test_what_was_asked_in_one_exam_is_not_new_in_another(world: World) -> None:
    await two(world)
    failed = await sit(world, "lin", lambda words: True, number=2)
    assert (await world.read(show_exam, "lin", 1)).own.fresh == 10
    attempt = await start(world, "lin")
    assert attempt.again == 0
    assert not await words_of(world, failed) & await words_of(world, attempt)


async def test_a_practice_stands_in_the_way_of_nothing_and_nothing_of_it_is_lost(
    world: World,
) -> None:
    await two(world)
    practice = await start(world, "lin", "practice", 2)
    first, _ = (await asked(world, practice))[0]
    await world.write(answer_question, "lin", practice.key, 1, raw=first.expected)
    await world.write(close_exam, "lea", 2)
    again = await start(world, "lin", "practice")
    ended = await world.edge.read(lambda db: db.get_one(Attempt, practice.id))
    assert (ended.ending, ended.correct) == ("handed_in", 1)
    attempt = await start(world, "lin")  # of the same exam, too
    assert attempt.key != again.key
    with pytest.raises(Conflict, match="another attempt"):
        await start(world, "lin", "practice")


async def test_what_one_holds_is_taken_only_where_work_waits_afterwards(world: World) -> None:
    await two(world, holds="new")
    for name, number in (("lin", 1), ("sam", 2)):
        await sit(world, name, number=number)
        held = await world.write(claim_task, name)
        assert held is not None
        if number == 2:
            await world.write(close_exam, "lea", 2)
        who = world.member_id(name)
        await world.write(take_qualification, "lea", number, who, why="shared answers")
        row = await world.edge.read(lambda db, id=held.id, of=type(held): db.get_one(of, id))
        assert row.state == "leased", name


async def test_a_role_stays_as_long_as_an_exam_that_gives_it_is_passed(world: World) -> None:
    await two(world, gives_role=True)
    for number in (1, 2):
        await sit(world, "vic", number=number)
    for number, role in ((1, "labeler"), (2, "viewer")):
        await world.write(take_qualification, "lea", number, world.member_id("vic"), why="copied")
        assert (await world.actor("vic")).role == role
