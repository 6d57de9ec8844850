"""Pages that show a part of a thread: what happens beyond it leaves them as they are."""

from app.actions.messages import edit_message, post_message
from app.clock import new_ordered_id
from tests.cast import World
from tests.replay import Stage, look
from tests.talk.floor import say, thread


async def talk(world: World, count: int) -> None:
    """So many messages in the lounge."""
    for number in range(count):
        await say(world, "sam", "lounge", f"no {number}")


async def test_an_old_message_that_is_edited_does_not_come_onto_a_page_without_it(
    world: World,
) -> None:
    first = await say(world, "sam", "lounge", "the first")
    await talk(world, 50)
    stage = Stage(world)
    await stage.watch("lin threads/lounge", "lea threads/lounge")
    await stage.play(edit_message, "sam", first, body="the first, put differently")


async def test_a_page_of_earlier_messages_takes_no_new_ones(world: World) -> None:
    await talk(world, 60)
    before = (await thread(world, "lin", "lounge")).messages[5].order
    stage = Stage(world)
    await stage.watch(f"lin threads/lounge?before={before}", "sam threads/lounge?at=1")
    assert "Go to the newest messages" in str(stage.pages[0].tree.text_content())
    await stage.play(post_message, "sam", "lounge", key=new_ordered_id(), body="news")


async def test_a_page_before_what_is_not_there_yet_is_the_end(world: World) -> None:
    await talk(world, 3)
    later = (await thread(world, "lin", "lounge")).messages[-1].order + 10**12
    page = await look(world, "lin", f"threads/lounge?before={later}")
    assert "Go to the newest messages" not in str(page.tree.text_content())
    stage = Stage(world)
    await stage.watch(f"lin threads/lounge?before={later}")
    await stage.play(post_message, "sam", "lounge", key=new_ordered_id(), body="news")


async def test_a_reset_fetches_the_same_stretch_again(world: World) -> None:
    await talk(world, 60)
    before = (await thread(world, "lin", "lounge")).messages[5].order
    page = await look(world, "lin", f"threads/lounge?before={before}")
    [log] = page.tree.xpath("//*[@id='log-lounge-past']")
    client = world.client("lin", browser=True)
    answer = await client.get(log.get("data-src"), headers={"hx-request": "true"})
    assert 'id="log-lounge-past"' in answer.text
    assert "no 59" not in answer.text
