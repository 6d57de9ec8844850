"""What is made again, in words: for what, how much, that it is done; a second look untold."""

import re
from typing import Any

from app.records.revisions import Revision
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_next,
    change,
    first_guideline,
    items_of,
    make_tasks,
    settle,
)
from tests.cast import World

HATE = "/projects/hate"
QUOTES = {**NOTHING, "predicate": {"text_any": ["quote"]}}


async def asked_again(world: World, **more: Any) -> Revision:
    """Lin's two labels of quotes, timed, are to be made again for 2.0.0."""
    await first_guideline(world)
    await make_tasks(world, ["a quote", "another quote", "plain"])
    for _ in range(2):
        await world.write(answer_next, "lin", YES, seconds=90.0)
    revision = await change(world, QUOTES, **more)
    await settle(world)
    return revision


async def desk(world: World, name: str, path: str = "desk") -> str:
    client = world.client(name, browser=True)
    if path == "desk":
        await client.post(f"{HATE}/desk/next")
    html = (await client.get(f"{HATE}/{path}")).text
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


async def test_the_desk_says_for_what_how_long_and_when_it_is_done(world: World) -> None:
    await asked_again(world)
    shown = await desk(world, "lin")
    assert "This label is to be made again for v2.0.0 : Quotes Decide afresh." in shown
    assert "The same answer as before is fine." in shown
    assert "2 to make again about 3 minutes" in shown
    for value in (YES, NO):
        assert "thank you" not in await desk(world, "lin")
        await world.write(answer_next, "lin", value)
    assert "All 2 labels made again, thank you." in await desk(world, "lin")
    await world.write(answer_next, "lin", NO)
    assert "thank you" not in await desk(world, "lin")


async def test_it_names_the_version_that_asked_and_the_one_that_judges(world: World) -> None:
    await asked_again(world)
    await change(world, None, code="c3", type="clarifying")
    shown = await desk(world, "lin")
    assert "to be made again for v2.0.0 , judged by v2.1.0: Quotes Decide" in shown


async def test_a_second_look_is_a_task_like_any_other(world: World) -> None:
    """Whoever has it never answered the task: nothing says that somebody else's answer was
    flipped, at the desk or afterwards."""
    revision = await asked_again(world, second=True)
    for _ in range(2):
        await world.write(answer_next, "lin", NO)
    seconds = {each.member_id for each in await items_of(world, revision) if each.first_id}
    names = [name for name in ("sam", "kim") if world.people[name].member_id in seconds]
    assert names
    for name in names:
        shown = await desk(world, name)
        assert "a quote" in shown or "another quote" in shown
        assert not any(words in shown for words in ("made again", "make again", "Again"))
        await world.write(answer_next, name, NO)
        assert "thank you" not in await desk(world, name)
        assert "made again" not in await desk(world, name, "labels")
        page = (await world.client(name, browser=True).get(f"{HATE}/labels")).text
        [task] = set(re.findall(rf"{HATE}/labels/([0-9a-f-]{{36}})", page))
        mine = await desk(world, name, f"labels/{task}")
        assert "At the desk" in mine
        assert "Made again" not in mine


async def test_a_label_that_waits_is_counted_and_its_page_says_so(world: World) -> None:
    """The old answer is nowhere; to everybody else there is no such page."""
    await first_guideline(world)
    [task, _] = await make_tasks(world, ["a quote", "plain"])
    await world.write(answer_next, "lin", YES)
    await change(world, QUOTES)
    await settle(world)
    listed = await desk(world, "lin", "labels")
    assert "1 label waits to be made again" in listed
    waiting = await desk(world, "lin", f"labels/{task.key}")
    assert "This label is to be made again" in waiting
    assert "Hateful" not in waiting
    assert "a quote" not in waiting
    for name in ("sam", "eve"):
        got = await world.client(name, browser=True).get(f"{HATE}/labels/{task.key}")
        assert got.status_code == 404
    assert (
        await world.client("lin").get(f"/api/v1{HATE}/tasks/{task.key}/label/grounds")
    ).status_code == 404
