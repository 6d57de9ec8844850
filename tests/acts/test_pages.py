"""Who did what: every act in words, to those who may know it, narrowed and page by page."""

import pytest

from app.clock import now
from app.domain.acts import UNLISTED, WORDS
from app.pages.acts import Asked, show_acts
from app.records.kinds import KINDS
from tests.cast import World, world
from tests.security.secrets import MAY_KNOW, plant

__all__ = ["world"]
ACTS = "/projects/hate/acts"


def test_every_kind_of_event_is_in_words_or_named_as_unlisted() -> None:
    assert set(WORDS) | UNLISTED == KINDS
    assert not set(WORDS) & UNLISTED


async def test_the_acts_say_who_and_what_and_lead_there(world: World) -> None:
    key = (await plant(world))["tasks"][0]
    page = (await world.client("lea", browser=True).get(ACTS)).text
    for words in ("Label submitted", "Flag raised", "Question titled", "Message redacted"):
        assert words in page
    assert f'<a href="/projects/hate/threads/task:{key}">zqexternal</a>' in page
    assert '<a href="/projects/hate/questions/1">Question 1</a>' in page
    settings = (await world.client("lea", browser=True).get("/projects/hate/settings")).text
    assert f'href="{ACTS}"' in settings


async def test_staff_alone_read_them_and_none_what_is_not_theirs(world: World) -> None:
    await plant(world)
    for name in ("lin", "vic", "eve"):
        assert (await world.client(name, browser=True).get(ACTS)).status_code == 404
    page = (await world.client("rui", browser=True).get(ACTS)).text
    assert "Trusted answers set" not in page
    assert "Trusted answers set" in (await world.client("ada", browser=True).get(ACTS)).text
    secret = [each for each, known in MAY_KNOW.items() if each != "zqexternal" and each in page]
    assert secret == []


async def test_acts_are_narrowed_by_person_kind_and_day(world: World) -> None:
    await plant(world)
    sam, today = world.member_id("sam"), now().date().isoformat()
    found = await world.read(show_acts, "lea", Asked(sam, "labels"))
    assert {(act.who, act.what) for act in found.acts} == {("Sam", "Label submitted")}
    assert (await world.read(show_acts, "lea", Asked(since=today, until=today))).acts
    assert not (await world.read(show_acts, "lea", Asked(until="2020-01-01"))).acts
    nothing = await world.client("lea", browser=True).get(f"{ACTS}?until=2020-01-01&what=labels")
    assert "Nothing like that was done" in nothing.text
    odd = await world.client("lea", browser=True).get(f"{ACTS}?who=me&what=%00&since=soon")
    assert odd.status_code in (200, 422)


async def test_acts_are_read_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await plant(world)
    monkeypatch.setattr("app.pages.acts.PAGE", 1000)
    whole = await world.read(show_acts, "lea", Asked())
    monkeypatch.setattr("app.pages.acts.PAGE", 3)
    seen, before = [], None
    while True:
        part = await world.read(show_acts, "lea", Asked(), before)
        seen += [act.seq for act in part.acts]
        before = part.following
        if before is None:
            break
    assert seen == [act.seq for act in whole.acts]
