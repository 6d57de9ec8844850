"""A hunt from its first task to its end, in the browser's forms and over the API."""

import re

import pytest

from app.actions.clauses import edit_clause
from app.actions.hunts import draw_round, judge_round
from app.actions.scopes import settle_scope
from app.actions.tasks import add_task
from app.errors import Conflict, Forbidden, NotFound
from app.pages.hunts import show_hunt
from app.pages.scopes import show_preview
from app.queries.drafts import get_draft
from tests.book.shelf import first_guideline, new_draft, publish
from tests.cast import World
from tests.talk.floor import answer

AFFECTED = tuple(
    f"She said “{word}” to him, word for word." for word in "rats vermin lice pests".split()
)
OTHERS = tuple(f"The rain came at {hour} and the bus was late." for hour in range(30))
HUNT = "/api/v1/projects/hate/drafts/2/hunt"


@pytest.fixture
async def hunted(world: World) -> World:
    """A draft over a guideline, and 34 labeled posts, of which four quote."""
    await first_guideline(world)
    for number, text in enumerate((*AFFECTED, *OTHERS)):
        given = {"external_id": f"t{number}", "kind": "text", "content": {"text": text}}
        await world.write(add_task, "lea", **given)
        await answer(world, "sam")
    await new_draft(world)
    return world


def truly(name: str) -> bool:
    return int(name[1:]) < len(AFFECTED)


async def test_a_hunt_finds_what_is_alike_and_ends_with_a_control(hunted: World) -> None:
    lea = hunted.client("lea")
    nothing_known = await lea.post(HUNT)
    assert nothing_known.status_code == 422
    assert "affected first" in nothing_known.json()["detail"]
    scope = {"citing": False, "led": False, "selection": ["t0"]}
    await lea.put("/api/v1/projects/hate/drafts/2/scope", json=scope)
    kinds, found = [], {}
    hunt = (await lea.post(HUNT)).json()
    while batch := hunt["batch"]:
        assert (await lea.post(HUNT)).json()["batch"] == batch  # drawn once, whoever asks
        names = [each["external_id"] for each in batch["items"]]
        assert not found.keys() & set(names)
        judged = {name: truly(name) for name in names}
        found |= judged
        kinds.append(batch["kind"])
        to = f"{HUNT}/rounds/{batch['number']}"
        hunt = (await lea.put(to, json={"judgements": judged})).json()
        assert hunt["found"] == sum(found.values())
        hunt = (await lea.post(HUNT)).json()
    assert kinds == ["known", "ranked", "ranked"]  # 1, 20 and the 13 that were left
    assert (hunt["found"], hunt["judged"], hunt["pool"]) == (4, 34, 34)
    assert {name for name, hit in found.items() if hit} == {f"t{n}" for n in range(4)}
    # what comes first is what resembles
    [first] = [each for each in hunt["rounds"] if each["number"] == 2]
    assert first["hits"] == 3
    preview = await hunted.read(show_preview, "lea", 2)
    assert (preview.counts.labels, preview.counts.by_stratum["e"]) == (4, 4)


async def test_what_is_judged_again_leaves_the_scope(hunted: World) -> None:
    selection = {"citing": False, "led": False, "selection": ["t0", "t9"]}
    await hunted.write(settle_scope, "lea", 2, selection, second_person=True, lists={})
    lea = hunted.client("lea")
    await lea.post(HUNT)
    for is_right in (True, False):
        told = {"judgements": {"t0": True, "t9": is_right}}
        assert (await lea.put(f"{HUNT}/rounds/1", json=told)).status_code == 201
    preview = await hunted.read(show_preview, "lea", 2)
    assert preview.counts.by_stratum["e"] == 1


async def test_in_a_browser_a_batch_comes_back_as_it_was_judged(hunted: World) -> None:
    selection = {"selection": ["t0", "t1"]}
    await hunted.write(settle_scope, "lea", 2, selection, second_person=True, lists={})
    lea, here = hunted.client("lea", browser=True), "/projects/hate/drafts/2/hunt"
    assert "Begin" in (await lea.get(here)).text
    assert (await lea.post(here)).status_code == 303
    back = await lea.post(f"{here}/rounds/1", data={"task:t0": "no"})
    assert back.status_code == 422
    assert "1 of 2 are still open." in back.text
    chosen = re.findall(r'name="task:(t\d)" value="(yes|no)"[^>]* checked', back.text)
    assert chosen == [("t0", "no"), ("t1", "yes")]
    told = {"task:t0": "yes", "task:t1": "yes"}
    assert (await lea.post(f"{here}/rounds/1", data=told)).status_code == 303
    page = (await lea.get(here)).text
    assert "looking most alike" in page
    assert page.count('class="judge-row"') == 20
    # what one has judged comes back as it was said, and the next batch waits meanwhile
    assert f'href="{here}?again=1"' in page
    again = (await lea.get(f"{here}?again=1")).text
    chosen = re.findall(r'name="task:(t\d)" value="(yes|no)"[^>]* checked', again)
    assert sorted(chosen) == [("t0", "yes"), ("t1", "yes")]
    told = {"task:t0": "yes", "task:t1": "no"}
    assert (await lea.post(f"{here}/rounds/1", data=told)).status_code == 303
    assert (await hunted.read(show_hunt, "lea", 2)).found == 1
    for name in ("ada", "rui"):
        other = (await hunted.client(name, browser=True).get(f"{here}?again=1")).text
        assert "?again=" not in other
        assert other.count('class="judge-row"') == 20, "one's own batches alone"


async def test_who_may_and_when(hunted: World) -> None:
    selection = {"selection": ["t0"]}
    await hunted.write(settle_scope, "lea", 2, selection, second_person=True, lists={})
    expected = {"eve": 404, "vic": 404, "lin": 404, "rui": 403, "lea": 201}
    for name, status in expected.items():
        assert (await hunted.client(name).post(HUNT)).status_code == status, name
    assert (await hunted.client("rui").get(HUNT)).status_code == 200
    assert (await hunted.client("lin").get(HUNT)).status_code == 404
    told = {"t0": True}
    with pytest.raises(Forbidden):
        await hunted.write(judge_round, "rui", 2, 1, judgements=told)
    await hunted.write(judge_round, "lea", 2, 1, judgements=told)
    with pytest.raises(Conflict):  # what one has judged is not overwritten by another
        await hunted.write(judge_round, "ada", 2, 1, judgements=told)
    with pytest.raises(NotFound):
        await hunted.write(judge_round, "lea", 2, 7, judgements=told)
    with pytest.raises(Conflict):  # somebody has drawn meanwhile
        await hunted.write(draw_round, "lea", 2, kind="known", task_ids=[1], before=34, after=0)
    await hunted.write(edit_clause, "lea", 2, edition=1, code="c2", text="a slur, quoted or not")
    await publish(hunted, await hunted.read(get_draft, "lea", 2))
    with pytest.raises(Conflict):
        await hunted.write(judge_round, "lea", 2, 1, judgements=told)
    assert (await hunted.client("lea").post(HUNT)).status_code == 409
