"""What people are told of threads: as usual, as they said, and never what they may not read."""

import pytest
from sqlmodel import Session

from app.actions.follows import set_level
from app.errors import Invalid, NotFound
from app.pages.threads import show_following
from app.records.projects import Project
from tests.cast import World
from tests.talk.floor import answer, hold, make_task, say
from tests.talk.test_notices import kinds, told


async def test_who_wrote_is_told_of_what_follows_and_can_stop_it(world: World) -> None:
    topic = f"task:{await make_task(world)}"
    await hold(world, "lin")
    await say(world, "lin", topic, "What is this?")
    await say(world, "lea", topic, "A joke.")
    assert [(one.kind, one.why) for one in await told(world, "lin")] == [
        ("reply", "You wrote in this discussion.")
    ]
    await world.write(set_level, "lin", topic, level="nothing")
    await say(world, "lea", topic, "@Lin truly.")
    assert len(await told(world, "lin")) == 1
    await world.write(set_level, "lin", topic, level="mentions")
    await say(world, "lea", topic, "Not for you.")
    await say(world, "lea", topic, "@Lin for you.")
    assert [one.kind for one in await told(world, "lin")] == ["mention", "reply"]


async def test_the_lounge_tells_whom_it_names_unless_the_project_or_they_say_more(
    world: World,
) -> None:
    await say(world, "lin", "lounge", "hello")
    await say(world, "sam", "lounge", "hello, all")
    assert await kinds(world, "lin", "kim") == {"lin": [], "kim": []}
    await world.write(set_level, "kim", "lounge", level="all")
    await say(world, "sam", "lounge", "and again")
    assert await kinds(world, "lin", "kim") == {"lin": [], "kim": ["reply"]}

    def tell_all(db: Session) -> None:
        project = db.get_one(Project, world.project_id)
        project.levels = {"lounge": "all"}
        db.add(project)

    await world.edge.write(world.project_id, tell_all)
    await say(world, "sam", "lounge", "to everybody")
    assert await kinds(world, "lin", "kim", "vic") == {
        "lin": ["reply"],
        "kim": ["reply", "reply"],
        "vic": ["reply"],
    }
    assert (await told(world, "lin"))[0].why == "Everything in the lounge is told in this project."


async def test_following_tells_nothing_that_may_not_be_read(world: World) -> None:
    topic = f"task:{await make_task(world)}"
    await hold(world, "lin")
    await hold(world, "sam")
    for name in ("sam", "lin"):
        await world.write(set_level, name, topic, level="all")
    await say(world, "lin", topic, "hidden from Sam")
    assert await told(world, "sam") == []
    await answer(world, "sam")
    await answer(world, "lin")
    await say(world, "lin", topic, "open to Sam")
    assert [one.why for one in await told(world, "sam")] == ["You follow this discussion."]


async def test_whether_a_thread_has_begun_is_not_told_by_following_it(world: World) -> None:
    topic = f"task:{await make_task(world)}"
    await hold(world, "lin")
    await hold(world, "sam")
    before = await world.read(show_following, "lin", topic)
    await world.write(set_level, "lin", topic, level="all")
    all_of_it = await world.read(show_following, "lin", topic)
    await say(world, "sam", topic, "hidden from Lin")
    assert await world.read(show_following, "lin", topic) == all_of_it
    await world.write(set_level, "lin", topic, level="")
    assert await world.read(show_following, "lin", topic) == before


async def test_levels_have_names_and_threads_readers(world: World) -> None:
    with pytest.raises(Invalid):
        await world.write(set_level, "lin", "lounge", level="loud")
    with pytest.raises(NotFound):
        await world.write(set_level, "lin", f"task:{await make_task(world)}", level="all")
    view = await world.read(show_following, "vic", "lounge")
    assert (view.level, view.usual) == ("", "mentions")
    path = "/api/v1/projects/hate/threads/lounge/following"
    assert (await world.client("vic").put(path, json={"level": "nothing"})).status_code == 201
    assert (await world.client("vic").get(path)).json()["level"] == "nothing"
    assert (await world.client("eve").get(path)).status_code == 404
