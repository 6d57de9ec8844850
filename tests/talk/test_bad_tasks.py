"""Tasks that nobody can judge: away while a ruling in force on one of their questions says so.

Found by tests/lifecycle.
"""

from uuid import UUID

from sqlmodel import col, select

from app.actions.merges import merge_question, separate_question
from app.actions.rulings import make_ruling, withdraw_ruling
from app.records.tasks import Task
from tests.cast import World
from tests.talk.floor import answer, asked, flag


async def spoil(world: World, number: int) -> int:
    """A ruling on a question; its number."""
    ruling = await world.write(make_ruling, "lea", number, outcome="bad_task", rationale="Cut off.")
    return ruling.number


async def state(world: World, task: UUID) -> str:
    """Whether the task is in the queue."""
    query = select(Task.state).where(col(Task.key) == task)
    return await world.edge.read(lambda db: db.exec(query).one())


async def test_a_task_comes_back_with_the_last_ruling_that_took_it_away(world: World) -> None:
    first, task = await asked(world, "lin", "sam")
    second = await flag(world, "sam", task, "Where does it end?")
    rulings = [await spoil(world, number) for number in (first, second)]
    await world.write(withdraw_ruling, "lea", rulings[0], reason="It can be read.")
    assert await state(world, task) == "bad"
    await world.write(withdraw_ruling, "lea", rulings[1], reason="It can be read.")
    assert await state(world, task) == "open"


async def test_a_question_takes_its_tasks_along_when_it_is_merged_and_parted(world: World) -> None:
    first, one = await asked(world, "lin")
    await answer(world, "lin")
    second, other = await asked(world, "lin")
    await spoil(world, first)
    await world.write(merge_question, "lea", second, into=first)
    assert [await state(world, each) for each in (one, other)] == ["bad", "bad"]
    await world.write(separate_question, "lea", second)
    assert [await state(world, each) for each in (one, other)] == ["bad", "open"]
