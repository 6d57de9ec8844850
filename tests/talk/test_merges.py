"""A merge undone: everybody and everything is again where it would be without it."""

from uuid import uuid5

import pytest
from sqlmodel import Session, select

from app.actions.joinings import join_question
from app.actions.merges import merge_question, separate_question
from app.actions.questions import answer_question, reopen_question
from app.clock import new_ordered_id
from app.errors import Conflict, Forbidden, NotFound
from app.pages.asked import show_asked
from app.pages.inbox import show_inbox
from app.records.labels import Assignment
from app.records.questions import Asker, Flag, Question
from tests.cast import World
from tests.talk.floor import (
    answer,
    asked,
    events,
    flag,
    flags,
    held_task,
    make_task,
    parked,
    said,
    say,
)
from tests.talk.test_notices import told


async def three(world: World) -> list[int]:
    """Questions of Lin, Sam and Kim, each about a task of its own."""
    numbers = []
    for name in ("lin", "sam", "kim"):
        await make_task(world)
        numbers.append(await flag(world, name, await held_task(world, name), f"{name} asks"))
    return numbers


async def merge(world: World, number: int, into: int) -> None:
    """One question goes on in another."""
    await world.write(merge_question, "lea", number, into=into)


async def separate(world: World, number: int) -> None:
    """And back."""
    await world.write(separate_question, "lea", number)


def stand(db: Session) -> dict[int, tuple[str, set[str], set[str]]]:
    """By question: its state, whose it is, and whose flags ask it."""
    found = db.exec(select(Question)).all()
    askers, flagged = db.exec(select(Asker)).all(), db.exec(select(Flag)).all()
    names = {each.member_id: each.note.split()[0] for each in flagged}
    return {
        one.number: (
            one.state,
            {names[each.member_id] for each in askers if each.question_id == one.id},
            {each.note.split()[0] for each in flagged if each.question_id == one.id},
        )
        for one in found
    }


async def test_an_undone_merge_leaves_nothing_of_it(world: World) -> None:
    a, b, _ = await three(world)
    before = await world.edge.read(stand)
    await merge(world, b, a)
    assert (await world.edge.read(stand))[a] == ("open", {"lin", "sam"}, {"lin", "sam"})
    for _ in range(2):  # a repeat changes nothing
        await separate(world, b)
    assert await world.edge.read(stand) == before
    assert [row.number for row in (await world.read(show_asked, "sam")).rows] == [b]
    assert {row.number: row.askers for row in (await world.read(show_inbox, "lea")).open}[a] == 1
    # its discussion is open again, and that of the other is not Sam's any more
    await say(world, "sam", f"question:{b}", "still there?")
    with pytest.raises(NotFound):
        await said(world, "sam", f"question:{a}")
    # the log knows who did it
    [undone] = await events(world, "question.separated")
    assert (undone.data, undone.actor_id) == (
        {"question": b, "into": a},
        world.member_id("lea"),
    )


async def test_what_came_with_a_question_goes_back_with_it(world: World) -> None:
    a, b, c = await three(world)
    await merge(world, b, a)
    after_one = await world.edge.read(stand)
    await merge(world, a, c)
    await separate(world, a)
    assert await world.edge.read(stand) == after_one
    await merge(world, a, c)
    await separate(world, b)
    assert await world.edge.read(stand) == {
        a: ("duplicate", {"lin"}, set()),
        b: ("open", {"sam"}, {"sam"}),
        c: ("open", {"kim", "lin"}, {"kim", "lin"}),
    }


async def test_whoever_asks_the_other_by_themselves_goes_on_asking(world: World) -> None:
    a, b, c = await three(world)
    for number in (b, c):
        await merge(world, number, a)
    await answer(world, "sam")
    await make_task(world)
    await flag(world, "sam", await held_task(world, "sam"), "sam asks", join=a)
    await separate(world, b)
    assert (await world.edge.read(stand))[a] == (
        "open",
        {"lin", "sam", "kim"},
        {"lin", "sam", "kim"},
    )


async def test_whom_two_questions_brought_stays_for_the_second(world: World) -> None:
    a, _, _ = await three(world)
    await answer(world, "kim")
    task = await held_task(world, "kim")
    both = [await flag(world, "kim", task, f"kim asks {word}") for word in ("this", "that")]
    for number in both:
        await merge(world, number, a)
    await separate(world, both[0])
    assert (await world.edge.read(stand))[a][1] == {"lin", "kim"}
    await separate(world, both[1])
    assert (await world.edge.read(stand))[a][1] == {"lin"}


async def test_same_here_goes_with_the_question_that_was_meant(world: World) -> None:
    number, task = await asked(world, "lin", "sam", note="lin asks")
    other, _ = await asked(world, "kim", note="kim asks")
    [raised] = [each for each in await flags(world) if each.note == "lin asks"]
    await merge(world, number, other)
    await answer(world, "sam")
    await world.write(join_question, "sam", uuid5(raised.key, f"task:{task}"))
    assert len((await world.read(show_asked, "sam")).rows) == 2
    await separate(world, number)
    [row] = (await world.read(show_asked, "sam")).rows
    assert (row.number, row.state) == (number, "open")


async def test_what_is_parked_waits_for_its_own_question_again(world: World) -> None:
    first, number, lease = await parked(world)
    await merge(world, number, first)
    await separate(world, number)

    def state(db: Session) -> str:
        return db.exec(select(Assignment.state).where(Assignment.key == lease)).one()

    body = "Yes."
    await world.write(answer_question, "lea", first, key=new_ordered_id(), body=body)
    assert await world.edge.read(state) == "parked"
    await world.write(answer_question, "lea", number, key=new_ordered_id(), body=body)
    assert await world.edge.read(state) == "leased"


async def test_its_askers_are_told_and_every_notice_leads_somewhere(world: World) -> None:
    a, b, _ = await three(world)
    await merge(world, b, a)
    [merged] = await told(world, "sam")
    assert merged.url.endswith(f"/questions/{a}")
    await separate(world, b)
    undone, merged = await told(world, "sam")
    assert undone.what == "undid the merge of your question: it is open by itself again"
    for notice in (undone, merged):  # the other question is not Sam's to read any more
        assert notice.url.endswith(f"/questions/{b}")
    assert await told(world, "lin") == []


async def test_a_merge_into_a_decided_question_can_be_undone_too(world: World) -> None:
    a, b, _ = await three(world)
    await world.write(answer_question, "lea", a, key=new_ordered_id(), body="Yes.")
    await merge(world, b, a)
    await separate(world, b)
    assert await world.edge.read(stand) == {
        a: ("answered", {"lin"}, {"lin"}),
        b: ("open", {"sam"}, {"sam"}),
        3: ("open", {"kim"}, {"kim"}),
    }
    await world.write(answer_question, "lea", b, key=new_ordered_id(), body="No.")
    with pytest.raises(Conflict):
        await separate(world, b)
    await world.write(reopen_question, "lea", b)


async def test_only_the_ml_team_undoes_a_merge(world: World) -> None:
    a, b, _ = await three(world)
    await merge(world, b, a)
    for name, refused in (
        ("rui", Forbidden), ("sam", Forbidden), ("kim", NotFound), ("eve", NotFound)
    ):  # fmt: skip
        with pytest.raises(refused):
            await world.write(separate_question, name, b)


async def test_a_merge_of_which_nothing_was_noted_is_undone_as_far_as_it_is_said(
    world: World,
) -> None:
    a, b, _ = await three(world)
    page = f"/projects/hate/questions/{b}"
    lea = world.client("lea", browser=True)
    await merge(world, b, a)
    assert "If the merge is undone" not in (await lea.get(page)).text

    def forget(db: Session) -> None:  # as merges were kept before migration 0014
        for asker in db.exec(select(Asker)):
            asker.came_with = None

    await world.edge.write(world.project_id, forget)
    told = (await lea.get(page)).text
    assert f"these go on asking #{a}, too, as they may have asked it by themselves: Sam." in told
    assert (await lea.post(f"{page}/separation")).status_code == 303
    now = await world.edge.read(stand)
    assert now[a] == ("open", {"lin", "sam"}, {"lin"})
    assert now[b] == ("open", {"sam"}, {"sam"})
