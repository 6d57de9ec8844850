"""What follows from an answer to gold once it is final: a note, a doubt, a proposal, or nothing."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.actions.assignments import claim_task
from app.actions.doubts import ask_doubted, keep_doubted, rekey_doubted
from app.actions.gold_keys import choose_golds
from app.actions.golds import promote_golds, set_gold
from app.actions.honeypots import plan_honeypots, settle_honeypots
from app.actions.members import change_role
from app.actions.pauses import (
    appeal_pause,
    decline_pause,
    pause_member,
    propose_pause,
    resume_member,
)
from app.actions.relabels import keeper
from app.clock import new_ordered_id, now
from app.domain.roles import Actor
from app.errors import Conflict, Forbidden, NotFound
from app.followers import honeypots
from app.queries.doubts import list_doubts
from app.queries.gold_notes import find_note
from app.queries.pauses import find_pause
from app.queries.scores import Score, score_member
from app.records.honeypots import Honeypot
from app.records.labels import Assignment
from app.records.tasks import Gold, Task
from tests.actions.honeypots import answer, asked, assignments, mixed
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_all,
    change_draft,
    first_guideline,
    make_tasks,
    publish,
)
from tests.actions.test_effects import rule
from tests.cast import World


async def settle(world: World) -> None:
    """A minute later, all that was answered is final."""

    def age(db: Session, actor: Actor) -> None:
        for each in db.exec(select(Assignment).where(col(Assignment.ended_at).is_not(None))).all():
            assert each.ended_at is not None
            each.ended_at -= timedelta(minutes=1)
            db.add(each)

    await world.write(age, "lea")
    await settle_now(world)


async def settle_now(world: World) -> None:
    actor = keeper(world.project_id)
    while await world.edge.write(world.project_id, settle_honeypots, actor, world.project_id):
        pass


def score(db: Session, actor: Actor) -> Score:
    return score_member(db, actor.project_id, actor.member_id)


def doubted(db: Session, actor: Actor) -> list[tuple[int, int]]:
    return [(each.id or 0, each.task_id) for each in list_doubts(db, actor.project_id)]


def told(db: Session, actor: Actor, task_id: int) -> str | None:
    note = find_note(db, actor.member_id, task_id)
    return note.expected if note else None


def pot_of(db: Session, actor: Actor, task_id: int) -> Honeypot | None:
    return db.get(Honeypot, (actor.member_id, task_id))


async def failing(world: World, hard: int, names: Any = ("lin", "sam"), **plan: Any) -> list[int]:
    """Ten gold tasks: these people give the trusted answers of all but the first `hard` ones."""
    golds, _ = await mixed(world, 10, 190, share=50, first=50, **plan)
    wrong = sorted(golds)[:hard]
    for name in names:
        await world.write(answer, name, 45, golds - set(wrong))
        assert len(await world.write(asked, name)) == 10
    return wrong


@pytest.mark.parametrize("tells", [True, False])
async def test_who_fails_is_told_only_if_the_project_says_so_and_only_when_it_is_final(
    world: World, tells: bool
) -> None:
    [wrong] = await failing(world, 1, names=("lin",), tells=tells)
    await settle_now(world)
    assert await world.read(told, "lin", wrong) is None
    await settle(world)
    assert await world.read(told, "lin", wrong) == (YES if tells else None)
    for other in ("sam", "rui"):
        assert await world.read(told, other, wrong) is None
    pot = await world.read(pot_of, "lin", wrong)
    assert pot
    assert pot.settled_at
    right = [each.task_id for each in await world.read(asked, "lin") if each.task_id != wrong]
    assert [await world.read(told, "lin", each) for each in right] == [None] * 9


async def test_good_labelers_who_fail_it_open_a_doubt_instead(world: World) -> None:
    [wrong] = await failing(world, 1, tells=True)
    assert await world.read(score, "lin") == Score(9, 10, 0)
    await settle(world)
    [(number, task_id)] = await world.read(doubted, "lea")
    assert task_id == wrong
    for name in ("lin", "sam"):  # nor does anybody hear that the answer in doubt is the right one
        assert await world.read(told, name, wrong) is None
    assert await world.read(score, "lin") == await world.read(score, "sam") == Score(9, 9, 1)
    await world.write(rekey_doubted, "lea", number, answer=NO)
    assert await world.read(score, "lin") == Score(10, 10, 0)
    assert await world.read(doubted, "lea") == []
    gold = await world.edge.read(lambda db: db.get_one(Gold, wrong))
    assert (gold.value, gold.source, gold.in_use) == (NO, "doubt", True)
    with pytest.raises(Conflict):
        await world.write(keep_doubted, "ada", number, reason="too late")


async def test_of_what_is_gold_no_more_nobody_is_told(world: World) -> None:
    """A publication retires it after a wrong answer, before that is final."""
    [wrong] = await failing(world, 1, names=("lin",), tells=True)
    task = await world.edge.read(lambda db: db.get_one(Task, wrong))
    number = await change_draft(world, {**NOTHING, "selection": [task.external_id]})
    await rule(world, number, NO)
    await world.write(choose_golds, "lea", number, choices={}, rest=("retire", ""))
    await publish(world, number)
    await settle(world)
    pot = await world.read(pot_of, "lin", wrong)
    assert pot
    assert pot.settled_at
    assert await world.read(told, "lin", wrong) is None


async def test_a_project_that_fails_holds_no_other_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_of = []

    def fails_once(db: Session, actor: Actor, project_id: int) -> bool:
        asked_of.append(project_id)
        if len(asked_of) == 1:
            raise RuntimeError("the power goes")
        return False

    monkeypatch.setattr(honeypots, "settle_honeypots", fails_once)
    both = [world.project_id, world.people["eve"].project_id]
    monkeypatch.setattr(honeypots, "list_projects_due", lambda db, at: both)
    await honeypots.HoneypotKeeper(world.edge).settle()
    assert asked_of == both


async def test_one_alone_or_those_of_whom_little_is_known_open_none(world: World) -> None:
    await failing(world, 5, names=("lin",))
    await failing_more(world)
    await settle(world)
    assert await world.read(doubted, "lea") == []
    assert (await world.read(score, "lin")).right == 5


async def failing_more(world: World) -> None:
    """Sam guesses, as Lin does."""
    pots = {each.task_id for each in await world.read(asked, "lin")}
    await world.write(answer, "sam", 45, set(sorted(pots)[5:]))


async def test_a_kept_answer_counts_again_and_is_not_asked_about_at_once(world: World) -> None:
    [wrong] = await failing(world, 1)
    await settle(world)
    [(number, _)] = await world.read(doubted, "lea")
    await world.write(keep_doubted, "lea", number, reason="clause c2 says so")
    assert await world.read(score, "lin") == Score(9, 10, 0)
    golds = {each.task_id for each in await world.read(asked, "lin")}
    await world.write(answer, "kim", 45, golds - {wrong})
    await settle(world)
    assert await world.read(doubted, "lea") == []  # of those after it, Kim alone


async def test_a_doubt_that_is_asked_becomes_a_question_and_the_gold_retires(world: World) -> None:
    await failing(world, 1)
    await settle(world)
    [(number, wrong)] = await world.read(doubted, "lea")
    key = new_ordered_id()
    doubt = await world.write(ask_doubted, "lea", number, key=key, reason="Does a quote count?")
    assert doubt.question
    gold = await world.edge.read(lambda db: db.get_one(Gold, wrong))
    assert not gold.in_use
    assert (await world.read(score, "lin")).spared == 1


async def test_doubts_and_pauses_are_the_teams(world: World) -> None:
    await failing(world, 1)
    await settle(world)
    [(number, _)] = await world.read(doubted, "lea")
    for name in ("rui", "lin", "vic", "eve"):
        with pytest.raises(NotFound):
            await world.write(rekey_doubted, name, number, answer=NO)
        with pytest.raises(NotFound):
            await world.write(pause_member, name, world.member_id("lin"), reason="no")


async def test_a_pause_is_proposed_by_a_bound_and_made_by_a_person(world: World) -> None:
    await failing(world, 8, names=("lin",), pause_below=60)
    await settle(world)
    lin = world.member_id("lin")
    pause = await world.edge.read(lambda db: find_pause(db, lin))
    assert pause
    assert (pause.state, pause.right, pause.judged) == ("proposed", 2, 10)
    assert await world.write(claim_task, "lin")  # nothing happens by itself
    held = (await world.read(assignments, "lin"))[-1]
    await world.write(pause_member, "lea", lin, reason="Let us look at quotes together.")
    with pytest.raises(Forbidden):
        await world.write(claim_task, "lin")
    gone = await world.edge.read(lambda db: db.get_one(Assignment, held.id))
    assert gone.state == "released"
    await world.write(appeal_pause, "lin", words="I read c2 anew.")
    pause = await world.edge.read(lambda db: find_pause(db, lin))
    assert pause
    assert pause.appeal == "I read c2 anew."
    await world.write(resume_member, "lea", lin)
    assert await world.write(claim_task, "lin")
    with pytest.raises(Conflict):
        await world.write(appeal_pause, "lin", words="once more")


async def test_a_declined_proposal_waits_for_ten_more_answers(world: World) -> None:
    await failing(world, 8, names=("lin",), pause_below=60)
    await settle(world)
    lin = world.member_id("lin")
    await world.write(decline_pause, "lea", lin)
    await world.write(plan_honeypots, "lea", pause_below=70)
    await settle(world)
    assert await world.edge.read(lambda db: find_pause(db, lin)) is None
    assert now()


async def test_whose_role_changed_is_resumed_and_declined_like_anybody(world: World) -> None:
    await failing(world, 8, names=("lin",), pause_below=60)
    await settle(world)
    lin, sam = world.member_id("lin"), world.member_id("sam")
    await world.write(pause_member, "lea", sam, reason="Let us talk.")
    for member_id in (lin, sam):
        await world.write(change_role, "ada", member_id, role="reviewer")
    await world.write(decline_pause, "lea", lin)
    await world.write(resume_member, "lea", sam)
    for member_id in (lin, sam):
        assert await world.edge.read(find_pause, member_id) is None
        with pytest.raises(Conflict):
            await world.write(pause_member, "lea", member_id, reason="Let us talk.")
    assert await world.write(claim_task, "sam")


async def test_a_pause_is_proposed_of_labelers_alone(world: World) -> None:
    await failing(world, 8, names=("lin",))
    lin = world.member_id("lin")
    await world.write(change_role, "ada", lin, role="reviewer")
    await world.write(propose_pause, "lea", lin, below=0.9)
    assert await world.edge.read(find_pause, lin) is None
    await world.write(change_role, "ada", lin, role="labeler")
    await world.write(propose_pause, "lea", lin, below=0.9)
    assert await world.edge.read(find_pause, lin)


async def test_an_answer_that_made_a_task_gold_says_nothing_of_who_gave_it(world: World) -> None:
    await first_guideline(world)
    tasks = await make_tasks(world, ["a", "b"])
    for name in ("lin", "sam"):
        await world.write(answer_all, name, YES)
    assert await world.write(promote_golds, "lea", source="unanimous") == 2
    assert await world.read(score, "lin") == Score(0, 0, 0)
    await world.write(set_gold, "lea", tasks[0].key, answer=NO)
    assert await world.read(score, "lin") == Score(0, 1, 0)
