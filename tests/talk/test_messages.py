"""Messages: one dense order, sent once, and nobody else's words before one's own answer."""

import asyncio
from uuid import UUID

import pytest
from sqlmodel import Session, select

from app.actions.messages import edit_message, post_message
from app.actions.removals import delete_message
from app.clock import new_ordered_id
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.pages.threads import show_thread
from app.records.threads import Message, MessageVersion
from tests.cast import World
from tests.talk.floor import answer, hold, make_task, said, say, thread


async def test_concurrent_posts_have_dense_positions_and_one_order(world: World) -> None:
    names = ["lin", "sam", "kim", "lea"] * 10
    await asyncio.gather(*(say(world, name, "lounge", f"{n}") for n, name in enumerate(names)))
    view = await thread(world, "lea", "lounge")
    assert [message.position for message in view.messages] == list(range(1, 41))
    orders = [message.order for message in view.messages]
    assert orders == sorted(set(orders))
    assert {message.body for message in view.messages} == {str(n) for n in range(40)}


async def test_a_repeat_is_the_same_message_and_another_body_a_conflict(world: World) -> None:
    key = await say(world, "lin", "lounge", "once")
    await say(world, "lin", "lounge", "once", key)
    assert await said(world, "sam", "lounge") == ["once"]
    with pytest.raises(Conflict):
        await say(world, "lin", "lounge", "twice", key)
    task = await make_task(world)
    await hold(world, "lin")
    with pytest.raises(Conflict):
        await say(world, "lin", f"task:{task}", "once", key)
    with pytest.raises(Conflict):  # on pages an id is one message, whoever wrote it
        await say(world, "sam", "lounge", "once", key)
    assert await said(world, "sam", "lounge") == ["once"]


@pytest.mark.parametrize("body", ["", "  \n"])
async def test_a_message_needs_words(world: World, body: str) -> None:
    with pytest.raises(Invalid):
        await say(world, "lin", "lounge", body)


async def test_until_they_answer_people_see_their_own_words_and_the_teams(world: World) -> None:
    topic = f"task:{await make_task(world)}"
    await hold(world, "lin")
    await hold(world, "sam")
    for name, words in [("lin", "from Lin"), ("sam", "from Sam"), ("lea", "from Lea")]:
        await say(world, name, topic, words)
    assert await said(world, "lin", topic) == ["from Lin", "from Lea"]
    assert await said(world, "sam", topic) == ["from Sam", "from Lea"]
    for staff in ("ada", "lea", "rui"):
        assert await said(world, staff, topic) == ["from Lin", "from Sam", "from Lea"]
    assert await said(world, "vic", topic) == ["from Lea"]
    await answer(world, "lin")
    assert await said(world, "lin", topic) == ["from Lin", "from Sam", "from Lea"]
    assert await said(world, "sam", topic) == ["from Sam", "from Lea"]


async def test_nothing_counts_what_is_hidden(world: World) -> None:
    topic = f"task:{await make_task(world)}"
    await hold(world, "lin")
    await hold(world, "sam")
    for n in range(5):
        await say(world, "sam", topic, f"hidden {n}")
    await say(world, "lin", topic, "mine")
    view = await thread(world, "lin", topic)
    assert view.earlier is None
    assert view.unread == 0
    assert [message.position for message in view.messages] == [None]
    alone = f"task:{await make_task(world)}"
    async with asyncio.timeout(30):
        page = await world.client("lin").get(f"/api/v1/projects/hate/threads/{topic}")
    assert "hidden" not in page.text
    assert await thread_or_none(world, "lin", alone) is None


async def thread_or_none(world: World, name: str, topic: str) -> object | None:
    """A thread, or None where it does not exist to this person."""
    try:
        return await world.read(show_thread, name, topic)
    except NotFound:
        return None


@pytest.mark.parametrize(
    ("name", "reads", "writes"),
    [
        ("ada", True, True),
        ("lea", True, True),
        ("rui", True, True),
        ("lin", True, True),  # holds it
        ("sam", False, False),
        ("vic", True, False),
        ("eve", False, False),
    ],
)
async def test_who_reads_and_writes_about_a_task(
    world: World, name: str, reads: bool, writes: bool
) -> None:
    topic = f"task:{await make_task(world)}"
    await hold(world, "lin")
    if reads:
        assert (await thread(world, name, topic)).may_post is writes
    else:
        with pytest.raises(NotFound):
            await thread(world, name, topic)
    if writes:
        await say(world, name, topic, "a word")
    else:
        with pytest.raises(Forbidden if reads else NotFound):
            await say(world, name, topic, "a word")


@pytest.mark.parametrize(
    "topic", ["", "task", "task:x", "question:0", "question:²", "clause:c1", "l"]
)
async def test_no_such_place(world: World, topic: str) -> None:
    with pytest.raises(NotFound):
        await thread(world, "lea", topic)


async def test_an_edit_keeps_what_was_said_before(world: World) -> None:
    key = await say(world, "lin", "lounge", "first")
    await world.write(edit_message, "lin", key, body="second")
    await world.write(edit_message, "lin", key, body="second")
    [view] = (await thread(world, "sam", "lounge")).messages
    assert (view.body, view.is_edited) == ("second", True)
    assert await world.edge.read(versions) == ["first"]
    # a send that was slow to arrive is still a repeat, not a conflict
    await say(world, "lin", "lounge", "first", key)


def versions(db: Session) -> list[str]:
    """What messages said before edits."""
    return [version.body for version in db.exec(select(MessageVersion))]


async def test_a_deleted_message_leaves_its_place(world: World) -> None:
    key = await say(world, "lin", "lounge", "gone soon")
    await say(world, "sam", "lounge", "stays")
    await world.write(delete_message, "lin", key)
    await world.write(delete_message, "lin", key)
    first, second = (await thread(world, "sam", "lounge")).messages
    assert (first.body, first.data, first.is_deleted) == ("", {}, True)
    assert second.body == "stays"
    with pytest.raises(Conflict):
        await world.write(edit_message, "lin", key, body="back again")


async def test_only_ones_own_message_changes_but_the_team_may_remove(world: World) -> None:
    key = await say(world, "lin", "lounge", "Lin's")
    for name in ("sam", "lea"):
        with pytest.raises(NotFound):
            await world.write(edit_message, name, key, body="taken over")
        with pytest.raises(NotFound):
            await world.write(delete_message, name, key)
    author = world.member_id("lin")
    for name in ("sam", "rui", "eve"):
        with pytest.raises(NotFound):
            await world.write(delete_message, name, key, author_id=author)
    await world.write(delete_message, "lea", key, author_id=author)
    assert (await thread(world, "sam", "lounge")).messages[0].is_deleted


async def test_earlier_messages_come_page_by_page(world: World) -> None:
    def many(db: Session, actor: object) -> None:
        for n in range(120):
            post_message(db, actor, "lounge", key=new_ordered_id(), body=str(n))  # type: ignore[arg-type]

    await world.write(many, "lin")
    bodies: list[str] = []
    before: int | None = None
    while True:
        view = await world.read(show_thread, "sam", "lounge", before)
        bodies = [message.body for message in view.messages] + bodies
        before = view.earlier
        if before is None:
            break
    assert bodies == [str(n) for n in range(120)]


async def test_a_key_is_any_id_that_the_client_makes(world: World) -> None:
    key = UUID("00000000-0000-7000-8000-000000000001")
    await say(world, "lin", "lounge", "hello", key)

    def keys(db: Session) -> list[UUID]:
        return [message.key for message in db.exec(select(Message))]

    assert await world.edge.read(keys) == [key]
