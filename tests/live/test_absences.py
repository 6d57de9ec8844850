"""Somebody is away for a minute, an hour, three days: they come back to a page as if never gone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
import time_machine
from lxml.html import HtmlElement

from app.actions.locks import lock_thread
from app.actions.messages import edit_message
from app.actions.readings import move_reading
from app.actions.removals import delete_message, undo_message
from app.clock import new_ordered_id, now
from app.live.joins import REPLAY
from app.pages.threads import show_reading
from app.settings import Settings
from tests.cast import World
from tests.live.chaos.judge import keys
from tests.replay import Seen, catch_up, differences, look
from tests.talk.floor import hold, make_task, say, thread
from tests.upserts import by_id

IDLE = 100.0  # hours: what becomes of a session that was idle is tested by itself


@dataclass(frozen=True)
class Absence:
    """How long, and how much was said meanwhile. `is_far`: more than is told event by event."""

    long: timedelta
    said: int
    is_far: bool


ABSENCES = {
    "a minute": Absence(timedelta(minutes=1), 4, is_far=False),
    "an hour": Absence(timedelta(hours=1), 60, is_far=False),
    "three days": Absence(timedelta(days=3), 140, is_far=True),
}


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    """Sessions that outlast three days."""
    return Settings(database=database, files=tmp_path / "files", session_idle_hours=IDLE)


@pytest.fixture
async def clock() -> AsyncIterator[time_machine.Traveller]:
    """A clock that goes on when it is told to."""
    with time_machine.travel(now(), tick=False) as traveller:
        yield traveller


class Talk:
    """What is said in the lounge while Lin is away: much of it edited, some deleted or undone."""

    def __init__(self, world: World, clock: time_machine.Traveller) -> None:
        self.world = world
        self.clock = clock
        self.numbers = count()
        self.unread = 0

    async def before(self) -> list[int]:
        """Six messages, of which Lin has read four; their orders."""
        for _ in range(6):
            self.clock.shift(60)
            await say(self.world, "sam", "lounge", f"no {next(self.numbers)}")
        orders = [each.order for each in (await thread(self.world, "lin", "lounge")).messages]
        await self.world.write(move_reading, "lin", "lounge", upto=orders[3])
        self.unread = 2
        return orders

    async def meanwhile(self, absence: Absence) -> None:
        """All that is said, over the whole time; in the end Lin is named, and the lounge locked."""
        world, pause = self.world, absence.long / (absence.said + 2)
        old = (await thread(world, "lin", "lounge")).messages[0].key
        await world.write(edit_message, "sam", old, body="the oldest, put differently")
        for index in range(absence.said):
            self.clock.shift(pause)
            key = await say(world, "sam", "lounge", f"no {next(self.numbers)}")
            self.unread += 1
            if index % 7 == 3:
                await world.write(edit_message, "sam", key, body=f"rather {index}")
            elif index % 7 == 5:
                await world.write(delete_message, "sam", key)
            elif index % 7 == 6:
                await world.write(undo_message, "sam", key)
                self.unread -= 1
        self.clock.shift(pause)
        await say(world, "lea", "lounge", "@Lin have a look")
        await world.write(lock_thread, "lea", "lounge", key=new_ordered_id())
        self.unread += 2
        self.clock.shift(pause)
        await world.app.state.followers.settle()


def line_of(page: Seen) -> tuple[str, str]:
    """Where the unread line stands, and what it says: before which message, how many."""
    [line] = page.tree.xpath("//*[contains(@class, 'unread-line')]")
    after: HtmlElement = line.getnext()
    return after.get("id"), str(line.text)


def shorten(page: Seen, fresh: Seen) -> None:
    """A page that followed has grown; a fresh one shows the newest and a way to the others."""
    ours, theirs = by_id(page.tree, "log-lounge"), by_id(fresh.tree, "log-lounge")
    assert ours is not None
    assert theirs is not None
    shown = set(keys(theirs.xpath("./*[@data-order]")))
    for each in (*ours, *theirs.xpath("./*[@data-earlier]")):
        if each.get("data-order") is None or keys([each])[0] not in shown:
            each.getparent().remove(each)


@pytest.mark.parametrize("name", ABSENCES)
async def test_who_comes_back_finds_the_page_as_it_is(
    world: World, clock: time_machine.Traveller, name: str
) -> None:
    absence, talk = ABSENCES[name], Talk(world, clock)
    await talk.before()
    page = await look(world, "lin", "threads/lounge")
    assert line_of(page)[1] == "2 new"
    await talk.meanwhile(absence)
    before = page.since
    await catch_up(world, page)
    fresh = await look(world, "lin", "threads/lounge")
    assert (fresh.since - before > REPLAY) == absence.is_far
    if absence.is_far:  # otherwise it stands where it was when the page was opened
        assert line_of(page) == line_of(fresh)
    shorten(page, fresh)
    told = differences(page, fresh)
    assert not told, told
    reading = await world.read(show_reading, "lin", "lounge")
    assert reading.unread == talk.unread
    closing = by_id(page.tree, "log-lounge-closing")
    assert closing is not None
    assert closing.get("data-locked") is not None
    notices = by_id(page.tree, "notice-count")
    assert notices is not None
    assert notices.text == "1"


async def test_the_line_stands_where_reading_ended(
    world: World, clock: time_machine.Traveller
) -> None:
    talk = Talk(world, clock)
    orders = await talk.before()
    await talk.meanwhile(Absence(timedelta(hours=1), 20, is_far=False))
    shown = (await thread(world, "lin", "lounge")).messages
    first = next(each for each in shown if each.order > orders[3])
    page = await look(world, "lin", "threads/lounge")
    assert line_of(page) == (f"message-{first.key}", f"{talk.unread} new")


async def test_a_labeler_who_was_away_is_still_blind(
    world: World, clock: time_machine.Traveller
) -> None:
    topic = f"task:{await make_task(world)}"
    for name in ("lin", "sam"):
        await hold(world, name)
    await say(world, "lea", topic, "by the team")
    page = await look(world, "lin", f"threads/{topic}")
    for number in range(130):
        clock.shift(2)
        await say(world, "sam" if number % 5 else "lea", topic, f"no {number}")
    await catch_up(world, page)
    fresh = await look(world, "lin", f"threads/{topic}")
    assert not differences(page, fresh)
    assert "no 1" not in [each.text_content().strip() for each in page.tree.xpath("//article//p")]
    assert (await world.read(show_reading, "lin", topic)).unread == 27


async def test_who_was_away_beyond_their_session_is_asked_to_sign_in(
    world: World, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(hours=IDLE + 1))
    client = world.client("lin", browser=True)
    answer = await client.get("/api/v1/projects/hate/events", params={"after": 1})
    assert answer.status_code == 401
