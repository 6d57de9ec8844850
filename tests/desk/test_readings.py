"""Reading over both doors: what is shown before an answer, after one, and to whom."""

from typing import Any

import pytest
from sqlmodel import Session, select

from app.actions.gold_keys import choose_golds
from app.actions.golds import set_gold
from app.domain.roles import Actor
from app.records.questions import Case, Ruling
from tests.actions.loop import NO, NOTHING, YES, change_draft, first_guideline, make_tasks, publish
from tests.actions.test_effects import rule
from tests.cast import World

pytestmark = pytest.mark.pages
API = "/api/v1/projects/hate/revisions/2"
PAGE = "/projects/hate/revisions/2/reading"
EXAMPLES = {"an example that is fine": NO, "an example that is not": YES}


async def published(world: World) -> None:
    """Version 2.0.0 with a check of two invented cases, and one of a gold task."""
    await first_guideline(world)
    tasks = await make_tasks(world, ["a", "b"])
    await world.write(set_gold, "lea", tasks[0].key, answer=YES)
    number = await change_draft(world, {**NOTHING, "predicate": {"text_any": ["a"]}})
    await rule(world, number, NO)

    def add(db: Session, actor: Actor) -> None:
        ruling = db.exec(select(Ruling)).one()
        of = {"project_id": actor.project_id, "ruling_id": ruling.id}
        db.add_all(Case(**of, example=words, value=value) for words, value in EXAMPLES.items())
        db.add(Case(**of, task_id=tasks[0].id, value=YES))

    await world.write(add, "lea")
    await world.write(choose_golds, "lea", number, choices={}, rest=("rekey", ""))
    await publish(world, number)


async def test_the_check_in_the_browser(world: World) -> None:
    await published(world)
    lin = world.client("lin", browser=True)
    assert "Then 2 cases" in (await lin.get(PAGE)).text
    desk = (await lin.get("/projects/hate/desk")).text
    assert "Other tasks meanwhile" in desk
    done = await lin.post("/projects/hate/revisions/2/acknowledgement")
    assert done.headers["location"].endswith("/reading#check")
    shown = (await lin.get(PAGE)).text
    assert "Case 1 of 2" in shown
    assert sum(words in shown for words in EXAMPLES) == 1  # one at a time
    right = next(value for words, value in EXAMPLES.items() if words in shown)
    case = shown.split('name="case" value="')[1].split('"')[0]
    form = {"case": case, "round": "1", "answer": {YES: NO, NO: YES}[right]}
    told = await lin.post("/projects/hate/revisions/2/check", data=form)
    after = (await lin.get(told.headers["location"])).text
    assert "Not what the ruling says." in after
    assert 'id="ruling-1"' in after
    again = await lin.post("/projects/hate/revisions/2/check", data=form)  # sent twice
    assert again.headers["location"] == PAGE
    sams = (await world.client("sam", browser=True).get(told.headers["location"])).text
    assert "Not what the ruling says." not in sams
    wrong = await lin.post("/projects/hate/revisions/2/check", data={**form, "answer": ""})
    assert wrong.status_code in (303, 422)


async def test_who_reads_it_at_the_desk_finds_the_next_task_there(world: World) -> None:
    await first_guideline(world)
    await make_tasks(world, ["a"])
    await change_and_publish(world)
    lin, desk = world.client("lin", browser=True), "/projects/hate/desk"
    assert "I have read this" in (await lin.get(desk)).text
    origin = world.settings.origin.rstrip("/")
    at = "/projects/hate/revisions/2/acknowledgement"
    told = await lin.post(at, headers={"referer": origin + desk})
    assert told.headers["location"] == origin + desk
    assert 'id="answer"' in (await lin.get(desk)).text


async def change_and_publish(world: World) -> None:
    """A change in substance without a check."""
    await publish(world, await change_draft(world, NOTHING))


async def test_the_check_over_the_api(world: World) -> None:
    await published(world)
    lin = world.client("lin")
    early = await lin.post(f"{API}/check", json={"case": 1, "round": 1, "answer": YES})
    assert early.status_code == 409
    before = (await lin.get(f"{API}/reading")).json()
    assert (before["cases"], before["check"], before["readers"]) == (2, None, None)
    read = (await lin.post(f"{API}/acknowledgement")).json()
    assert (read["is_acknowledged"], read["is_passed"]) == (True, False)
    view = (await lin.get(f"{API}/reading")).json()
    asked: list[Any] = []
    while check := view["check"]:
        assert set(check) == {"case", "round", "place", "cases", "content", "prompt", "answers"}
        words = check["content"]["parts"][0]["text"]
        asked.append(words)
        body = {"case": check["case"], "round": check["round"], "answer": EXAMPLES[words]}
        view = (await lin.post(f"{API}/check", json=body)).json()
        assert view["answered"]["is_right"]
    assert sorted(asked) == sorted(EXAMPLES)
    assert view["is_passed"]
    assert (await lin.post("/api/v1/projects/hate/assignments")).status_code == 201


@pytest.mark.parametrize("name", ["lin", "vic", "rui"])
async def test_gold_is_nowhere_in_it(world: World, name: str) -> None:
    await published(world)
    client, browser = world.client(name), world.client(name, browser=True)
    for told in (await client.get(f"{API}/reading"), await browser.get(PAGE)):
        assert told.status_code == 200
        assert "gold" not in told.text.casefold()
        assert "trusted" not in told.text.casefold()
        assert ("Who has read it" in told.text or '"people"' in told.text) == (name == "rui")
    for path in ("drafts/2/golds", "exports/gold_history.jsonl"):
        assert (await client.get(f"/api/v1/projects/hate/{path}")).status_code in (403, 404)
    golds = {"rest": {"how": "rekey"}}
    refused = await client.put("/api/v1/projects/hate/drafts/2/golds", json=golds)
    assert refused.status_code in (403, 404)
    assert (await browser.get("/projects/hate/drafts/2/golds")).status_code in (403, 404)
    person = (await browser.get(f"/projects/hate/people/{world.member_id('lin')}")).text
    assert "trusted" not in person.casefold()


async def test_what_the_ml_team_chooses_comes_back_as_typed(world: World) -> None:
    await first_guideline(world)
    for task in await make_tasks(world, ["a", "b"]):
        await world.write(set_gold, "lea", task.key, answer=YES)
    number = await change_draft(world, {**NOTHING, "selection": ["t1", "t2"]})
    await rule(world, number, NO)
    lea, at = world.client("lea", browser=True), f"/projects/hate/drafts/{number}/golds"
    assert "2 are undecided" in (await lea.get(at)).text
    refused = await lea.post(at, data={"how:t1": "keep", "reason:t2": "half a thought"})
    assert refused.status_code == 422
    assert "half a thought" in refused.text
    kept = await lea.post(at, data={"how:t1": "keep", "reason:t1": "Irony.", "rest": "retire"})
    assert kept.status_code == 303
    assert "All are decided." in (await lea.get(at)).text


async def test_nobody_outside_reads_it(world: World) -> None:
    await published(world)
    for path in (f"{API}/reading", PAGE):
        client = world.client("eve", browser=path == PAGE)
        assert (await client.get(path)).status_code == 404
    assert (await world.client("lin").get(API.replace("2", "9") + "/reading")).status_code == 404
    draft = await change_draft(world, NOTHING, code="c3")
    hidden = f"/api/v1/projects/hate/revisions/{draft}/reading"
    for name in ("lin", "lea"):
        assert (await world.client(name).get(hidden)).status_code == 404
