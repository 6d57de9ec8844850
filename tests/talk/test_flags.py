"""Flags: who may raise them, what they open, and who never sees a tentative answer."""

from typing import Any

import pytest
from sqlmodel import Session

from app.actions.assignments import park_assignment
from app.actions.flags import raise_flag
from app.actions.questions import title_question
from app.clock import new_ordered_id
from app.domain.roles import Actor
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.pages.flagged import PIECES as FLAGGED
from app.pages.flags import show_flags_on
from app.pages.inbox import show_inbox
from app.pages.questions import show_question
from app.queries.flags import find_flag
from app.records.questions import Flag
from tests.cast import World
from tests.talk.floor import (
    answer,
    asked,
    events,
    flag,
    flags,
    hold,
    make_task,
    offered,
    said,
    thread,
)


async def test_a_flag_opens_a_question_and_stands_in_both_threads(world: World) -> None:
    number, task = await asked(world, "lin", note="Do quotes count?\nThe guideline is silent.")
    [row] = (await world.read(show_inbox, "lea")).open
    assert (row.number, row.title, row.titled_by_team) == (number, "Do quotes count?", False)
    for topic in (f"task:{task}", f"question:{number}"):
        [message] = (await thread(world, "lea", topic)).messages
        assert (message.kind, message.category) == ("flag", "Guideline gap")
        assert await said(world, "lin", topic) == ["Do quotes count?\nThe guideline is silent."]
    heard = [(e.kind, e.audience) for e in await events(world, "question.opened", "flag.raised")]
    assert heard == [("question.opened", "staff"), ("flag.raised", "staff")]
    [joined] = await events(world, "question.joined")
    assert joined.audience == f"member:{world.member_id('lin')}"


async def test_who_may_flag(world: World) -> None:
    task = await make_task(world)
    await hold(world, "lin")
    for name, refused in [("sam", NotFound), ("eve", NotFound), ("vic", Forbidden)]:
        with pytest.raises(refused):
            await flag(world, name, task)
    for name in ("lin", "lea", "rui"):
        await flag(world, name, task)
    await answer(world, "lin")
    await flag(world, "lin", task, "And now that I have answered?")


async def test_a_repeat_is_the_same_flag_and_another_one_a_conflict(world: World) -> None:
    task, key = await make_task(world), new_ordered_id()
    await hold(world, "lin")
    mark: dict[str, Any] = {"category": "ambiguous", "note": "Which?", "tentative": "hateful"}
    for _ in range(2):
        await world.write(raise_flag, "lin", task, key=key, **mark)
    assert len(await flags(world)) == 1
    assert await said(world, "lin", f"task:{task}") == ["Which?"]
    for other in (
        {"note": "What?"},
        {"tentative": "non-hateful"},
        {"anchor": None, "category": "other"},
    ):
        with pytest.raises(Conflict):
            await world.write(raise_flag, "lin", task, key=key, **(mark | other))


async def test_an_id_names_one_flag_on_a_page(world: World) -> None:
    task, key = await make_task(world), new_ordered_id()
    for name in ("lin", "sam"):
        await hold(world, name)
    mark: dict[str, Any] = {"category": "ambiguous", "note": "Which?"}
    await world.write(raise_flag, "lin", task, key=key, **mark)
    with pytest.raises(Conflict):
        await world.write(raise_flag, "sam", task, key=key, **mark)
    assert len(await flags(world)) == 1
    await world.write(raise_flag, "sam", task, key=new_ordered_id(), **mark)


@pytest.mark.parametrize(
    ("mark", "field"),
    [
        ({"category": "nonsense"}, "category"),
        ({"note": " "}, "note"),
        ({"tentative": "maybe"}, "answer"),
        ({"anchor": {"start": 0, "end": 2, "quote": "Hx"}}, "anchor"),
        ({"anchor": {"x": 0.1, "y": 0.1, "width": 0.5, "height": 0.5}}, "anchor"),
    ],
)
async def test_what_cannot_be_a_flag(world: World, mark: dict[str, Any], field: str) -> None:
    task = await make_task(world)
    given: dict[str, Any] = {"category": "ambiguous", "note": "Which?"} | mark
    with pytest.raises(Invalid) as refused:
        await world.write(raise_flag, "lea", task, key=new_ordered_id(), **given)
    assert refused.value.field == field
    assert await flags(world) == []


async def test_the_words_meant_are_marked_in_the_task(world: World) -> None:
    task = await make_task(world, "He said “those” people.")
    anchor = {"start": 9, "end": 14, "quote": "those"}
    number = await flag(world, "lea", task, anchor=anchor)
    [shown] = (await world.read(show_question, "rui", number)).flagged
    marked = [
        segment.text for part in shown.content.parts for segment in part.segments if segment.anchors
    ]
    assert marked == ["those"]


async def test_a_peer_sees_neither_the_flag_nor_that_there_is_one(world: World) -> None:
    number, task = await asked(world, "lin", "sam")
    topic = f"task:{task}"
    assert await said(world, "sam", topic) == []
    assert await world.read(show_flags_on, "sam", task) == []
    with pytest.raises(NotFound):
        await thread(world, "sam", f"question:{number}")
    assert await said(world, "vic", topic) == []
    await answer(world, "sam")
    assert await said(world, "sam", topic) == ["Do quotes count?"]
    [shown] = await world.read(show_flags_on, "sam", task)
    assert shown.question is None  # whose question it became is its asker's and the staff's


async def test_tentative_answers_are_for_the_ml_team_alone(world: World) -> None:
    task = await make_task(world)
    await hold(world, "lin")
    number = await flag(world, "lin", task, "Which?", tentative="non-hateful")
    await answer(world, "lin", "hateful")
    await hold(world, "sam")
    await answer(world, "sam", "hateful")
    for name, sees in [("ada", 1), ("lea", 1), ("rui", 0)]:
        page = await world.read(show_question, name, number)
        assert len(page.tentative) == sees
        assert (f"team:{number}" in page.topics) is bool(sees)
        assert "non-hateful" not in repr(page.flagged) + repr(page.thread)
    for name, seen in [
        ("lin", "non-hateful"),
        ("lea", "non-hateful"),
        ("rui", None),
        ("sam", None),
    ]:
        [shown] = await world.read(show_flags_on, name, task)
        assert shown.tentative == seen
    [raised] = await events(world, "flag.raised")

    def rendered(db: Session) -> list[str]:
        return [piece.render(db, raised) for piece in FLAGGED["flag.raised"]]

    card, tentative = await world.edge.read(rendered)
    assert "Not hateful" not in card.split("flag-foot")[0]
    assert "Not hateful" in tentative
    assert all(piece.staff for piece in FLAGGED["flag.raised"])


async def test_only_what_the_team_has_put_in_words_is_offered_or_joined(world: World) -> None:
    number, _ = await asked(world, "lin", note="Does a quoted slur count as hate speech?")
    other = await make_task(world, "She quoted the slur in her report.")
    await answer(world, "sam")
    await hold(world, "sam")
    words = "a quoted slur: hate or not?"
    assert await offered(world, "sam", other, words) == ()
    with pytest.raises(NotFound):
        await flag(world, "sam", other, join=number)
    await world.write(title_question, "lea", number, title="Do quoted slurs count?")
    [offer] = await offered(world, "sam", other, words)
    assert (offer.kind, offer.number, offer.title) == ("question", number, "Do quoted slurs count?")
    assert await flag(world, "sam", other, words, join=number) == number
    [row] = (await world.read(show_inbox, "lea")).open
    assert (row.askers, row.tasks) == (2, 2)
    # each asker still sees only their own words and the team's
    assert await said(world, "sam", f"question:{number}") == [words]


async def test_a_task_is_parked_with_its_question(world: World) -> None:
    task, key = await make_task(world), new_ordered_id()
    lease = await hold(world, "lin")

    def both(db: Session, actor: Actor) -> Flag | None:
        flagged = raise_flag(db, actor, task, key=key, category="ambiguous", note="Which?")
        park_assignment(db, actor, lease, question_id=flagged.question_id)
        return find_flag(db, actor.member_id, key)

    assert await world.write(both, "lin") is not None
    assert await said(world, "lin", f"task:{task}") == ["Which?"]
