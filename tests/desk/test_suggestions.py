"""Suggestions by a model: off unless asked for, marked, noted with the label, never a label."""

from typing import Any

from tests.actions.loop import NO, NOTHING, YES, change, labeled, make_tasks, settle
from tests.cast import World
from tests.imports.files import HATE, export, lines, send
from tests.quality.crowds import ask

BERT = {"model": "bert", "model_version": "3"}


async def predicted(world: World, *values: str) -> None:
    """Tasks t1, t2 …, each with a prediction."""
    await make_tasks(world, [f"post {at}" for at, _ in enumerate(values, 1)])
    rows = [
        {"id": f"t{at}", "prediction": value, "confidence": 0.9}
        for at, value in enumerate(values, 1)
    ]
    await send(world, lines(*rows), "predictions", **BERT)


async def show_model(world: World, number: int = 1) -> None:
    changed = await world.client("lea").patch(HATE, json={"prelabels": number})
    assert changed.status_code == 201, changed.text


async def claim(world: World, name: str = "lin") -> dict[str, Any]:
    answer = await world.client(name).post(f"{HATE}/assignments")
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def submit(world: World, hand: dict[str, Any], answer: str, name: str = "lin") -> None:
    path = f"{HATE}/assignments/{hand['assignment']}/label"
    sent = {"answer": answer, "cid": hand["label_key"]}
    done = await world.client(name).post(path, json=sent)
    assert done.status_code == 201, done.text


async def test_nobody_sees_a_suggestion_unless_the_project_shows_them(world: World) -> None:
    await predicted(world, YES)
    hand = await claim(world)
    assert hand["suggestion"] is None
    page = await world.client("lin", browser=True).get("/projects/hate/desk")
    assert "bert" not in page.text
    await show_model(world)  # what is in hand was given out without one
    assert (await claim(world))["suggestion"] is None


async def test_a_suggestion_is_marked_and_the_label_says_so(world: World) -> None:
    await predicted(world, YES, YES)
    await show_model(world)
    hand = await claim(world)
    assert hand["suggestion"] == {
        "model": "bert", "version": "3", "value": YES, "answer": "Hateful", "confidence": 0.9
    }  # fmt: skip
    page = (await world.client("lin", browser=True).get("/projects/hate/desk")).text
    assert "bert 3 suggests: Hateful" in page
    assert "checked" not in page.partition('id="answer"')[2].partition("</form>")[0]
    again = lines({"id": "t1", "prediction": NO, "confidence": 0.6})
    await send(world, again, "predictions", **BERT)  # what was shown stays what was shown
    assert (await claim(world))["suggestion"]["value"] == YES
    await submit(world, hand, NO)
    await submit(world, await claim(world), YES)
    await show_model(world, 0)
    made = {row["external_id"]: row for row in await export(world, "labels", "lea")}
    assert [(made[each]["value"], made[each]["suggested"]) for each in ("t1", "t2")] == [
        (NO, YES),
        (YES, YES),
    ]
    assert made["t1"]["suggested_by"] == "bert 3"
    task = await world.client("lea", browser=True).get(f"/projects/hate/tasks/{hand['task']}")
    assert "a model suggested: Hateful" in task.text
    told = await ask(world, "models/1")
    assert (told["shown"], told["taken_over"]) == (2, 1)


async def test_a_task_without_a_prediction_is_given_out_like_any_other(world: World) -> None:
    await make_tasks(world, ["one", "two"])
    await send(world, lines({"id": "t2", "prediction": YES}), "predictions", **BERT)
    await show_model(world)
    hand = await claim(world)
    assert hand["suggestion"] is None
    await submit(world, hand, NO)
    second = await claim(world)
    assert second["suggestion"]["confidence"] is None
    await submit(world, second, YES)
    rows = await export(world, "labels", "lea")
    assert [row["suggested"] for row in rows] == [None, YES]


async def test_what_is_made_again_is_made_without_a_hint(world: World) -> None:
    await labeled(world, 1)
    await send(world, lines({"id": "t1", "prediction": NO}), "predictions", **BERT)
    await show_model(world)
    await change(world, {**NOTHING, "selection": ["t1"]})
    await settle(world)
    answer = await world.client("lin").post(f"{HATE}/assignments")
    if answer.status_code == 409:  # the revision is read first
        number = answer.json()["reading"]
        await world.client("lin").post(f"{HATE}/revisions/{number}/acknowledgement")
        answer = await world.client("lin").post(f"{HATE}/assignments")
    assert answer.status_code == 201, answer.text
    assert answer.json()["is_again"]
    assert answer.json()["suggestion"] is None


async def test_only_a_model_of_the_project_can_be_shown(world: World) -> None:
    await predicted(world, YES)
    refused = await world.client("lea").patch(HATE, json={"prelabels": 2})
    assert refused.status_code == 422
    assert "no predictions of such a model" in refused.text
    assert (await world.client("lin").patch(HATE, json={"prelabels": 1})).status_code in (403, 404)
    browser = world.client("lea", browser=True)
    page = await browser.get("/projects/hate/settings")
    assert "bert 3" in page.text
    kept = await browser.post("/projects/hate/settings", data={"prelabels": "1"})
    assert kept.status_code == 303
    assert (await browser.get("/api/v1/projects/hate")).json()["prelabels"] == 1
