"""A revision changes a tested clause: only its questions are answered anew, and passing stands."""

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from app.actions.attempts import answer_question, end_attempt
from app.actions.cases import remove_case
from app.actions.clauses import edit_clause, type_change
from app.actions.drafts import open_draft
from app.actions.exams import make_exam
from app.actions.expectations import expect_answer
from app.actions.withdrawals import withdraw_revision
from app.domain.roles import Actor
from app.errors import Conflict
from app.pages.exams import show_exam
from app.queries.drafts import get_draft
from app.queries.qualifications import map_standings
from app.records.exams import Attempt
from app.records.questions import Case
from tests.actions.loop import NO, publish
from tests.cast import World
from tests.exams.stage import PLAN, asked, examined, pooled, sit, start


async def revise(world: World, code: str, type: str = "substantive", flips: bool = False) -> int:
    """A draft that changes a clause, and if it `flips` what its first case expects, in force."""

    def draft(db: Session, actor: Actor) -> int:
        number = open_draft(db, actor, title="Quotes", rationale="Asked.").number
        revision = edit_clause(db, actor, number, edition=1, code=code, text=f"{type} {number}")
        type_change(db, actor, number, edition=revision.edition, code=code, type=type)
        return number

    number = await world.write(draft, "lea")
    if flips:
        case = await world.edge.read(
            lambda db: db.exec(select(Case).where(Case.example == "slur number 1")).one()
        )
        edition = (await world.read(get_draft, "lea", number)).edition
        about = {"edition": edition, "value": NO}
        await world.write(expect_answer, "lea", number, case.id or 0, **about)
    await publish(world, number)
    return number


async def due(world: World, name: str) -> int:
    """How many questions somebody is to answer anew."""
    own = (await world.read(show_exam, name, 1)).own
    assert own is not None
    assert own.state == ("passed" if own.passed_at else "ready")
    return own.due


async def test_only_what_changed_is_answered_anew_and_nobody_else_is_asked(world: World) -> None:
    await examined(world)
    passed = await sit(world, "lin")
    await sit(world, "sam", lambda words: True)
    wording = await revise(world, "c2", "editorial")
    assert await due(world, "lin") == 0
    await revise(world, "c2")
    assert (await due(world, "lin"), await due(world, "sam")) == (4, 0)
    assert wording
    renewal = await start(world, "lin", "renewal")
    of = {q.question_id for q, words in await asked(world, passed) if "slur" in words}
    again = await asked(world, renewal)
    assert {q.question_id for q, _ in again} == of
    for question, _ in again[:3]:
        await world.write(
            answer_question, "lin", renewal.key, question.place, raw=question.expected
        )
    await world.write(end_attempt, "lin", renewal.key)
    assert await due(world, "lin") == 1  # what was not answered right is asked once more
    await sit(world, "lin", mode="renewal")
    assert await due(world, "lin") == 0
    with pytest.raises(Conflict, match="nothing to answer anew"):
        await start(world, "lin", "renewal")


async def test_the_new_answer_is_the_key_and_a_withdrawal_takes_it_back(world: World) -> None:
    await examined(world, counts={"c2": 8}, mark=0.6)
    await sit(world, "lin")
    number = await revise(world, "c2", flips=True)
    assert await due(world, "lin") == 8
    await sit(world, "sam")  # passes under the new version
    renewal = await start(world, "lin", "renewal")
    keys = {words: q.expected for q, words in await asked(world, renewal)}
    assert {words for words, key in keys.items() if key == NO} == {"slur number 1"}
    await world.write(end_attempt, "lin", renewal.key)
    await world.write(withdraw_revision, "lea", number, reason="It was wrong.")
    # what she answered before holds again; what he answered under it does not
    assert (await due(world, "lin"), await due(world, "sam")) == (0, 8)


async def test_what_began_before_a_revision_is_judged_by_what_held_then(world: World) -> None:
    await examined(world, counts={"c2": 8}, mark=0.6)
    attempt = await start(world, "lin")
    await revise(world, "c2", flips=True)
    for question, _ in await asked(world, attempt):
        await world.write(
            answer_question, "lin", attempt.key, question.place, raw=question.expected
        )
    assert (await world.write(end_attempt, "lin", attempt.key)).has_passed
    assert await due(world, "lin") == 8  # and then anew, by what holds now


async def test_what_lost_its_key_is_not_due(world: World) -> None:
    await examined(world, counts={"c2": 8}, mark=0.6)
    await sit(world, "lin")
    await revise(world, "c2")
    cases = await world.edge.read(
        lambda db: db.exec(select(Case.id).where(Case.state == "in_force")).all()
    )
    *gone, last = [id or 0 for id in cases[:15]]

    async def counted() -> list[int]:
        who = world.member_id("lin")
        led = (await world.read(show_exam, "lea", 1)).led
        people = await world.edge.read(map_standings, world.project_id, [who])
        return [await due(world, "lin"), led.people[0].due, people[who][0].due]

    for id in gone:
        await world.write(remove_case, "lea", id)
    assert await counted() == [1, 1, 1]
    await world.write(remove_case, "lea", last)
    assert await counted() == [0, 0, 0]
    with pytest.raises(Conflict, match="nothing to answer anew"):
        await start(world, "lin", "renewal")


async def test_a_second_revision_withdrawn_leaves_what_the_first_one_asked(world: World) -> None:
    await examined(world, counts={"c2": 8}, mark=0.6)
    await sit(world, "lin")
    first, second = await revise(world, "c2"), await revise(world, "c2")
    await world.write(withdraw_revision, "lea", second, reason="It was wrong.")
    assert await due(world, "lin") == 8
    await world.write(withdraw_revision, "lea", first, reason="So was this.")
    assert await due(world, "lin") == 0


async def test_more_than_an_exam_asks_is_answered_anew_in_parts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.actions.attempts.MOST_QUESTIONS", 5)
    await examined(world, counts={"c2": 8}, mark=0.6)
    await sit(world, "lin")
    await revise(world, "c2")
    for part, rest in ((5, 3), (3, 0)):
        assert (await sit(world, "lin", mode="renewal")).questions == part
        assert await due(world, "lin") == rest


async def answer_all(world: World, attempt: Attempt) -> Attempt:
    """By the keys that the attempt was begun with, and handed in."""
    for question, _ in await asked(world, attempt):
        about = {"raw": question.expected}
        await world.write(answer_question, "lin", attempt.key, question.place, **about)
    return await world.write(end_attempt, "lin", attempt.key)


async def test_what_began_under_a_revision_that_is_withdrawn_is_answered_anew(
    world: World,
) -> None:
    await examined(world, counts={"c2": 8}, mark=0.6)
    number = await revise(world, "c2", flips=True)
    attempt = await start(world, "lin")
    await world.write(withdraw_revision, "lea", number, reason="It was wrong.")
    assert (await answer_all(world, attempt)).has_passed
    assert await due(world, "lin") == 8


async def test_what_came_and_went_during_an_attempt_asks_nothing_anew(world: World) -> None:
    await examined(world, counts={"c2": 8}, mark=0.6)
    attempt = await start(world, "lin")
    number = await revise(world, "c2", flips=True)
    await world.write(withdraw_revision, "lea", number, reason="It was wrong.")
    assert (await answer_all(world, attempt)).has_passed
    assert await due(world, "lin") == 0


async def test_what_an_earlier_revision_asks_is_not_settled_by_withdrawn_keys(
    world: World,
) -> None:
    await examined(world, counts={"c2": 8}, mark=0.6)
    await sit(world, "lin")
    await revise(world, "c2")
    number = await revise(world, "c2", flips=True)
    renewal = await start(world, "lin", "renewal")
    await world.write(withdraw_revision, "lea", number, reason="It was wrong.")
    await answer_all(world, renewal)
    assert await due(world, "lin") == 8


async def test_an_exam_made_under_a_revision_outlives_its_withdrawal(world: World) -> None:
    await pooled(world)
    number = await revise(world, "c2")
    await world.write(make_exam, "lea", replace(PLAN, counts={"c2": 8}, mark=0.6))
    await sit(world, "sam")
    attempt = await start(world, "lin")
    await world.write(withdraw_revision, "lea", number, reason="It was wrong.")
    assert (await answer_all(world, attempt)).has_passed
    assert (await due(world, "lin"), await due(world, "sam")) == (8, 8)
