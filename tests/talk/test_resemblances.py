"""What resembles a task or a doubt: who is offered what, by which words, and what never."""

from typing import Any

import pytest

from app.actions.golds import put_golds
from app.actions.questions import answer_question, title_question
from app.actions.resemblances import offer_at_task, tell_from_question, tell_from_task
from app.actions.rulings import make_ruling, withdraw_ruling
from app.clock import new_ordered_id
from app.domain.answers import Answer
from app.errors import Forbidden, NotFound
from app.pages.resemblances import show_alike
from app.queries.places import find_task_id
from tests.cast import World
from tests.talk.floor import answer, asked, beside, flag, hold, make_task, offered, shelf

# Lin's doubt in Lin's words; the team's words for it share none of the telling ones.
DOUBT = "Zanzibar: does mockery by quotation marks count?"
TITLE = "Do scare quotes count?"
NEAR = "She put “those people” in quotation marks in class, and nobody did anything."
FAR = "Cheap watches, buy two and pay for one today!"
DIFFER: dict[str, Any] = {
    "outcome": "differ",
    "condition": "scare quotes around the name of a group",
    "rationale": "It depends.",
}


async def titled(world: World) -> int:
    """A question by Lin about a task that nobody else holds, in the team's words."""
    number, _ = await asked(world, "lin", note=DOUBT)
    await world.write(title_question, "lea", number, title=TITLE)
    return number


async def sams(world: World, words: str = NEAR) -> Any:
    """Another task, in Sam's hands; Sam has laid Lin's aside unanswered."""
    task = await make_task(world, words)
    await answer(world, "sam")
    await hold(world, "sam")
    return task


async def test_a_question_stands_beside_a_task_like_the_one_that_asked(world: World) -> None:
    number = await titled(world)
    task = await sams(world)
    [offer] = (await beside(world, "sam", task)).offers
    assert (offer.kind, offer.number, offer.title) == ("question", number, TITLE)
    assert {"people", "class"} <= set(offer.words)
    far = await make_task(world, FAR)
    assert (await beside(world, "lea", far)).offers == ()


async def test_before_it_has_a_title_it_is_for_who_asked_and_for_staff(world: World) -> None:
    await asked(world, "lin", note=DOUBT)
    task = await make_task(world, NEAR)
    for name in ("lin", "sam"):
        await answer(world, name)
        await hold(world, name)
    assert (await beside(world, "sam", task)).offers == ()
    assert await offered(world, "sam", task, DOUBT) == ()
    for name in ("lin", "lea", "rui"):
        [offer] = await offered(world, name, task, DOUBT)
        assert (offer.title, offer.is_own) == (DOUBT, name == "lin")


async def test_a_peers_words_neither_show_nor_find(world: World) -> None:
    number = await titled(world)
    task = await sams(world, FAR)
    assert await offered(world, "sam", task, "Zanzibar and its mockery?") == ()
    view = await offered(world, "sam", task, "Are these scare quotes?")
    assert [each.number for each in view] == [number]
    assert "Zanzibar" not in repr(view) + repr(await beside(world, "sam", task))


async def test_with_words_of_ones_own_nobody_finds_what_stands_in_others_tasks(
    world: World,
) -> None:
    """The flagged task says "class"; Sam may not read it, and has it neither shown nor found."""
    await titled(world)
    task = await sams(world, FAR)
    assert await offered(world, "sam", task, "those people in class did nobody anything") == ()


async def test_that_a_peer_asks_about_this_very_task_is_not_told(world: World) -> None:
    number, task = await asked(world, "lin", "sam", note=DOUBT)
    await world.write(title_question, "lea", number, title=TITLE)
    assert (await beside(world, "sam", task)).offers == ()
    assert await offered(world, "sam", task) == ()
    [offer] = (await beside(world, "lea", task)).offers
    assert offer.number == number


async def test_a_ruling_in_force_is_a_precedent_and_a_withdrawn_one_is_none(world: World) -> None:
    number = await titled(world)
    task = await sams(world)
    ruling = await world.write(make_ruling, "lea", number, key=new_ordered_id(), **DIFFER)
    [offer] = (await beside(world, "sam", task)).offers
    assert (offer.kind, offer.number, offer.title) == ("ruling", ruling.number, TITLE)
    assert "hateful" not in repr(offer)  # a rule, never anybody's answer
    await world.write(withdraw_ruling, "lea", ruling.number, reason="No.")
    [offer] = (await beside(world, "sam", task)).offers
    assert offer.kind == "question"


async def test_what_is_only_proposed_or_closed_is_not_offered(world: World) -> None:
    number = await titled(world)
    task = await sams(world)
    await world.write(answer_question, "lea", number, key=new_ordered_id(), body="No.")
    assert (await beside(world, "sam", task)).offers == ()
    other, _ = await asked(world, "rui", note="Which?")
    await world.write(title_question, "lea", other, title="Are scare quotes hateful?")
    change = DIFFER | {"outcome": "change", "value": "hateful"}
    await world.write(make_ruling, "lea", other, key=new_ordered_id(), **change)
    assert await offered(world, "sam", task, "Are scare quotes hateful?") == ()


async def test_a_ruling_without_a_title_is_known_by_its_rule_alone(world: World) -> None:
    number, _ = await asked(world, "lin", note=DOUBT)
    await world.write(make_ruling, "lea", number, key=new_ordered_id(), **DIFFER)
    task = await sams(world)
    [offer] = (await beside(world, "sam", task)).offers
    assert offer.title == DIFFER["condition"]
    assert await offered(world, "sam", await sams(world, FAR), "Zanzibar mockery") == ()


async def test_a_trusted_answer_or_a_tentative_one_changes_nothing(world: World) -> None:
    plain = await make_task(world)
    await hold(world, "lin")
    number = await flag(world, "lin", plain, DOUBT)
    await world.write(title_question, "lea", number, title=TITLE)
    task = await sams(world)
    before = await beside(world, "sam", task)
    gold = {await world.read(find_task_id, "lea", each) or 0 for each in (plain, task)}
    await world.write(
        put_golds, "lea", {each: Answer("hateful", "hateful") for each in gold}, source="x"
    )
    await flag(world, "lin", plain, "And this?", tentative="non-hateful", join=number)
    assert (await beside(world, "sam", task)).offers == before.offers


async def test_not_similar_is_remembered_for_one_person_and_one_pair(world: World) -> None:
    number = await titled(world)
    first, second = await sams(world), await make_task(world, NEAR + " Twice.")
    for _ in range(2):
        await world.write(tell_from_task, "sam", first, kind="question", number=number)
    view = await beside(world, "sam", first)
    assert (view.offers, view.put_aside) == ((), 1)
    assert await offered(world, "sam", first, TITLE) == ()
    assert len((await beside(world, "lea", first)).offers) == 1
    assert len((await beside(world, "lea", second)).offers) == 1
    await world.write(offer_at_task, "sam", first)
    assert len((await beside(world, "sam", first)).offers) == 1


async def test_one_cannot_put_aside_what_one_is_not_offered(world: World) -> None:
    """Or one could find out that it exists."""
    number, _ = await asked(world, "lin", note=DOUBT)
    task = await sams(world)
    for name, refused in [("sam", NotFound), ("vic", Forbidden), ("eve", NotFound)]:
        with pytest.raises(refused):
            await world.write(tell_from_task, name, task, kind="question", number=number)
    with pytest.raises(NotFound):
        await world.write(tell_from_question, "lin", number, kind="question", number=number)


async def test_questions_to_merge_come_by_likeness_and_then_the_rest(world: World) -> None:
    number = await titled(world)
    far, _ = await asked(world, "lea", note="What is with pictures?")
    near, _ = await asked(world, "rui", note="Are quotation marks a scare?")
    view = await world.read(show_alike, "lea", number, await shelf(world, "lea"))
    assert [each.number for each in view.others] == [near, far]
    await world.write(tell_from_question, "lea", number, kind="question", number=near)
    view = await world.read(show_alike, "lea", number, await shelf(world, "lea"))
    assert [each.number for each in view.others] == [far]


async def test_in_the_browser_the_desk_fetches_it_and_the_form_keeps_what_was_chosen(
    world: World,
) -> None:
    number = await titled(world)
    task = await sams(world)
    sam, root = world.client("sam", browser=True), f"/projects/hate/tasks/{task}"
    desk = await sam.get("/projects/hate/desk")
    assert f'hx-get="{root}/resemblances"' in desk.text
    assert TITLE not in desk.text  # the desk itself does not wait for it
    beside_it = await sam.get(f"{root}/resemblances")
    assert "Same question" in beside_it.text
    assert "<mark>" in beside_it.text
    assert DOUBT not in beside_it.text
    asking = await sam.get(f"{root}/askable", params={"note": "pictures", "join": number})
    assert f'value="{number}" checked' in asking.text
    put = f"{root}/dissimilarities/question/{number}"
    gone = await sam.put(put, data={"note": "pictures", "join": str(number)})
    assert (gone.status_code, TITLE in gone.text) == (200, False)
    again = await sam.delete(f"{root}/dissimilarities")
    assert TITLE in again.text


async def test_the_shelf_of_a_process_follows_what_is_decided(world: World) -> None:
    number = await titled(world)
    task = await sams(world)
    sam, url = world.client("sam"), f"/api/v1/projects/hate/tasks/{task}/resemblances"
    assert [each["title"] for each in (await sam.get(url)).json()["offers"]] == [TITLE]
    await world.write(title_question, "lea", number, title="Does “scare” quoting count?")
    [offer] = (await sam.get(url)).json()["offers"]
    assert offer["title"] == "Does “scare” quoting count?"
    await world.write(answer_question, "lea", number, key=new_ordered_id(), body="No.")
    assert (await sam.get(url)).json()["offers"] == []
