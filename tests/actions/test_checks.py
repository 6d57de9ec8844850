"""Checks: what a revision asks of its readers before work that it touches goes on."""

import pytest
from sqlmodel import Session, select

from app.actions.checks import answer_check
from app.actions.golds import set_gold
from app.actions.publications import acknowledge_revision
from app.domain.roles import Actor
from app.errors import Conflict
from app.pages.readings import ReadingPage, show_reading
from app.queries.checks import find_asking, list_asked
from app.queries.guidelines import get_revision
from app.records.questions import Case, Ruling
from app.records.revisions import Revision
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_all,
    answer_next,
    change_draft,
    first_guideline,
    make_tasks,
    publish,
)
from tests.actions.test_effects import rule
from tests.actions.test_readings import BODIES, QUOTES, answer_all_free, claim_named
from tests.cast import World


async def with_cases(world: World, cases: list[tuple[str, str]]) -> Revision:
    """The same, led by a ruling of these invented cases."""
    await first_guideline(world)
    await make_tasks(world, BODIES)
    number = await change_draft(world, QUOTES)
    await rule(world, number, NO)

    def add(db: Session, actor: Actor) -> None:
        ruling = db.exec(select(Ruling)).one()
        of = {"project_id": actor.project_id, "ruling_id": ruling.id}
        db.add_all(Case(**of, example=example, value=value) for example, value in cases)

    await world.write(add, "lea")
    return await publish(world, number)


async def test_a_check_is_passed_by_a_round_without_a_mistake(world: World) -> None:
    revision = await with_cases(world, [("one", NO), ("two", YES), ("three", NO)])
    number = revision.number
    with pytest.raises(Conflict):  # not read yet
        await world.write(answer_check, "lin", number, case_id=1, round=1, answer=NO)
    await world.write(acknowledge_revision, "lin", number)
    await world.write(answer_all_free, "lin")
    first = await answer_round(world, number, wrong_at=2)
    assert await world.write(claim_named, "lin") == f"read {number}"
    page = await world.read(show_reading, "lin", number)
    assert (page.is_read, page.is_passed) == (True, False)
    assert page.check
    assert (page.check.round, page.check.place) == (2, 1)
    with pytest.raises(Conflict):  # of the round before: a form that was sent twice
        await world.write(answer_check, "lin", number, case_id=first[0], round=1, answer=NO)
    second = await answer_round(world, number)
    assert sorted(first) == sorted(second)
    assert first != second
    assert (await world.read(show_reading, "lin", number)).is_passed
    assert await world.write(answer_all, "lin", YES) == 2
    readers = (await world.read(show_reading, "lea", number)).readers
    assert readers
    states = {each.name: (each.state, each.tries) for each in readers.people}
    assert states["Lin"] == ("read", 2)
    assert states["Sam"] == ("unread", 0)
    assert sorted(share for _, share in readers.wrong) == [0, 0, 1]


async def answer_round(world: World, number: int, wrong_at: int = 0) -> list[int]:
    """Answer a round of Lin's; the cases in the order that they were asked."""
    asked = []
    page = await world.read(show_reading, "lin", number)
    while (check := page.check) and len(asked) < check.cases:
        case = await world.edge.read(lambda db, id=check.case: db.get_one(Case, id))
        right = case.value if check.place != wrong_at else {YES: NO, NO: YES}[case.value]
        about = {"case_id": check.case, "round": check.round}
        await world.write(answer_check, "lin", number, answer=right, **about)
        asked.append(check.case)
        page = await world.read(show_reading, "lin", number)
    return asked


@pytest.mark.parametrize("right", [0, 1])
async def test_a_check_whose_cases_are_gone_holds_nobody_up(world: World, right: int) -> None:
    """Of two cases one becomes a trusted answer while Lin, who has answered `right` of them, is
    not through: the check must not wait for what is never asked."""
    await first_guideline(world)
    tasks = await make_tasks(world, ["a", "b", "c"])
    for _ in range(2):
        await world.write(answer_next, "lin", YES)
    number = await change_draft(world, NOTHING)
    await rule(world, number, YES)

    def add(db: Session, actor: Actor) -> None:
        ruling = db.exec(select(Ruling)).one()
        of = {"project_id": actor.project_id, "ruling_id": ruling.id, "value": YES}
        db.add_all(Case(**of, task_id=task.id) for task in tasks[: 1 + right])

    await world.write(add, "lea")
    await publish(world, number)
    await world.write(acknowledge_revision, "lin", number)
    last = tasks[0]
    if right:
        page = await world.read(show_reading, "lin", number)
        assert page.check
        about = {"case_id": page.check.case, "round": 1, "answer": YES}
        answered = await world.write(answer_check, "lin", number, **about)
        case = await world.edge.read(lambda db: db.get_one(Case, answered.case_id))
        last = next(task for task in tasks[:2] if task.id != case.task_id)
    assert await world.write(claim_named, "lin") == f"read {number}"
    await world.write(set_gold, "lea", last.key, answer=YES)
    page = await world.read(show_reading, "lin", number)
    assert page.check is None
    await world.write(acknowledge_revision, "lin", number)  # what the page offers then
    assert (await world.read(show_reading, "lin", number)).is_passed
    assert await world.write(claim_named, "lin") == "t3"


async def test_a_check_gives_no_task_away(world: World) -> None:
    """Of four case tasks the person is asked those that they have answered and that are not
    gold."""
    await first_guideline(world)
    tasks = await make_tasks(world, ["a", "b", "c", "d"])
    for _ in range(2):
        await world.write(answer_next, "lin", YES)
    await world.write(set_gold, "lea", tasks[0].key, answer=YES)
    number = await change_draft(world, NOTHING)
    await rule(world, number, YES)

    def add(db: Session, actor: Actor) -> None:
        ruling = db.exec(select(Ruling)).one()
        of = {"project_id": actor.project_id, "ruling_id": ruling.id, "value": YES}
        db.add_all(Case(**of, task_id=task.id) for task in tasks)

    await world.write(add, "lea")
    await publish(world, number)

    def ask(db: Session, actor: Actor) -> list[int | None]:
        asked = list_asked(db, actor, get_revision(db, actor, number))
        assert find_asking(db, actor, get_revision(db, actor, number), asked).cases == len(asked)
        return [each.case.task_id for each in asked.values()]

    assert await world.read(ask, "lin") == [tasks[1].id]
    assert await world.read(ask, "sam") == []
    await world.write(acknowledge_revision, "sam", number)  # nothing to ask: read is read
    page: ReadingPage = await world.read(show_reading, "sam", number)
    assert page.is_passed
