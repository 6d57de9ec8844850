"""What events re-render of the book: equal to the fresh page, and nothing of it for labelers."""

from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.actions.approvals import approve_draft, request_review
from app.actions.cases import add_case
from app.actions.clauses import edit_clause
from app.actions.drafts import discard_draft
from app.domain.roles import Actor
from app.pages import cases, changelog, draft_rows, drafts, guidelines
from app.pages.drafts import show_draft
from app.pages.render import render
from app.records.events import Event
from tests.book.shelf import first_guideline, new_draft, publish
from tests.cast import World

PIECES = {
    "guideline": guidelines,
    "changelog": changelog,
    "drafts": drafts,
    "rows": draft_rows,
    "cases": cases,
}


def frames(db: Session, actor: Actor, kind: str) -> dict[str, str]:
    """By topic and template, what the newest event of a kind renders."""
    newest = select(Event).where(Event.project_id == actor.project_id, Event.kind == kind)
    event = db.exec(newest.order_by(col(Event.seq).desc())).first()
    assert event is not None, kind
    drawn: dict[str, str] = {}
    for module in PIECES.values():
        for piece in module.PIECES.get(kind, ()):
            place = f"{piece.topic_of(event)} {piece.template}"
            drawn[place] = drawn.get(place, "") + piece.render(db, event)
    return drawn


def regions(db: Session, actor: Actor, number: int) -> dict[str, str]:
    """The regions of a draft's page, drawn afresh."""
    view: Any = show_draft(db, actor, number)
    parts = ("heading", "about", "standing", "changes", "approvals", "held")
    return {
        f"draft:{number} drafts/_{part}.html": render(
            f"drafts/_{part}.html", {part: getattr(view, part)}
        )
        for part in parts
    }


async def test_an_edit_redraws_what_a_fresh_page_shows(world: World) -> None:
    await first_guideline(world)
    n = (await new_draft(world)).number
    await world.write(edit_clause, "lea", n, edition=1, code="c2", text="no slur at all")
    drawn, fresh = (
        await world.read(frames, "lea", "draft.edited"),
        await world.read(regions, "lea", n),
    )
    assert {topic: drawn[topic] for topic in fresh} == fresh
    await world.write(request_review, "lea", n, edition=2)
    drawn = await world.read(frames, "rui", "review.requested")
    assert 'form="approve"' in drawn[f"draft:{n} drafts/_standing.html"]
    await world.write(approve_draft, "rui", n, edition=2)
    drawn, fresh = (
        await world.read(frames, "lea", "draft.approved"),
        await world.read(regions, "lea", n),
    )
    assert (
        drawn.items()
        >= {key: fresh[key] for key in fresh if "_standing" in key or "_approvals" in key}.items()
    )


async def test_a_discarded_draft_leaves_the_list(world: World) -> None:
    await first_guideline(world)
    n = (await new_draft(world)).number
    assert (
        "hidden" not in (await world.read(frames, "lea", "draft.opened"))["drafts drafts/_row.html"]
    )
    await world.write(discard_draft, "lea", n)
    assert (
        "hidden" in (await world.read(frames, "lea", "draft.discarded"))["drafts drafts/_row.html"]
    )


async def test_a_publication_reaches_readers_and_the_changelog(world: World) -> None:
    await first_guideline(world)
    drawn = await world.read(frames, "lin", "revision.published")
    assert "1.0.0" in drawn["guideline guideline/_news.html"]
    assert 'id="release-1.0.0"' in drawn["changelog changelog/_release.html"]


async def test_a_new_case_reaches_the_list(world: World) -> None:
    await first_guideline(world)
    await world.write(add_case, "lea", code="c2", value="hateful", example="You [slur]!")
    assert (
        "You [slur]!" in (await world.read(frames, "lea", "case.added"))["cases cases/_case.html"]
    )


def audiences(db: Session, project_id: int) -> set[tuple[str, str]]:
    events = select(Event.kind, Event.audience).where(Event.project_id == project_id)
    return {(kind, audience) for kind, audience in db.execute(events)}


async def test_what_happens_to_drafts_is_told_to_staff_alone(world: World) -> None:
    await first_guideline(world)
    await publish(
        world,
        await world.write(
            edit_clause, "lea", (await new_draft(world)).number, edition=1, code="c2", text="other"
        ),
    )
    told = await world.edge.read(audiences, world.project_id)
    kinds = ("draft.", "review.")
    assert {audience for kind, audience in told if kind.startswith(kinds)} == {"staff"}
    assert ("revision.published", "project") in told


@pytest.mark.parametrize("name", list(PIECES))
def test_pieces_of_drafts_are_for_staff(name: str) -> None:
    for kind, pieces in PIECES[name].PIECES.items():
        for piece in pieces:
            assert piece.staff or not piece.topic.startswith("draft"), kind


async def test_other_drafts_hear_that_they_were_overtaken(world: World) -> None:
    await first_guideline(world)
    waiting, other = await new_draft(world, "Waiting"), await new_draft(world, "Other")
    edited = await world.write(edit_clause, "lea", other.number, edition=1, code="c3", text="new")
    await world.write(edit_clause, "lea", waiting.number, edition=1, code="c2", text="mine")
    await publish(world, edited)
    drawn = await world.read(frames, "lea", "draft.overtaken")
    standing = drawn[f"draft:{waiting.number} drafts/_standing.html"]
    assert "Another version was published since" in standing
    fresh = await world.read(regions, "lea", waiting.number)
    assert standing == fresh[f"draft:{waiting.number} drafts/_standing.html"]
