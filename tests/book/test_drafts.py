"""Drafts: edited by clause, every edit over the edition that was seen, two editors at once."""

import asyncio

import pytest

from app.actions.clauses import (
    add_clause,
    edit_clause,
    end_clause,
    move_clause,
    restore_clause,
    type_change,
    type_changes,
)
from app.actions.drafts import (
    discard_draft,
    edit_about,
    open_draft,
    rebase_draft,
    replace_document,
)
from app.domain.clauses import parse_document
from app.domain.documents import Clause
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.queries.drafts import get_draft, list_drafts
from app.records.revisions import Revision
from tests.book.shelf import first_guideline, new_draft, publish
from tests.book.test_imports import changes_of
from tests.cast import World

NEW = Clause("", None, 1, "rule", "a slur quoted with approval")


def texts(draft: Revision) -> dict[str, str]:
    return {clause.code: clause.text for clause in parse_document(draft.markdown).clauses}


async def test_a_clause_gets_another_text_and_the_change_is_noted(world: World) -> None:
    await first_guideline(world)
    draft = await new_draft(world)
    edited = await world.write(
        edit_clause, "lea", draft.number, edition=1, code="c2", text="a slur, unless quoted"
    )
    assert (edited.edition, texts(edited)["c2"]) == (2, "a slur, unless quoted")
    assert await world.read(changes_of, "lea", draft.number) == [("c2", "changed", "substantive")]
    back = await world.write(restore_clause, "lea", draft.number, edition=2, code="c2")
    assert await world.read(changes_of, "lea", back.number) == []


async def test_what_changes_nothing_is_no_edition(world: World) -> None:
    await first_guideline(world)
    draft = await new_draft(world)
    same = texts(draft)["c2"]
    kept = await world.write(edit_clause, "lea", draft.number, edition=1, code="c2", text=same)
    assert kept.edition == 1


async def test_clauses_are_added_moved_and_ended(world: World) -> None:
    await first_guideline(world)
    n = (await new_draft(world)).number
    await world.write(add_clause, "lea", n, edition=1, after="c2", clause=NEW)
    await world.write(end_clause, "lea", n, edition=2, code="c3")
    await world.write(move_clause, "lea", n, edition=3, code="c4", after=None)
    draft = await world.read(get_draft, "lea", n)
    assert list(texts(draft)) == ["c4", "c5", "c1", "c2", "c6"]
    kinds = {code: kind for code, kind, _ in await world.read(changes_of, "lea", n)}
    assert (kinds["c3"], kinds["c6"]) == ("ended", "added")
    assert "moved" in kinds.values()
    back = await world.write(restore_clause, "lea", n, edition=4, code="c3")
    assert texts(back)["c3"] == "a threat against it"


async def test_of_two_editors_one_wins_and_the_other_gets_both_texts(world: World) -> None:
    await first_guideline(world)
    n = (await new_draft(world)).number
    tries = [
        world.write(edit_clause, name, n, edition=1, code="c2", text=f"as {name} says")
        for name in ("lea", "ada")
    ]
    results = await asyncio.gather(*tries, return_exceptions=True)
    [won] = [each for each in results if isinstance(each, Revision)]
    [lost] = [each for each in results if isinstance(each, Conflict)]
    said = texts(await world.read(get_draft, "lea", n))["c2"]
    assert said == texts(won)["c2"]
    assert {lost.detail["yours"], lost.detail["theirs"]} == {"as lea says", "as ada says"}
    assert (lost.detail["theirs"], lost.detail["edition"]) == (said, 2)


async def test_edits_of_different_clauses_meet_where_the_editor_says_what_was_seen(
    world: World,
) -> None:
    await first_guideline(world)
    draft = await new_draft(world)
    n, seen = draft.number, texts(draft)["c3"]
    await world.write(edit_clause, "ada", n, edition=1, code="c2", text="Ada's")
    with pytest.raises(Conflict):
        await world.write(edit_clause, "lea", n, edition=1, code="c3", text="Lea's")
    both = await world.write(edit_clause, "lea", n, edition=1, code="c3", text="Lea's", seen=seen)
    assert (texts(both)["c2"], texts(both)["c3"]) == ("Ada's", "Lea's")


async def test_every_other_edit_needs_the_newest_edition(world: World) -> None:
    await first_guideline(world)
    n = (await new_draft(world)).number
    await world.write(edit_clause, "ada", n, edition=1, code="c2", text="Ada's")
    for act in (
        lambda db, actor: add_clause(db, actor, n, edition=1, after="c2", clause=NEW),
        lambda db, actor: end_clause(db, actor, n, edition=1, code="c2"),
        lambda db, actor: move_clause(db, actor, n, edition=1, code="c2", after=None),
        lambda db, actor: restore_clause(db, actor, n, edition=1, code="c2"),
        lambda db, actor: type_change(db, actor, n, edition=1, code="c2", type="editorial"),
        lambda db, actor: edit_about(db, actor, n, edition=1, title="Other"),
        lambda db, actor: replace_document(db, actor, n, edition=1, markdown="# T {#c1}"),
    ):
        with pytest.raises(Conflict):
            await world.write(act, "lea")


async def test_a_given_type_stays_through_edits_and_a_guess_does_not(world: World) -> None:
    await first_guideline(world)
    n = (await new_draft(world)).number
    await world.write(
        edit_clause, "lea", n, edition=1, code="c2", text="A slur aimed at a protected group!"
    )
    assert await world.read(changes_of, "lea", n) == [("c2", "changed", "editorial")]
    await world.write(edit_clause, "lea", n, edition=2, code="c2", text="a slur, never a joke")
    assert await world.read(changes_of, "lea", n) == [("c2", "changed", "substantive")]
    typed = await world.write(type_change, "lea", n, edition=3, code="c2", type="clarifying")
    assert typed.edition == 4
    await world.write(edit_clause, "lea", n, edition=4, code="c2", text="a slur; a joke is one too")
    assert await world.read(changes_of, "lea", n) == [("c2", "changed", "clarifying")]


async def test_many_changes_are_typed_at_once(world: World) -> None:
    await first_guideline(world)
    n = (await new_draft(world)).number
    await world.write(edit_clause, "lea", n, edition=1, code="c2", text="one")
    await world.write(edit_clause, "lea", n, edition=2, code="c3", text="two")
    types = {"*": "clarifying", "c3": "substantive"}
    await world.write(type_changes, "lea", n, edition=3, types=types)
    assert [type for *_, type in await world.read(changes_of, "lea", n)] == [
        "clarifying",
        "substantive",
    ]
    for wrong in ({"c2": "small"}, {"c5": "editorial"}, {}):
        with pytest.raises(Invalid):
            await world.write(type_changes, "lea", n, edition=4, types=wrong)


async def test_the_whole_text_is_replaced_and_new_lines_become_clauses(world: World) -> None:
    await first_guideline(world)
    draft = await new_draft(world)
    text = draft.markdown.replace("- a threat", "- a call to harm\n- a threat")
    replaced = await world.write(replace_document, "lea", draft.number, edition=1, markdown=text)
    assert texts(replaced)["c6"] == "a call to harm"
    with pytest.raises(Invalid):  # an id that nobody gave
        await world.write(
            replace_document,
            "lea",
            draft.number,
            edition=2,
            markdown="# T\n\n- a {#c3}\n- b {#c99}\n",
        )
    with pytest.raises(Invalid):  # no ids at all: that is an import
        await world.write(replace_document, "lea", draft.number, edition=2, markdown="# T\n\n- a\n")


async def test_a_draft_is_put_onto_what_was_published_meanwhile(world: World) -> None:
    await first_guideline(world)
    mine, theirs = await new_draft(world), await new_draft(world, "Threats")
    mine = await world.write(edit_clause, "lea", mine.number, edition=1, code="c2", text="mine")
    theirs = await world.write(
        edit_clause, "ada", theirs.number, edition=1, code="c3", text="theirs"
    )
    published = await publish(world, theirs)
    rebased = await world.write(rebase_draft, "lea", mine.number, edition=2)
    assert (rebased.base_id, rebased.edition) == (published.id, 3)
    assert (texts(rebased)["c2"], texts(rebased)["c3"]) == ("mine", "theirs")
    assert [code for code, *_ in await world.read(changes_of, "lea", mine.number)] == ["c2"]


async def test_where_both_changed_a_clause_somebody_chooses(world: World) -> None:
    await first_guideline(world)
    mine, theirs = await new_draft(world), await new_draft(world, "Threats")
    mine = await world.write(edit_clause, "lea", mine.number, edition=1, code="c2", text="mine")
    theirs = await world.write(
        edit_clause, "ada", theirs.number, edition=1, code="c2", text="theirs"
    )
    await publish(world, theirs)
    with pytest.raises(Conflict) as refused:
        await world.write(rebase_draft, "lea", mine.number, edition=2)
    assert refused.value.detail["overlaps"] == [{"code": "c2", "yours": "mine", "theirs": "theirs"}]
    kept = await world.write(rebase_draft, "lea", mine.number, edition=2, sides={"c2": "theirs"})
    assert texts(kept)["c2"] == "theirs"
    assert await world.read(changes_of, "lea", mine.number) == []


async def test_a_discarded_draft_is_gone_from_the_list_and_cannot_be_edited(world: World) -> None:
    await first_guideline(world)
    n = (await new_draft(world)).number
    assert [draft.number for draft in await world.read(list_drafts, "rui")] == [n]
    await world.write(discard_draft, "lea", n)
    assert await world.read(list_drafts, "rui") == []
    with pytest.raises(Conflict):
        await world.write(edit_clause, "lea", n, edition=1, code="c2", text="late")
    with pytest.raises(NotFound):
        await world.read(get_draft, "lin", n)


@pytest.mark.parametrize(
    ("name", "error"),
    [("rui", Forbidden), ("lin", NotFound), ("vic", NotFound), ("eve", NotFound)],
)
async def test_only_the_ml_team_writes_drafts(
    world: World, name: str, error: type[Exception]
) -> None:
    await first_guideline(world)
    n = (await new_draft(world)).number
    with pytest.raises(error):
        await world.write(edit_clause, name, n, edition=1, code="c2", text="x")
    with pytest.raises(error):
        await world.write(discard_draft, name, n)
    if name != "eve":  # she owns a project of her own, and may write drafts there
        with pytest.raises(error):
            await world.write(open_draft, name, title="Mine")
