"""Leading a relabel in the browser: forms that come back, and the report that leaves the house."""

import pytest

from tests.actions.loop import NO, NOTHING, YES, answer_all, change, labeled
from tests.cast import World

pytestmark = pytest.mark.pages
HERE = "/projects/hate/relabels/1"


@pytest.fixture
async def led(world: World) -> World:
    """A relabel over t1 that Lin and Sam have made again."""
    await labeled(world)
    await change(world, {**NOTHING, "selection": ["t1"]})
    await world.app.state.keeper.settle()
    for name in ("lin", "sam"):
        await world.write(answer_all, name, NO)
    return world


async def test_what_cannot_be_added_comes_back_as_typed(led: World) -> None:
    lea = led.client("lea", browser=True)
    typed = {"selection": "t2\nnope", "answers": YES, "join": "and", "reason": "Too narrow."}
    told = await lea.post(f"{HERE}/extension", data=typed)
    assert told.status_code == 422
    assert "nope" in told.text
    assert "Too narrow." in told.text
    assert "checked" in told.text
    told = await lea.post(f"{HERE}/extension", data=typed | {"selection": "t2", "reason": " "})
    assert told.status_code == 422
    told = await lea.post(f"{HERE}/extension", data={"selection": "t2", "reason": "Too narrow."})
    assert told.status_code == 303
    for name, status in (("rui", 403), ("lin", 404), ("eve", 404)):
        told = await led.client(name, browser=True).get(f"{HERE}/extension")
        assert told.status_code == status, name


async def test_the_report_names_nobody_unless_asked(led: World) -> None:
    lea = led.client("lea", browser=True)
    told = await lea.get(f"{HERE}/report")
    assert told.status_code == 200
    main = told.text.split('<main class="app-main"')[1].split("</main>")[0]
    for word in ("Lin", "Sam"):
        assert word not in main
    assert "300 labels looked at without a flip" in main
    named = (await lea.get(f"{HERE}/report?names=true")).text
    assert "Lin" in named
    for name in ("lin", "vic", "eve"):
        told = await led.client(name, browser=True).get(f"{HERE}/report")
        assert told.status_code == 404, name


async def test_labels_are_brought_back_with_a_reason(led: World) -> None:
    lea = led.client("lea", browser=True)
    path = "/projects/hate/restorations"
    told = await lea.post(path, data={"revision": "1", "reason": " ", "corrections": "true"})
    assert told.status_code == 422
    assert "Say why" in told.text
    told = await lea.post(path, data={"revision": "1", "reason": "Reverted."})
    assert told.status_code == 303
    await led.app.state.keeper.settle()
    assert "2 labels went back" in (await lea.get(path)).text
    assert (await led.client("lin", browser=True).get(path)).status_code == 404
