"""Comments on lines of a draft: for staff, applied with one click, never over another edit."""

import pytest

from app.actions.clauses import edit_clause
from app.actions.comments import Said, apply_comment, comment_on_draft, resolve_comment
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.queries.comments import count_open_comments
from app.queries.drafts import get_draft
from app.records.revisions import Revision
from tests.book.shelf import first_guideline, new_draft
from tests.cast import World

pytestmark = pytest.mark.pages
HERE = "/projects/hate/drafts/2"
TEXT = "a slur\nquoted or not\nby anybody"


@pytest.fixture
async def drafted(world: World) -> World:
    """Lea's draft, in which c2 has three lines."""
    await first_guideline(world)
    await new_draft(world)
    await world.write(edit_clause, "lea", 2, edition=1, code="c2", text=TEXT)
    return world


async def draft(world: World) -> Revision:
    return await world.read(get_draft, "lea", 2)


async def say(world: World, name: str = "rui", lines: tuple[int, int] | None = (2, 2)) -> int:
    said = Said("c2", lines, "Clearer:", "whether quoted or not")
    edition = (await draft(world)).edition
    return (await world.write(comment_on_draft, name, 2, edition=edition, said=said)).id or 0


async def waiting(world: World) -> int:
    return await world.edge.read(count_open_comments, await draft(world))


async def test_a_suggestion_is_applied_with_one_click(drafted: World) -> None:
    lea, rui = drafted.client("lea", browser=True), drafted.client("rui", browser=True)
    sent = {"edition": 2, "code": "c2", "lines": [2], "suggestion": "whether quoted or not"}
    assert (await rui.post(f"{HERE}/comments", data=sent)).status_code == 303
    page = (await lea.get(HERE)).text
    assert "c2, line 2" in page
    assert "1 comment waits for an answer." in page
    assert (await lea.post(f"{HERE}/comments/1/application")).status_code == 303
    assert "whether quoted or not\n" in (await draft(drafted)).markdown
    assert await waiting(drafted) == 0
    with pytest.raises(Conflict):  # once
        await drafted.write(apply_comment, "lea", 2, 1)
    await drafted.app.state.followers.settle()
    assert "applied what you suggested" in (await rui.get("/projects/hate/notices")).text
    assert "commented on draft 2" in (await lea.get("/projects/hate/notices")).text


async def test_it_finds_its_lines_again_and_is_refused_with_both_texts_where_they_are_gone(
    drafted: World,
) -> None:
    first, second = await say(drafted), await say(drafted, "ada")
    moved = await drafted.write(
        edit_clause, "lea", 2, edition=2, code="c2", text=f"before all:\n{TEXT}"
    )
    await drafted.write(apply_comment, "lea", 2, first)  # the lines are lower now
    with pytest.raises(Conflict) as refused:
        await drafted.write(apply_comment, "lea", 2, second)
    assert refused.value.detail["yours"] == "whether quoted or not"
    assert "before all:" in refused.value.detail["theirs"]
    assert moved.edition + 1 == (await draft(drafted)).edition
    page = (await drafted.client("lea", browser=True).get(HERE)).text
    assert "the lines changed since" in page
    await drafted.write(resolve_comment, "lea", 2, second, words="It says so now.")
    assert await waiting(drafted) == 0


async def test_what_cannot_be_right_comes_back_as_it_was_typed(drafted: World) -> None:
    rui = drafted.client("rui", browser=True)
    typed = {"edition": 2, "code": "c2", "lines": [9], "words": "Ninth line?"}
    back = await rui.post(f"{HERE}/comments", data=typed)
    assert (back.status_code, "Ninth line?" in back.text) == (422, True)
    late = await rui.post(f"{HERE}/comments", data=typed | {"edition": 1, "lines": [1]})
    assert (late.status_code, "Ninth line?" in late.text) == (409, True)
    for said in (Said("c2"), Said("c2", None, "", TEXT), Said("c99", None, "x")):
        with pytest.raises(Invalid):
            await drafted.write(comment_on_draft, "rui", 2, edition=2, said=said)


async def test_they_are_for_staff_and_answered_by_the_ml_team_or_their_author(
    drafted: World,
) -> None:
    said = Said("c2", None, "Hm.")
    for name in ("lin", "vic", "eve"):
        with pytest.raises(NotFound):
            await drafted.write(comment_on_draft, name, 2, edition=2, said=said)
        got = await drafted.client(name).get(f"/api/v1{HERE}/comments")
        assert got.status_code == 404
    theirs, own = await say(drafted, "ada"), await say(drafted, "rui")
    with pytest.raises(Forbidden):
        await drafted.write(apply_comment, "rui", 2, own)
    with pytest.raises(Forbidden):
        await drafted.write(resolve_comment, "rui", 2, theirs, words="No.")
    with pytest.raises(Invalid):
        await drafted.write(resolve_comment, "rui", 2, own, words=" ")
    await drafted.write(resolve_comment, "rui", 2, own, words="Never mind.")
    other = await new_draft(drafted)
    with pytest.raises(NotFound):
        await drafted.write(apply_comment, "lea", other.number, theirs)
