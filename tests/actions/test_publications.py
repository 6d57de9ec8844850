"""Publishing: who may, when, once; and what is sealed with it."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any, cast

import pytest
from sqlmodel import Session, col, select

from app.actions.approvals import approve_draft, request_review
from app.actions.assignments import claim_task
from app.actions.clauses import edit_clause
from app.actions.drafts import open_draft, rebase_draft
from app.actions.guidelines import import_guideline
from app.actions.label_rows import add_label
from app.actions.publications import acknowledge_revision, publish_revision
from app.actions.relabels import join_imported
from app.actions.scopes import settle_scope
from app.domain.roles import Actor
from app.errors import Conflict, Forbidden, NotFound
from app.queries.drafts import get_draft
from app.records.edge import Edge
from app.records.events import Event
from app.records.labels import CurrentLabel, Label
from app.records.relabels import Relabel, RelabelItem
from app.records.revisions import Acknowledgement, Revision
from tests.actions.loop import (
    GUIDELINE,
    NOTHING,
    YES,
    answer_all,
    answer_next,
    approve,
    change,
    change_draft,
    first_guideline,
    make_tasks,
    publish,
    relabel_of,
    settle,
)
from tests.book.shelf import explained
from tests.cast import World

EVERY_YES = {**NOTHING, "predicate": {"answers": [YES]}}


async def relabels(world: World) -> list[Relabel]:
    return await world.edge.read(lambda db: list(db.exec(select(Relabel))))


async def test_only_the_ml_team_publishes(world: World) -> None:
    await first_guideline(world)
    number = await change_draft(world, NOTHING)
    edition = (await approve(world, number)).edition
    for name, error in (
        ("rui", Forbidden), ("lin", NotFound), ("vic", NotFound), ("eve", NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            await world.write(publish_revision, name, number, edition=edition)
    assert (await world.write(publish_revision, "ada", number, edition=edition)).version == "2.0.0"


async def test_what_is_not_ready_is_not_published(world: World) -> None:
    await first_guideline(world)
    number = await change_draft(world, NOTHING)
    draft = await explained(world, await world.read(get_draft, "lea", number))
    with pytest.raises(Conflict, match="approval"):
        await world.write(publish_revision, "lea", number, edition=draft.edition)
    await world.write(request_review, "lea", number, edition=draft.edition)
    with pytest.raises(Conflict, match="own"):
        await world.write(approve_draft, "lea", number, edition=draft.edition)
    with pytest.raises(Conflict, match="approval"):
        await world.write(publish_revision, "lea", number, edition=draft.edition)
    await world.write(approve_draft, "rui", number, edition=draft.edition)
    for edition in (draft.edition - 1, draft.edition + 1):
        with pytest.raises(Conflict, match="edited"):
            await world.write(publish_revision, "lea", number, edition=edition)
    edited = await world.write(
        edit_clause, "ada", number, edition=draft.edition, code="c3", text="any threat at all"
    )
    with pytest.raises(Conflict, match="edited"):
        await world.write(publish_revision, "lea", number, edition=draft.edition)
    with pytest.raises(Conflict, match="approval"):  # the edit voided it
        await world.write(publish_revision, "lea", number, edition=edited.edition)
    empty = await world.write(open_draft, "lea", title="Nothing yet")
    with pytest.raises(Conflict, match="changes nothing"):
        await world.write(publish_revision, "lea", empty.number, edition=1)
    with pytest.raises(NotFound):
        await world.write(publish_revision, "lea", 99, edition=1)
    assert await relabels(world) == []


async def test_nothing_is_published_twice_nor_over_another(world: World) -> None:
    await first_guideline(world)
    mine, other = await change_draft(world, NOTHING), await change_draft(world, NOTHING)
    edition = (await approve(world, mine)).edition
    stale = (await approve(world, other)).edition
    published = await world.write(publish_revision, "lea", mine, edition=edition)
    with pytest.raises(Conflict, match="twice"):
        await world.write(publish_revision, "lea", mine, edition=edition)
    with pytest.raises(Conflict, match="began"):
        await world.write(publish_revision, "lea", other, edition=stale)
    states = await world.edge.read(
        lambda db: [r.state for r in db.exec(select(Revision).order_by(col(Revision.id)))]
    )
    assert states == ["superseded", "published", "approved"]
    kinds = await world.edge.read(lambda db: db.exec(select(Event.kind, Event.data)).all())
    told = [data["revision"] for kind, data in kinds if kind == "revision.published"]
    assert told == [1, published.number]


async def test_a_draft_begun_earlier_may_be_published_later(world: World) -> None:
    """Its id is smaller than that of what it follows: order is by time, not by id."""
    await first_guideline(world)
    await make_tasks(world, ["a", "b"])
    early = await change_draft(world, EVERY_YES, code="c3")
    late = await change(world, NOTHING)
    label = await world.write(answer_next, "lin", YES)
    assert label.revision_id == late.id
    edition = (await world.read(get_draft, "lea", early)).edition
    await world.write(rebase_draft, "lea", early, edition=edition)
    revision = await publish(world, early)
    assert (revision.id or 0) < (late.id or 0)
    assert revision.version == "3.0.0"
    held = await world.write(_try_claim, "lin")
    assert held == early  # the reading that is due
    await world.write(acknowledge_revision, "lin", early)

    def late_import(db: Session, actor: Actor) -> int:
        made = Label(
            project_id=actor.project_id, task_id=2, member_id=world.member_id("sam"),
            revision_id=late.id, value=YES, answer=YES, source="import",
        )  # fmt: skip
        return join_imported(db, actor, [add_label(db, made).id or 0])

    assert await world.write(late_import, "lea") == 1


def _try_claim(db: Session, actor: Actor) -> Any:
    try:
        return claim_task(db, actor)
    except Conflict as due:
        return due.detail["reading"]


async def test_a_publication_seals_what_it_promises(world: World) -> None:
    await first_guideline(world)
    await make_tasks(world, ["a", "b"])
    await world.write(answer_all, "lin", YES)
    revision = await publish(world, await change_draft(world, {**EVERY_YES, "seed": 5}))
    relabel = await relabel_of(world, revision)
    assert (relabel.state, relabel.watermark, relabel.cursor) == ("seeding", 2, 0)
    assert relabel.scope["seed"] != 5  # nobody chooses the control sample
    assert relabel.scope["predicate"] == revision.scope["predicate"]
    read = await world.edge.read(lambda db: db.exec(select(Acknowledgement)).all())
    assert {each.member_id for each in read if each.revision_id == revision.id} == {
        world.member_id("lea")
    }
    with pytest.raises(Conflict, match="cannot change"):
        await world.write(
            settle_scope, "lea", revision.number, NOTHING, second_person=False, lists={}
        )


async def test_what_asks_nobody_opens_no_relabel(world: World) -> None:
    await first_guideline(world)
    await change(world)  # nothing is labeled yet
    await make_tasks(world, ["a"])
    await world.write(answer_all, "lin", YES)
    await change(world, type="editorial")  # wording alone
    await change(world, NOTHING)  # an empty scope
    await change(world, {**NOTHING, "control": 5})  # a control of nothing
    assert await relabels(world) == []
    await change(world)  # what cites a changed clause, by default
    assert len(await relabels(world)) == 1


async def test_a_version_is_given_once(world: World) -> None:
    """Two imported drafts ask for 2.0.0: the later one gets what follows."""
    await first_guideline(world)
    texts = [GUIDELINE.replace("a threat", f"a threat, or {n},") for n in (1, 2)]
    drafts = [
        await world.write(import_guideline, "lea", markdown=each, version="2.0.0") for each in texts
    ]
    assert (await publish(world, drafts[0].number)).version == "2.0.0"
    edition = (await world.read(get_draft, "lea", drafts[1].number)).edition
    await world.write(rebase_draft, "lea", drafts[1].number, edition=edition, sides={"c3": "yours"})
    assert (await publish(world, drafts[1].number)).version not in ("1.0.0", "2.0.0")


async def test_receipts_are_for_what_was_published(world: World) -> None:
    first = await first_guideline(world)
    number = await change_draft(world, NOTHING)
    with pytest.raises(NotFound):
        await world.write(acknowledge_revision, "lin", number)
    with pytest.raises(Conflict):
        await world.write(acknowledge_revision, "rui", number)
    for _ in range(2):
        await world.write(acknowledge_revision, "lin", first.number)


async def test_of_two_publications_at_once_one_wins(world: World) -> None:
    await first_guideline(world)
    numbers = [await change_draft(world, NOTHING) for _ in range(2)]
    editions = [(await approve(world, number)).edition for number in numbers]
    async with both(world) as (one, two):
        told = await asyncio.gather(
            one.write(publish_revision, "lea", numbers[0], edition=editions[0]),
            two.write(publish_revision, "ada", numbers[1], edition=editions[1]),
            two.write(publish_revision, "ada", numbers[0], edition=editions[0]),
            return_exceptions=True,
        )
    assert sorted(type(each).__name__ for each in told) == ["Conflict", "Conflict", "Revision"]
    states = await world.edge.read(lambda db: [r.state for r in db.exec(select(Revision))])
    assert sorted(states) == ["approved", "published", "superseded"]


async def test_a_label_submitted_meanwhile_is_under_the_new_revision_or_in_the_relabel(
    world: World,
) -> None:
    await first_guideline(world)
    await make_tasks(world, [f"task {n}" for n in range(40)])
    number = await change_draft(world, EVERY_YES)
    edition = (await approve(world, number)).edition

    async def label(through: World, name: str) -> None:
        for _ in range(20):
            try:
                await through.write(answer_next, name, YES)
            except Conflict as due:
                await through.write(acknowledge_revision, name, due.detail["reading"])

    async def publication(through: World) -> None:
        made = 0
        while made < 10:
            made = len(await world.edge.read(lambda db: db.exec(select(Label.id)).all()))
        await through.write(publish_revision, "lea", number, edition=edition)

    async with both(world) as (one, two):
        labeling = [label(one, "lin"), label(two, "sam"), label(one, "kim")]
        await asyncio.gather(*labeling, publication(two))
    await settle(world)

    def judge(db: Session) -> tuple[int, int]:
        revision = db.exec(select(Revision).where(Revision.number == number)).one()
        asked = set(db.exec(select(RelabelItem.label_id)))
        under = {each.id for each in db.exec(select(Label)) if each.revision_id == revision.id}
        assert not asked & under
        assert asked | under == set(db.exec(select(CurrentLabel.label_id)))
        return len(asked), len(under)

    asked, under = await world.edge.read(judge)
    assert asked >= 10
    assert under > 0


class both(AsyncExitStack):
    """Two ways to the same database: on PostgreSQL through two processes' worth of edges."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world

    async def __aenter__(self) -> tuple[World, World]:  # type: ignore[override]
        if self.world.edge.settings.is_sqlite:
            return self.world, self.world
        other = Edge(self.world.edge.settings)
        await other.start()
        self.push_async_callback(other.stop)
        return self.world, World(other, cast(Any, None), self.world.people)
