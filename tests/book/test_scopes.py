"""The form of a draft's scope: what it would cost, and what comes back when it cannot be right."""

import re

import pytest

from app.actions.drafts import open_draft
from app.queries.drafts import get_draft
from app.queries.previews import count_affected
from tests.book.shelf import first_guideline
from tests.cast import World
from tests.talk.floor import answer, asked


async def test_the_control_is_counted_beside_what_is_in_scope(world: World) -> None:
    await first_guideline(world)
    await asked(world, "lin", "sam")
    await answer(world, "lin")
    await answer(world, "sam")
    await world.write(open_draft, "lea", title="Quotes")
    lea, here = world.client("lea", browser=True), "/projects/hate/drafts/2"
    form = {"answers": "hateful", "control": "50", "text_any": "nowhere"}
    assert (await lea.post(f"{here}/scope", data=form)).status_code == 200
    draft = await world.read(lambda db, actor: get_draft(db, actor, 2), "lea")
    found = await world.read(lambda db, _: count_affected(db, draft), "lea")
    assert (found.labels, found.control, found.asked) == (0, 2, 2)
    told = (await lea.get(f"{here}/preview")).text
    assert "0 in scope + 2 for control" in told
    assert "Only 2 labels lie outside the scope" in told
    assert "Publishing asks for 2 labels again" in told
    assert "nobody has settled it yet" not in told


async def test_before_it_is_settled_the_facts_say_so(world: World) -> None:
    await first_guideline(world)
    await world.write(open_draft, "lea", title="Quotes")
    told = await world.client("lea", browser=True).get("/projects/hate/drafts/2/preview")
    assert "Publishing asks for no label again. The scope is the usual one" in told.text


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("metadata", "language de", "field=value"),
        ("selection", "t77\nt78", "do not exist"),
        ("control", "many", "whole number"),
        ("certainty_below", "-1", "whole number"),
    ],
)
async def test_a_scope_that_cannot_be_right_comes_back_with_its_field(
    world: World, field: str, text: str, told: str
) -> None:
    await first_guideline(world)
    await world.write(open_draft, "lea", title="Quotes")
    lea, typed = world.client("lea", browser=True), {"text_any": "kept as typed", field: text}
    for headers in ({}, {"hx-request": "true"}):
        back = await lea.post("/projects/hate/drafts/2/scope", data=typed, headers=headers)
        assert back.status_code == 422
        assert f'<a href="#{field}">' in back.text
        wrong = re.search(rf'id="{field}-error">([^<]*)<', back.text)
        assert wrong
        assert told in wrong[1]
        assert "kept as typed" in back.text
        assert text in back.text


async def test_every_mistake_of_a_scope_is_named_at_once(world: World) -> None:
    await first_guideline(world)
    await asked(world, "lin")
    await world.write(open_draft, "lea", title="Quotes")
    lea, here = world.client("lea", browser=True), "/projects/hate/drafts/2/scope"
    form = {"reach": "since", "since": "soon", "metadata": "language de", "selection": "t77"}
    for headers in ({}, {"hx-request": "true"}):
        form |= {"control": "many", "similar": "60", "cites": "c99", "text_any": "a slur"}
        back = await lea.post(here, data=form, headers=headers)
        assert back.status_code == 422
        wrong = set(re.findall(r'class="field-error" id="(\w+)-error"', back.text))
        assert wrong == {"since", "metadata", "selection", "control", "similar", "cites"}
        for typed in ("language de", "t77", "many", "a slur", "c99"):
            assert typed in back.text
    draft = await world.read(lambda db, actor: get_draft(db, actor, 2), "lea")
    assert draft.scope == {}, "what was refused did not happen"
