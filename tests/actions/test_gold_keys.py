"""Trusted answers that a change contradicts: re-keyed with the publication, or not at all."""

from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.actions import gold_keys
from app.actions.gold_keys import choose_golds
from app.actions.golds import set_gold
from app.actions.messages import post_message
from app.actions.publications import acknowledge_revision, publish_revision
from app.actions.retirements import restore_gold, retire_gold
from app.actions.withdrawals import withdraw_revision
from app.clock import new_ordered_id
from app.domain.roles import Actor
from app.errors import Conflict, Invalid, NotFound
from app.queries.gold_keys import golds_as_of, list_contradicted
from app.queries.guidelines import get_revision
from app.queries.scores import Score, score_member
from app.records.events import Event
from app.records.gold_keys import GoldKey
from app.records.honeypots import Retirement
from app.records.relabels import Relabel
from app.records.revisions import Revision
from app.records.tasks import Gold, Task
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_next,
    approve,
    change_draft,
    first_guideline,
    make_tasks,
    publish,
    settle,
)
from tests.actions.test_effects import effect_of, rule
from tests.cast import World

QUOTES = {**NOTHING, "predicate": {"text_any": ['"']}}
BODIES = ['"a"', '"b"', '"c"', '"d"', "e"]


async def against(world: World, scope: Any = QUOTES) -> int:
    """Gold yes on all of five tasks, of which Lin has answered the first; a draft that rules no on
    the four with quotes."""
    await first_guideline(world)
    for task in await make_tasks(world, BODIES):
        await world.write(set_gold, "lea", task.key, answer=YES)
    await world.write(answer_next, "lin", YES)
    number = await change_draft(world, scope)
    await rule(world, number, NO)
    return number


async def golds(world: World) -> dict[str, str]:
    def find(db: Session) -> dict[str, str]:
        rows = db.exec(select(Task.external_id, Gold.value).join(Gold)).all()
        return dict(sorted(rows))

    return await world.edge.read(find)


CHOICES = {"t1": ("rekey", ""), "t2": ("retire", ""), "t3": ("keep", "Irony; see R-3.")}


async def test_nothing_is_published_over_an_undecided_one(world: World) -> None:
    number = await against(world)
    with pytest.raises(Conflict) as refused:
        await publish(world, number)
    assert refused.value.detail["golds"] == 4
    for name in ("rui", "lin", "eve"):
        with pytest.raises(NotFound):
            await world.write(choose_golds, name, number, choices=CHOICES)
    for choices in ({"t5": ("rekey", "")}, {"t1": ("keep", " ")}, {"t1": ("burn", "")}):
        with pytest.raises(Invalid):
            await world.write(choose_golds, "lea", number, choices=choices)
    await world.write(choose_golds, "lea", number, choices=CHOICES)
    with pytest.raises(Conflict) as refused:
        await publish(world, number)
    assert refused.value.detail["golds"] == 1
    assert await golds(world) == dict.fromkeys(("t1", "t2", "t3", "t4", "t5"), YES)


async def test_what_was_chosen_comes_with_the_publication(world: World) -> None:
    number = await against(world)
    await world.write(choose_golds, "lea", number, choices=CHOICES, rest=("rekey", ""))
    revision = await publish(world, number)
    assert await golds(world) == {"t1": NO, "t3": YES, "t4": NO, "t5": YES}

    def history(db: Session) -> list[tuple[str, str, str | None, str]]:
        rows = db.exec(select(Task.external_id, GoldKey).join(GoldKey).order_by(GoldKey.id))  # type: ignore[arg-type]
        return [(name, key.how, key.value, key.reason) for name, key in rows]

    told = await world.edge.read(history)
    assert told[:2] == [("t1", "first", YES, ""), ("t1", "rekey", NO, "")]
    assert ("t2", "retire", None, "") in told
    assert ("t3", "keep", YES, "Irony; see R-3.") in told
    events = await world.edge.read(
        lambda db: db.exec(select(Event).where(Event.kind == "gold.rekeyed")).all()
    )
    assert [(each.audience, each.data) for each in events] == [
        ("team", {"revision": revision.number})
    ]


@pytest.mark.parametrize("at", ["_settle", "record"])
async def test_a_failure_in_between_leaves_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """Whole or not at all: the third trusted answer fails, or the last word about all of them."""
    number = await against(world)
    await world.write(choose_golds, "lea", number, choices=CHOICES, rest=("rekey", ""))
    edition = (await approve(world, number)).edition
    real, calls = getattr(gold_keys, at), []

    def fails(*args: Any, **kw: Any) -> Any:
        calls.append(args)
        if at == "record" or len(calls) == 3:
            raise RuntimeError("the power goes")
        return real(*args, **kw)

    monkeypatch.setattr(gold_keys, at, fails)
    with pytest.raises(RuntimeError):
        await world.write(publish_revision, "lea", number, edition=edition)
    assert calls
    monkeypatch.undo()

    def standing(db: Session) -> tuple[str, int, int]:
        revision = db.exec(select(Revision).where(Revision.number == number)).one()
        counts = [len(db.exec(select(each)).all()) for each in (GoldKey, Relabel)]
        return revision.state, counts[0], counts[1]

    assert await world.edge.read(standing) == ("approved", 0, 0)
    assert await golds(world) == dict.fromkeys(("t1", "t2", "t3", "t4", "t5"), YES)
    published = await world.write(publish_revision, "lea", number, edition=edition)
    assert published.state == "published"
    assert await golds(world) == {"t1": NO, "t3": YES, "t4": NO, "t5": YES}


async def test_past_answers_are_judged_by_what_held_then(world: World) -> None:
    number = await against(world)
    await world.write(choose_golds, "lea", number, choices=CHOICES, rest=("rekey", ""))
    revision = await publish(world, number)
    await world.write(acknowledge_revision, "lin", number)
    await settle(world)
    assert await score(world) == Score(1, 1, 0)  # yes on t1 was right under 1.0.0
    await world.write(answer_next, "lin", YES)  # t1 again, under 2.0.0: wrong by now
    assert await score(world) == Score(1, 2, 0)
    await world.write(answer_next, "lin", YES)  # t2: gold no more
    await world.write(answer_next, "lin", YES)  # t3: stayed yes
    assert await score(world) == Score(2, 3, 0)
    effect = await effect_of(world, revision)
    before, after = effect.slice_accuracy_before, effect.slice_accuracy_after
    assert ((before.wrong, before.tasks), (after.wrong, after.tasks)) == ((0, 1), (1, 1))


async def score(world: World) -> Score:
    lin = world.people["lin"]
    return await world.edge.read(lambda db: score_member(db, lin.project_id, lin.member_id))


async def test_a_withdrawal_brings_the_answers_of_before_back(world: World) -> None:
    number = await against(world)
    await world.write(choose_golds, "lea", number, choices=CHOICES, rest=("rekey", ""))
    revision = await publish(world, number)
    await world.write(withdraw_revision, "lea", number, reason="Too early.")
    assert await golds(world) == dict.fromkeys(("t1", "t2", "t3", "t4", "t5"), YES)

    def then(db: Session, actor: Actor) -> list[int]:
        base = get_revision(db, actor, 1)
        both = (base.id, revision.id)
        found = [golds_as_of(db, actor.project_id, each) for each in both]
        return [list(each.values()).count(NO) for each in found]

    assert await world.read(then, "lea") == [0, 2]


async def test_a_correction_by_hand_is_of_what_holds_now(world: World) -> None:
    number = await against(world)
    await world.write(choose_golds, "lea", number, choices={}, rest=("rekey", ""))
    revision = await publish(world, number)
    task = await world.edge.read(lambda db: db.exec(select(Task)).first())
    assert task
    await world.write(set_gold, "lea", task.key, answer=YES)

    def keys(db: Session, actor: Actor) -> list[str | None]:
        base = get_revision(db, actor, 1)
        both = (base.id, revision.id)
        return [golds_as_of(db, actor.project_id, each).get(task.id or 0) for each in both]

    assert await world.read(keys, "lea") == [YES, YES]
    await world.write(set_gold, "lea", task.key, answer=NO)
    assert await world.read(keys, "lea") == [YES, NO]
    await world.write(set_gold, "lea", task.key, answer=None)
    assert await world.read(keys, "lea") == [None, None]


async def test_a_trusted_answer_is_in_scope_as_a_label_would_be(world: World) -> None:
    """No label is on most of them: conditions are held against the trusted answer itself."""
    yes = {**NOTHING, "predicate": {"answers": [YES], "text_any": ['"']}, "selection": ["t5"]}
    number = await against(world, yes)

    def names(db: Session, actor: Actor) -> list[str]:
        found = list_contradicted(db, get_revision(db, actor, number), NO)
        return [each.task.external_id for each in found]

    assert await world.read(names, "lea") == ["t1", "t2", "t3", "t4", "t5"]


async def discuss(world: World, task: Task) -> None:
    post = {"key": new_ordered_id(), "body": "Is this one clear?"}
    await world.write(post_message, "lea", f"task:{task.key}", **post)


async def use(world: World, task: Task) -> tuple[bool, list[str]]:
    """Whether a gold task is mixed in, and why it is not."""

    def find(db: Session) -> tuple[bool, list[str]]:
        whys = db.exec(select(Retirement.why).where(Retirement.task_id == task.id)).all()
        return db.get_one(Gold, task.id).in_use, list(whys)

    return await world.edge.read(find)


@pytest.mark.parametrize("back", ["set", "withdrawn"])
async def test_a_discussed_one_that_is_gold_anew_is_not_mixed_in(world: World, back: str) -> None:
    """Discussed before a publication retired it, or while it was no gold."""
    number = await against(world)
    tasks = {task.external_id: task for task in await every_task(world)}
    before, between = tasks["t2"], tasks["t4"]
    await discuss(world, before)
    await world.write(choose_golds, "lea", number, choices={}, rest=("retire", ""))
    await publish(world, number)
    await discuss(world, between)
    if back == "set":
        for task in (before, between):
            await world.write(set_gold, "lea", task.key, answer=YES)
    else:
        await world.write(withdraw_revision, "lea", number, reason="Too early.")
    for task in (before, between):
        await discuss(world, task)
        assert await use(world, task) == (False, ["discussed"])
        with pytest.raises(Conflict):
            await world.write(restore_gold, "lea", task.key)


async def test_what_was_retired_by_hand_stays_so(world: World) -> None:
    number = await against(world)
    task = (await every_task(world))[1]
    await world.write(retire_gold, "lea", task.key, reason="too easy")
    await world.write(choose_golds, "lea", number, choices={}, rest=("retire", ""))
    await publish(world, number)
    await world.write(set_gold, "lea", task.key, answer=YES)
    assert await use(world, task) == (False, ["hand"])
    await world.write(restore_gold, "lea", task.key)
    assert await use(world, task) == (True, ["hand"])


async def every_task(world: World) -> list[Task]:
    return await world.edge.read(lambda db: list(db.exec(select(Task).order_by(col(Task.id)))))
