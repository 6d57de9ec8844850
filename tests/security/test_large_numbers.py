"""Numbers beyond what a column keeps: not found, or refused, and never an error of the server."""

import pytest

from tests.addresses import asked as asked_of
from tests.addresses import filled
from tests.book.shelf import first_guideline, new_draft
from tests.cast import World
from tests.talk.floor import asked, hold, make_task, say

LARGE = [str(2**31), str(2**62), str(2**63), "9" * 30]


@pytest.mark.parametrize("number", LARGE)
async def test_in_an_address(world: World, number: str) -> None:
    given = {
        "slug": ["hate"],
        "code": [f"c{number}"],
        "topic": [f"question:{number}", f"clause:c{number}"],
        "version": [f"{number}.0.0"],
        "noun": ["labels"],
        "format": ["jsonl"],
        **{each: [number] for each in ("number", "drafts/number", "member_id")},
    }
    clients = {True: world.client("lea", browser=True), False: world.client("lea")}
    for door, prefix in (("app.web", ""), ("app.api", "/api/v1")):
        for path, takes in asked_of(door, prefix).items():
            for each in filled(path, given):
                for query in ("", *(f"?{name}={number}" for name in takes)):
                    told = await clients[door == "app.web"].get(each + query)
                    assert told.status_code < 500, (each + query, told.text[:200])


@pytest.mark.parametrize("number", LARGE)
async def test_in_what_is_sent(world: World, number: str) -> None:
    await first_guideline(world)
    question, task = await asked(world, "lin")
    draft = (await new_draft(world)).number
    await make_task(world)
    lease = await hold(world, "sam")
    root, n = "/api/v1/projects/hate", int(number)
    words = f"#{number} R-{number} R-c{number} question {number}"
    assert await say(world, "lea", "lounge", words)
    for who, method, path, body in (
        ("lea", "PUT", f"questions/{question}/duplicate", {"into": n}),
        ("lin", "POST", f"tasks/{task}/flags", {"note": "So?", "join": n}),
        ("sam", "POST", f"assignments/{lease}/parking", {"question": n}),
        ("lea", "POST", f"drafts/{draft}/review", {"edition": n}),
        ("lea", "POST", f"drafts/{draft}/publication", {"edition": n}),
        ("rui", "POST", f"drafts/{draft}/approval", {"edition": n}),
        ("lea", "PUT", f"drafts/{draft}/clauses/c2", {"edition": n, "text": "x"}),
        ("lea", "POST", "drafts", {"title": "x", "rulings": [n]}),
    ):
        told = await world.client(who).request(method, f"{root}/{path}", json=body)
        assert 400 <= told.status_code < 500, (path, told.text[:200])
    for words in (f"#{number}", f"clause:c{number}", f"in:question:{number}", number):
        told = await world.client("lea").get(f"{root}/search", params={"q": words})
        assert told.status_code < 500, (words, told.text[:200])
