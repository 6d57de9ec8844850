"""The key of an exam: nothing that is served while somebody is at it depends on what is right.

Held by turning every key round behind the server's back: what Lin is served must stay the same,
letter for letter, by every address, by the events and by what comes of an answer.
"""

import re
from typing import Any

import pytest
from sqlmodel import Session, col, select, update

from app.actions.attempts import answer_question, end_attempt
from app.actions.cases import add_case
from app.actions.exams import make_exam
from app.records.exams import Attempt, AttemptQuestion
from app.records.questions import Case
from app.records.tasks import Gold
from tests.actions.loop import NO, YES
from tests.addresses import filled, paths
from tests.cast import World
from tests.exams.stage import PLAN, pooled, start

pytestmark = pytest.mark.pages
MOMENTARY = re.compile(
    r'nonce[-=]"?[\w-]+|data-left="\d+"|"seconds_left":\d+|\b\d+:\d\d\b|"label_key":"[^"]+"'
    r'|name="cid" value="[^"]+"|[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}'
    r'|data-local="ago">[^<]*|\d+ (?:seconds?|s)\b'
)
# answers that are streams, or end what the rest is asked with
SPARED = ("/live", "/account/export")


async def turn_round(world: World) -> None:
    """What was right is wrong, and the other way round."""

    def turn(db: Session, actor: Any) -> None:
        for model, column in ((Case, "value"), (Gold, "value"), (AttemptQuestion, "expected")):
            for row in db.exec(select(model)).all():
                setattr(row, column, NO if getattr(row, column) == YES else YES)
                db.add(row)
        right = col(AttemptQuestion.is_right)
        db.execute(update(AttemptQuestion).where(right.is_not(None)).values(is_right=~right))

    await world.write(turn, "ada")


def addresses(attempt: Attempt) -> list[str]:
    """Every address that can be looked at, with what this world holds in its places."""
    here = f"/projects/hate/attempts/{attempt.key}"
    places = [f"{root}{here}?at={n}" for root in ("", "/api/v1") for n in range(1, 11)]
    known = {
        "slug": ["hate"], "number": ["1"], "code": ["c2"], "key": [str(attempt.key)],
        "version": ["1.0.0"], "topic": ["lounge"], "member_id": ["4"], "noun": ["labels"],
        "format": ["csv"],
    }  # fmt: skip
    every = [*paths("app.web"), *paths("app.api", "/api/v1")]
    found = {each for path in every if not path.endswith(SPARED) for each in filled(path, known)}
    return sorted({*found, *places, "/api/v1/projects/hate/events?after=0"})


async def served(world: World, name: str, attempt: Attempt) -> dict[str, str]:
    """What somebody is served by each address, without what each moment changes."""
    browser, api = world.client(name, browser=True), world.client(name)
    found = {}
    for path in addresses(attempt):
        answer = await (api if path.startswith("/api") else browser).get(path)
        found[path] = f"{answer.status_code} {MOMENTARY.sub('', answer.text)}"
    return found


async def test_no_address_tells_what_is_right_while_one_is_at_it(world: World) -> None:
    await pooled(world)
    await world.write(make_exam, "lea", PLAN)
    attempt = await start(world, "lin")
    for place in (1, 2, 3):
        await world.write(answer_question, "lin", attempt.key, place, raw=YES)
    await served(world, "lin", attempt)  # a token that was used is one that was used
    before, led = await served(world, "lin", attempt), await served(world, "lea", attempt)
    await turn_round(world)
    after, led_after = await served(world, "lin", attempt), await served(world, "lea", attempt)
    told = [path for path, text in before.items() if after[path] != text]
    assert told == []
    assert sum(text.startswith("200") for text in before.values()) > 40
    # it would be seen if it were there
    assert led["/projects/hate/exams/1"] != led_after["/projects/hate/exams/1"]
    assert led["/api/v1/projects/hate/cases"] != led_after["/api/v1/projects/hate/cases"]


async def test_the_reply_to_an_answer_does_not_tell_either(world: World) -> None:
    await pooled(world)
    await world.write(make_exam, "lea", PLAN)
    attempt = await start(world, "lin")
    here = f"projects/hate/attempts/{attempt.key}/answers/2"
    replies = []
    for _ in range(2):
        api = await world.client("lin").put(f"/api/v1/{here}", json={"answer": YES})
        page = await world.client("lin", browser=True).post(
            f"/{here}", data={"answer": YES}, headers={"hx-request": "true"}
        )
        assert (api.status_code, page.status_code) == (201, 200)
        replies.append(MOMENTARY.sub("", api.text + page.text))
        await turn_round(world)
    assert replies[0] == replies[1]
    assert "is_right" not in replies[0]


async def test_cases_of_an_exam_come_back_once_it_is_over(world: World) -> None:
    await pooled(world)
    await world.write(add_case, "lea", code="c2", value=YES, example="before the exam")
    await world.write(make_exam, "lea", PLAN)
    lin = world.client("lin")

    async def shown() -> set[str]:
        told = (await lin.get("/api/v1/projects/hate/cases")).json()
        return {each["text"] for each in told["items"]}

    assert await shown() == set()
    await world.write(add_case, "lea", code="c2", value=YES, example="after it was made")
    assert await shown() == {"after it was made"}
    attempt = await start(world, "lin")
    assert len(await shown()) == 1
    await world.write(end_attempt, "lin", attempt.key)  # nothing answered, nothing passed
    assert len(await shown()) == 1 + 8  # those that were asked: their result says what is right
    result = (await lin.get(f"/api/v1/projects/hate/attempts/{attempt.key}")).json()["result"]
    assert {each["expected"] for each in result["explained"]} == {"Hateful", "Not hateful"}


async def test_who_may_what(world: World) -> None:
    await pooled(world)
    exam, new = "/api/v1/projects/hate/exams", {"title": "A", "counts": {"c2": 8}, "mark": 0.6}
    for name, status in {"eve": 404, "lin": 404, "vic": 404, "rui": 403, "lea": 201}.items():
        assert (await world.client(name).post(exam, json=new)).status_code == status, name
    attempt = await start(world, "lin")
    table = {
        f"GET {exam}": ("ada lea rui lin sam vic", ""),
        f"GET {exam}/1": ("ada lea rui lin sam vic", ""),
        f"POST {exam}/1/filling": ("ada lea", ""),
        f"GET /api/v1/projects/hate/attempts/{attempt.key}": ("lin", ""),
        f"POST {exam}/1/attempts": ("lin sam vic", "ada lea rui"),
        "GET /projects/hate/exams/new": ("ada lea", "rui"),
        "GET /projects/hate/exams/passing": ("ada lea", "rui"),
        "GET /projects/hate/exams": ("ada lea rui lin sam vic", ""),
    }
    for what, (allowed, known) in table.items():
        method, path = what.split()
        for name in ("ada", "lea", "rui", "lin", "sam", "vic", "eve"):
            client = world.client(name, browser=not path.startswith("/api"))
            body = (
                {"json": {"mode": "practice" if name == "x" else "exam"}}
                if method == "POST"
                else {}
            )
            got = (await client.request(method, path, **body)).status_code
            fine = name in allowed.split()
            assert got in ((200, 201) if fine else (403, 404)), (what, name, got)
            assert fine or name in known or got == 404 or "rui" in name, (what, name)
    led = {
        name: (await world.client(name).get(f"{exam}/1")).json()["led"] is not None
        for name in ("ada", "lea", "rui", "lin", "vic")
    }
    assert led == {"ada": True, "lea": True, "rui": False, "lin": False, "vic": False}


async def test_events_tell_each_what_is_theirs(world: World) -> None:
    await pooled(world)
    await world.write(make_exam, "lea", PLAN)
    attempt = await start(world, "lin")
    await world.write(end_attempt, "lin", attempt.key)
    for name, kinds in {
        "lin": {"exam.made", "attempt.begun", "attempt.ended"},
        "sam": {"exam.made"},
        "rui": {"exam.made"},
        "lea": {"exam.made", "attempt.tallied"},
    }.items():
        events = (await world.client(name).get("/api/v1/projects/hate/events?after=0")).json()
        told = {e["kind"] for e in events["events"] if e["kind"].startswith(("exam", "attempt"))}
        assert told == kinds, name


async def test_a_list_with_cases_kept_back_goes_on_to_its_end(world: World) -> None:
    await pooled(world)
    await world.write(make_exam, "lea", PLAN)

    def add(db: Session, actor: Any) -> None:
        for n in range(210):  # more than are read at a time
            add_case(db, actor, code="c2", value=YES, example=f"later {n}")

    await world.write(add, "lea")
    lin, after, found = world.client("lin"), 0, []
    while after is not None:
        told = (await lin.get(f"/api/v1/projects/hate/cases?after={after}")).json()
        assert told["items"]
        found += [each["text"] for each in told["items"]]
        after = told["next"]
    assert found == [f"later {n}" for n in range(210)]
