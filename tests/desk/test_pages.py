"""The desk in the browser: the next task after every step, taking back, flagging, parking."""

import re
from uuid import uuid4

import httpx2
import pytest

from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_all,
    change,
    change_draft,
    first_guideline,
    labeled,
    make_tasks,
    publish,
    settle,
)
from tests.cast import World
from tests.replay import catch_up, look
from tests.upserts import by_id

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


async def test_a_label_made_again_is_taken_back_until_its_relabel_goes_on(world: World) -> None:
    await labeled(world, tasks=2)
    await change(world, {**NOTHING, "predicate": {"text_any": ["task 1"]}})
    await settle(world)
    lin = world.client("lin", browser=True)
    first = await step(lin, "next")
    assert "This label is to be made again" in first
    key, cid = found(r"/desk/([0-9a-f-]{36})/label", first), str(uuid4())
    after = await step(lin, f"{key}/label", answer=NO, cid=cid)
    assert found(r'name="cid" value="([^"]+)"', after) == cid, "the undo bar names the label"
    back = await step(lin, "undo", cid=cid)
    assert "This label is to be made again" in back
    assert re.search(rf'value="{NO}" checked', back)
    await world.write(answer_all, "sam", YES)
    last = await step(lin, f"{key}/label", answer=NO, cid=str(uuid4()))
    assert "its relabel has gone on from it" in last
    assert "desk/undo" not in last


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
    following = (await lin.get(gone.headers["location"])).text
    assert text(following) != text(before)
    # found again among one's labels, and where nothing is left; taken up again it comes first
    resumption = f"{DESK}/{key}/resumption"
    assert resumption in (await lin.get("/projects/hate/labels")).text
    for _ in range(2):
        held = found(r"/desk/([0-9a-f-]{36})/label", following)
        following = await step(lin, f"{held}/label", answer="hateful", cid=str(uuid4()))
    assert resumption in following
    assert "1 open question" in following
    assert text(await step(lin, f"{key}/resumption")) == text(before)
    assert resumption not in (await lin.get("/projects/hate/labels")).text


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


async def test_a_guideline_that_changes_is_told_at_once_and_asked_about_once(desk: World) -> None:
    await first_guideline(desk)
    lin = desk.client("lin", browser=True)
    held = await step(lin, "next")
    key, cid = found(r"/desk/([0-9a-f-]{36})/label", held), str(uuid4())
    seen = await look(desk, "lin", "desk")
    await publish(desk, await change_draft(desk, type="clarifying"))
    await catch_up(desk, seen)
    news, clauses = by_id(seen.tree, "desk-news"), by_id(seen.tree, "clauses")
    assert news is not None
    assert clauses is not None
    assert "The guideline changed to v1.1.0. Quotes" in " ".join(news.text_content().split())
    assert "quoted or not" in clauses.text_content()
    asked = await lin.post(
        f"{DESK}/{key}/label", data={"answer": "hateful", "cid": cid}, headers=HTMX
    )
    assert asked.status_code == 409
    assert 'id="overtaken"' in asked.text
    assert re.search(r'data-key="Enter"[^>]*>.*Confirm my answer', asked.text)
    again = (await lin.get(DESK)).text
    assert "It touches this task." in again, "said once: by what shows itself above the task"
    assert "Confirm my answer" not in again, "it has been asked"
    number = found(r'name="confirmed" value="(\d+)"', again)
    await lin.post(f"/projects/hate/revisions/{number}/acknowledgement")
    assert "The guideline changed" not in (await lin.get(DESK)).text
    await step(lin, f"{key}/label", answer="hateful", cid=cid, confirmed=number)
