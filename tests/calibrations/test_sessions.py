"""Sessions: who judges what, blind and then together, and that no label comes of it."""

import pytest
from sqlmodel import select

from app.actions.assignments import claim_task
from app.actions.calibrations import (
    MOST_ANSWERS,
    NewSession,
    answer_calibration,
    end_calibration,
    note_decision,
    open_calibration,
    reveal_answers,
)
from app.actions.golds import set_gold
from app.errors import Conflict, Invalid, NotFound
from app.pages.calibrations import show_calibration
from app.queries.calibrations import list_answers, list_judged
from app.records.labels import CurrentLabel, Label
from tests.actions.loop import NO, YES
from tests.calibrations.stage import PEOPLE, contested, judge, opened
from tests.cast import World


async def test_what_is_contested_is_judged_and_no_work_of_theirs(world: World) -> None:
    tasks = await contested(world)
    labels = await world.edge.read(lambda db: len(db.exec(select(Label.id)).all()))
    session = await opened(world, tasks=10)
    judged = await world.edge.read(list_judged, session.id or 0)
    assert {task.id for _, task in judged} == {task.id for task in tasks[:-1]}
    for name in PEOPLE:
        await judge(world, name, dict.fromkeys(range(1, 6), YES))
    held = await world.write(claim_task, "kim")
    assert held is not None
    assert held.task_id == tasks[-1].id
    assert await world.edge.read(lambda db: len(db.exec(select(Label.id)).all())) == labels
    kim = world.member_id("kim")
    mine = select(CurrentLabel).where(CurrentLabel.member_id == kim)
    assert await world.edge.read(lambda db: db.exec(mine).all()) == []


async def test_tasks_are_found_by_words_and_by_hand_never_gold(world: World) -> None:
    tasks = await contested(world)
    await world.write(set_gold, "lea", tasks[0].key, answer=YES)
    found = await opened(world, way="words", words="number", tasks=50)
    judged = await world.edge.read(list_judged, found.id or 0)
    assert {task.id for _, task in judged} == {task.id for task in tasks[1:]}
    by_hand = await opened(world, way="hand", names=["t3", "t2", " t3 "])
    judged = await world.edge.read(list_judged, by_hand.id or 0)
    assert [task.external_id for _, task in judged] == ["t3", "t2"]
    for more, field in (
        ({"way": "hand", "names": ["t1"]}, "names"),
        ({"way": "hand", "names": ["t99"]}, "names"),
        ({"way": "words", "words": " "}, "words"),
        ({"way": "words", "words": "nowhere"}, "words"),
        ({"way": "dice"}, "way"),
        ({"tasks": 51}, "tasks"),
        ({"title": ""}, "title"),
        ({"people": [world.member_id("lin")]}, "people"),
        ({"people": [world.member_id("lin"), world.member_id("rui")]}, "people"),
    ):
        with pytest.raises(Invalid) as wrong:
            await opened(world, **more)
        assert wrong.value.field == field


async def test_blind_then_together_and_both_stay(world: World) -> None:
    await contested(world)
    session = await opened(world)
    await judge(world, "lin", dict.fromkeys(range(1, 6), YES), comment="as lin reads it")
    await judge(world, "sam", dict.fromkeys(range(1, 6), NO))
    await judge(world, "sam", {1: NO})  # pressed twice
    await judge(world, "sam", {5: YES})  # thought better of it, still blind
    assert len(await world.edge.read(list_answers, session.id or 0)) == 11
    before = await world.read(show_calibration, "kim", 1, 1)
    assert (before.givens.givens, before.givens.answered) == ((), ("Lin", "Sam"))
    assert (before.board.effect, before.thread, before.judged.task) == (None, None, None)
    with pytest.raises(Conflict, match="Reveal the answers first"):
        await world.write(note_decision, "lea", 1, 1, words="Quoted is not hateful.")
    await world.write(reveal_answers, "lea", 1)
    seen = await world.read(show_calibration, "kim", 1, 1)
    assert [(each.name, each.blind, each.last) for each in seen.givens.givens] == [
        ("Lin", "Hateful", ""),
        ("Sam", "Not hateful", ""),
    ]
    assert seen.thread is not None
    assert seen.thread.may_post
    effect = seen.board.effect
    assert (effect.tasks, effect.before.percent, effect.moved) == (5, 0.2, 0)
    assert effect.before.alpha < 0
    await judge(world, "sam", dict.fromkeys(range(1, 5), YES))  # they talked
    await judge(world, "kim", {1: YES})  # too late to be blind
    await world.write(note_decision, "lea", 1, 1, words="It is aimed at people.")
    seen = await world.read(show_calibration, "lin", 1, 1)
    assert [(each.name, each.blind, each.last) for each in seen.givens.givens] == [
        ("Kim", "", "Hateful"),
        ("Lin", "Hateful", ""),
        ("Sam", "Not hateful", "Hateful"),
    ]
    assert seen.givens.decision == "It is aimed at people."
    effect = seen.board.effect
    assert (effect.after.percent, effect.moved, effect.answers) == (1.0, 4, 10)
    assert effect.before.percent == 0.2
    await world.write(end_calibration, "lea", 1)
    with pytest.raises(Conflict, match="ended"):
        await judge(world, "kim", {2: YES})


async def test_an_answer_is_changed_so_often_and_no_oftener(world: World) -> None:
    await contested(world)
    await opened(world)
    for turn in range(MOST_ANSWERS):
        await judge(world, "lin", {1: (YES, NO)[turn % 2]})
    await judge(world, "lin", {1: NO})  # the same again is no change
    with pytest.raises(Conflict, match="talk about it"):
        await judge(world, "lin", {1: YES})


async def test_who_may_what(world: World) -> None:
    await contested(world)
    await opened(world, people=[world.member_id("lin"), world.member_id("sam")])
    for name in ("kim", "vic"):
        with pytest.raises(NotFound):
            await world.read(show_calibration, name, 1)
    for name in ("lea", "rui", "kim", "vic"):
        with pytest.raises(NotFound):
            await world.write(answer_calibration, name, 1, 1, raw=YES)
    for name in ("rui", "lin", "vic"):
        with pytest.raises(NotFound):
            await world.write(reveal_answers, name, 1)
        with pytest.raises(NotFound):
            await world.write(end_calibration, name, 1)
        with pytest.raises(NotFound):
            await world.write(note_decision, name, 1, 1, words="no")
        with pytest.raises(NotFound):
            await opened_by(world, name)
    for place in (0, 6):
        with pytest.raises(NotFound):
            await world.write(answer_calibration, "lin", 1, place, raw=YES)
    with pytest.raises(Invalid):
        await world.write(answer_calibration, "lin", 1, 1, raw="perhaps")


async def opened_by(world: World, name: str) -> None:
    """A session that somebody else than a lead tries to open."""
    people = [world.member_id("lin"), world.member_id("sam")]
    await world.write(open_calibration, name, NewSession("A", people))
