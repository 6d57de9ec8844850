"""A calibration's pages: who finds which form, and what readers of the screen are told."""

import re

import pytest

from app.actions.calibrations import reveal_answers
from app.actions.members import change_role
from tests.actions.loop import NO, YES
from tests.calibrations.stage import contested, judge, opened
from tests.cast import World

pytestmark = pytest.mark.pages
HERE = "/projects/hate/calibrations"


async def page_of(world: World, name: str, at: int = 1) -> str:
    """A session as somebody opens it."""
    answer = await world.client(name, browser=True).get(f"{HERE}/1?at={at}")
    assert answer.status_code == 200
    return answer.text


async def test_a_role_that_changes_changes_what_one_finds(world: World) -> None:
    await contested(world)
    await opened(world)
    for name, role in (("kim", "viewer"), ("sam", "lead")):
        assert f'action="{HERE}/1/answers/1"' in await page_of(world, name)
        await world.write(change_role, "ada", world.member_id(name), role=role)
    watching, leading = await page_of(world, "kim"), await page_of(world, "sam")
    assert "/answers/1" not in watching
    for form in ("answers/1", "reveal", "end", "decisions/1"):
        assert f'action="{HERE}/1/{form}"' in leading, form
    sam = world.client("sam", browser=True)
    assert (await sam.post(f"{HERE}/1/answers/1", data={"answer": YES})).status_code == 303
    assert (await sam.post(f"{HERE}/1/reveal", data={"place": "1"})).status_code == 303


async def test_the_board_says_where_one_is_and_what_one_has_judged(world: World) -> None:
    await contested(world)
    await opened(world)
    await judge(world, "lin", {1: YES, 2: YES})
    await judge(world, "sam", {3: NO})
    await world.write(reveal_answers, "lea", 1, place=1)
    text = await page_of(world, "lin", at=3)
    nav = re.search(r'<nav class="attempt-places".*?</nav>', text, re.DOTALL)
    assert nav
    assert re.findall(r'at=(\d)"[^>]*aria-current="step"', nav[0]) == ["3"]
    assert re.findall(r'aria-label="(Task [^"]*)"', nav[0])[:3] == [
        "Task 1, revealed",
        "Task 2, judged by 1 of 3, by you too",
        "Task 3, judged by 1 of 3",
    ]


async def test_a_refusal_of_who_takes_part_is_said_at_its_field(world: World) -> None:
    await contested(world)
    lea = world.client("lea", browser=True)
    told = await lea.post(HERE, data={"title": "Alone", "people": [world.member_id("lin")]})
    assert told.status_code == 422
    assert 'aria-describedby="people-error"' in told.text
    assert 'id="people-error"' in told.text
