"""What the cases suggest for a scope, likeness as a reason, and how much of a scope is affected."""

import pytest
from sqlmodel import select

from app.actions.rulings import Decision, make_ruling
from app.actions.scopes import settle_scope
from app.domain.hunts import estimate_precision
from app.domain.intervals import wilson
from app.pages.scopes import show_preview
from app.records.tasks import Task
from tests.book.test_hunts import hunted
from tests.cast import World
from tests.talk.floor import flag

assert hunted
pytestmark = pytest.mark.pages
DRAFT = "/api/v1/projects/hate/drafts/2"
NONE = {"citing": False, "led": False}


async def known(world: World, *names: str) -> None:
    """These tasks are known to be affected."""
    scope = {**NONE, "selection": names}
    await world.write(settle_scope, "lea", 2, scope, second_person=True, lists={})


async def ruled(world: World) -> int:
    """The number of a question that was asked about a quotation; its ruling opens draft 3."""
    task = await world.read(lambda db, _: db.exec(select(Task)).first(), "lea")
    question = await flag(world, "sam", task.key)
    rule = Decision(outcome="change", rationale="Yes.", condition="quoted", value="non-hateful")
    await world.write(make_ruling, "lea", question, **rule)
    return question


async def test_what_the_known_tasks_share_is_suggested_with_what_it_selects(hunted: World) -> None:
    lea = hunted.client("lea")
    empty = (await lea.get(f"{DRAFT}/leads")).json()
    assert (empty["cases"], empty["words"], empty["likeness"]) == (0, [], [])
    await known(hunted, "t0", "t1")
    leads = (await lea.get(f"{DRAFT}/leads")).json()
    shown = {each["literals"][0]: each["tasks"] for each in leads["words"]}
    assert shown["“"] == shown["said"] == 4
    assert "the" not in shown
    page = await hunted.client("lea", browser=True).get("/projects/hate/drafts/2/leads")
    assert 'data-lines="“"' in page.text


async def test_tasks_like_a_case_are_in_scope_for_that_reason(hunted: World) -> None:
    lea = hunted.client("lea")
    nothing = await lea.put(f"{DRAFT}/scope", json={**NONE, "similar": 50})
    assert (nothing.status_code, nothing.json()["field"]) == (422, "similar")
    await ruled(hunted)
    draft = DRAFT.replace("2", "3")  # the ruling's own
    steps = (await lea.get(f"{draft}/leads")).json()["likeness"]
    assert steps[0]["share"] == 90
    assert steps[-1]["tasks"] >= 4
    for step in steps:
        settled = await lea.put(f"{draft}/scope", json={**NONE, "similar": step["share"]})
        assert settled.json()["scope"]["similar"] == step["share"]
        counts = (await lea.get(f"{draft}/preview")).json()["counts"]
        assert counts["by_stratum"]["d"] == counts["tasks"] == step["tasks"]
        assert counts["together"] == [["d", step["tasks"]]]


async def test_a_sample_says_how_much_of_the_scope_is_affected(hunted: World) -> None:
    lea = hunted.client("lea")
    words = {**NONE, "predicate": {"text_any": ["the bus", "“"]}}
    assert (await lea.post(f"{DRAFT}/hunt/sample")).status_code == 422  # nothing is in scope
    await lea.put(f"{DRAFT}/scope", json=words)
    assert (await lea.get(f"{DRAFT}/preview")).json()["precision"] is None
    batch = (await lea.post(f"{DRAFT}/hunt/sample")).json()["batch"]
    assert (batch["kind"], len(batch["items"])) == ("sample", 20)
    judged = {each["external_id"]: int(each["external_id"][1:]) < 4 for each in batch["items"]}
    hits = sum(judged.values())
    await lea.put(f"{DRAFT}/hunt/rounds/1", json={"judgements": judged})
    told = (await hunted.read(show_preview, "lea", 2)).precision
    assert told == estimate_precision(34, 20, hits, 20, hits)
    # the sample says nothing of another scope, and the hunt begins as if it had not been
    await lea.put(f"{DRAFT}/scope", json={**NONE, "predicate": {"text_any": ["bus"]}})
    other = (await hunted.read(show_preview, "lea", 2)).precision
    assert other is not None
    assert other.share is None
    left_out = (await hunted.read(show_preview, "lea", 2)).left_out
    assert left_out == tuple(sorted(name for name, hit in judged.items() if hit))
    hunt = (await lea.post(f"{DRAFT}/hunt")).json()
    assert hunt["batch"]["kind"] == "ranked" if hits else hunt["status"] == 422


async def test_in_a_browser_judging_a_sample_leads_back_to_the_scope(hunted: World) -> None:
    await known(hunted, "t0", "t1")
    lea, here = hunted.client("lea", browser=True), "/projects/hate/drafts/2"
    assert "Nobody has looked yet" in (await lea.get(f"{here}/preview")).text
    assert (await lea.post(f"{here}/hunt/sample")).headers["location"] == f"{here}/hunt"
    told = {"task:t0": "yes", "task:t1": "no"}
    back = await lea.post(f"{here}/hunt/rounds/1", data=told)
    assert back.headers["location"] == f"{here}/scope"


async def test_the_scope_is_begun_in_the_discussion_that_led_to_it(hunted: World) -> None:
    question = await ruled(hunted)
    lea, here = hunted.client("lea", browser=True), "/projects/hate/drafts"
    to = await lea.post(f"{here}/3/scope/discussion", data={"question": question})
    assert to.headers["location"] == f"/projects/hate/questions/{question}"
    assert (
        "We are about to ask for these labels again: labels citing"
        in (await lea.get(to.headers["location"])).text
    )
    assert (await lea.post(f"{here}/2/scope/discussion", data={"question": 1})).status_code == 404
    rui = hunted.client("rui", browser=True)
    refused = await rui.post(f"{here}/3/scope/discussion", data={"question": question})
    assert refused.status_code == 403


@pytest.mark.parametrize("name", ["leads", "hunt/sample"])
async def test_who_may(hunted: World, name: str) -> None:
    for who, status in {"eve": 404, "vic": 404, "lin": 404, "rui": 403}.items():
        client = hunted.client(who)
        ask = client.get if name == "leads" else client.post
        assert (await ask(f"{DRAFT}/{name}")).status_code == status, who


def test_what_was_judged_counts_as_it_is_and_the_rest_by_the_sample() -> None:
    low, high = wilson(15, 20)
    found = estimate_precision(100, 30, 25, 20, 15)
    assert found.share == pytest.approx((25 + 70 * 0.75) / 100)
    assert (found.low, found.high) == pytest.approx(((25 + 70 * low) / 100, (25 + 70 * high) / 100))
    every = estimate_precision(8, 8, 6, 0, 0)
    assert (every.share, every.low, every.high) == (0.75, 0.75, 0.75)
    assert estimate_precision(8, 3, 3, 0, 0).share is None
