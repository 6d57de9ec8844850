"""A draft's cases as its tests: they refuse, they ask, and they hold from the publication on."""

from typing import Any

import pytest
from sqlmodel import Session

from app.actions.cases import add_case, remove_case
from app.actions.clauses import edit_clause, type_changes
from app.actions.drafts import edit_about
from app.actions.expectations import NewCase, add_draft_case, expect_answer, keep_case
from app.actions.publications import publish_revision
from app.actions.withdrawals import withdraw_revision
from app.domain.roles import Actor
from app.errors import Conflict, Invalid, NotFound
from app.pages.expectations import HeldView, view_held
from app.queries.drafts import get_draft
from app.queries.expectations import list_cases_as_of
from app.queries.guidelines import get_version
from app.records.questions import Case
from app.records.revisions import Revision
from tests.actions.loop import NO, YES
from tests.book.shelf import first_guideline, new_draft, publish
from tests.cast import World
from tests.talk.floor import asked


async def drafted(world: World, type: str, code: str = "c2") -> tuple[int, Case]:
    """A case of a clause in force, and Lea's draft that changes the clause."""
    await first_guideline(world)
    case = await world.write(add_case, "lea", code="c2", value=YES, example="He said “rats”.")
    n = (await new_draft(world)).number
    await world.write(edit_clause, "lea", n, edition=1, code=code, text="a slur, not in a quote")
    await world.write(type_changes, "lea", n, edition=2, types={code: type})
    return n, case


async def draft(world: World, number: int = 2) -> Revision:
    return await world.read(get_draft, "lea", number)


async def held(world: World, number: int = 2) -> HeldView:
    def view(db: Session, actor: Actor) -> HeldView:
        return view_held(db, get_draft(db, actor, number))

    return await world.read(view, "rui")


async def expect(world: World, case: Case, value: object, number: int = 2) -> Revision:
    edition = (await draft(world, number)).edition
    return await world.write(expect_answer, "lea", number, case.id, edition=edition, value=value)


async def publish_now(world: World, number: int = 2) -> Revision:
    """Straight to the last door: no reason is given where one is asked for."""
    edition = (await draft(world, number)).edition
    return await world.write(publish_revision, "lea", number, edition=edition)


def values_of(db: Session, actor: Actor, version: str) -> dict[str, str]:
    rows = list_cases_as_of(db, actor, get_version(db, actor, version))
    return {row.case.example: row.value for row in rows}


async def as_of(world: World, version: str) -> dict[str, str]:
    return await world.read(values_of, "rui", version)


async def test_an_editorial_change_that_flips_a_case_is_not_published(world: World) -> None:
    _, case = await drafted(world, "editorial")
    await expect(world, case, NO)
    view = await held(world)
    assert [(each.outcome, each.is_contradicting) for each in view.items] == [("flips", True)]
    with pytest.raises(Conflict, match="editorial") as refused:
        await publish_now(world)
    assert refused.value.detail["cases"] == [case.id]
    lea = world.client("lea", browser=True)
    assert "said to be editorial" in (await lea.get("/projects/hate/drafts/2")).text
    await expect(world, case, YES)  # given its answer back
    assert (await held(world)).moving == 0
    assert (await publish_now(world)).version == "1.0.1"


async def test_a_substantive_change_that_flips_none_asks_why_and_the_changelog_says_it(
    world: World,
) -> None:
    await drafted(world, "substantive")
    assert (await held(world)).asks_why
    edition = (await draft(world)).edition
    detail = (await world.client("rui").get("/api/v1/projects/hate/drafts/2")).json()
    assert (detail["asks_why"], detail["approvals_needed"]) == (True, 1)
    with pytest.raises(Conflict, match="no case changes") as refused:
        await publish_now(world)
    assert refused.value.detail["do"] == "explain"
    await world.write(edit_about, "lea", 2, edition=edition, unmoved="Nobody has met one yet.")
    await publish(world, await draft(world))
    lin = world.client("lin", browser=True)
    assert "Nobody has met one yet." in (await lin.get("/projects/hate/changelog")).text


async def test_cases_change_with_the_publication_and_each_version_keeps_its_own(
    world: World,
) -> None:
    n, case = await drafted(world, "substantive")
    other = await world.write(add_case, "lea", code="c3", value=YES, example="I will hurt you.")
    edition = (await draft(world)).edition
    new = NewCase("c2", NO, before=YES, example="“Vermin”, they wrote.")
    added = await world.write(add_draft_case, "lea", n, edition=edition, new=new)
    await expect(world, case, NO)
    await world.write(edit_clause, "lea", n, edition=edition + 2, code="c3", text="threats, now")
    await expect(world, other, None)
    outcomes = {each.text: each.outcome for each in (await held(world)).items}
    assert sorted(outcomes.values()) == ["flips", "flips", "retires"]
    before = {"He said “rats”.": YES, "I will hurt you.": YES}
    assert await as_of(world, "1.0.0") == before, "a draft is nothing to the guideline in force"
    listed = (await world.client("rui").get("/api/v1/projects/hate/cases")).json()["items"]
    assert {each["text"]: each["value"] for each in listed} == before
    revision = await publish(world, await draft(world))
    after = {"He said “rats”.": NO, "“Vermin”, they wrote.": NO}
    assert await as_of(world, "2.0.0") == after
    assert await as_of(world, "1.0.0") == before
    await world.write(remove_case, "lea", added.id)
    assert await as_of(world, "2.0.0") == {"He said “rats”.": NO}
    await world.write(withdraw_revision, "lea", revision.number, reason="Too early.")
    listed = (await world.client("rui").get("/api/v1/projects/hate/cases")).json()["items"]
    assert {each["text"]: each["value"] for each in listed} == before
    query = "/api/v1/projects/hate/cases?version=2.0.0"
    asked_for = (await world.client("rui").get(query)).json()["items"]
    assert {each["text"]: each["value"] for each in asked_for} == {"He said “rats”.": NO}


async def test_what_a_ruling_decides_is_a_case_of_its_draft(world: World) -> None:
    await first_guideline(world)
    number, _ = await asked(world, "lin")
    decision = {"outcome": "change", "value": NO, "condition": "a quote", "rationale": "So.",
                "authority": "", "clauses": []}  # fmt: skip
    lea = world.client("lea")
    sent = await lea.post(f"/api/v1/projects/hate/questions/{number}/ruling", json=decision)
    assert sent.status_code == 201
    view = await held(world)
    assert [(each.outcome, each.after) for each in view.items] == [("decides", "Not hateful")]
    assert not view.asks_why
    [case] = view.items
    edition = (await draft(world)).edition
    await world.write(type_changes, "lea", 2, edition=edition, types={"*": "editorial"})
    assert (await held(world)).contradicting == 1
    edition = (await draft(world)).edition
    await world.write(type_changes, "lea", 2, edition=edition, types={"*": "clarifying"})
    await publish(world, await draft(world))
    sealed = (await held(world)).items
    assert [(each.id, each.outcome) for each in sealed] == [(case.id, "decides")]


async def test_what_a_draft_does_to_a_case_can_be_undone_and_voids_approvals(
    world: World,
) -> None:
    n, case = await drafted(world, "clarifying")
    edition = (await draft(world)).edition
    new = NewCase("c2", NO, example="Another.")
    added = await world.write(add_draft_case, "lea", n, edition=edition, new=new)
    with pytest.raises(Conflict):  # of an edition that is not the newest
        await world.write(keep_case, "lea", n, added.id, edition=edition)
    await world.write(keep_case, "lea", n, added.id, edition=edition + 1)
    assert [each.id for each in (await held(world)).items] == [case.id]
    wrong: list[tuple[Any, type[Exception]]] = [
        (NewCase("c99", NO, example="x"), Invalid),
        (NewCase("c2", "no answer", example="x"), Invalid),
        (NewCase("c2", NO), Invalid),
    ]
    for new, error in wrong:
        with pytest.raises(error):
            await world.write(add_draft_case, "lea", n, edition=edition + 2, new=new)
    other = await world.write(add_case, "lea", code="c5", value=YES, example="Elsewhere.")
    with pytest.raises(NotFound):  # no case of what the draft changes
        await world.write(expect_answer, "lea", n, other.id, edition=edition + 2, value=NO)


async def test_a_nature_brings_its_type_and_wording_is_editorial(world: World) -> None:
    await drafted(world, "substantive")
    edition = (await draft(world)).edition
    lea, types = world.client("lea"), "/api/v1/projects/hate/drafts/2/types"
    done = await lea.put(types, json={"edition": edition, "natures": {"c2": "term"}})
    [change] = done.json()["changes"]
    assert (change["nature"], change["type"], change["typed"]) == ("term", "clarifying", True)
    both = {"edition": edition + 1, "natures": {"c2": "wording"}, "types": {"c2": "substantive"}}
    assert (await lea.put(types, json=both)).status_code == 422
    alone = {"edition": edition + 1, "types": {"c2": "editorial"}}
    [change] = (await lea.put(types, json=alone)).json()["changes"]
    assert (change["nature"], change["type"]) == ("wording", "editorial")
    new = {"edition": edition + 2, "natures": {"c2": "new"}}
    assert (await lea.put(types, json=new)).status_code == 422


async def test_a_case_that_cannot_be_taken_comes_back_as_it_was_typed(world: World) -> None:
    await drafted(world, "substantive")
    lea, here = world.client("lea", browser=True), "/projects/hate/drafts/2"
    edition = (await draft(world)).edition
    typed = {"edition": edition, "code": "c3", "value": NO, "task": "no such task"}
    back = await lea.post(f"{here}/cases", data=typed)
    assert (back.status_code, 'value="no such task"' in back.text) == (422, True)
    form = back.text.split('id="draft-cases"')[1].split("</section>")[0]
    assert 'id="task-error">There is no such task' in form, "where it was typed"
    late = await lea.post(f"{here}/explanation", data={"edition": 1, "unmoved": "Because."})
    assert (late.status_code, "Because." in late.text) == (409, True)
    good = await lea.post(f"{here}/cases", data=typed | {"task": "", "example": "“Rats”, he said."})
    assert good.status_code == 303
    assert (await held(world)).items[0].outcome == "decides"
