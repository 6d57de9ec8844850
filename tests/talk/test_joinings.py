"""Same here: who may say it, what it does, and what it does not tell."""

from uuid import UUID, uuid5

import pytest

from app.actions.joinings import join_question
from app.actions.questions import answer_question
from app.clock import new_ordered_id
from app.domain.impact import impact
from app.errors import Conflict, NotFound
from app.pages.inbox import show_inbox
from app.pages.message_menus import show_message_menu
from tests.cast import World
from tests.talk.floor import answer, asked, flags, say
from tests.talk.test_notices import kinds


async def flagged(world: World) -> tuple[int, UUID]:
    """A question of Lin's, on a task that Sam holds too; and its entry in the thread."""
    number, task = await asked(world, "lin", "sam")
    [raised] = await flags(world)
    return number, uuid5(raised.key, f"task:{task}")


async def test_who_has_the_same_doubt_hears_the_outcome(world: World) -> None:
    number, key = await flagged(world)
    with pytest.raises(NotFound):  # Sam has not answered: the flag is hidden
        await world.write(join_question, "sam", key)
    await answer(world, "sam")
    assert (await world.read(show_message_menu, "sam", key)).may_join
    for _ in range(2):
        await world.write(join_question, "sam", key)
    assert not (await world.read(show_message_menu, "sam", key)).may_join
    await world.write(answer_question, "lea", number, key=new_ordered_id(), body="Yes.")
    assert await kinds(world, "lin", "sam") == {"lin": ["question"], "sam": ["question"]}
    with pytest.raises(Conflict):
        await world.write(join_question, "rui", key)


async def test_more_people_weigh_more(world: World) -> None:
    _, key = await flagged(world)
    before = (await world.read(show_inbox, "lea")).open[0]
    await world.write(join_question, "rui", key)
    after = (await world.read(show_inbox, "lea")).open[0]
    assert (before.askers, after.askers) == (1, 2)
    assert after.order > before.order
    assert [impact(0, 0, 0, 0, askers) for askers in (1, 3, 5, 50)] == [1, 1.5, 2, 2]


async def test_not_every_message_asks_and_not_everybody_may(world: World) -> None:
    _, key = await flagged(world)
    for name, refusal in (("vic", NotFound), ("eve", NotFound), ("kim", NotFound)):
        with pytest.raises(refusal):
            await world.write(join_question, name, key)
    words = await say(world, "lea", "lounge", "hello")
    with pytest.raises(Conflict):
        await world.write(join_question, "lin", words)
