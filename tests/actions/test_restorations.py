"""Labels brought back: as of a version, and what one ruling flipped; every move in the history."""

import pytest
from sqlmodel import Session, col, select

from app.actions.labels import correct_label
from app.actions.publications import acknowledge_revision, publish_revision
from app.actions.restorations import begin_restoration, return_chunk
from app.actions.undone_rulings import undo_ruling
from app.actions.withdrawals import withdraw_revision
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.pages.restorations import preview_return, preview_undo
from app.queries.drafts import get_draft
from app.records.labels import CurrentLabel, Label
from app.records.questions import Question, Ruling
from app.records.relabels import Restoration
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_all,
    approve,
    change,
    change_draft,
    given,
    labeled,
    publish,
    settle,
)
from tests.actions.test_effects import rule
from tests.cast import World

EVERY = {**NOTHING, "predicate": {"answers": [YES, NO]}}


def answers(db: Session) -> dict[tuple[int, int], str]:
    """The answers that count, by task and person."""
    return {(each.task_id, each.member_id): each.value for each in db.exec(select(CurrentLabel))}


async def history(world: World, name: str, task_id: int | None) -> list[tuple[str, str]]:
    """(answer, source) of each label of a person on a task, oldest first."""
    member_id = world.member_id(name)
    mine = select(Label).where(Label.member_id == member_id, Label.task_id == task_id)
    labels = await world.edge.read(lambda db: db.exec(mine.order_by(col(Label.id))).all())
    return [(each.value, each.source) for each in labels]


async def restored(world: World, number: int, **more: object) -> Restoration:
    begun = await world.write(begin_restoration, "lea", number, reason="Reverted.", **more)  # type: ignore[arg-type]
    await settle(world)
    return await world.edge.read(lambda db: db.get_one(Restoration, begun.id))


async def test_labels_go_back_to_what_they_were_as_of_a_version(world: World) -> None:
    """Twice revised. Lin and Sam flip t1 and t2; Sam corrects t2 of his own accord; Kim joins
    after, and her second look and new labels are no way back from anything."""
    tasks = await labeled(world, tasks=2)
    first = await world.edge.read(answers)
    second = await change(world, EVERY, second=True)
    await settle(world)
    await world.write(answer_all, "lin", NO)
    await world.write(answer_all, "sam", {"t1": NO, "t2": YES})
    await world.write(answer_all, "kim", NO)  # second looks
    await world.write(correct_label, "sam", tasks[1].key, given(YES, comment="so it is"))
    middle = await world.edge.read(answers)
    third = await change(world, EVERY)
    await settle(world)
    with pytest.raises(Conflict, match="running"):
        await world.write(begin_restoration, "lea", 1, reason="Reverted.")
    for name in ("lin", "sam", "kim"):
        await world.write(answer_all, name, YES)
    seen = await world.read(preview_return, "lea", 1)
    made = await restored(world, 1)
    assert made.returned == seen.labels
    now = await world.edge.read(answers)
    kim = world.member_id("kim")
    assert {key: value for key, value in now.items() if key[1] != kim} == first
    assert not [key for key in now if key[1] == kim], "a second look was not there then"
    lin = await history(world, "lin", tasks[0].id)
    assert lin == [(YES, "work"), (NO, "relabel"), (YES, "relabel")], "it said so again by itself"
    sam = await history(world, "sam", tasks[1].id)
    assert [value for value, _ in sam] == [NO, YES, YES, YES, NO]
    assert sam[-1] == (NO, "restore")
    back = await restored(world, second.number)  # and what they were under the second, from there
    assert back.returned
    now = await world.edge.read(answers)
    assert {key: now[key] for key in first} == {key: middle[key] for key in first}
    with pytest.raises(Conflict, match="No version has followed"):
        await world.write(begin_restoration, "lea", third.number, reason="Reverted.")


async def test_what_people_corrected_stays_unless_it_is_asked_for(world: World) -> None:
    tasks = await labeled(world, tasks=2)
    await change(world, EVERY)
    await settle(world)
    for name in ("lin", "sam"):
        await world.write(answer_all, name, NO)
    await world.write(correct_label, "lin", tasks[0].key, given(NO, comment="sure"))
    seen = await world.read(preview_return, "rui", 1)
    assert (seen.labels, seen.stay, dict(seen.by_member)) == (2, 1, {"Lin": 1, "Sam": 1})
    await restored(world, 1)
    lin = await history(world, "lin", tasks[0].id)
    assert lin[-1] == (NO, "correction")
    every = await world.read(preview_return, "lea", 1, True)
    assert (every.labels, every.stay) == (1, 0)
    await restored(world, 1, corrections=True)
    assert (await history(world, "lin", tasks[0].id))[-1] == (YES, "restore")


@pytest.mark.parametrize("span", [1, 2, 100])
async def test_the_size_of_chunks_changes_nothing(world: World, span: int) -> None:
    await labeled(world)
    first = await world.edge.read(answers)
    await change(world, EVERY)
    await settle(world)
    for name in ("lin", "sam"):
        await world.write(answer_all, name, NO)
    begun = await world.write(begin_restoration, "lea", 1, reason="Reverted.")
    with pytest.raises(Conflict, match="going back"):
        await world.write(begin_restoration, "lea", 1, reason="Reverted.")
    number = await change_draft(world, EVERY)
    draft = await approve(world, number)
    with pytest.raises(Conflict, match="going back"):
        await world.write(publish_revision, "lea", number, edition=draft.edition)
    while await world.edge.write(world.project_id, return_chunk, begun.id or 0, span):
        pass
    assert not await world.edge.write(world.project_id, return_chunk, begun.id or 0, span)
    assert await world.edge.read(answers) == first
    assert (await world.read(get_draft, "lea", number)).state != "published"


async def test_only_the_ml_team_brings_labels_back_and_says_why(world: World) -> None:
    await labeled(world, tasks=1)
    await change(world, NOTHING)
    for name, error in (("rui", Forbidden), ("lin", Forbidden), ("eve", NotFound)):
        with pytest.raises(error):
            await world.write(begin_restoration, name, 1, reason="no")
    with pytest.raises(NotFound):
        await world.read(preview_return, "lin", 1)
    with pytest.raises(Invalid):
        await world.write(begin_restoration, "lea", 1, reason=" ")


async def test_undoing_a_ruling_takes_back_what_it_flipped_and_nothing_else(world: World) -> None:
    """Two rulings in one revision: yes where t1's kind is, no elsewhere. Only the second one's."""
    tasks = await labeled(world, tasks=3)  # Lin yes yes yes, Sam yes yes no
    number = await change_draft(world, EVERY)
    await rule(world, number, NO)
    await also(world, number, YES)
    revision = await publish(world, number)
    for name in ("lin", "sam"):
        await world.write(acknowledge_revision, name, revision.number)
    await settle(world)
    with pytest.raises(Conflict, match="running"):
        await world.write(undo_ruling, "lea", 1, reason="A mistake.")
    await world.write(answer_all, "lin", {"t1": NO, "t2": YES, "t3": NO})
    await world.write(answer_all, "sam", {"t1": YES, "t2": YES, "t3": YES})
    for name, error in (("rui", Forbidden), ("lin", Forbidden), ("eve", NotFound)):
        with pytest.raises(error):
            await world.write(undo_ruling, name, 1, reason="no")
    seen = await world.read(preview_undo, "lea", 1)
    assert (seen.labels, seen.stay) == (2, 1)  # Lin's t1 and t3 became no; Sam's t3 became yes
    await world.write(undo_ruling, "lea", 1, reason="A mistake.")
    await settle(world)
    now = await world.edge.read(answers)
    lin, sam = world.member_id("lin"), world.member_id("sam")
    ids = [task.id or 0 for task in tasks]
    assert [now[task, lin] for task in ids] == [YES, YES, YES]
    assert [now[task, sam] for task in ids] == [YES, YES, YES]
    assert (await history(world, "lin", ids[0])) == [
        (YES, "work"), (NO, "relabel"), (YES, "restore"),
    ]  # fmt: skip
    states = select(Ruling.state).order_by(col(Ruling.id))
    assert await world.edge.read(lambda db: db.exec(states).all()) == ["withdrawn", "in_force"]
    with pytest.raises(Conflict, match="withdrawn"):
        await world.write(undo_ruling, "lea", 1, reason="again")


async def also(world: World, draft_number: int, value: str) -> None:
    """One more proposed ruling on a draft."""

    def make(db: Session, actor: object) -> None:
        draft = get_draft(db, actor, draft_number)  # type: ignore[arg-type]
        asked = Question(project_id=1, number=2, title="Also?", opened_by=draft.author_id)
        db.add(asked)
        db.flush()
        db.add(
            Ruling(
                project_id=1, number=2, question_id=asked.id or 0, value=value, outcome="change",
                state="proposed", rationale="y", revision_id=draft.id, made_by=draft.author_id,
            )
        )  # fmt: skip

    await world.write(make, "lea")


async def test_a_withdrawal_and_a_restoration_agree(world: World) -> None:
    await labeled(world, tasks=2)
    first = await world.edge.read(answers)
    second = await change(world, EVERY)
    await settle(world)
    for name in ("lin", "sam"):
        await world.write(answer_all, name, NO)
    await world.write(withdraw_revision, "lea", second.number, reason="a mistake")
    await settle(world)
    assert await world.edge.read(answers) == first
    assert (await world.read(preview_return, "lea", 1)).labels == 0
