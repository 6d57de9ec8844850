"""Attempts: drawn, timed, kept answer by answer, and judged."""

import asyncio
from dataclasses import replace

import pytest
from sqlmodel import Session, select

from app.actions.assignments import claim_task
from app.actions.attempts import answer_question, end_attempt, end_overdue, start_attempt
from app.actions.exams import close_exam, make_exam
from app.actions.members import change_role
from app.actions.relabels import keeper
from app.clock import now
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.pages.attempts import show_attempt
from app.pages.exams import show_exam
from app.queries.attempts import list_answers, list_run_out
from app.queries.members import get_actor
from app.records.exams import Attempt, AttemptQuestion, Qualification
from app.records.labels import Label
from tests.actions.loop import NO, YES, answer_all
from tests.cast import World
from tests.exams.stage import (
    CASES,
    GOLDS,
    PLAN,
    asked,
    examined,
    other,
    pooled,
    sit,
    start,
    wind_back,
)


async def test_an_exam_says_what_it_takes_and_refuses_what_nobody_reaches(world: World) -> None:
    await pooled(world)
    for plan, field, said in (
        ({"mark": 0.75}, "mark", "all 10 right prove only 74 %. Ask 11 questions"),
        ({"counts": {"c2": CASES + 1}}, "counts", f"{CASES} questions of c2"),
        ({"counts": {"": GOLDS + 1, "c2": 8}}, "counts", "trusted answers"),
        ({"counts": {}}, "counts", "1 to 100"),
        ({"title": " "}, "title", "name"),
        ({"minutes": 0}, "minutes", "1 to 240"),
        ({"attempts": 21}, "attempts", "1 to 20"),
        ({"pause_hours": -1}, "pause_hours", "0 to"),
        ({"holds": "some"}, "holds", "waits"),
        ({"mark": 0.4}, "mark", "50 to 99"),
    ):
        about = {name: getattr(PLAN, name) for name in PLAN.__slots__} | plan
        with pytest.raises(Invalid) as wrong:
            await world.write(make_exam, "lea", type(PLAN)(**about))
        assert wrong.value.field == field
        assert said in wrong.value.message
    for name, error in {"rui": Forbidden, "lin": NotFound, "vic": NotFound}.items():
        with pytest.raises(error):
            await world.write(make_exam, name, PLAN)
    exam = await world.write(make_exam, "lea", PLAN)
    assert (exam.number, exam.questions, exam.needed) == (1, 10, 10)


async def test_everybody_is_asked_as_planned_and_judged_by_the_key(world: World) -> None:
    await examined(world)
    attempt = await start(world, "lin")
    questions = await asked(world, attempt)
    kinds = sorted(words.split(" number")[0] for _, words in questions)
    assert kinds == ["oath"] * 4 + ["post"] * 2 + ["slur"] * 4
    assert {q.expected for q, words in questions if "oath" in words} == {NO}
    failed = await sit(world, "lin", lambda words: "post" in words)
    assert (failed.id, failed.correct, failed.has_passed) == (attempt.id, 8, False)
    assert await world.edge.read(lambda db: db.exec(select(Qualification)).first()) is None
    passed = await sit(world, "lin")
    assert (passed.number, passed.correct, passed.has_passed) == (2, 10, True)
    before = {q.question_id for q, _ in questions}
    again = {q.question_id for q, _ in await asked(world, passed)}
    assert len(before & again) == 0  # there were enough others
    with pytest.raises(Conflict, match="You have passed"):
        await start(world, "lin")
    assert await world.edge.read(lambda db: db.exec(select(Label)).first()) is None


async def test_when_there_are_no_others_it_is_said(world: World) -> None:
    await examined(world, counts={"c2": 6, "c5": 4}, mark=0.7)
    for _ in range(2):
        last = await sit(world, "lin", lambda words: True)
    assert last.again == 4  # of c2 there are two others, of c5 all four
    view = await world.read(show_exam, "lin", 1)
    assert view.own is not None
    assert view.own.fresh < view.own.questions


async def test_who_has_seen_too_much_is_told_before_they_begin(world: World) -> None:
    await pooled(world)
    await world.write(answer_all, "lin", YES)
    everything = {"c2": CASES, "c5": CASES, "": GOLDS}
    await world.write(make_exam, "lea", replace(PLAN, counts=everything))
    own = (await world.read(show_exam, "lin", 1)).own
    assert (own.state, own.fresh, own.left) == ("short", 2 * CASES, PLAN.attempts)
    with pytest.raises(Conflict, match="not enough questions"):
        await start(world, "lin")
    assert (await world.read(show_exam, "sam", 1)).own.state == "ready"


async def test_attempts_are_counted_and_paused_between(world: World) -> None:
    await examined(world, attempts=2, pause_hours=24)
    first = await sit(world, "lin", lambda words: True)
    with pytest.raises(Conflict, match="24 hours"):
        await start(world, "lin")
    assert (await world.read(show_exam, "lin", 1)).own.state == "pausing"
    await wind_back(world, first, hours=25)
    await sit(world, "lin", lambda words: True)
    with pytest.raises(Conflict, match="all 2 attempts"):
        await start(world, "lin")
    assert (await world.read(show_exam, "lin", 1)).own.state == "spent"


async def test_the_clock_is_the_servers_and_what_was_answered_counts(world: World) -> None:
    await examined(world, counts={"c2": 5}, mark=0.54)
    attempt = await start(world, "lin")
    first, *rest = await asked(world, attempt)
    await world.write(answer_question, "lin", attempt.key, 1, raw=first[0].expected)
    await wind_back(world, attempt, minutes=PLAN.minutes - 1)
    await world.write(answer_question, "lin", attempt.key, 2, raw=rest[0][0].expected)
    await wind_back(world, attempt, minutes=1)
    with pytest.raises(Conflict, match="The time is over"):
        await world.write(answer_question, "lin", attempt.key, 3, raw=YES)
    over = await world.read(show_attempt, "lin", attempt.key)
    assert over.sitting is None
    assert (over.result.is_judged, over.result.explained) == (False, ())
    [(project_id, id)] = await world.edge.read(list_run_out, now())
    for _ in range(2):  # two processes see it
        await world.edge.write(project_id, end_overdue, keeper(project_id), id)
    ended = (await world.read(show_attempt, "lin", attempt.key)).result
    assert (ended.correct, ended.questions, ended.ending) == (2, 5, "time")
    assert await world.edge.read(list_run_out, now()) == []
    with pytest.raises(Conflict, match="The time is over"):
        await world.write(answer_question, "lin", attempt.key, 3, raw=YES)


async def test_an_attempt_is_gone_on_with_and_never_begun_twice(world: World) -> None:
    await examined(world)
    attempt, again = await start(world, "lin"), await start(world, "lin")
    assert attempt.key == again.key
    await world.write(answer_question, "lin", attempt.key, 2, raw=YES)
    await world.write(answer_question, "lin", attempt.key, 2, raw=NO)  # thought better of it
    sitting = (await world.read(show_attempt, "lin", attempt.key)).sitting
    assert (sitting.question.place, sitting.done) == (1, 1)
    back = (await world.read(show_attempt, "lin", attempt.key, 2)).sitting
    assert back.chosen == {"answer": [NO]}
    with pytest.raises(Invalid):
        await world.write(answer_question, "lin", attempt.key, 1, raw="perhaps")
    for place in (0, 11):
        with pytest.raises(NotFound):
            await world.write(answer_question, "lin", attempt.key, place, raw=YES)
    with pytest.raises(Conflict, match="another attempt"):
        await start(world, "lin", "practice")
    ended = await world.write(end_attempt, "lin", attempt.key)
    same = await world.write(end_attempt, "lin", attempt.key)
    assert ended.ended_at == same.ended_at
    with pytest.raises(Conflict, match="handed this in"):
        await world.write(answer_question, "lin", attempt.key, 1, raw=YES)
    for name in ("sam", "vic", "lea"):
        with pytest.raises(NotFound):
            await world.read(show_attempt, name, attempt.key)


async def test_staff_takes_no_exam_and_a_closed_one_is_begun_by_nobody(world: World) -> None:
    await examined(world, holds="all")
    for name in ("ada", "lea", "rui"):
        with pytest.raises(Forbidden):
            await start(world, name)
    going = await start(world, "sam")
    await world.write(close_exam, "lea", 1)
    with pytest.raises(NotFound):
        await start(world, "lin")
    assert (await start(world, "sam")).key == going.key
    assert await world.write(claim_task, "lin") is not None
    with pytest.raises(Conflict, match="closed"):
        await world.write(close_exam, "lea", 1)


@pytest.mark.parametrize("runs_out", [False, True])
async def test_who_joins_the_staff_meanwhile_answers_no_more_and_passes_nothing(
    world: World, runs_out: bool
) -> None:
    await examined(world)
    attempt = await sit(world, "lin", hands_in=False)
    await world.write(change_role, "ada", world.member_id("lin"), role="reviewer")
    with pytest.raises(Conflict, match="on the staff now"):
        await world.write(answer_question, "lin", attempt.key, 1, raw=YES)
    if runs_out:
        await wind_back(world, attempt, minutes=PLAN.minutes)
        keeps = keeper(world.project_id)
        await world.edge.write(world.project_id, end_overdue, keeps, attempt.id or 0)
    else:
        await world.write(end_attempt, "lin", attempt.key)
    result = (await world.read(show_attempt, "lin", attempt.key)).result
    assert (result.correct, result.has_passed, result.ending) == (10, False, "staff")
    assert await world.edge.read(lambda db: db.exec(select(Qualification)).first()) is None


async def test_practice_explains_at_once_and_is_never_asked_in_the_exam(world: World) -> None:
    await examined(world)
    practised: set[int] = set()
    for _ in range(3):
        attempt = await start(world, "lin", "practice")
        assert attempt.ends_at is None
        for question, words in await asked(world, attempt):
            practised.add(question.question_id)
            raw = other(question.expected)
            await world.write(answer_question, "lin", attempt.key, question.place, raw=raw)
            page = await world.read(show_attempt, "lin", attempt.key, question.place)
            if page.sitting is None:
                break
            said = page.sitting.question.explained
            assert (said.is_right, bool(said.clauses)) == (False, "post" not in words)
            with pytest.raises(Conflict, match="answered this one"):
                await world.write(answer_question, "lin", attempt.key, question.place, raw=raw)
    passed = await sit(world, "lin")
    assert passed.has_passed
    assert not practised & {q.question_id for q, _ in await asked(world, passed)}


async def test_two_who_begin_at_once_have_one_attempt(world: World) -> None:
    await examined(world)
    person = world.people["lin"]

    def begin(db: Session) -> object:
        return start_attempt(db, get_actor(db, person.account_id, person.project_id), 1).key

    keys = await asyncio.gather(*(world.edge.write(person.project_id, begin) for _ in range(4)))
    assert len(set(keys)) == 1
    attempts = await world.edge.read(lambda db: db.exec(select(Attempt)).all())
    assert len(attempts) == 1
    questions = await world.edge.read(list_answers, attempts[0].id or 0)
    assert len(questions) == 10
    assert all(isinstance(each, AttemptQuestion) for each in questions)


async def test_what_is_answered_while_it_is_handed_in_counts_or_is_refused(world: World) -> None:
    await examined(world)
    attempt = await start(world, "lin")
    keys = {question.place: question.expected for question, _ in await asked(world, attempt)}

    async def answer(place: int) -> bool:
        try:
            await world.write(answer_question, "lin", attempt.key, place, raw=keys[place])
        except Conflict:
            return False
        return True

    async def end() -> bool:
        await world.write(end_attempt, "lin", attempt.key)
        return False

    acts = [answer(place) for place in (1, 2, 3)] + [end()] + [answer(n) for n in (4, 5, 6)]
    kept = sum(await asyncio.gather(*acts))
    ended = await world.edge.read(lambda db: db.get_one(Attempt, attempt.id))
    assert ended.correct == kept
    rows = await world.edge.read(list_answers, attempt.id or 0)
    assert sum(each.answered_at is not None for each in rows) == kept
