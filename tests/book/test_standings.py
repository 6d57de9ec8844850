"""What a draft says of where it stands, and what everybody is told once a version is withdrawn."""

import pytest

from app.actions.approvals import request_review
from app.actions.clauses import edit_clause, type_change
from app.actions.members import remove_member
from app.actions.publications import acknowledge_revision
from app.actions.withdrawals import withdraw_revision
from app.errors import Conflict
from app.pages.drafts import show_draft
from app.records.revisions import Revision
from tests.book.shelf import first_guideline, new_draft, publish
from tests.cast import World

pytestmark = pytest.mark.pages
HATE = "/projects/hate"
WHY = "It read too far."


async def drafted(world: World, title: str = "Quotes") -> Revision:
    """A draft of Lea's that changes c2 in substance."""
    number = (await new_draft(world, title)).number
    text = f"a slur, quoted or not: {title}"
    await world.write(edit_clause, "lea", number, edition=1, code="c2", text=text)
    kw = {"edition": 2, "code": "c2", "type": "substantive"}
    return await world.write(type_change, "lea", number, **kw)


async def withdrawn(world: World) -> Revision:
    """A version that was published, read by Lin, and withdrawn."""
    await first_guideline(world)
    revision = await publish(world, await drafted(world))
    await world.write(acknowledge_revision, "lin", revision.number)
    return revision


async def test_a_draft_names_the_withdrawal_that_took_its_base(world: World) -> None:
    revision = await withdrawn(world)
    draft = await drafted(world, "Irony")
    await world.write(withdraw_revision, "lea", revision.number, reason=WHY)
    lea = world.client("lea", browser=True)
    page = (await lea.get(f"{HATE}/drafts/{draft.number}")).text
    assert "v2.0.0, on which it builds, was withdrawn." in page
    assert "Another version was published since." not in page
    standing = (await world.read(show_draft, "lea", draft.number)).standing
    assert (standing.base, standing.withdrawn) == ("1.0.0", "2.0.0")
    with pytest.raises(Conflict, match="on which draft 3 builds, was withdrawn"):
        await world.write(request_review, "lea", draft.number, edition=draft.edition)


async def test_whoever_alone_can_approve_is_named(world: World) -> None:
    await first_guideline(world)
    draft = await drafted(world)
    lea, here = world.client("lea", browser=True), f"{HATE}/drafts/{draft.number}"
    assert "can give it" not in (await lea.get(here)).text, "Ada and Rui both could"
    await world.write(remove_member, "ada", world.member_id("rui"))
    for _ in range(2):  # as a draft, and in review
        page = (await lea.get(here)).text
        assert "Needs 1 approval: only Ada can give it." in page
        assert "more approval needed" not in page
        if draft.state == "draft":
            draft = await world.write(request_review, "lea", draft.number, edition=draft.edition)


async def test_what_was_read_of_a_withdrawn_version_holds_no_longer(world: World) -> None:
    revision = await withdrawn(world)
    lin, here = world.client("lin", browser=True), f"{HATE}/revisions/{revision.number}/reading"
    assert "Work that it touches goes on." in (await lin.get(here)).text
    await world.write(withdraw_revision, "lea", revision.number, reason=WHY)
    page = (await lin.get(here)).text
    assert "v2.0.0 was withdrawn: what it says holds no longer." in page
    assert WHY in page
    assert "Work that it touches goes on." not in page


async def test_the_desk_names_the_version_in_force_beside_what_is_to_be_read(world: World) -> None:
    await first_guideline(world)
    await publish(world, await drafted(world))
    lin, desk = world.client("lin", browser=True), f"{HATE}/desk"
    assert "in force now; one minute" in (await lin.get(desk)).text
    number = (await new_draft(world, "Commas")).number
    await world.write(edit_clause, "lea", number, edition=1, code="c3", text="a threat, against it")
    kw = {"edition": 2, "code": "c3", "type": "editorial"}
    await publish(world, await world.write(type_change, "lea", number, **kw))
    page = (await lin.get(desk)).text
    assert "part of v2.0.1, which is in force now" in page
    assert "in force now; one minute" in page


async def test_comparing_begins_with_a_text(world: World) -> None:
    """The changelog shows the way once two versions stand on it (static/css/cards.css)."""
    lea = world.client("lea", browser=True)
    page = (await lea.get(f"{HATE}/changelog")).text
    assert 'class="changelog-compare"' in page
    assert (await lea.get(f"{HATE}/guideline/compare")).status_code == 404
    await first_guideline(world)
    assert (await lea.get(f"{HATE}/guideline/compare")).status_code == 200
