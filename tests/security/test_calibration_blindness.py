"""Nobody below the staff learns another's answer before the reveal, by any route.

Held by turning every answer of the others round: what Kim is served must stay the same.
"""

import re
from typing import Any

import pytest
from sqlmodel import Session, select

from app.actions.calibrations import answer_calibration, reveal_answers
from app.records.calibrations import CalibrationAnswer
from tests.actions.loop import NO, YES, make_tasks
from tests.addresses import filled, paths
from tests.calibrations.stage import contested, judge, opened
from tests.cast import World
from tests.security.test_exam_keys import MOMENTARY, SPARED
from tests.tasks.test_dimensions import FORM

pytestmark = pytest.mark.pages
WHY = "because a slur is aimed"


async def turn_round(world: World) -> None:
    """What the others answered is the other answer, and their reasons are others."""
    kim = world.member_id("kim")

    def turn(db: Session, actor: Any) -> None:
        for each in db.exec(select(CalibrationAnswer)).all():
            if each.member_id != kim:
                each.value = each.answer = NO if each.value == YES else YES
                each.comment = each.comment and each.comment[::-1]
                db.add(each)

    await world.write(turn, "ada")


async def served(world: World, name: str) -> dict[str, str]:
    """What somebody is served by every address."""
    known = {
        "slug": ["hate"], "number": ["1"], "code": ["c2"], "topic": ["lounge"],
        "member_id": [str(world.member_id("lin"))], "noun": ["labels"], "format": ["csv"],
    }  # fmt: skip
    every = [*paths("app.web"), *paths("app.api", "/api/v1")]
    found = {each for path in every if not path.endswith(SPARED) for each in filled(path, known)}
    here = "projects/hate/calibrations/1"
    found |= {f"/{root}{here}?at={n}" for root in ("", "api/v1/") for n in range(1, 6)}
    focus = "calibration:1 me desk:" + str(world.member_id(name))
    found.add(f"/api/v1/projects/hate/events?after=0&focus={focus}")
    browser, api = world.client(name, browser=True), world.client(name)
    told = {}
    for path in sorted(found):
        answer = await (api if path.startswith("/api") else browser).get(path)
        told[path] = f"{answer.status_code} {MOMENTARY.sub('', answer.text)}"
    return told


async def test_no_address_tells_another_answer_before_the_reveal(world: World) -> None:
    await contested(world)
    await opened(world)
    for name in ("lin", "sam"):
        await judge(world, name, dict.fromkeys(range(1, 6), YES), comment=WHY)
    await world.write(answer_calibration, "kim", 1, 1, raw=YES)
    await served(world, "kim")
    before, led = await served(world, "kim"), await served(world, "lea")
    await turn_round(world)
    after, led_after = await served(world, "kim"), await served(world, "lea")
    assert [path for path, text in before.items() if after[path] != text] == []
    assert not any(WHY in text or WHY[::-1] in text for text in after.values())
    here = "/api/v1/projects/hate/calibrations/1?at=1"
    assert before[here].startswith("200")
    assert led[here] != led_after[here]  # the staff sees them
    await world.write(reveal_answers, "lea", 1, place=1)
    revealed = await served(world, "kim")
    assert WHY[::-1] in revealed[here]
    assert WHY[::-1] not in revealed[here.replace("at=1", "at=2")]


async def test_events_reach_those_who_take_part_and_no_others(world: World) -> None:
    await contested(world)
    people = [world.member_id("lin"), world.member_id("sam")]
    await opened(world, people=people)
    await judge(world, "lin", {1: YES}, comment=WHY)
    await world.write(reveal_answers, "lea", 1, place=1)
    for name, hears in {"sam": True, "rui": True, "kim": False, "vic": False}.items():
        path = "/api/v1/projects/hate/events?after=0&focus=calibration:1"
        told = (await world.client(name).get(path)).text
        assert ("calibration.revealed" in told) == hears, name
        status = (await world.client(name).get("/api/v1/projects/hate/calibrations/1")).status_code
        assert status == (200 if hears else 404), name


async def test_several_ratings_of_a_task_are_one_answer(world: World) -> None:
    lea = world.client("lea", browser=True)
    assert (await lea.post("/projects/hate/settings/answers", data=FORM)).status_code == 303
    await make_tasks(world, ["one", "two"])
    await opened(world, way="hand", names=["t1", "t2"])
    lin = world.client("lin", browser=True)
    said = {"answer.relevant": "4", "answer.kind": "yes"}
    told = await lin.post("/projects/hate/calibrations/1/answers/1", data=said)
    assert told.status_code == 303, told.text
    page = (await lin.get("/projects/hate/calibrations/1?at=1")).text
    assert re.search(r'name="answer.relevant" value="4" checked', page)
    half = await lin.post("/projects/hate/calibrations/1/answers/2", data={"answer.kind": "yes"})
    assert half.status_code == 422
