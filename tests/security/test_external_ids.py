"""What a file calls its annotators is for staff: to project-mates they are numbered."""

from app.actions.members import add_annotator
from tests.actions.loop import NOTHING, change_draft, first_guideline
from tests.cast import World
from tests.imports.files import HATE, export, lines, send

ROWS = (
    {"external_id": "t-1", "annotator": "worker-A3X9", "label": "hateful"},
    {"external_id": "t-1", "annotator": "worker-B7Q2", "label": "hateful"},
)
PAGES = ("/people", "/people/{}", "/desk", "/labels", "/threads/lounge", "/guideline")


async def imported(world: World) -> list[int]:
    """Two annotators made by an import; their member ids."""
    await send(world, lines({"external_id": "t-1", "text": "a"}), "tasks")
    await send(world, lines(*ROWS), "labels")
    members = (await world.client("lea").get(f"{HATE}/members")).json()["items"]
    return [each["id"] for each in members if each["is_annotator"]]


async def test_labelers_see_numbers_only(world: World) -> None:
    ids = await imported(world)
    for name in ("lin", "vic"):
        members = (await world.client(name).get(f"{HATE}/members")).json()["items"]
        named = {each["id"]: (each["name"], each["external_id"]) for each in members}
        assert [named[each] for each in ids] == [("Annotator 8", None), ("Annotator 9", None)]
        events = await world.client(name).get(f"{HATE}/events")
        assert "worker-" not in events.text
        for page in PAGES:
            path = f"/projects/hate{page.format(ids[0])}"
            assert "worker-" not in (await world.client(name, browser=True).get(path)).text


async def test_staff_see_which_of_the_file_it_is(world: World) -> None:
    ids = await imported(world)
    for name in ("lea", "rui"):
        members = (await world.client(name).get(f"{HATE}/members")).json()["items"]
        assert [each["external_id"] for each in members if each["id"] in ids] == [
            "worker-A3X9",
            "worker-B7Q2",
        ]
        tasks = (await world.client(name).get(f"{HATE}/tasks")).json()["tasks"]
        told = await world.client(name).get(f"{HATE}/tasks/{tasks[0]['key']}")
        assert "Annotator 8 (worker-A3X9)" in told.text
    assert {each["annotator"] for each in await export(world, "labels")} == {
        row["annotator"] for row in ROWS
    }


async def test_a_preview_names_them_by_both(world: World) -> None:
    await imported(world)
    await first_guideline(world)
    number = await change_draft(world, {**NOTHING, "selection": ["t-1"]})
    counts = (await world.client("rui").get(f"{HATE}/drafts/{number}/preview")).json()["counts"]
    assert sorted(counts["by_member"]) == [
        ["Annotator 8 (worker-A3X9)", 1],
        ["Annotator 9 (worker-B7Q2)", 1],
    ]


async def test_one_added_by_hand_is_numbered_too_unless_named(world: World) -> None:
    unnamed = await world.write(add_annotator, "lea", external_id="worker-C1")
    named = await world.write(add_annotator, "lea", external_id="worker-C2", name="Charlie")
    assert (unnamed.name, named.name) == ("Annotator 8", "Charlie")
