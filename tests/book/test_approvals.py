"""Review: who may approve, what voids an approval, and when it is enough."""

import pytest

from app.actions.approvals import approve_draft, request_review, return_draft
from app.actions.clauses import edit_clause, type_change
from app.actions.projects import change_project
from app.actions.publications import publish_revision
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.queries.approvals import get_standing, is_approved
from app.queries.drafts import get_draft
from app.records.revisions import Revision
from tests.book.shelf import first_guideline, new_draft, publish
from tests.cast import World


async def in_review(world: World, type: str = "clarifying") -> Revision:
    """Lea's draft that changes c2, with review requested."""
    n = (await new_draft(world)).number
    await world.write(edit_clause, "lea", n, edition=1, code="c2", text="a slur, quoted or not")
    await world.write(type_change, "lea", n, edition=2, code="c2", type=type)
    draft = await world.read(get_draft, "lea", n)
    return await world.write(request_review, "lea", n, edition=draft.edition)


async def approved(world: World, draft: Revision) -> bool:
    return await world.edge.read(is_approved, await world.read(get_draft, "lea", draft.number))


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("rui", None),
        ("ada", None),
        ("lea", Conflict),  # the author
        ("lin", NotFound),
        ("vic", NotFound),
        ("eve", NotFound),
    ],
)
async def test_who_may_approve(world: World, name: str, error: type[Exception] | None) -> None:
    await first_guideline(world)
    draft = await in_review(world)
    if error:
        with pytest.raises(error):
            await world.write(approve_draft, name, draft.number, edition=draft.edition)
    else:
        done = await world.write(approve_draft, name, draft.number, edition=draft.edition)
        assert done.state == "approved"
    assert await approved(world, draft) is (error is None)


@pytest.mark.parametrize(
    ("type", "policy", "needed"),
    [
        ("editorial", {}, 0),
        ("clarifying", {}, 1),
        ("substantive", {}, 2),
        ("substantive", {"substantive": 1}, 1),
        ("substantive", {"substantive": 2}, 2),
        ("editorial", {"editorial": 1}, 1),
    ],
)
async def test_the_policy_says_how_many(
    world: World, type: str, policy: dict[str, int], needed: int
) -> None:
    await first_guideline(world)
    await world.write(change_project, "ada", approvals=policy)
    draft = await in_review(world, type)
    standing = await world.edge.read(get_standing, draft)
    assert (standing.type, standing.needed) == (type, needed)
    for name in ("rui", "ada")[:needed]:
        assert not await approved(world, draft)
        await world.write(approve_draft, name, draft.number, edition=draft.edition)
    assert await approved(world, draft)


async def test_an_edit_voids_what_was_approved(world: World) -> None:
    await first_guideline(world)
    draft = await in_review(world)
    n = draft.number
    await world.write(approve_draft, "rui", n, edition=draft.edition)
    edited = await world.write(
        edit_clause, "lea", n, edition=draft.edition, code="c2", text="other"
    )
    assert edited.state == "in_review"
    assert not await approved(world, edited)
    with pytest.raises(Conflict):  # the edition that was read is not the one that is there
        await world.write(approve_draft, "rui", n, edition=draft.edition)
    with pytest.raises(Conflict):
        await world.write(publish_revision, "lea", n, edition=edited.edition)
    await world.write(approve_draft, "rui", n, edition=edited.edition)
    assert await approved(world, edited)


async def test_approving_twice_is_as_good_as_once(world: World) -> None:
    await first_guideline(world)
    await world.write(change_project, "ada", approvals={"clarifying": 2})
    draft = await in_review(world)
    for _ in range(2):
        await world.write(approve_draft, "rui", draft.number, edition=draft.edition)
    assert not await approved(world, draft)


async def test_nothing_is_reviewed_that_changes_nothing_or_was_not_offered(world: World) -> None:
    await first_guideline(world)
    draft = await new_draft(world)
    with pytest.raises(Invalid):
        await world.write(request_review, "lea", draft.number, edition=1)
    with pytest.raises(Conflict):
        await world.write(approve_draft, "rui", draft.number, edition=1)
    with pytest.raises(Forbidden):
        await world.write(request_review, "rui", draft.number, edition=1)


async def test_a_stale_base_is_told_before_anybody_approves(world: World) -> None:
    await first_guideline(world)
    mine, other = await in_review(world), await in_review(world)
    await publish(world, other)
    with pytest.raises(Conflict) as refused:
        await world.write(approve_draft, "rui", mine.number, edition=mine.edition)
    assert refused.value.detail["do"] == "rebase"
    assert (await world.edge.read(get_standing, mine)).is_stale
    with pytest.raises(Conflict):
        await world.write(publish_revision, "lea", mine.number, edition=mine.edition)


async def test_a_draft_sent_back_is_not_published_before_it_is_edited(world: World) -> None:
    await first_guideline(world)
    draft = await in_review(world)
    n, edition = draft.number, draft.edition
    await world.write(approve_draft, "ada", n, edition=edition)
    with pytest.raises(Invalid):
        await world.write(return_draft, "rui", n, edition=edition, words=" ")
    await world.write(return_draft, "rui", n, edition=edition, words="And irony?")
    assert (await world.read(get_draft, "lea", n)).state == "draft"
    with pytest.raises(Conflict, match="asks for changes"):
        await world.write(publish_revision, "lea", n, edition=edition)
    asked = await world.write(request_review, "lea", n, edition=edition)
    assert asked.state == "in_review", "asking again changes nothing of what is wanted"
    edited = await world.write(edit_clause, "lea", n, edition=edition, code="c2", text="other")
    await world.write(approve_draft, "ada", n, edition=edited.edition)
    await world.write(publish_revision, "lea", n, edition=edited.edition)


async def test_who_asked_for_changes_may_approve_after_all(world: World) -> None:
    await first_guideline(world)
    draft = await in_review(world)
    n, edition = draft.number, draft.edition
    await world.write(approve_draft, "rui", n, edition=edition)
    await world.write(return_draft, "rui", n, edition=edition, words="And irony?")
    assert not await approved(world, draft), "what one approved does not count against oneself"
    await world.write(request_review, "lea", n, edition=edition)
    await world.write(approve_draft, "rui", n, edition=edition)
    assert await approved(world, draft)


async def test_reviewers_decide_on_what_they_read_and_hear_what_became_of_it(world: World) -> None:
    await first_guideline(world)
    draft = await in_review(world)
    n, here = draft.number, f"/projects/hate/drafts/{draft.number}"
    rui, lea = world.client("rui", browser=True), world.client("lea", browser=True)
    await world.write(approve_draft, "rui", n, edition=draft.edition)
    await world.write(edit_clause, "lea", n, edition=draft.edition, code="c2", text="unthinkable")
    await world.app.state.followers.settle()
    told = (await rui.get("/projects/hate/notices")).text
    assert f"edited draft {n}: your approval of it no longer counts" in told
    late = await rui.post(f"{here}/approval", data={"edition": draft.edition})
    assert late.status_code == 409
    assert "It changed since you read it" in late.text
    assert "unthinkable" in late.text
    back = {"edition": draft.edition, "words": "Too wide."}
    late = await rui.post(f"{here}/objection", data=back)
    assert (late.status_code, "Too wide." in late.text) == (409, True)
    sent = await rui.post(f"{here}/objection", data=back | {"edition": draft.edition + 1})
    assert sent.status_code == 303
    assert "Rui asks for changes" in (await lea.get(here)).text
    await world.app.state.followers.settle()
    told = (await lea.get("/projects/hate/notices")).text
    assert f"asks for changes in draft {n}" in told
    assert "Too wide." in told
