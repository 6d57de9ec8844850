"""What passing gives, whose work waits for it, and what an exam can ask of whom."""

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from app.actions.assignments import claim_task
from app.actions.cases import add_case, remove_case
from app.actions.exams import close_exam, fill_exam, make_exam
from app.actions.labels import submit_label
from app.actions.qualifications import take_qualification
from app.actions.retirements import retire_gold
from app.errors import Conflict, NotFound
from app.pages.exams import show_exam
from app.queries.guidelines import get_clause_id
from app.queries.qualifications import has_priority
from app.records.exams import Exam
from app.records.members import Member
from app.records.tasks import Gold
from tests.actions.loop import YES, given
from tests.cast import World
from tests.exams.stage import (
    CASES,
    FREE,
    GOLDS,
    PLAN,
    asked,
    examined,
    pooled,
    sit,
    start,
)


async def test_what_one_was_asked_is_no_work_and_work_is_not_asked(world: World) -> None:
    tasks = await pooled(world)

    def label(db: Session, actor: object) -> int:
        held = claim_task(db, actor)  # type: ignore[arg-type]
        assert held is not None
        submit_label(db, actor, held.key, given(YES))  # type: ignore[arg-type]
        return held.task_id

    done = {await world.write(label, "lin") for _ in range(2)}
    assert done == {tasks[0].id, tasks[1].id}  # both have a trusted answer
    await world.write(make_exam, "lea", PLAN)
    attempt = await start(world, "lin")
    theirs = {q.task_id for q, _ in await asked(world, attempt) if q.task_id}
    assert theirs == {task.id for task in tasks[2:GOLDS]}
    rest: set[int] = set()
    while (held := await world.write(claim_task, "lin")) is not None:
        rest.add(held.task_id)
        await world.write(submit_label, "lin", held.key, given(YES))
    assert rest == {task.id for task in tasks[GOLDS:]}
    assert len(rest) == FREE


async def test_passing_gives_and_taking_takes_in_one_transaction(world: World) -> None:
    await examined(world, holds="all", gives_role=True)
    with pytest.raises(Conflict) as gate:
        await world.write(claim_task, "lin")
    assert gate.value.detail == {"exam": 1}
    assert await world.write(claim_task, "rui") is not None  # the staff is not examined
    assert (await world.actor("vic")).role == "viewer"
    await sit(world, "vic")
    assert (await world.actor("vic")).role == "labeler"
    held = await world.write(claim_task, "vic")
    assert held is not None
    await world.write(take_qualification, "lea", 1, world.member_id("vic"), why="shared answers")
    assert (await world.actor("vic")).role == "viewer"
    row = await world.edge.read(lambda db: db.get_one(type(held), held.id))
    assert row.state == "released"
    with pytest.raises(Conflict, match="has not passed"):
        await world.write(take_qualification, "lea", 1, world.member_id("vic"), why="again")
    for name in ("rui", "lin"):
        with pytest.raises(NotFound):
            await world.write(take_qualification, name, 1, world.member_id("vic"), why="no")


async def test_work_waits_for_those_who_joined_later_alone(world: World) -> None:
    await examined(world, holds="new")
    assert await world.write(claim_task, "lin") is not None

    def age(db: Session, actor: object) -> None:
        exam = db.exec(select(Exam)).one()
        exam.made_at = get_member_time(db, world.member_id("sam"))
        db.add(exam)

    def get_member_time(db: Session, member_id: int) -> object:
        return db.get_one(Member, member_id).created_at

    await world.write(age, "ada")
    with pytest.raises(Conflict, match="exam 1"):
        await world.write(claim_task, "sam")
    assert await world.write(claim_task, "lin") is not None


async def test_the_pool_fills_up_and_a_key_that_is_gone_is_not_asked(world: World) -> None:
    await examined(world)
    assert await world.write(fill_exam, "lea", 1) == 0
    case = await world.write(add_case, "lea", code="c3", value=YES, example="a new one")
    assert await world.write(fill_exam, "lea", 1) == 1
    led = (await world.read(show_exam, "lea", 1)).led
    assert {each.code: each.pool for each in led.clauses}["c3"] == 1
    await world.write(remove_case, "lea", case.id or 0)
    led = (await world.read(show_exam, "lea", 1)).led
    assert {each.code: each.pool for each in led.clauses}["c3"] == 0


async def test_a_hard_clause_points_to_the_guideline(world: World) -> None:
    await examined(world)
    for name in ("lin", "sam", "kim"):
        await sit(world, name, lambda words: "oath" in words)
    led = (await world.read(show_exam, "lea", 1)).led
    hard = {each.code: (each.right, each.answered, each.is_hard) for each in led.clauses}
    assert hard == {"c2": (12, 12, False), "c5": (0, 12, True), "": (6, 6, False)}
    assert [each.state for each in led.people] == ["failed"] * 3
    assert (await world.read(show_exam, "rui", 1)).led is None


async def test_a_page_that_does_not_list_all_counts_all(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.pages.led_exams.MOST_PEOPLE", 1)
    monkeypatch.setattr("app.pages.led_exams.MOST_QUESTIONS", 3)
    await examined(world)
    for name in ("lin", "sam"):
        await sit(world, name)
    await sit(world, "kim", lambda words: True)
    led = (await world.read(show_exam, "lea", 1)).led
    assert [each.name for each in led.people] == [(await world.actor("kim")).name]
    assert (led.tried, led.passed, led.unlisted) == (3, 2, 2)
    counted = {each.code: (each.pool, each.answered, each.right) for each in led.clauses}
    assert counted == {"c2": (CASES, 12, 8), "c5": (CASES, 12, 8), "": (GOLDS, 6, 4)}
    assert (len(led.pool), led.others) == (3, 2 * CASES + GOLDS - 3)


async def test_an_exam_that_gives_the_first_choice_gives_it_to_those_who_passed(
    world: World,
) -> None:
    await pooled(world)

    async def first(name: str) -> bool:
        return await world.read(has_priority, name)

    assert await first("lin")
    await world.write(make_exam, "lea", replace(PLAN, gives_priority=True))
    assert not await first("lin")
    await sit(world, "lin")
    assert await first("lin")
    assert not await first("sam")
    await world.write(close_exam, "lea", 1)
    assert await first("sam")


async def test_trusted_answers_stand_under_their_clause_and_retired_ones_are_not_asked(
    world: World,
) -> None:
    tasks = await pooled(world)

    def place(db: Session, actor: object) -> None:
        gold = db.get_one(Gold, tasks[0].id)
        gold.clause_id = get_clause_id(db, world.project_id, "c3")
        db.add(gold)

    await world.write(place, "ada")
    await world.write(make_exam, "lea", replace(PLAN, counts={"c2": 8, "": 1, "c3": 1}))

    async def pools() -> dict[str, int]:
        led = (await world.read(show_exam, "lea", 1)).led
        return {each.code: each.pool for each in led.clauses}

    assert await pools() == {"c2": CASES, "c5": CASES, "c3": 1, "": GOLDS - 1}
    await world.write(retire_gold, "lea", tasks[0].key, reason="It is argued about.")
    assert (await pools())["c3"] == 0
