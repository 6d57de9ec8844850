"""The doors of talk: who gets what status, in the browser and over the API."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest

from app.clock import new_ordered_id
from tests.cast import World
from tests.talk.floor import asked, make_task, say

pytestmark = pytest.mark.pages

WHO = ("ada", "lea", "rui", "lin", "sam", "vic", "eve")
# Lin asked; Sam holds the same task and has not answered; Eve is of another project.
READS = {
    "inbox": (200, 200, 200, 404, 404, 404, 404),
    "questions/1": (200, 200, 200, 200, 404, 404, 404),
    "questions/1/state": (200, 200, 200, 404, 404, 404, 404),
    "questions/1/flags": (200, 200, 200, 404, 404, 404, 404),
    "questions/1/alike": (200, 200, 200, 404, 404, 404, 404),
    "questions/1/asked": (200, 200, 200, 200, 404, 404, 404),
    "questions": (200, 200, 200, 200, 200, 200, 404),
    "rulings": (200, 200, 200, 200, 200, 200, 404),
    "rulings/1": (404,) * 7,
    "notices": (200, 200, 200, 200, 200, 200, 404),
    "threads/lounge": (200, 200, 200, 200, 200, 200, 404),
    "threads/question:1": (200, 200, 200, 200, 404, 404, 404),
    "threads/task:{task}": (200, 200, 200, 200, 200, 200, 404),
    "threads/task:{task}/log": (200, 200, 200, 200, 200, 200, 404),
    "threads/task:{other}": (200, 200, 200, 404, 404, 200, 404),
    "tasks/{task}/flags/new": (200, 200, 200, 200, 200, 200, 404),
    "tasks/{task}/askable": (200, 200, 200, 200, 200, 200, 404),
    "tasks/{other}/askable": (200, 200, 200, 404, 404, 200, 404),
    "tasks/{task}/resemblances": (200, 200, 200, 200, 200, 200, 404),
    "tasks/{other}/resemblances": (200, 200, 200, 404, 404, 200, 404),
}
API = {
    "inbox": (200, 200, 200, 404, 404, 404, 404),
    "questions": (200, 200, 200, 404, 404, 404, 404),
    "questions/mine": (200, 200, 200, 200, 200, 200, 404),
    "questions/1": (200, 200, 200, 404, 404, 404, 404),
    "questions/1/asked": (200, 200, 200, 200, 404, 404, 404),
    "tasks/{task}/flags": (200, 200, 200, 200, 200, 200, 404),
    "tasks/{other}/flags": (200, 200, 200, 404, 404, 200, 404),
    "tasks/{task}/askable": (200, 200, 200, 200, 200, 200, 404),
    "tasks/{other}/askable": (200, 200, 200, 404, 404, 200, 404),
    "tasks/{task}/resemblances": (200, 200, 200, 200, 200, 200, 404),
    "tasks/{other}/resemblances": (200, 200, 200, 404, 404, 200, 404),
    "questions/1/alike": (200, 200, 200, 404, 404, 404, 404),
    "rulings": (200, 200, 200, 200, 200, 200, 404),
    "notices": (200, 200, 200, 200, 200, 200, 404),
    "threads/lounge/reading": (200, 200, 200, 200, 200, 200, 404),
}


def cells(table: Mapping[str, tuple[int, ...]]) -> Iterator[tuple[str, str, int]]:
    """Who, path and status, cell by cell."""
    for path, row in table.items():
        for name, status in zip(WHO, row, strict=True):
            yield name, path, status


async def _scene(world: World) -> dict[str, UUID]:
    """A question by Lin about a task that Sam holds too; a task that nobody has."""
    _, task = await asked(world, "lin", "sam", note="Secret doubt?")
    return {"task": task, "other": await make_task(world)}


async def test_who_reads_what(world: World) -> None:
    keys = await _scene(world)
    wrong = []
    for prefix, table, browser in (("", READS, True), ("/api/v1", API, False)):
        clients = {name: world.client(name, browser=browser) for name in WHO}
        for name, path, status in cells(table):
            url = f"{prefix}/projects/hate/{path.format(**keys)}"
            got = await clients[name].get(url)
            if got.status_code != status:
                wrong.append(f"{name} {url}: {got.status_code}, not {status}")
            if name in ("sam", "vic", "eve") and "Secret" in got.text:
                wrong.append(f"{name} {url} holds the secret")
    assert not wrong, "\n".join(wrong)


async def test_who_writes_what(world: World) -> None:
    keys = await _scene(world)
    flag = {"category": "ambiguous", "note": "Which?"}
    reply = {"body": "Yes."}
    writes: dict[tuple[str, str], tuple[dict[str, Any], tuple[int, ...]]] = {
        ("POST", "threads/task:{task}/messages"): (reply, (201, 201, 201, 201, 201, 403, 404)),
        ("POST", "threads/task:{other}/messages"): (reply, (201, 201, 201, 404, 404, 403, 404)),
        ("POST", "tasks/{task}/flags"): (flag, (201, 201, 201, 201, 201, 403, 404)),
        ("POST", "tasks/{other}/flags"): (flag, (201, 201, 201, 404, 404, 403, 404)),
        # before it has a title, the question exists for who asked it and for staff alone
        ("PUT", "tasks/{task}/dissimilarities/question/1"): (
            {},
            (204, 204, 204, 204, 404, 403, 404),
        ),
        ("PUT", "tasks/{other}/dissimilarities/question/1"): (
            {},
            (204, 204, 204, 404, 404, 403, 404),
        ),
        ("PUT", "tasks/{task}/dissimilarities/ruling/1"): ({}, (404, 404, 404, 404, 404, 403, 404)),
        ("DELETE", "tasks/{task}/dissimilarities"): ({}, (204, 204, 204, 204, 204, 204, 404)),
        ("PUT", "questions/1/title"): ({"title": "T"}, (201, 201, 403, 403, 404, 404, 404)),
        ("PUT", "questions/1/snooze"): ({"until": None}, (201, 201, 403, 403, 404, 404, 404)),
        ("POST", "questions/1/answer"): (reply, (201, 409, 403, 403, 404, 404, 404)),
        ("POST", "questions/1/reopening"): ({}, (201, 201, 403, 403, 404, 404, 404)),
        ("POST", "questions/1/separation"): ({}, (201, 201, 403, 403, 404, 404, 404)),
        ("POST", "questions/1/ruling"): (
            {"outcome": "differ", "rationale": "Both."},
            (201, 409, 403, 403, 404, 404, 404),
        ),
        ("POST", "rulings/1/withdrawal"): ({"reason": "No."}, (201, 201, 403, 403, 403, 403, 404)),
    }
    wrong = []
    for (method, path), (body, row) in writes.items():
        for name, status in zip(WHO, row, strict=True):
            url = f"/api/v1/projects/hate/{path.format(**keys)}"
            got = await world.client(name).request(method, url, json=body)
            if got.status_code != status:
                wrong.append(f"{name} {method} {path}: {got.status_code}, not {status}: {got.text}")
    assert not wrong, "\n".join(wrong)


async def test_every_write_is_a_plain_form_too(world: World) -> None:
    keys = await _scene(world)
    lin, lea = world.client("lin", browser=True), world.client("lea", browser=True)
    root = "/projects/hate"
    key = str(new_ordered_id())
    sent = {"key": key, "body": "by a form"}
    for _ in range(2):
        got = await lin.post(f"{root}/threads/task:{keys['task']}/messages", data=sent)
        assert (got.status_code, got.headers["location"]) == (
            303,
            f"{root}/threads/task:{keys['task']}",
        )
    got = await lin.post(f"{root}/messages/{key}/edit", data={"body": "edited"})
    assert got.status_code == 303
    assert (await lin.get(f"{root}/messages/{key}/edit")).status_code == 200
    assert (await lin.post(f"{root}/messages/{key}/deletion")).status_code == 303
    form = {"key": str(new_ordered_id()), "category": "other", "note": "A form", "join": ""}
    form |= {"anchor_start": "3", "anchor_end": "7", "anchor_quote": "said", "region_x": ""}
    got = await lin.post(f"{root}/tasks/{keys['task']}/flags", data=form)
    assert got.status_code == 303, got.text
    for noun, data in [
        ("title", {"title": "In our words"}),
        ("snooze", {"days": "1"}),
        ("duplicate", {"into": "", "other": "2"}),
    ]:
        got = await lea.post(f"{root}/questions/1/{noun}", data=data)
        assert (got.status_code, got.headers["location"]) == (303, f"{root}/questions/1"), got.text
    ruling = {"key": str(new_ordered_id()), "outcome": "differ", "rationale": " "}
    ruling["condition"] = "kept"
    got = await lea.post(f"{root}/questions/2/ruling", data=ruling)
    assert got.status_code == 422
    assert ">\nkept</textarea>" in got.text  # what was typed is not lost
    got = await lea.post(f"{root}/questions/2/ruling", data=ruling | {"rationale": "Both."})
    assert got.status_code == 303
    assert (await lin.post(f"{root}/notices/seen")).status_code == 303


async def test_htmx_gets_the_message_itself_and_a_refusal_as_a_toast(world: World) -> None:
    lin = world.client("lin", browser=True)
    sent = {"key": str(new_ordered_id()), "body": "*hello*"}
    headers = {"hx-request": "true"}
    got = await lin.post("/projects/hate/threads/lounge/messages", data=sent, headers=headers)
    assert got.text.lstrip().startswith("<article")
    assert "<em>hello</em>" in got.text
    sent["body"] = "another"
    got = await lin.post("/projects/hate/threads/lounge/messages", data=sent, headers=headers)
    assert (got.status_code, got.headers["hx-reswap"]) == (409, "none")
    assert "toast" in got.headers["hx-trigger"]


async def test_an_idempotency_key_gives_the_first_answer_again(world: World) -> None:
    lin = world.client("lin")
    url, headers = "/api/v1/projects/hate/threads/lounge/messages", {"idempotency-key": "k1"}
    first = await lin.post(url, json={"body": "once"}, headers=headers)
    again = await lin.post(url, json={"body": "once"}, headers=headers)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    other = await lin.post(url, json={"body": "twice"}, headers=headers)
    assert other.status_code == 409
    page = await lin.get("/api/v1/projects/hate/threads/lounge")
    assert [message["body"] for message in page.json()["messages"]] == ["once"]


async def test_words_are_kept_as_they_were_typed_and_shown_harmless(world: World) -> None:
    words = "  <img src=x onerror=alert(1)> [x](javascript:alert(1)) \u202e **b**\r\n"
    await say(world, "lin", "lounge", words)
    got = (await world.client("sam").get("/api/v1/projects/hate/threads/lounge")).json()
    assert got["messages"][0]["body"] == words
    page = await world.client("sam", browser=True).get("/projects/hate/threads/lounge")
    assert "<img src=x" not in page.text
    assert "javascript:" not in page.text.split("thread-log")[1]
    for bad in (b"\\u0000", b"\\ud800"):
        refused = await world.client("lin").post(
            "/api/v1/projects/hate/threads/lounge/messages",
            content=b'{"body": "x%s"}' % bad,
            headers={"content-type": "application/json"},
        )
        assert refused.status_code == 422


async def test_a_page_of_earlier_messages_is_fragments_in_a_row(world: World) -> None:
    for n in range(55):
        await say(world, "lin", "lounge", f"message {n}")
    page = await world.client("sam", browser=True).get("/projects/hate/threads/lounge")
    assert "message 54" in page.text
    assert "message 4<" not in page.text
    assert "earlier?before=" in page.text
    url = page.text.split('hx-get="')[1].split('"')[0]
    more = await world.client("sam", browser=True).get(url, headers={"hx-request": "true"})
    assert more.text.count("<article") == 5
    assert "55 new" in page.text
