"""Rulings: typed decisions, in force when they may be, and taken back whole."""

from typing import Any

import pytest
from sqlmodel import Session, select

from app.actions.rulings import make_ruling, withdraw_ruling
from app.clock import new_ordered_id
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.pages.asked import show_asked
from app.pages.inbox import show_inbox
from app.pages.rulings import show_ruling, show_rulings
from app.queries.places import find_task_id
from app.records.questions import Case, Ruling
from app.records.revisions import Revision
from app.records.tasks import Task
from tests.cast import World
from tests.talk.floor import asked, events, flags, said, thread

QUOTES: dict[str, Any] = {
    "outcome": "change",
    "value": "non-hateful",
    "condition": "A slur that is quoted in order to reject it",
    "rationale": "Quoting is not saying.",
}


async def test_a_change_is_proposed_and_opens_a_prefilled_draft(world: World) -> None:
    number, task = await asked(world, "lin", "sam")
    key = new_ordered_id()
    ruling = await world.write(make_ruling, "lea", number, key=key, **QUOTES)
    again = await world.write(make_ruling, "lea", number, key=key, **QUOTES)
    assert (ruling.id, ruling.state, ruling.value) == (again.id, "proposed", "non-hateful")

    def read(db: Session) -> tuple[list[Revision], list[Case]]:
        return list(db.exec(select(Revision))), list(db.exec(select(Case)))

    [draft], [case] = await world.edge.read(read)
    assert draft.state == "draft"
    assert "quoted in order to reject it" in draft.markdown
    assert (case.value, case.ruling_id) == ("non-hateful", ruling.id)
    [row] = (await world.read(show_asked, "lin")).rows
    assert (row.state, row.ruling and row.ruling.answer) == ("ruled", "Not hateful")
    [_, card] = (await thread(world, "lin", f"task:{task}")).messages
    assert (card.kind, card.ruling and card.ruling.state) == ("ruling", "proposed")
    assert await said(world, "sam", f"task:{task}") == ["Quoting is not saying."]
    with pytest.raises(Conflict):
        await world.write(make_ruling, "lea", number, **QUOTES)


async def test_proposed_rulings_are_for_staff_and_those_who_asked(world: World) -> None:
    number, _ = await asked(world, "lin", "sam")
    ruling = await world.write(make_ruling, "lea", number, **QUOTES)
    for name in ("ada", "lea", "rui", "lin"):
        assert (await world.read(show_ruling, name, ruling.number)).ruling.number == 1
    for name in ("sam", "vic", "eve"):
        with pytest.raises(NotFound):
            await world.read(show_ruling, name, ruling.number)
        assert (await world.read(show_rulings, name)).rulings == ()
    [made] = await events(world, "ruling.made")
    assert made.audience == "staff"


async def test_people_may_differ_is_in_force_at_once(world: World) -> None:
    number, _ = await asked(world, "lin", "sam")
    said_: dict[str, Any] = {"outcome": "differ", "rationale": "It depends on the reader."}
    ruling = await world.write(make_ruling, "lea", number, **said_)
    assert ruling.state == "in_force"
    [shown] = (await world.read(show_rulings, "sam")).rulings
    assert (shown.number, shown.title) == (1, "")  # its title is still an asker's words
    [made] = await events(world, "ruling.made")
    assert made.audience == "project"


async def test_a_bad_task_leaves_the_queue_and_comes_back_with_the_withdrawal(world: World) -> None:
    number, task = await asked(world, "lin")
    bad: dict[str, Any] = {"outcome": "bad_task", "rationale": "The text is cut off."}
    ruling = await world.write(make_ruling, "lea", number, **bad)

    def state(db: Session) -> str:
        return db.exec(select(Task.state).where(Task.key == task)).one()

    assert await world.edge.read(state) == "bad"
    for _ in range(2):
        await world.write(withdraw_ruling, "lea", ruling.number, reason="It is whole after all.")
    assert await world.edge.read(state) == "open"
    assert [row.number for row in (await world.read(show_inbox, "lea")).open] == [number]
    assert len(await events(world, "ruling.withdrawn")) == 1
    assert (await said(world, "lin", f"task:{task}"))[-1] == "It is whole after all."
    with pytest.raises(Forbidden):
        await world.write(withdraw_ruling, "lin", ruling.number, reason="me too")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"outcome": "perhaps"}, "outcome"),
        ({"rationale": " "}, "rationale"),
        ({"value": "maybe"}, "answer"),
        ({"outcome": "differ"}, "value"),
        ({"clauses": ["c404"]}, "clauses"),
        ({"cases": [{"value": "hateful"}]}, "cases"),
        ({"cases": [{"value": "hateful", "task": "x"}]}, "cases"),
    ],
)
async def test_what_cannot_be_a_ruling(world: World, change: dict[str, Any], field: str) -> None:
    number, _ = await asked(world, "lin")
    with pytest.raises(Invalid) as refused:
        await world.write(make_ruling, "lea", number, **(QUOTES | change))
    assert refused.value.field == field

    def rulings(db: Session) -> list[Ruling]:
        return list(db.exec(select(Ruling)))

    assert await world.edge.read(rulings) == []


async def test_a_ruling_has_cases_of_its_own(world: World) -> None:
    number, task = await asked(world, "lin")
    cases = [
        {"task": str(task), "value": "hateful"},
        {"example": "“Those people” is what he said.", "value": "non-hateful"},
    ]
    ruling = await world.write(make_ruling, "lea", number, **(QUOTES | {"cases": cases}))
    shown = (await world.read(show_ruling, "rui", ruling.number)).cases
    assert [case.answer for case in shown] == ["Hateful", "Not hateful"]
    assert [case.task for case in shown] == [task, None]
    assert len(await flags(world)) == 1
    actor = await world.actor("rui")
    assert await world.edge.read(find_task_id, actor, task)


@pytest.mark.parametrize("is_given_up", [True, False])
async def test_a_ruling_whose_draft_is_open_is_taken_back_from_its_page(
    world: World, is_given_up: bool
) -> None:
    number, _ = await asked(world, "lin", "sam")
    await world.write(make_ruling, "lea", number, **QUOTES)
    lea = world.client("lea", browser=True)
    assert "/rulings/1#withdraw" in (await lea.get(f"/projects/hate/questions/{number}")).text
    page = (await lea.get("/projects/hate/rulings/1")).text
    assert "begun from it, stays open with its words" in page
    form = {"reason": "Too wide."} | ({"discard": "1"} if is_given_up else {})
    gone = await lea.post("/projects/hate/rulings/1/withdrawal", data=form)
    assert gone.status_code == 303

    def read(db: Session) -> tuple[str, str, int | None]:
        ruling, draft = db.exec(select(Ruling)).one(), db.exec(select(Revision)).one()
        return ruling.state, draft.state, ruling.revision_id

    stands = "discarded" if is_given_up else "draft"
    assert await world.edge.read(read) == ("withdrawn", stands, None)
