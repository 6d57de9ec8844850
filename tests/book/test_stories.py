"""From a question to the clause it changed: prefilled drafts, credit, and why a clause exists."""

from uuid import UUID

import pytest

from app.actions.cases import add_case, remove_case
from app.actions.clauses import type_changes
from app.actions.drafts import discard_draft, open_draft
from app.actions.rulings import make_ruling
from app.domain.clauses import parse_document
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.pages.cases import page_cases
from app.pages.changelog import page_changelog, show_changelog
from app.pages.comparisons import show_compare
from app.pages.drafts import show_draft
from app.pages.guidelines import show_clauses
from app.pages.histories import show_history
from app.queries.drafts import get_draft, list_drafts
from app.queries.rulings import get_ruling
from app.records.revisions import Revision
from tests.book.shelf import first_guideline, publish
from tests.cast import World
from tests.talk.floor import answer, flag, make_task

DECISION = {
    "outcome": "change",
    "value": "non-hateful",
    "condition": "the post quotes a slur to reject it",
    "exceptions": "the author agrees with it",
    "rationale": "What counts is what the author does with the quotation.",
}


async def asked(world: World) -> tuple[UUID, int]:
    """Lin answers a task and flags it; the task and the number of the question."""
    task = await make_task(world)
    await answer(world, "lin")
    return task, await flag(world, "lin", task)


async def ruled(world: World, **more: object) -> Revision:
    """The draft that Lea's ruling on Lin's question opens."""
    _, question = await asked(world)
    await world.write(make_ruling, "lea", question, **{**DECISION, **more})
    [draft] = await world.read(list_drafts, "lea")
    return await world.read(get_draft, "lea", draft.number)


async def test_a_ruling_opens_a_draft_that_says_it(world: World) -> None:
    await first_guideline(world)
    draft = await ruled(world)
    last = parse_document(draft.markdown).clauses[-1]
    assert (last.code, last.kind) == ("c6", "heading")
    assert "When the post quotes a slur to reject it, answer **Not hateful**." in last.text
    assert "Except: the author agrees with it." in last.text
    assert draft.rationale == DECISION["rationale"]


async def test_a_ruling_on_one_clause_amends_it(world: World) -> None:
    await first_guideline(world)
    draft = await ruled(world, clauses=["c2"])
    texts = {clause.code: clause.text for clause in parse_document(draft.markdown).clauses}
    assert texts["c2"].startswith("a slur aimed at a protected group When the post quotes")
    assert len(texts) == 5


async def test_a_ruling_leads_to_one_draft_at_a_time(world: World) -> None:
    await first_guideline(world)
    draft = await ruled(world)
    ruling = await world.read(get_ruling, "lea", 1)
    assert ruling.revision_id == draft.id
    with pytest.raises(Conflict):
        await world.write(open_draft, "lea", title="Again", ruling_ids=[ruling.id or 0])
    await world.write(discard_draft, "lea", draft.number)
    again = await world.write(open_draft, "lea", title="Again", ruling_ids=[ruling.id or 0])
    assert (await world.read(get_ruling, "lea", 1)).revision_id == again.id


async def test_the_changelog_thanks_those_who_asked(world: World) -> None:
    await first_guideline(world)
    await publish(world, await ruled(world))
    newest, first = (await world.read(page_changelog, "sam")).items
    assert (newest.version, newest.base, newest.type) == ("2.0.0", "1.0.0", "substantive")
    assert [credit.askers for credit in newest.credits] == [("Lin",)]
    assert newest.credits[0].title == "Question 1"  # an asker's own words are not for everybody
    assert (first.version, first.base) == ("1.0.0", None)


async def test_a_clause_says_why_it_exists(world: World) -> None:
    await first_guideline(world)
    draft = await ruled(world)
    with pytest.raises(NotFound):  # what only a draft knows does not exist yet
        await world.read(show_history, "lin", "c6")
    await publish(world, draft)
    history = await world.read(show_history, "lin", "c6")
    assert [(past.kind, past.revision.version) for past in history.past] == [("added", "2.0.0")]
    assert [credit.ruling for credit in history.past[0].credits] == [1]
    old = await world.read(show_history, "lin", "c2")
    assert [past.revision.version for past in old.past] == ["1.0.0"]
    assert old.past[0].credits == ()


async def test_two_versions_are_compared_by_clause(world: World) -> None:
    await first_guideline(world)
    await publish(world, await ruled(world, clauses=["c2"]))
    compared = await world.read(show_compare, "vic", "1.0.0", "2.0.0")
    assert [(diff.code, diff.kind) for diff in compared.diffs] == [("c2", "changed")]
    assert {piece.op for piece in compared.diffs[0].pieces} == {"same", "added"}
    back = await world.read(show_compare, "vic", "2.0.0", "1.0.0")
    assert {piece.op for piece in back.diffs[0].pieces} == {"same", "removed"}


async def test_a_case_tells_a_tasks_answer_only_to_those_who_answered_it(world: World) -> None:
    await first_guideline(world)
    await publish(world, await ruled(world))
    seen = {name: len((await world.read(page_cases, name)).items) for name in ("lea", "lin", "sam")}
    # Lin's item of the relabel is open, so that she has not answered the task any more
    assert seen["lea"] == 1
    assert seen["sam"] == 0


async def test_cases_are_kept_by_the_ml_team(world: World) -> None:
    await first_guideline(world)
    case = await world.write(add_case, "lea", code="c2", value="hateful", example="You [slur]!")
    assert [each.code for each in (await world.read(page_cases, "sam")).items] == ["c2"]
    for name, error in (("rui", Forbidden), ("lin", NotFound), ("eve", NotFound)):
        with pytest.raises(error):
            await world.write(remove_case, name, case.id or 0)
    for wrong in ({"value": "maybe", "example": "x"}, {"value": "hateful", "example": ""}):
        with pytest.raises(Invalid):
            await world.write(add_case, "lea", code="c2", **wrong)
    with pytest.raises(NotFound):
        await world.write(add_case, "lea", code="c99", value="hateful", example="x")
    await world.write(remove_case, "lea", case.id or 0)
    assert (await world.read(page_cases, "lea")).items == ()


async def test_readers_are_for_staff_and_the_unread_version_for_everybody(world: World) -> None:
    await first_guideline(world)
    for name in ("lin", "rui"):
        view = await world.read(show_changelog, name)
        assert view.unread is not None
        assert bool(view.readers) is (name == "rui")
    assert (await world.read(show_changelog, "lea")).unread is None  # she published it


async def test_a_draft_lists_the_cases_of_what_it_changes(world: World) -> None:
    await first_guideline(world)
    await world.write(add_case, "lea", code="c2", value="hateful", example="You [slur]!")
    await world.write(add_case, "lea", code="c5", value="non-hateful", example="Damned rain.")
    draft = await ruled(world, clauses=["c2"])
    view = await world.read(show_draft, "rui", draft.number)
    assert [case.text for case in view.held.items if not case.ruling] == ["You [slur]!"]
    assert [credit.askers for credit in view.credits] == [("Lin",)]
    await world.write(type_changes, "lea", draft.number, edition=1, types={"*": "clarifying"})
    assert (await world.read(show_draft, "rui", draft.number)).standing.version == "1.1.0"


async def test_the_pane_beside_the_work_finds_clauses_by_word(world: World) -> None:
    empty = await world.read(show_clauses, "lin")
    assert (empty.version, empty.items) == (None, ())
    await first_guideline(world)
    found = await world.read(show_clauses, "lin", "THREAT")
    assert [(each.code, each.trail) for each in found.items] == [("c3", "Hateful")]
    assert len((await world.read(show_clauses, "lin")).items) == 5
