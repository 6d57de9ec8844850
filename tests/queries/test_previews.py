"""The preview of a draft whose scope nobody settled: what publication asks for, to the label."""

from sqlmodel import select

from app.actions.approvals import approve_draft, request_review
from app.actions.publications import publish_revision
from app.actions.rulings import make_ruling
from app.followers.relabels import RelabelKeeper
from app.queries.drafts import get_draft
from app.queries.previews import count_affected
from app.records.relabels import RelabelItem
from tests.book.shelf import first_guideline
from tests.cast import World
from tests.talk.floor import answer, asked


async def test_an_unsettled_scope_is_counted_as_it_will_be_published(world: World) -> None:
    await first_guideline(world)
    number, _ = await asked(world, "lin", "sam")
    await answer(world, "lin")
    await answer(world, "sam")
    await world.write(
        make_ruling,
        "lea",
        number,
        outcome="change",
        condition="an attack is quoted",
        value="non-hateful",
        rationale="Its author rejects it.",
    )
    draft = await world.read(lambda db, actor: get_draft(db, actor, 2), "lea")
    before = await world.read(lambda db, _: count_affected(db, draft), "lea")
    assert (before.labels, before.by_stratum["b"]) == (2, 2)
    await world.write(request_review, "lea", 2, edition=draft.edition)
    await world.write(approve_draft, "rui", 2, edition=draft.edition)
    await world.write(publish_revision, "lea", 2, edition=draft.edition)
    await RelabelKeeper(world.edge).settle()
    items = await world.edge.read(lambda db: len(db.exec(select(RelabelItem)).all()))
    assert items == before.labels
