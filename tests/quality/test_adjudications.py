"""Deciding single tasks: who may, what waits, what it does to the consensus, and when it ends."""

import asyncio
from uuid import UUID

import pytest
from sqlmodel import select

from app.actions.adjudications import adjudicate_task
from app.actions.projects import change_project
from app.records.adjudications import Adjudication
from app.records.tasks import Task
from tests.actions.loop import NO, YES
from tests.cast import World
from tests.imports.files import HATE, export, send
from tests.quality.crowds import import_crowd

QUEUE = f"{HATE}/adjudications"
# by task: tied, all alike, two of three, four of five
GIVEN = {"tied": "hn", "alike": "hhh", "lean": "hhn", "sure": "hhhhn"}
WORDS = {"h": YES, "n": NO}


@pytest.fixture
async def contested(world: World) -> World:
    """Four tasks on which a crowd differs more or less."""
    rows = [
        (task, f"p{n}", WORDS[letter])
        for task, letters in GIVEN.items()
        for n, letter in enumerate(letters)
    ]
    await import_crowd(world, [YES, NO], rows)
    return world


async def queue(world: World) -> list[str]:
    """The tasks that wait, in order, once they were looked for."""
    await world.client("rui").get(QUEUE)
    await world.app.state.figures.finish()
    told = (await world.client("rui").get(QUEUE)).json()
    assert [each["into"] for each in told["rows"]] == ["contests"] * len(told["rows"])
    return [each["text"] for each in told["rows"]]


async def keys(world: World) -> dict[str, str]:
    """Keys by external id."""
    tasks = await world.edge.read(lambda db: db.exec(select(Task)).all())
    return {each.external_id: str(each.key) for each in tasks}


async def consensus(world: World) -> dict[str, tuple[str | None, str | None]]:
    """What the export says of each task, and how it was decided."""
    rows = await export(world, "tasks", "rui")
    return {each["external_id"]: (each["consensus"], each["decided_by"]) for each in rows}


async def test_what_votes_leave_open_waits_and_is_decided(contested: World) -> None:
    assert await queue(contested) == ["tied", "lean", "sure"]
    before = await consensus(contested)
    assert (before["tied"], before["lean"]) == ((None, None), (YES, "majority"))
    key, rui = (await keys(contested))["tied"], contested.client("rui", browser=True)
    page = await rui.get(f"/projects/hate/adjudications/{key}")
    assert "1 of 3" in page.text
    form = {"answer": NO, "reason": "It quotes."}
    went = await rui.post(f"/projects/hate/adjudications/{key}", data=form)
    following = (await keys(contested))["lean"]
    assert went.headers["location"] == f"/projects/hate/adjudications/{following}"
    assert await queue(contested) == ["lean", "sure"]
    assert (await consensus(contested))["tied"] == (NO, "adjudicated")
    votes = {each["external_id"]: each["votes"] for each in await export(contested, "tasks")}
    assert votes["sure"] == {YES: 4, NO: 1}
    seen = (await rui.get(f"/projects/hate/tasks/{key}")).text
    assert "Adjudicated: Not hateful" in seen or "Adjudicated: non-hateful" in seen
    assert "It quotes." in seen


async def test_it_is_decided_anew_taken_back_and_told(contested: World) -> None:
    key = (await keys(contested))["lean"]
    at, rui = f"{HATE}/tasks/{key}/adjudication", contested.client("rui")
    for answer in (NO, NO, YES):
        assert (await rui.put(at, json={"answer": answer})).status_code == 201
    rows = await contested.edge.read(lambda db: db.exec(select(Adjudication)).all())
    assert [(each.value, each.ended_at is None) for each in rows] == [(NO, False), (YES, True)]
    assert (await rui.put(at, json={"answer": "maybe"})).status_code == 422
    assert (await rui.delete(at)).status_code == 204
    assert (await rui.delete(at)).status_code == 422
    assert (await consensus(contested))["lean"] == (YES, "majority")
    events = await export(contested, "events", "rui")
    kinds = [each["kind"] for each in events if each["kind"].startswith("adjudication.")]
    assert kinds == ["adjudication.made", "adjudication.made", "adjudication.withdrawn"]


async def test_two_who_decide_at_once_leave_one_decision(contested: World) -> None:
    key = (await keys(contested))["tied"]
    at = f"{HATE}/tasks/{key}/adjudication"
    answers = {"rui": YES, "lea": NO, "ada": YES}
    both = await asyncio.gather(
        *(contested.client(who).put(at, json={"answer": each}) for who, each in answers.items())
    )
    assert {each.status_code for each in both} == {201}
    rows = await contested.edge.read(lambda db: db.exec(select(Adjudication)).all())
    assert sum(each.ended_at is None for each in rows) == 1


async def test_nobody_below_staff_sees_or_decides(contested: World) -> None:
    key = (await keys(contested))["tied"]
    for name in ("lin", "vic", "eve"):
        client = contested.client(name)
        assert (await client.get(QUEUE)).status_code == 404
        put = await client.put(f"{HATE}/tasks/{key}/adjudication", json={"answer": YES})
        assert put.status_code in (403, 404)
        page = contested.client(name, browser=True)
        for path in ("adjudications", f"adjudications/{key}"):
            assert (await page.get(f"/projects/hate/{path}")).status_code == 404
        sent = await page.post(f"/projects/hate/adjudications/{key}", data={"answer": YES})
        assert sent.status_code == 404
    assert await contested.edge.read(lambda db: db.exec(select(Adjudication)).all()) == []
    told = (await contested.client("lin").get(f"{HATE}/events?after=0")).json()
    assert "adjudication" not in str(told)


async def test_where_people_may_differ_nothing_is_decided(contested: World) -> None:
    key = (await keys(contested))["tied"]
    await contested.write(change_project, "ada", descriptive=True)
    put = await contested.client("rui").put(
        f"{HATE}/tasks/{key}/adjudication", json={"answer": YES}
    )
    assert put.status_code == 409
    page = await contested.client("rui", browser=True).get("/projects/hate/adjudications")
    assert "People may differ here" in page.text


async def test_a_form_that_is_no_answer_comes_back_as_it_was(contested: World) -> None:
    key = (await keys(contested))["tied"]
    form = {"answer": "maybe", "reason": "Because I say so."}
    sent = await contested.client("rui", browser=True).post(
        f"/projects/hate/adjudications/{key}", data=form
    )
    assert sent.status_code == 422
    assert "Because I say so." in sent.text
    assert "is not one of the answers" in sent.text


async def test_an_export_as_of_a_moment_has_the_decisions_of_then(contested: World) -> None:
    key = (await keys(contested))["tied"]
    made = await contested.write(adjudicate_task, "rui", UUID(key), answer=YES)
    await send(contested, b"item_id,annotator,label\ntied,late,hateful\n", "labels")
    then = await contested.client("rui").get(
        f"{HATE}/exports/tasks.jsonl", params={"as_of": made.made_at.isoformat()}
    )
    assert '"decided_by":"adjudicated"' in then.text.replace(" ", "")
    assert "adjudicated" not in str([row for row in then.text.splitlines() if '"lean"' in row])
