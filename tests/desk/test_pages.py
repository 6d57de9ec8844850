"""The desk in the browser: the next task after every step, taking back, flagging, parking."""

import re
from uuid import uuid4

import httpx2
import pytest

from tests.actions.loop import make_tasks
from tests.cast import World

DESK = "/projects/hate/desk"
HTMX = {"hx-request": "true"}


def found(pattern: str, html: str) -> str:
    """What stands at a place of the page."""
    match = re.search(pattern, html)
    assert match, f"{pattern} is not in the page"
    return match[1]


def text(html: str) -> str:
    """The text of the task in hand."""
    return found(
        r'data-anchorable="text"[^>]*>([^<]*(?:<mark[^>]*>[^<]*</mark>[^<]*)*)</div>', html
    )


async def step(client: httpx2.AsyncClient, path: str, **form: str) -> str:
    """A step at the desk, as htmx takes it: the desk as it stands afterwards."""
    answer = await client.post(f"{DESK}/{path}", data=form, headers=HTMX)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.fixture
async def desk(world: World) -> World:
    """Three tasks, and nothing claimed yet."""
    await make_tasks(world, ["the first post", "the second post", "the third post"])
    return world


async def test_a_label_taken_back_is_in_hand_again_before_the_task_that_followed(
    desk: World,
) -> None:
    lin = desk.client("lin", browser=True)
    first = await step(lin, "next")
    cid, key = str(uuid4()), found(r"/desk/([0-9a-f-]{36})/label", first)
    second = await step(lin, f"{key}/label", answer="hateful", cid=cid)
    assert text(second) != text(first)
    assert found(r'name="cid" value="([^"]+)"', second) == cid, "the undo bar names the label"
    back = await step(lin, "undo", cid=cid)
    assert text(back) == text(first)
    assert re.search(r'value="hateful" checked', back), "what was answered is still chosen"
    assert "Taken back" in back
    key = found(r"/desk/([0-9a-f-]{36})/label", back)
    again = await step(lin, f"{key}/label", answer="non-hateful", cid=str(uuid4()))
    assert text(again) == text(second)


async def test_a_skip_is_taken_back_by_the_bar_that_came_with_the_next_task(desk: World) -> None:
    lin = desk.client("lin", browser=True)
    first = await step(lin, "next")
    key = found(r"/desk/([0-9a-f-]{36})/label", first)
    second = await step(lin, f"{key}/skip", reason="I cannot judge this")
    assert text(second) != text(first)
    assert f"/desk/{key}/resumption" in second
    back = await step(lin, f"{key}/resumption")
    assert text(back) == text(first)
    assert "resumption" not in back


async def test_words_flagged_by_the_form_are_marked_and_the_task_can_be_laid_aside(
    desk: World,
) -> None:
    lin = desk.client("lin", browser=True)
    before = await step(lin, "next")
    task = found(r"/tasks/([0-9a-f-]{36})/flags", before)
    assert 'form="park"' not in before, "there is no question to wait for"
    flag = {
        "key": str(uuid4()),
        "category": "ambiguous",
        "note": "Which post?",
        "anchor_start": "4",
        "anchor_end": str(text(before).index(" post")),
        "anchor_quote": text(before)[4 : text(before).index(" post")],
        "anchor_part": "text",
        "assignment": found(r"/desk/([0-9a-f-]{36})/label", before),
    }
    url = f"/projects/hate/tasks/{task}/flags"
    assert (await lin.post(url, data=flag, headers=HTMX)).status_code == 204
    flagged = (await lin.get(DESK)).text
    assert f">{flag['anchor_quote']}</mark>" in text(flagged)
    question = found(r'name="question" value="(\d+)"', flagged)
    after = await step(lin, f"{flag['assignment']}/park", question=question)
    assert text(after) != text(before)


async def test_flag_and_park_is_one_press(desk: World) -> None:
    lin = desk.client("lin", browser=True)
    before = await step(lin, "next")
    task = found(r"/tasks/([0-9a-f-]{36})/flags", before)
    key = found(r"/desk/([0-9a-f-]{36})/label", before)
    flag = {"key": str(uuid4()), "category": "other", "note": "?", "assignment": key, "act": "park"}
    gone = await lin.post(f"/projects/hate/tasks/{task}/flags", data=flag)
    assert gone.status_code == 303
    assert text(await step(lin, "next")) != text(before)


async def test_nothing_left_is_said_and_nothing_is_claimed_by_looking(desk: World) -> None:
    lin = desk.client("lin", browser=True)
    looked = (await lin.get(DESK)).text
    assert 'hx-trigger="load, submit"' in looked
    for _ in range(3):
        html = await step(lin, "next")
        key = found(r"/desk/([0-9a-f-]{36})/label", html)
        html = await step(lin, f"{key}/label", answer="hateful", cid=str(uuid4()))
    assert "Nothing left for now" in html
    assert "hx-trigger" not in html.split('id="pane-rules"')[0], "it does not ask again by itself"
