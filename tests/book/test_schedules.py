"""Publication at a time: once, however many look; never of what nobody approved."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.actions import publications
from app.actions.approvals import approve_draft, request_review, return_draft
from app.actions.clauses import edit_clause, type_change
from app.actions.members import change_role
from app.actions.projects import change_project
from app.actions.relabels import keeper
from app.actions.schedules import cancel_publication, schedule_publication
from app.clock import now
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.followers.publications import PublicationKeeper
from app.queries.drafts import get_draft
from app.records.edge import Edge
from app.records.events import Event
from app.records.revisions import Revision
from tests.actions.test_publications import both
from tests.book.shelf import first_guideline, new_draft, publish
from tests.cast import World

LATER = timedelta(hours=2)


async def approved(world: World) -> Revision:
    """Lea's draft, approved by Rui."""
    n = (await new_draft(world)).number
    await world.write(edit_clause, "lea", n, edition=1, code="c2", text=f"a slur, quoted, {n}")
    asked = await world.write(type_change, "lea", n, edition=2, code="c2", type="clarifying")
    await world.write(request_review, "lea", n, edition=asked.edition)
    return await world.write(approve_draft, "rui", n, edition=asked.edition)


async def scheduled(world: World) -> Revision:
    draft = await approved(world)
    kw = {"edition": draft.edition, "at": now() + LATER}
    return await world.write(schedule_publication, "lea", draft.number, **kw)


async def look(edge: Edge) -> None:
    await PublicationKeeper(edge).settle()


async def told(world: World, kind: str) -> list[dict[str, object]]:
    def find(db: Session) -> list[dict[str, object]]:
        return list(db.exec(select(Event.data).where(col(Event.kind) == kind)))

    return await world.edge.read(find)


@pytest.fixture(autouse=True)
async def quiet(world: World) -> None:
    """Nothing is published but when a test looks."""
    await world.app.state.publisher.stop()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hours from now, for whoever publishes."""
    for module in ("app.actions.publications", "app.followers.publications"):
        monkeypatch.setattr(f"{module}.now", lambda: now() + LATER + timedelta(minutes=1))


async def test_it_is_published_at_its_time_and_not_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await first_guideline(world)
    draft = await scheduled(world)
    await look(world.edge)
    assert (await world.read(get_draft, "lea", draft.number)).state == "approved"
    for module in ("app.actions.publications", "app.followers.publications"):
        monkeypatch.setattr(f"{module}.now", lambda: now() + LATER + timedelta(minutes=1))
    await look(world.edge)
    done = await world.read(get_draft, "lea", draft.number)
    assert (done.state, done.version, done.publish_at) == ("published", "1.1.0", None)
    assert done.published_by == world.member_id("lea")


async def test_of_several_processes_one_publishes_it(world: World, later: None) -> None:
    await first_guideline(world)
    draft = await scheduled(world)
    async with both(world) as through:  # on SQLite there is one process, which looks often
        await asyncio.gather(*[look(each.edge) for each in through * 3])
    published = await told(world, "revision.published")
    assert [each["revision"] for each in published] == [1, draft.number]
    assert await told(world, "publication.missed") == []


async def test_a_crash_in_the_middle_leaves_it_whole_and_due(
    world: World, later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await first_guideline(world)
    draft = await scheduled(world)

    def fail(*_: object) -> None:
        raise OSError("the power is gone")

    with monkeypatch.context() as broken:
        broken.setattr(publications, "_open_relabel", fail)
        await look(world.edge)  # logged, and tried again with the next look
    left = await world.read(get_draft, "lea", draft.number)
    assert (left.state, left.publish_at is None) == ("approved", False)
    await look(world.edge)
    assert (await world.read(get_draft, "lea", draft.number)).state == "published"


async def test_what_changes_meanwhile_takes_the_time_back_and_people_are_told_why(
    world: World,
) -> None:
    await first_guideline(world)
    edited, returned, overtaken = [await scheduled(world) for _ in range(3)]
    n = edited.number
    await world.write(edit_clause, "ada", n, edition=edited.edition, code="c3", text="other")
    kw = {"edition": returned.edition, "words": "And irony?"}
    await world.write(return_draft, "rui", returned.number, **kw)
    await publish(world, await approved(world))
    await look(world.edge)
    whys = [each["why"] for each in await told(world, "publication.missed")]
    assert whys == ["edited", "returned", "overtaken"]
    for draft in (edited, returned, overtaken):
        left = await world.read(get_draft, "lea", draft.number)
        assert (left.publish_at, left.published_at) == (None, None)
    await world.app.state.followers.settle()
    lea = world.client("lea", browser=True)
    notices = (await lea.get("/projects/hate/notices")).text
    assert f"did not publish draft {n} at the time that was set" in notices
    assert (
        "a reviewer asked for changes"
        in (await lea.get(f"/projects/hate/drafts/{returned.number}")).text
    )


async def test_it_is_looked_at_again_when_its_time_comes(world: World, later: None) -> None:
    await first_guideline(world)
    lacking, barred = await scheduled(world), await approved(world)
    kw = {"edition": barred.edition, "at": now() + LATER}
    await world.write(change_role, "ada", world.member_id("kim"), role="lead")
    await world.write(schedule_publication, "kim", barred.number, **kw)
    await world.write(change_role, "ada", world.member_id("kim"), role="labeler")
    await world.write(change_project, "ada", approvals={"clarifying": 2})
    await look(world.edge)
    missed = {each["draft"]: each["why"] for each in await told(world, "publication.missed")}
    assert missed == {lacking.number: "refused", barred.number: "barred"}


async def test_it_can_be_taken_back_and_only_the_ml_team_sets_it(world: World) -> None:
    await first_guideline(world)
    draft = await approved(world)
    n, kw = draft.number, {"edition": draft.edition, "at": now() + LATER}
    for name, error in (("rui", Forbidden), ("lin", NotFound), ("vic", NotFound)):
        with pytest.raises(error):
            await world.write(schedule_publication, name, n, **kw)
        with pytest.raises(error):
            await world.write(cancel_publication, name, n)
    with pytest.raises(Invalid):
        await world.write(schedule_publication, "lea", n, **kw | {"at": now() - LATER})
    with pytest.raises(Conflict):
        await world.write(schedule_publication, "lea", n, **kw | {"edition": 1})
    await world.write(schedule_publication, "lea", n, **kw)
    taken = await world.write(cancel_publication, "ada", n)
    assert (taken.publish_at, taken.state) == (None, "approved")
    assert [each["why"] for each in await told(world, "publication.cancelled")] == [""]
    await world.edge.write(world.project_id, publications.publish_due, keeper(1), draft.id or 0)
    assert (await world.read(get_draft, "lea", n)).state == "approved"


async def test_a_time_that_cannot_be_comes_back_in_its_form(world: World) -> None:
    await first_guideline(world)
    draft = await approved(world)
    lea, here = world.client("lea", browser=True), f"/projects/hate/drafts/{draft.number}"
    form = {"edition": str(draft.edition), "at": "2001-02-03T09:00", "zone": ""}
    back = await lea.post(f"{here}/schedule", data=form)
    assert back.status_code == 422
    standing = back.text.split('id="draft-standing"')[1].split("</section>")[0]
    assert "Choose a time that is to come" in standing
    assert 'value="2001-02-03T09:00"' in standing
    assert "Not done." not in back.text, "it is said once, where it was typed"
    assert f'data-address="{here}"' in back.text
