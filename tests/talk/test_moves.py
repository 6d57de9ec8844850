"""Moving messages: a note stays where they stood, and nobody comes to read what they could not."""

import pytest

from app.actions.moves import move_message
from app.actions.readings import move_reading
from app.actions.rulings import Decision, make_ruling
from app.clock import new_ordered_id
from app.domain.orders import LARGEST
from app.errors import Conflict, Forbidden, NotFound
from tests.book.shelf import first_guideline
from tests.cast import World
from tests.talk.floor import asked, events, make_task, said, say, thread


async def test_a_message_goes_with_its_words_and_a_note_stays(world: World) -> None:
    await asked(world, "lin")
    await say(world, "kim", "lounge", "one")
    key = await say(world, "rui", "lounge", "about the question")
    await say(world, "kim", "lounge", "three")
    await world.write(move_message, "lea", key, to="question:1")
    assert await said(world, "kim", "lounge") == ["one", "moved a message to question 1", "three"]
    assert (await said(world, "rui", "question:1"))[-1] == "about the question"
    moved = (await thread(world, "rui", "question:1")).messages[-1]
    assert (moved.key, moved.author, moved.data["moved_from"]) == (key, "Rui", "lounge")
    assert moved.position == 2
    told = [event.kind for event in await events(world, "message.moved", "message.left")]
    assert told == ["message.moved", "message.left"]


async def test_positions_stay_dense_and_orders_grow(world: World) -> None:
    await first_guideline(world)
    keys = [await say(world, "lea", "lounge", f"{n}") for n in range(4)]
    await say(world, "lea", "clause:c2", "first here")
    await world.write(move_message, "lea", keys[1], to="clause:c2", following=True)
    assert await said(world, "lea", "clause:c2") == ["first here", "1", "2", "3"]
    assert await said(world, "lea", "lounge") == ["0", *["moved a message to clause c2"] * 3]
    for topic in ("lounge", "clause:c2"):
        messages = (await thread(world, "lea", topic)).messages
        assert [each.position for each in messages] == [1, 2, 3, 4]
        orders = [each.order for each in messages]
        assert orders == sorted(set(orders))


async def test_it_is_new_to_those_who_read_there(world: World) -> None:
    await first_guideline(world)
    key = await say(world, "kim", "lounge", "for the clause")
    for topic in ("lounge", "clause:c2"):
        await world.write(move_reading, "sam", topic, upto=LARGEST)
    await world.write(move_message, "ada", key, to="clause:c2")
    assert (await thread(world, "sam", "clause:c2")).unread == 1
    assert (await thread(world, "sam", "lounge")).unread == 0


async def test_back_and_forth_is_possible_and_where_it_is_already_changes_nothing(
    world: World,
) -> None:
    await first_guideline(world)
    key = await say(world, "lea", "lounge", "hither")
    for _ in range(2):
        await world.write(move_message, "lea", key, to="lounge")
        await world.write(move_message, "lea", key, to="clause:c2")
        await world.write(move_message, "lea", key, to="lounge")
    assert (await said(world, "kim", "lounge"))[-1] == "hither"
    assert (await said(world, "kim", "clause:c2")) == ["moved a message to the lounge"] * 2


@pytest.mark.parametrize("to", ["lounge", "clause:c2", "task"])
async def test_what_labelers_say_of_a_question_is_not_moved_into_the_open(
    world: World, to: str
) -> None:
    await first_guideline(world)
    await asked(world, "lin")
    key = await say(world, "lin", "question:1", "I would say hateful")
    target = f"task:{await make_task(world)}" if to == "task" else to
    with pytest.raises(Conflict, match="stays there"):
        await world.write(move_message, "lea", key, to=target)
    assert "I would say hateful" not in await said(world, "kim", "lounge")


async def test_from_question_to_question_it_stays_hidden_from_peers(world: World) -> None:
    await asked(world, "lin", "sam")
    await asked(world, "kim", note="Another doubt.")
    key = await say(world, "lin", "question:1", "I would say hateful")
    await world.write(move_message, "lea", key, to="question:2")
    assert "I would say hateful" in await said(world, "lea", "question:2")
    assert "I would say hateful" not in await said(world, "kim", "question:2")


async def test_only_the_ml_team_moves_and_only_what_stands(world: World) -> None:
    await first_guideline(world)
    key = await say(world, "lin", "lounge", "mine")
    for name in ("rui", "lin", "vic"):
        with pytest.raises(Forbidden):
            await world.write(move_message, name, key, to="clause:c2")
    with pytest.raises(NotFound):
        await world.write(move_message, "eve", key, to="lounge")
    with pytest.raises(NotFound):
        await world.write(move_message, "lea", key, to="clause:c99")
    with pytest.raises(NotFound):
        await world.write(move_message, "lea", key, to="question:99")
    await world.write(move_message, "lea", key, to="clause:c2")
    note = (await thread(world, "lea", "lounge")).messages[0]
    with pytest.raises(Conflict):
        await world.write(move_message, "lea", note.key, to="clause:c2")


async def test_it_is_found_where_it_stands_now(world: World) -> None:
    await first_guideline(world)
    key = await say(world, "lea", "lounge", "zebras everywhere")
    await world.write(move_message, "lea", key, to="clause:c2")
    await world.app.state.followers.settle()
    found = await world.client("kim").get("/api/v1/projects/hate/search?q=zebras")
    assert "clause:c2" in found.text or "/clauses/c2" in found.text
    page = await world.client("kim", browser=True).get(f"/projects/hate/messages/{key}")
    assert page.headers["location"].startswith("/projects/hate/threads/clause:c2")


async def test_the_form_understands_how_people_name_threads(world: World) -> None:
    await first_guideline(world)
    await asked(world, "lin")
    http = world.client("lea", browser=True)
    decision: Decision = {"outcome": "differ", "condition": "a quote", "rationale": "Both."}
    await world.write(make_ruling, "lea", 1, key=new_ordered_id(), **decision)
    task = await make_task(world)
    for to, topic in (
        ("#1", "question:1"),
        ("R-1", "question:1"),  # a ruling is talked about where it was asked
        ("R-c2", "clause:c2"),
        (f"[T-7](/projects/hate/tasks/{task})", f"task:{task}"),
        ("lounge", "lounge"),
    ):
        key = await say(world, "lea", "clause:c3", f"to {to}")
        done = await http.post(f"/projects/hate/messages/{key}/move", data={"to": to})
        assert done.status_code == 303

        assert f"to {to}" in await said(world, "lea", topic)
    for to in ("the moon", "#99", "R-9", "R-c99"):
        refused = await http.post(f"/projects/hate/messages/{key}/move", data={"to": to})
        assert refused.status_code == 422
    assert "no discussion of “R-c99”" in refused.text


async def test_a_moved_message_says_when_it_was_written(world: World) -> None:
    await first_guideline(world)
    key = await say(world, "kim", "lounge", "long ago")
    [before] = (await thread(world, "lea", "lounge")).messages
    await say(world, "lea", "clause:c2", "newer")
    for to in ("clause:c2", "clause:c3"):
        await world.write(move_message, "lea", key, to=to)
    [moved] = (await thread(world, "lea", "clause:c3")).messages
    assert moved.written_at == before.created_at < moved.created_at
    page = await world.client("kim", browser=True).get("/projects/hate/threads/clause:c3")
    assert f'moved here, written <time datetime="{before.created_at.isoformat()}"' in page.text
