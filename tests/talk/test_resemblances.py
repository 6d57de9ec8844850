"""What resembles a task or a doubt: what is offered to whom, by which words, and what no more."""

from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session

from app.actions.golds import put_golds
from app.actions.questions import answer_question, title_question
from app.actions.resemblances import forget_dissimilar, set_dissimilar
from app.actions.rulings import make_ruling
from app.clock import new_ordered_id
from app.domain.answers import Answer
from app.domain.roles import Actor
from app.errors import NotFound
from app.pages.resemblances import Offer, OffersView, list_askable, show_alike
from app.queries.tasks import get_task
from tests.cast import World
from tests.talk.floor import answer, asked, flag, held_task, hold, make_task
from tests.talk.test_doors import WHO

SLUR = "She quoted the zorvex slur in her report."
TWIN = "The zorvex slur was quoted by a witness."
DIFFER: dict[str, Any] = {"outcome": "differ", "rationale": "Both are possible."}


async def offered(world: World, name: str, task: UUID, words: str = "") -> tuple[Offer, ...]:
    """What is offered to somebody about a task."""
    return (await world.read(list_askable, name, task, words)).offers


def gild(db: Session, actor: Actor, key: UUID) -> None:
    """Give a task a trusted answer."""
    task = get_task(db, actor, key)
    put_golds(db, actor, {task.id or 0: Answer("hateful", "hateful")}, source="zqgold")


async def about_slurs(world: World) -> tuple[int, UUID]:
    """Lin asks about a quoted slur, in words of her own; Sam holds a task that is much like it."""
    first = await make_task(world, SLUR)
    await hold(world, "lin")
    number = await flag(world, "lin", first, "My own qwopax words.", tentative="non-hateful")
    await answer(world, "lin")
    await answer(world, "sam")
    second = await make_task(world, TWIN)
    for name in ("sam", "kim"):
        await hold(world, name)
    return number, second


async def test_a_task_resembles_what_the_team_has_titled(world: World) -> None:
    number, task = await about_slurs(world)
    assert await offered(world, "sam", task) == ()
    await world.write(title_question, "lea", number, title="Do quoted slurs count?")
    [offer] = await offered(world, "sam", task)
    assert (offer.kind, offer.number, offer.title) == ("question", number, "Do quoted slurs count?")
    assert (offer.is_own, offer.url) == (False, "")


async def test_the_words_that_match_are_marked(world: World) -> None:
    number, task = await about_slurs(world)
    await world.write(title_question, "lea", number, title="Do quoted slurs count?")
    [offer] = await offered(world, "rui", task, "a slur that is quoted")
    assert [piece for piece, matches in offer.pieces if matches] == ["quoted", "slurs"]
    assert "".join(piece for piece, _ in offer.pieces) == offer.title
    assert await offered(world, "rui", task, "where is the exit?") == ()


async def test_a_ruling_in_force_is_offered_and_one_that_is_proposed_is_not(world: World) -> None:
    number, task = await about_slurs(world)
    await world.write(title_question, "lea", number, title="Do quoted slurs count?")
    change = {"outcome": "change", "value": "non-hateful", "condition": "A quoted slur"}
    proposed = await world.write(make_ruling, "lea", number, rationale="Quoting.", **change)
    assert await offered(world, "sam", task) == ()
    other = await flag(world, "lea", task, "Does a quoted zorvex slur count?")
    ruling = await world.write(make_ruling, "lea", other, **DIFFER)
    [offer] = await offered(world, "sam", task)
    assert (offer.kind, offer.number) == ("ruling", ruling.number)
    assert offer.url == f"/projects/hate/rulings/{ruling.number}"
    assert proposed.number != ruling.number


async def test_a_question_that_is_closed_is_offered_no_more(world: World) -> None:
    number, task = await about_slurs(world)
    await world.write(title_question, "lea", number, title="Do quoted slurs count?")
    await world.write(answer_question, "lea", number, key=new_ordered_id(), body="Yes.")
    assert await offered(world, "sam", task) == ()


async def test_labelers_are_led_by_tasks_only_once_they_have_answered_them(world: World) -> None:
    """Sam has answered the task that asks, Kim has not: to her only the title can match."""
    number, task = await about_slurs(world)
    await world.write(title_question, "lea", number, title="What about reports?")
    [offer] = await offered(world, "sam", task)
    assert "".join(piece for piece, _ in offer.beside) == SLUR
    assert [piece for piece, matches in offer.beside if matches] == ["quoted", "zorvex", "slur"]
    assert await offered(world, "kim", task) == ()
    assert await offered(world, "vic", task) == ()
    assert len(await offered(world, "rui", task)) == 1


async def test_nothing_of_what_peers_wrote_or_answered_is_in_a_suggestion(world: World) -> None:
    number, task = await about_slurs(world)
    assert await offered(world, "sam", task, "My own qwopax words") == ()
    await world.write(title_question, "lea", number, title="Do quoted slurs count?")
    ruled = await flag(world, "lea", task, "Does a quoted zorvex slur count?")
    cases = [{"example": "A quoted zorvex slur.", "value": "hateful"}]
    await world.write(make_ruling, "lea", ruled, cases=cases, **DIFFER)
    await world.write(gild, "lea", task)
    for name in ("sam", "kim", "vic"):
        for words in ("", "qwopax", "non-hateful", "a quoted slur", "hateful"):
            view: OffersView = await world.read(list_askable, name, task, words)
            for secret in ("qwopax", "Lin", "hateful", "zqgold"):
                assert secret not in repr(view.offers), (name, words, secret)
    await make_task(world, "Something else.")
    [own, *_] = await offered(world, "lin", await held_task(world, "lin"), "my own qwopax words")
    assert own.number == number


async def test_a_task_does_not_stand_for_what_it_asks_itself(world: World) -> None:
    """Who holds it must not be led to its question by its own text."""
    number, task = await asked(world, "lin", "sam", note="Hm.")
    await world.write(title_question, "lea", number, title="A matter of tone")
    for name in ("sam", "lea"):
        assert await offered(world, name, task) == ()


async def test_what_is_not_similar_is_not_offered_there_again_to_that_person(world: World) -> None:
    number, task = await about_slurs(world)
    await world.write(title_question, "lea", number, title="Do quoted slurs count?")
    for _ in range(2):
        await world.write(set_dissimilar, "sam", task, kind="question", number=number)
    assert await offered(world, "sam", task) == ()
    assert await offered(world, "sam", task, "quoted slurs") == ()
    assert (await world.read(list_askable, "sam", task)).laid_aside == 1
    assert len(await offered(world, "kim", task)) == 1
    other = await make_task(world, TWIN + " Again.")
    assert len(await offered(world, "rui", other)) == 1
    await world.write(forget_dissimilar, "sam", task)
    assert len(await offered(world, "sam", task)) == 1


async def test_only_what_may_be_offered_can_be_laid_aside(world: World) -> None:
    """Otherwise the answer would tell that a question of somebody else exists."""
    number, task = await about_slurs(world)
    with pytest.raises(NotFound):
        await world.write(set_dissimilar, "sam", task, kind="question", number=number)
    for kind in ("question", "ruling"):
        with pytest.raises(NotFound):
            await world.write(set_dissimilar, "sam", task, kind=kind, number=99)
    with pytest.raises(NotFound):
        await world.write(set_dissimilar, "sam", number, kind="question", number=number)
    with pytest.raises(NotFound):
        await world.write(set_dissimilar, "eve", task, kind="question", number=number)


async def test_staff_are_shown_alike_questions_the_nearest_first(world: World) -> None:
    first, task = await about_slurs(world)
    second = await flag(world, "sam", task, "The zorvex slur, quoted.")
    third = await flag(world, "kim", task, "Is this ironic?")
    near, far = (await world.read(show_alike, "rui", second)).others
    assert {near.number, far.number} == {first, third}
    assert near.score >= far.score
    await world.write(set_dissimilar, "rui", second, kind="question", number=near.number)
    left = await world.read(show_alike, "rui", second)
    assert ([each.number for each in left.others], left.laid_aside) == ([far.number], 1)
    assert len((await world.read(show_alike, "lea", second)).others) == 2
    with pytest.raises(NotFound):
        await world.read(show_alike, "sam", second)


async def test_who_may_ask_and_who_may_say(world: World) -> None:
    number, task = await about_slurs(world)
    await world.write(title_question, "lea", number, title="Do quoted slurs count?")
    other = await flag(world, "sam", task, "The zorvex slur, quoted.")
    free = await make_task(world, "Nobody has it.")
    here, there = f"tasks/{task}", f"tasks/{free}"
    # who: Ada, Lea, Rui; Lin, who holds none of the two; Sam; Vic; Eve
    table = {
        ("GET", f"{here}/resemblances"): (200, 200, 200, 404, 200, 200, 404),
        ("GET", f"{there}/resemblances"): (200, 200, 200, 404, 404, 200, 404),
        ("POST", f"{here}/dissimilarities/question/{number}"): (303,) * 3 + (404, 303, 303, 404),
        ("POST", f"{here}/dissimilarities/removal"): (303,) * 3 + (404, 303, 303, 404),
        ("POST", f"questions/{other}/dissimilarities/{number}"): (303,) * 3 + (404,) * 4,
        ("POST", f"questions/{other}/dissimilarities/removal"): (303,) * 3 + (404,) * 4,
    }
    api = {
        ("PUT", f"{here}/dissimilarities/question/{number}"): (204,) * 3 + (404, 204, 204, 404),
        ("DELETE", f"{here}/dissimilarities"): (204,) * 3 + (404, 204, 204, 404),
        ("PUT", f"questions/{other}/dissimilarities/{number}"): (204,) * 3 + (404,) * 4,
        ("DELETE", f"questions/{other}/dissimilarities"): (204,) * 3 + (404,) * 4,
    }
    wrong = []
    for prefix, rows, browser in (("", table, True), ("/api/v1", api, False)):
        for (method, path), row in rows.items():
            for name, status in zip(WHO, row, strict=True):
                client = world.client(name, browser=browser)
                got = await client.request(method, f"{prefix}/projects/hate/{path}")
                if got.status_code != status:
                    wrong.append(f"{name} {method} {path}: {got.status_code}, not {status}")
    assert not wrong, "\n".join(wrong)


async def test_the_desk_asks_for_it_beside_and_every_step_answers_without(world: World) -> None:
    number, task = await about_slurs(world)
    await world.write(title_question, "lea", number, title="Do quoted slurs count?")
    sam = world.client("sam", browser=True)
    desk = (await sam.get("/projects/hate/desk")).text
    at = f"/projects/hate/tasks/{task}"
    assert f'hx-get="{at}/resemblances"' in desk
    assert "slurs" not in desk
    region = (await sam.get(f"{at}/resemblances")).text
    assert "Do <mark>quoted</mark> <mark>slurs</mark> count?" in region
    laid = await sam.post(f"{at}/dissimilarities/question/{number}", headers={"hx-request": "true"})
    assert "slurs" not in laid.text
    assert "1 not similar" in laid.text
