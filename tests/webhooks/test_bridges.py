"""Bridges: what comes in, under which name, once; and what is refused at the door."""

import asyncio
import json
from typing import Any

import httpx2
import pytest

from app.actions.locks import lock_thread
from app.actions.members import change_role, remove_member
from app.actions.merges import merge_question
from app.clock import new_ordered_id, now
from app.gate.rates import Rates
from app.pages.notices import show_notices
from app.pages.searches import show_search
from tests.cast import World
from tests.domain.test_signatures import by_hand
from tests.talk.floor import asked, events, flag, held_task, said, say, thread
from tests.webhooks.stage import Post

pytestmark = pytest.mark.pages

API = "/api/v1/projects/hate"


async def bridge(world: World, name: str = "lea", **body: Any) -> dict[str, Any]:
    """A bridge of somebody's, with its address."""
    made = await world.client(name).post(f"{API}/bridges", json={"name": "CI", **body})
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


async def send(
    world: World, made: dict[str, Any], body: object = None, **headers: str
) -> httpx2.Response:
    """A program posts: no cookie, no token, no origin."""
    transport = httpx2.ASGITransport(app=world.app)
    content = body if isinstance(body, bytes) else json.dumps(body or {"text": "F1 is 0.87"})
    async with httpx2.AsyncClient(transport=transport, base_url=world.settings.origin) as program:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return await program.post(made["url"], content=content, headers=given)


async def test_a_message_stands_in_the_lounge_under_the_bridges_name(world: World) -> None:
    told = await send(world, await bridge(world))
    assert (told.status_code, told.text) == (200, "ok")
    [message] = (await thread(world, "lin", "lounge")).messages
    assert (message.author, message.author_id, message.body) == ("CI", None, "F1 is 0.87")
    assert not message.is_team
    page = (await world.client("vic", browser=True).get("/projects/hate/threads/lounge")).text
    assert '<span class="role">bridge</span>' in page
    [event] = await events(world, "message.posted")
    assert (event.actor_id, event.data["bridge"]) == (0, 1)
    exported = await world.client("lea").get(f"{API}/exports/messages.jsonl")
    assert json.loads(exported.text)["author"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"text": "F1 is 0.87"},
        {"text": "F1 is 0.87", "username": "x", "attachments": [{"text": "not read"}]},
        {"type": "evaluation.done", "timestamp": "now", "data": {"text": "F1 is 0.87"}},
    ],
)
async def test_the_forms_that_are_read(world: World, body: object) -> None:
    assert (await send(world, await bridge(world), body)).is_success
    assert await said(world, "lin", "lounge") == ["F1 is 0.87"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"F1 is 0.87",
        b"[]",
        b'{"text": 1}',
        b'{"text": " "}',
        b'{"text": null}',
        b'{"data": {"text": []}}',
        b'{"data": "text"}',
        b'{"text": "a\\u0000b"}',
        b'{"text": "a\\ud800b"}',
        b"\xff\xfe",
        b"[" * 50_000,
    ],
)
async def test_what_is_no_message_is_refused_in_words(world: World, body: bytes) -> None:
    told = await send(world, await bridge(world), body or b" ")
    assert told.status_code == 422
    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["detail"]
    assert await said(world, "lin", "lounge") == []


async def test_64_kb_and_no_more(world: World) -> None:
    made = await bridge(world)
    assert (await send(world, made, b" " * 65_537)).status_code == 413
    assert (await send(world, made, {"text": "é" * 10_000})).is_success


async def test_thirty_a_minute_and_no_more(world: World) -> None:
    settings = world.settings.model_copy(update={"bridge_messages_per_minute": 2})
    world.app.state.rates = Rates(settings)
    one, other = await bridge(world), await bridge(world)
    assert [(await send(world, one)).status_code for _ in range(3)] == [200, 200, 429]
    assert int((await send(world, one)).headers["retry-after"]) > 0
    assert (await send(world, other)).status_code == 200
    assert len(await said(world, "lin", "lounge")) == 3


@pytest.mark.parametrize("header", ["webhook_id", "idempotency_key"])
async def test_a_repeat_changes_nothing(world: World, header: str) -> None:
    made, other = await bridge(world), await bridge(world)
    tries = [send(world, made, **{header: "run-7"}) for _ in range(5)]
    assert {told.status_code for told in await asyncio.gather(*tries)} == {200}
    assert await said(world, "lin", "lounge") == ["F1 is 0.87"]
    assert (await send(world, made, {"text": "else"}, **{header: "run-7"})).status_code == 409
    # another bridge's ids are its own
    assert (await send(world, other, {"text": "else"}, **{header: "run-7"})).status_code == 200
    assert (await send(world, made, **{header: "i" * 201})).status_code == 422
    assert len(await said(world, "lin", "lounge")) == 2


async def test_signed_requests_only_where_it_says_so(world: World) -> None:
    made = await bridge(world, signed=True)
    body, at = b'{"text": "signed"}', int(now().timestamp())
    assert (await send(world, made, body)).status_code == 403

    async def signed(secret: str, at: int, said: bytes = body) -> int:
        headers = {
            "webhook_id": "msg_1",
            "webhook_timestamp": str(at),
            "webhook_signature": by_hand(secret, "msg_1", at, body),
        }
        return (await send(world, made, said, **headers)).status_code

    other = (await bridge(world, signed=True))["secret"]
    assert await signed(other, at) == 403
    assert await signed(made["secret"], at - 600) == 403
    assert await signed(made["secret"], at, b'{"text": "forged"}') == 403
    assert await said(world, "lin", "lounge") == []
    assert await signed(made["secret"], at) == 200
    assert await signed(made["secret"], at) == 200
    assert await said(world, "lin", "lounge") == ["signed"]


async def test_a_wrong_address_and_a_revoked_one_are_not_there(world: World) -> None:
    made = await bridge(world)
    wrong = made | {"url": made["url"][:-1] + ("a" if made["url"][-1] != "a" else "b")}
    assert (await send(world, wrong)).status_code == 404
    assert (await world.client("ada").delete(f"{API}/bridges/{made['id']}")).is_success
    told = await send(world, made)
    assert (told.status_code, told.json()["title"]) == (404, "Not found")
    assert await said(world, "lin", "lounge") == []
    assert (await world.client("ada").get(f"{API}/bridges")).json() == []


async def test_it_ends_when_its_maker_leaves_the_ml_team(world: World) -> None:
    made = await bridge(world)
    await world.write(change_role, "ada", world.member_id("lea"), role="reviewer")
    assert (await send(world, made)).status_code == 404
    [shown] = (await world.client("ada").get(f"{API}/bridges")).json()
    assert (shown["stands"], shown["made_by"]) == (False, "Lea")
    await world.write(change_role, "ada", world.member_id("lea"), role="lead")
    assert (await send(world, made)).status_code == 200
    await world.write(remove_member, "ada", world.member_id("lea"))
    assert (await send(world, made)).status_code == 404


async def test_in_a_questions_discussion_labelers_do_not_see_it(world: World) -> None:
    await asked(world, "lin")
    await say(world, "lea", "question:1", "We look into it.")
    made = await bridge(world, topic="question:1")
    assert (await send(world, made, {"text": "zq-planted"})).is_success
    assert "zq-planted" in await said(world, "lea", "question:1")
    assert "zq-planted" not in await said(world, "lin", "question:1")


async def test_a_closed_discussion_is_closed_to_bridges_too(world: World) -> None:
    await asked(world, "lin")
    await flag(world, "sam", await held_task(world, "sam"), "Do quotation marks count?")
    made = await bridge(world, topic="question:2")
    await world.write(merge_question, "lea", 2, into=1)
    assert (await send(world, made)).status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        {"topic": "question:9"},
        {"topic": "question:0"},
        {"topic": "task:00000000-0000-4000-8000-000000000000"},
        {"topic": "clause:c1"},
        {"topic": "elsewhere"},
        {"topic": "lounge:1"},
        {"name": " "},
    ],
)
async def test_where_no_bridge_leads(world: World, body: dict[str, Any]) -> None:
    told = await world.client("lea").post(f"{API}/bridges", json={"name": "CI", **body})
    assert (told.status_code, told.json()["field"]) == (422, next(iter(body)))
    form = {"bridge_name": body.get("name", "CI"), "topic": body.get("topic", "lounge")}
    page = await world.client("lea", browser=True).post(
        "/projects/hate/settings/bridges", data=form
    )
    assert page.status_code == 422


async def test_a_number_on_the_page_is_a_question(world: World) -> None:
    await asked(world, "lin")
    browser = world.client("lea", browser=True)
    form = {"bridge_name": "CI", "topic": "1"}
    assert (await browser.post("/projects/hate/settings/bridges", data=form)).status_code == 200
    [made] = (await world.client("lea").get(f"{API}/bridges")).json()
    assert made["topic"] == "question:1"


async def test_it_calls_nobody_and_goes_out_again_nowhere(post: Post) -> None:
    world = post.world
    await post.add("message.posted")
    assert (await send(world, await bridge(world), {"text": "@Sam look"})).is_success
    await post.send()
    assert (await world.read(show_notices, "sam")).notices == ()
    assert post.receiver.got == []


async def test_those_who_wrote_in_a_question_hear_who_replied(world: World) -> None:
    await asked(world, "lin")
    await say(world, "rui", "question:1", "What do we know?")
    assert (await send(world, await bridge(world, topic="question:1"))).is_success
    await world.app.state.followers.settle()
    [notice] = (await world.read(show_notices, "rui")).notices
    assert (notice.by, notice.what) == ("CI", "replied in a question's discussion")


async def test_the_ml_team_removes_what_it_said(world: World) -> None:
    assert (await send(world, await bridge(world))).is_success
    [message] = (await thread(world, "lin", "lounge")).messages
    url = f"{API}/messages/{message.key}?author=0"
    for name, status in (("lin", 404), ("rui", 404), ("lea", 201)):
        assert (await world.client(name).delete(url)).status_code == status, name
    [message] = (await thread(world, "lin", "lounge")).messages
    assert (message.is_deleted, message.body, message.author) == (True, "", "CI")


async def test_the_ml_team_removes_it_on_the_page_too(world: World) -> None:
    assert (await send(world, await bridge(world))).is_success
    [message] = (await thread(world, "lin", "lounge")).messages
    url = f"/projects/hate/messages/{message.key}/removal"
    for name, status in (("lin", 404), ("lea", 303)):
        got = await world.client(name, browser=True).post(url)
        assert got.status_code == status, name
    [message] = (await thread(world, "lin", "lounge")).messages
    assert message.tombstone == "The ML team removed this message."


async def test_the_address_is_kept_as_a_hash_and_use_is_noted(world: World) -> None:
    made = await bridge(world)
    token = made["url"].rpartition("/")[2]
    assert token.startswith("hook_")
    await send(world, made)
    [shown] = (await world.client("lea").get(f"{API}/bridges")).json()
    assert shown["used_at"]
    assert token not in json.dumps(shown)
    assert await events(world, "bridge.made")


async def test_in_a_locked_thread_a_bridge_is_silent_and_says_why(world: World) -> None:
    made = await bridge(world)
    await world.write(lock_thread, "lea", "lounge", key=new_ordered_id())
    refused = await send(world, made)
    assert refused.status_code == 409
    assert "locked" in refused.text


async def test_a_search_finds_it_under_its_name(world: World) -> None:
    assert (await send(world, await bridge(world))).is_success
    await world.app.state.followers.settle()
    [message] = (await thread(world, "lin", "lounge")).messages
    word = message.body.split()[0]
    found = (await world.read(show_search, "lin", f"{word} kind:message")).results
    assert [one.who for one in found] == ["CI"]
