"""Suspected labels drawn at random and judged: what share of them is wrong."""

from tests.cast import World
from tests.imports.files import HATE
from tests.quality.crowds import ask
from tests.quality.test_models import doubted


async def test_an_inspection_says_how_many_suspects_are_wrong(world: World) -> None:
    await doubted(world)
    lea, at = world.client("lea"), f"{HATE}/quality/models/1"
    assert (await lea.post(f"{at}/inspection")).status_code == 409  # nothing was reckoned yet
    suspects = (await ask(world, "models/1"))["suspects"]
    assert 8 <= suspects <= 12
    told = (await lea.post(f"{at}/inspection")).json()
    assert told["inspection"]["candidates"] == told["inspection"]["size"] == suspects
    assert (await lea.post(f"{at}/inspection")).status_code == 409  # it is not judged yet
    seen = set()
    for place in range(1, suspects + 1):
        suspect = told["suspect"]
        assert suspect["place"] == place
        assert suspect["given"] != suspect["suggested"]
        seen.add(suspect["external_id"])
        verdict = "wrong" if place <= 6 else "right" if place <= 7 else "unclear"
        answer = await lea.put(f"{at}/inspections/1/{place}", json={"verdict": verdict})
        assert answer.status_code == 201, answer.text
        told = answer.json()
    assert told["suspect"] is None
    assert len(seen) == suspects
    precision = told["inspection"]["precision"]
    assert (precision["judged"], precision["wrong"]) == (suspects, 6)
    assert precision["low"] < precision["share"] < precision["high"]
    page = await world.client("rui", browser=True).get("/projects/hate/quality/models/1")
    assert f"6 of {suspects} judged were wrong labels" in page.text
    browser, judging = world.client("lea", browser=True), f"{at.removeprefix('/api/v1')}/inspection"
    assert (await browser.get(f"{judging}?place={suspects}")).status_code == 200
    assert (await browser.get(f"{judging}?place={suspects + 1}")).status_code == 404
    assert (await lea.post(f"{at}/inspection")).status_code == 201  # and again
    late = await lea.put(f"{at}/inspections/1/1", json={"verdict": "right"})
    assert late.status_code == 409
    assert "newer draw" in late.text
    assert (await browser.get(f"{judging}?place={suspects + 1}")).status_code == 404
