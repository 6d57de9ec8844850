"""A revision made twice and reverted, all of it over the API, as programs do it."""

import json
from typing import Any

from httpx2 import AsyncClient

from tests.book.shelf import PLAIN
from tests.cast import World

API = "/api/v1/projects/hate"
YES, NO = "hateful", "non-hateful"
POSTS = {"t1": "She said “rats” to him.", "t2": "The bus was late.", "t3": "“Vermin”, it read."}
QUOTES = {"citing": False, "led": False, "predicate": {"text_any": ["“"]}, "second_person": False}


async def ask(client: AsyncClient, method: str, path: str, body: Any = None) -> Any:
    """What the API answers, which must be well."""
    told = await client.request(method, f"{API}{path}", json=body)
    assert told.is_success, f"{method} {path}: {told.status_code} {told.text}"
    return told.json() if told.content else None


async def published(world: World, number: int) -> None:
    """From a draft to the version in force, read by those who label."""
    lea, rui = world.client("lea"), world.client("rui")
    edition = (await ask(lea, "GET", f"/drafts/{number}"))["edition"]
    await ask(lea, "POST", f"/drafts/{number}/review", {"edition": edition})
    await ask(rui, "POST", f"/drafts/{number}/approval", {"edition": edition})
    await ask(lea, "POST", f"/drafts/{number}/publication", {"edition": edition})
    for name in ("lin", "sam"):
        await ask(world.client(name), "POST", f"/revisions/{number}/acknowledgement", {})
    await world.app.state.keeper.settle()


async def answered(world: World, name: str, answers: dict[str, str]) -> int:
    """Take whatever waits, and answer by the words of the task. Returns how many."""
    client, done = world.client(name), 0
    while hand := await ask(client, "POST", "/assignments", {}):
        shown = json.dumps(hand, ensure_ascii=False)
        task = next(each for each, words in POSTS.items() if words in shown)
        body = {"answer": answers[task]}
        await ask(client, "POST", f"/assignments/{hand['assignment']}/label", body)
        done += 1
    return done


async def revised(world: World, title: str) -> int:
    """Quoted words are not hateful, it says from now on; labels of quotes are made again."""
    lea = world.client("lea")
    draft = await ask(lea, "POST", "/drafts", {"title": title})
    number: int = draft["number"]
    text = draft["markdown"].replace("a threat against it", f"a threat, {title}, not quoted")
    body = {"edition": draft["edition"], "markdown": text}
    edition = (await ask(lea, "PUT", f"/drafts/{number}/markdown", body))["edition"]
    types = {"edition": edition, "types": {"*": "substantive"}}
    edition = (await ask(lea, "PUT", f"/drafts/{number}/types", types))["edition"]
    why = {"edition": edition, "unmoved": "No case is at hand."}
    await ask(lea, "PUT", f"/drafts/{number}/about", why)
    await ask(lea, "PUT", f"/drafts/{number}/scope", QUOTES)
    await published(world, number)
    return number


async def history(world: World) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(answer, source) of every label by task and person, oldest first, as the export has it."""
    told = await world.client("lea").get(f"{API}/exports/labels.jsonl")
    assert told.status_code == 200, told.text
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in map(json.loads, told.text.splitlines()):
        made = found.setdefault((row["external_id"], row["annotator"]), [])
        made.append((row["value"], row["source"]))
    return found


def current(labels: dict[tuple[str, str], list[tuple[str, str]]]) -> dict[tuple[str, str], str]:
    """What counts: the newest of each."""
    return {which: made[-1][0] for which, made in labels.items()}


async def begun(world: World) -> None:
    """A guideline, three posts, and what Lin and Sam say of them."""
    lea = world.client("lea")
    await ask(lea, "POST", "/guideline", {"markdown": PLAIN})
    await published(world, 1)
    for name, text in POSTS.items():
        task = {"external_id": name, "kind": "text", "content": {"text": text}}
        await ask(lea, "POST", "/tasks", task)
    assert await answered(world, "lin", {"t1": YES, "t2": NO, "t3": YES}) == 3
    assert await answered(world, "sam", {"t1": YES, "t2": NO, "t3": NO}) == 3


async def test_a_revision_made_twice_and_reverted(world: World) -> None:
    """Withdrawn once, and the second time brought back as of the first version. Every label says
    what it said first, but for the one that Sam corrected himself; both moves can be read."""
    await begun(world)
    lea = world.client("lea")
    first = current(await history(world))
    once = await revised(world, "once")
    assert await answered(world, "lin", {"t1": NO, "t3": NO}) == 2
    assert await answered(world, "sam", {"t1": NO, "t3": NO}) == 2
    assert current(await history(world)) != first
    await ask(lea, "POST", f"/revisions/{once}/withdrawal", {"reason": "Too broad."})
    await world.app.state.keeper.settle()
    assert current(await history(world)) == first
    again = await revised(world, "again")
    assert await answered(world, "lin", {"t1": NO, "t3": NO}) == 2
    assert await answered(world, "sam", {"t1": NO, "t3": YES}) == 2
    tasks = (await ask(lea, "GET", "/tasks?external_id=t1"))["tasks"]
    mine = {"answer": NO, "comment": "I stand by it.", "revision": again}
    await ask(world.client("sam"), "PUT", f"/tasks/{tasks[0]['key']}/label", mine)
    seen = await ask(lea, "GET", "/restorations/preview?revision=1")
    assert (seen["labels"], seen["stay"]) == (3, 1)
    back = await ask(lea, "POST", "/restorations", {"revision": 1, "reason": "Once more."})
    await world.app.state.keeper.settle()
    done = await ask(lea, "GET", f"/restorations/{back['number']}")
    assert (done["state"], done["returned"]) == ("done", 3)
    labels = await history(world)
    assert current(labels) == first | {("t1", "sam"): NO}
    assert labels["t1", "lin"] == [
        (YES, "work"), (NO, "relabel"), (YES, "restore"), (NO, "relabel"), (YES, "restore"),
    ]  # fmt: skip
    assert labels["t3", "sam"] == [
        (NO, "work"), (NO, "relabel"), (NO, "restore"), (YES, "relabel"), (NO, "restore"),
    ]  # fmt: skip
    assert labels["t1", "sam"][-1] == (NO, "correction")
    assert labels["t2", "lin"] == [(NO, "work")]


async def test_who_may_and_what_is_not_theirs(world: World) -> None:
    """The doors of a relabel and of what goes back: shut to those who may not, open to the lead."""
    await begun(world)
    await revised(world, "once")
    bodies = {
        "/relabels/1/pause": {"reason": "x"},
        "/relabels/1/resumption": {},
        "/relabels/1/stop": {"reason": "x"},
        "/relabels/1/handover": {"member": world.member_id("lin")},
        "/relabels/1/extension": {"reason": "x", "selection": ["t2"]},
        "/restorations": {"reason": "x", "revision": 1},
    }
    for path, body in bodies.items():
        for name, status in (("rui", 403), ("eve", 404), (None, 401)):
            told = await world.client(name).post(f"{API}{path}", json=body)
            assert told.status_code == status, (path, name, told.text)
        told = await world.client("lin").post(f"{API}{path}", json=body)
        assert told.status_code in (403, 404), path
    for path in ("/restorations", "/restorations/1", "/restorations/preview?revision=1"):
        assert (await world.client("lin").get(f"{API}{path}")).status_code == 404, path
    lea = world.client("lea")
    paused = await ask(lea, "POST", "/relabels/1/pause", {"reason": "A typo."})
    assert paused["state"] == "paused"
    assert await answered(world, "lin", {}) == 0
    assert (await ask(lea, "POST", "/relabels/1/resumption", {}))["state"] == "open"
    wider = {"reason": "Buses, too.", "selection": ["t2"]}
    assert (await ask(lea, "POST", "/relabels/1/extension", wider))["state"] == "extending"
    await world.app.state.keeper.settle()
    assert await answered(world, "lin", {"t1": NO, "t2": NO, "t3": NO}) == 3
    stopped = await ask(lea, "POST", "/relabels/1/stop", {"reason": "Enough."})
    assert stopped["state"] == "stopping"
    await world.app.state.keeper.settle()
    seen = await ask(lea, "GET", "/relabels/1")
    assert (seen["progress"]["state"], seen["progress"]["unasked"]) == ("stopped", 3)
    assert [each["added"] for each in seen["extensions"]] == [2]
    assert seen["effect"]["alpha_after_interval"] is not None
