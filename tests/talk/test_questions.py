"""Questions: closed once, by the ML team; merged without chains; told to everybody who asked."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, select

from app.actions.merges import merge_question
from app.actions.questions import (
    answer_question,
    decline_question,
    reopen_question,
    snooze_question,
    title_question,
)
from app.actions.rulings import make_ruling
from app.clock import new_ordered_id, now
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.followers.questions import QuestionWaker
from app.pages.acts import Asked, show_acts
from app.pages.asked import show_asked
from app.pages.inbox import show_inbox
from app.pages.questions import show_question, show_questions
from app.records.events import Event
from app.records.labels import Assignment
from app.records.questions import Asker, Flag, Question
from tests.cast import World
from tests.talk.floor import (
    answer,
    asked,
    events,
    flag,
    held_task,
    make_task,
    parked,
    said,
    say,
)


async def reply(world: World, name: str, number: int, key: UUID | None = None) -> None:
    """An answer that closes a question."""
    key = key or new_ordered_id()
    await world.write(answer_question, name, number, key=key, body="Yes: see “Slurs”.")


async def test_an_answer_reaches_everybody_who_asked_and_who_holds_the_task(world: World) -> None:
    number, task = await asked(world, "lin", "sam")
    key = new_ordered_id()
    for _ in range(2):
        await reply(world, "lea", number, key)
    assert await said(world, "lin", f"question:{number}") == [
        "Do quotes count?",
        "Yes: see “Slurs”.",
    ]
    # Sam has not answered: of the thread only what the ML team wrote
    assert await said(world, "sam", f"task:{task}") == ["Yes: see “Slurs”."]
    [row] = (await world.read(show_asked, "lin")).rows
    assert (row.state, row.outcome) == ("answered", "Yes: see “Slurs”.")
    [told] = await events(world, "question.told")
    assert told.audience == f"member:{world.member_id('lin')}"
    with pytest.raises(Conflict):
        await reply(world, "lea", number)


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("rui", Forbidden),
        ("lin", Forbidden),
        ("sam", NotFound),
        ("vic", NotFound),
        ("eve", NotFound),
    ],
)
async def test_only_the_ml_team_decides(world: World, name: str, refused: type[Exception]) -> None:
    number, _ = await asked(world, "lin", "sam")
    key = new_ordered_id()
    for action, given in [
        (answer_question, {"key": key, "body": "no"}),
        (decline_question, {"key": key, "body": "no", "clause": "c1"}),
        (snooze_question, {"until": now() + timedelta(days=1)}),
        (title_question, {"title": "Mine now"}),
        (reopen_question, {}),
        (merge_question, {"into": number}),
        (make_ruling, {"outcome": "differ", "rationale": "so"}),
    ]:
        with pytest.raises(refused):
            await world.write(action, name, number, **given)  # type: ignore[arg-type]
    [row] = (await world.read(show_inbox, "lea")).open
    assert (row.number, row.state) == (number, "open")


async def test_who_sees_questions(world: World) -> None:
    number, _ = await asked(world, "lin", "sam")
    for name in ("ada", "lea", "rui"):
        assert (await world.read(show_questions, name)).rows[0].number == number
    for name in ("lin", "sam", "vic"):
        for page in (show_inbox, show_questions):
            with pytest.raises(NotFound):
                await world.read(page, name)
    for name in ("lin", "sam", "vic", "eve"):
        with pytest.raises(NotFound):
            await world.read(show_question, name, number)
    assert (await world.read(show_questions, "eve")).rows == ()
    assert [row.number for row in (await world.read(show_asked, "lin")).rows] == [number]
    assert (await world.read(show_asked, "sam")).rows == ()


async def test_a_decline_cites_a_clause_that_is_there(world: World) -> None:
    number, _ = await asked(world, "lin")
    with pytest.raises(Invalid):
        await world.write(
            decline_question, "lea", number, key=new_ordered_id(), body="It is there.", clause="c99"
        )
    [row] = (await world.read(show_inbox, "lea")).open
    assert row.state == "open"
    assert await said(world, "lin", f"question:{number}") == ["Do quotes count?"]


async def test_duplicates_never_chain_and_their_askers_move(world: World) -> None:
    numbers = []
    for name in ("lin", "sam", "kim"):
        await make_task(world)
        numbers.append(await flag(world, name, await held_task(world, name), f"{name} asks"))
    a, b, c = numbers
    await world.write(merge_question, "lea", b, into=a)
    await world.write(merge_question, "lea", a, into=c)
    await world.write(merge_question, "lea", b, into=a)  # what is merged already stays merged
    assert await world.edge.read(standing) == {a: c, b: c, c: None}
    [row] = (await world.read(show_inbox, "lea")).open
    assert (row.number, row.askers, row.flags) == (c, 3, 3)
    # a duplicate's thread is closed, and its asker never reads another asker's words
    assert await said(world, "lin", f"question:{c}") == []
    with pytest.raises(Conflict):
        await say(world, "lin", f"question:{a}", "still there?")
    with pytest.raises(Conflict):
        await world.write(merge_question, "lea", c, into=b)
    await reply(world, "lea", c)
    for name in ("lin", "sam", "kim"):
        assert (await world.read(show_asked, name)).rows[0].state == "answered"


def standing(db: Session) -> dict[int, int | None]:
    """Which question stands for which, by number."""
    found = db.exec(select(Question)).all()
    numbers = {question.id: question.number for question in found}
    for flagged in db.exec(select(Flag)):
        assert (flagged.question_id, flagged.raised_question_id) == (
            next(q.id for q in found if q.duplicate_of is None),
            flagged.raised_question_id,
        )
    assert len(db.exec(select(Asker)).all()) >= len(found)
    return {q.number: numbers.get(q.duplicate_of) for q in found}


async def test_what_was_parked_comes_back_when_the_question_closes(world: World) -> None:
    first, number, lease = await parked(world)
    await world.write(merge_question, "lea", number, into=first)
    assert await world.edge.read(state_of, lease) == "parked"
    await reply(world, "lea", first)
    assert await world.edge.read(state_of, lease) == "leased"


def state_of(db: Session, lease: UUID) -> str:
    """The state of an assignment."""
    return db.exec(select(Assignment.state).where(Assignment.key == lease)).one()


async def test_what_is_laid_aside_comes_back_by_itself_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, _ = await asked(world, "lin")
    await world.write(snooze_question, "lea", number, until=now() + timedelta(days=1))
    rui, lea = world.client("rui", browser=True), world.client("lea", browser=True)
    assert "data-team" not in (await rui.get("/projects/hate/inbox")).text
    page = (await lea.get("/projects/hate/inbox")).text
    assert "Take it up again" in page
    assert "data-team" in page
    waker = QuestionWaker(world.edge)
    await waker.settle()
    assert await kinds(world) == ["question.snoozed"]
    later = now() + timedelta(days=1, seconds=1)
    monkeypatch.setattr("app.queries.questions.now", lambda: later)
    await waker.settle()
    await waker.settle()
    assert await kinds(world) == ["question.snoozed"] * 2
    found = await world.read(show_acts, "lea", Asked(what="questions"))
    assert [(act.who, act.what) for act in found.acts[:2]] == [
        ("Precedent", "Question taken up again"),
        ("Lea", "Question laid aside"),
    ]
    stay = {"days": "1", "stay": "yes"}
    gone = await lea.post(f"/projects/hate/questions/{number}/snooze", data=stay)
    assert gone.headers["location"] == "/projects/hate/inbox"


async def kinds(world: World) -> list[str]:
    """What happened to the question when it was laid aside and taken up again."""
    snoozed = select(Event.kind).where(Event.kind == "question.snoozed")
    return await world.edge.read(lambda db: list(db.exec(snoozed)))


async def test_laying_aside_and_opening_again(world: World) -> None:
    number, _ = await asked(world, "lin")
    until = now() + timedelta(days=1)
    await world.write(snooze_question, "lea", number, until=until)
    page = await world.read(show_inbox, "lea")
    assert (len(page.open), len(page.later)) == (0, 1)
    with pytest.raises(Invalid):
        await world.write(snooze_question, "lea", number, until=now() - timedelta(days=1))
    await world.write(snooze_question, "lea", number, until=None)
    await reply(world, "lea", number)
    page = await world.read(show_inbox, "lea")
    assert ([row.state for row in page.closed], len(page.open)) == (["answered"], 0)
    await world.write(reopen_question, "lea", number)
    assert len((await world.read(show_inbox, "lea")).open) == 1


async def test_the_inbox_is_sorted_by_what_hangs_on_a_question(world: World) -> None:
    task = await make_task(world)
    await answer(world, "lin", "hateful")
    await answer(world, "sam", "non-hateful")
    large = await flag(world, "lin", task, "This splits people")
    small, _ = await asked(world, "kim", note="Hardly anybody meets this")
    first, second = (await world.read(show_inbox, "lea")).open
    assert (first.number, first.labels, first.split) == (large, 2, 100)
    assert (second.number, second.labels, second.split) == (small, 0, 0)
    assert first.order > second.order


async def test_from_a_question_one_goes_on_to_the_next_of_the_inbox(world: World) -> None:
    for note in ("One?", "Two?", "Three?"):
        await asked(world, "lin", note=note)
        await answer(world, "lin")
    order = [row.number for row in (await world.read(show_inbox, "lea")).open]
    assert sorted(order) == [1, 2, 3]
    lea, root = world.client("lea", browser=True), "/projects/hate"
    for number, following in zip(order, order[1:] + order[:1], strict=True):
        got = await lea.get(f"{root}/questions/{number}/next")
        assert (got.status_code, got.headers["location"]) == (303, f"{root}/questions/{following}")
    for number in order[1:]:
        await world.write(answer_question, "lea", number, key=new_ordered_id(), body="Yes.")
    got = await lea.get(f"{root}/questions/{order[0]}/next")
    assert got.headers["location"] == f"{root}/inbox"
    lin = world.client("lin", browser=True)
    assert (await lin.get(f"{root}/questions/{order[0]}/next")).status_code == 404


async def test_a_flagged_task_without_an_answer_is_still_to_come(world: World) -> None:
    """However many there are besides: the newest question does not sink for it."""
    number, _ = await asked(world, "lin")
    question = await world.read(show_question, "lea", number)
    assert (question.row.labels, question.row.to_come) == (0, 1)
