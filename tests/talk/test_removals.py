"""Taking messages back: undone without a trace, deleted, removed, redacted for good."""

from datetime import timedelta
from uuid import UUID, uuid5

import pytest
import time_machine
from sqlmodel import Session, col, select

from app.actions.messages import edit_message
from app.actions.removals import delete_message, redact_message, undo_message
from app.clock import now
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.pages.message_menus import show_history, show_message_menu
from app.records.questions import Flag, Question
from app.records.threads import Message, MessageVersion
from tests.cast import World
from tests.talk.floor import asked, events, flags, hold, make_task, say, thread

SECRET = "Anna Schmidt, born 1980"


async def everything_kept(world: World) -> str:
    """All the words that the database holds of messages, flags and questions."""

    def read(db: Session) -> str:
        texts = [
            *db.exec(select(Message.body)),
            *db.exec(select(MessageVersion.body)),
            *db.exec(select(Flag.note)),
            *db.exec(select(Question.title)),
        ]
        return "\n".join(texts)

    return await world.edge.read(read)


async def test_what_is_undone_at_once_leaves_no_line(world: World) -> None:
    await say(world, "lea", "lounge", "stays")
    key = await say(world, "lin", "lounge", "too quick")
    await world.write(undo_message, "lin", key)
    await world.write(undo_message, "lin", key)
    view = await thread(world, "sam", "lounge")
    assert [(one.body, one.tombstone) for one in view.messages] == [("stays", ""), ("", "")]
    assert view.unread == 1
    page = (await world.client("sam", browser=True).get("/projects/hate/threads/lounge")).text
    assert "too quick" not in page
    assert "was deleted" not in page
    with pytest.raises(Conflict):
        await world.write(edit_message, "lin", key, body="again")


async def test_after_its_time_it_can_only_be_deleted(world: World) -> None:
    key = await say(world, "lin", "lounge", "thought over")
    with time_machine.travel(now() + timedelta(seconds=13), tick=False):
        with pytest.raises(Conflict):
            await world.write(undo_message, "lin", key)
        await world.write(delete_message, "lin", key)
    [message] = (await thread(world, "sam", "lounge")).messages
    assert message.tombstone == "This message was deleted."


async def test_nobody_undoes_for_another(world: World) -> None:
    key = await say(world, "lin", "lounge", "mine")
    for name in ("sam", "lea", "ada"):
        with pytest.raises(NotFound):
            await world.write(undo_message, name, key)


async def test_a_removal_says_who_removed(world: World) -> None:
    key = await say(world, "lin", "lounge", "rude")
    [message] = (await thread(world, "lin", "lounge")).messages
    await world.write(delete_message, "lea", key, author_id=message.author_id)
    [message] = (await thread(world, "lin", "lounge")).messages
    assert message.tombstone == "The ML team removed this message."


async def test_what_is_redacted_is_nowhere_any_more(world: World) -> None:
    key = await say(world, "lin", "lounge", f"It was {SECRET}")
    await world.write(edit_message, "lin", key, body=f"I think {SECRET}")
    await world.write(delete_message, "lin", key)
    await world.write(redact_message, "lea", key, reason="privacy")
    await world.write(redact_message, "lea", key, reason="privacy")
    assert SECRET not in await everything_kept(world)
    [message] = (await thread(world, "lin", "lounge")).messages
    assert message.tombstone == "The ML team redacted this message."
    [event] = await events(world, "message.redacted")
    assert event.data["reason"] == "privacy"


async def test_a_redacted_flag_goes_from_both_threads_and_from_the_title(world: World) -> None:
    number, task = await asked(world, "lin", note=SECRET)
    [raised] = await flags(world)
    for topic in (f"task:{task}", f"question:{number}"):
        assert SECRET in str(await thread(world, "lea", topic))
    key = uuid5(raised.key, f"task:{task}")
    await world.write(redact_message, "ada", key, reason="privacy")
    assert SECRET not in await everything_kept(world)
    lea = world.client("lea", browser=True)
    for path in (f"questions/{number}", "inbox", f"threads/task:{task}"):
        assert SECRET not in (await lea.get(f"/projects/hate/{path}")).text


async def test_only_the_ml_team_redacts_and_says_why(world: World) -> None:
    key = await say(world, "lin", "lounge", "words")
    for name in ("lin", "sam", "rui", "vic"):
        with pytest.raises(Forbidden):
            await world.write(redact_message, name, key, reason="privacy")
    with pytest.raises(Invalid):
        await world.write(redact_message, "lea", key, reason="because")


async def test_earlier_wordings_are_for_those_who_may_read_the_message(world: World) -> None:
    topic = f"task:{await make_task(world)}"
    await hold(world, "lin")
    await hold(world, "sam")
    key = await say(world, "lin", topic, "first words")
    await world.write(edit_message, "lin", key, body="second words")
    for name in ("lin", "lea", "rui"):
        history = await world.read(show_history, name, key)
        assert [one.body for one in history.wordings] == ["second words", "first words"]
    for name in ("sam", "kim", "vic", "eve"):
        with pytest.raises(NotFound):
            await world.read(show_history, name, key)
        with pytest.raises(NotFound):
            await world.read(show_message_menu, name, key)
    await world.write(delete_message, "lin", key)
    assert (await world.read(show_history, "lea", key)).wordings == ()


async def test_a_link_leads_to_the_message_among_its_neighbours(world: World) -> None:
    keys: list[UUID] = [await say(world, "lin", "lounge", f"message {n}") for n in range(120)]
    lea = world.client("lea", browser=True)
    away = await lea.get(f"/projects/hate/messages/{keys[40]}")
    assert away.status_code == 303
    address = away.headers["location"]
    page = (await lea.get(address.partition("#")[0])).text
    assert "<p>message 40</p>" in page
    assert "message 119" not in page
    assert "Go to the newest messages" in page
    near_the_end = (await lea.get(f"/projects/hate/messages/{keys[110]}")).headers["location"]
    page = (await lea.get(near_the_end.partition("#")[0])).text
    assert "message 119" in page
    assert "Go to the newest messages" not in page


async def test_ids_of_nobodys_are_not_found(world: World) -> None:
    stranger = UUID(int=7)

    def count(db: Session) -> int:
        return len(db.exec(select(Message).where(col(Message.key) == stranger)).all())

    assert await world.edge.read(count) == 0
    for act, more in (
        (undo_message, {}),
        (delete_message, {}),
        (redact_message, {"reason": "abuse"}),
    ):
        with pytest.raises(NotFound):
            await world.write(act, "lea", stranger, **more)
