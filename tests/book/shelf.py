"""What the tests of the book share: a small guideline, and the way from draft to publication."""

from app.actions.approvals import approve_draft, request_review
from app.actions.drafts import edit_about, open_draft
from app.actions.guidelines import import_guideline
from app.actions.publications import publish_revision
from app.queries.expectations import find_verdict
from app.queries.guidelines import find_published
from app.records.revisions import Revision
from tests.cast import World

PLAIN = """# Hate speech

Decide for each post.

## Hateful

- a slur aimed at a protected group
- a threat against it

## Not hateful

- swearing that is aimed at nobody
"""


async def publish(world: World, draft: Revision) -> Revision:
    """The whole way: review by Rui, published by Lea."""
    draft = await explained(world, draft)
    asked = await world.write(request_review, "lea", draft.number, edition=draft.edition)
    if asked.state == "in_review":
        await world.write(approve_draft, "rui", draft.number, edition=draft.edition)
    return await world.write(publish_revision, "lea", draft.number, edition=draft.edition)


async def explained(world: World, draft: Revision) -> Revision:
    """A draft whose substantive change no case shows, with the reason that it needs then."""
    if not (await world.edge.read(find_verdict, draft)).is_unmoved or draft.unmoved:
        return draft
    why = {"edition": draft.edition, "unmoved": "No case is at hand."}
    return await world.write(edit_about, "lea", draft.number, **why)


async def first_guideline(world: World) -> Revision:
    """PLAIN as 1.0.0, its clauses c1 to c5, in force."""
    return await publish(world, await world.write(import_guideline, "lea", markdown=PLAIN))


async def new_draft(world: World, title: str = "Quotes") -> Revision:
    """Lea's draft over the guideline in force, which changes nothing yet."""
    return await world.write(open_draft, "lea", title=title, rationale="Two labelers asked.")


async def in_force(world: World) -> Revision:
    """The revision in force."""
    found = await world.edge.read(find_published, world.project_id)
    assert found is not None
    return found
