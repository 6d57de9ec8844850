"""What people hear of a change and of a trial: titles, where it comes from, where it leads."""

import re
from typing import Any

from app.actions.drafts import discard_draft
from app.actions.publications import acknowledge_revision
from app.actions.trials import stop_trial
from app.followers.relabels import RelabelKeeper
from app.pages.notices import NoticeView
from app.pages.trial_desks import show_trial_desk
from tests.actions.loop import NOTHING, answer_next, change_draft, make_tasks
from tests.actions.loop import publish as publish_number
from tests.book.shelf import first_guideline, publish
from tests.book.test_stories import ruled
from tests.book.test_trials import contested, opened, pytestmark
from tests.cast import World
from tests.replay import catch_up, look
from tests.talk.test_notices import told

assert contested
assert pytestmark


async def version_told(world: World, name: str) -> NoticeView:
    return next(each for each in await told(world, name) if each.kind == "revision")


async def test_a_version_has_a_title_and_leads_to_its_reading(world: World) -> None:
    await first_guideline(world)
    await publish(world, await ruled(world))
    lin, sam = await version_told(world, "lin"), await version_told(world, "sam")
    assert lin.quote == "The post quotes a slur to reject it"
    assert lin.url == "/projects/hate/revisions/2/reading"
    assert lin.why == "It comes from a question that you asked."
    assert sam.why == "You work by this guideline."
    await world.write(acknowledge_revision, "sam", 2)  # of whom no case is asked
    assert (await version_told(world, "sam")).url == "/projects/hate/changelog#v2.0.0"


async def test_a_relabel_says_its_number_and_version(world: World) -> None:
    await first_guideline(world)
    await make_tasks(world, ["a quote"])
    await world.write(answer_next, "lin", "hateful")
    scope = {**NOTHING, "predicate": {"text_any": ["quote"]}}
    await publish_number(world, await change_draft(world, scope))
    await RelabelKeeper(world.edge).settle()
    [notice] = [each for each in await told(world, "lin") if each.kind == "relabel"]
    words = "opened relabel 1 for version 2.0.0: it asks for labels of yours again"
    assert (notice.what, notice.quote) == (words, "Quotes")


async def trial_notices(world: World) -> list[str]:
    return [each.what for each in await told(world, "lin") if each.kind == "trial"]


async def test_an_invitation_ends_with_its_trial(contested: World) -> None:
    await opened(contested)
    assert await trial_notices(contested) == ["asks you to try a proposal on some tasks"]
    seen = await look(contested, "lin", "notices")
    await contested.write(stop_trial, "lea", 2)
    after = [
        "ended the trial that you were asked to take part in",
        "asked you to try a proposal on some tasks: this trial has ended",
    ]
    assert await trial_notices(contested) == after
    await catch_up(contested, seen)
    shown = " ".join(seen.tree.text_content().split())
    assert all(words in shown for words in after)
    assert "asks you to try" not in shown


async def shown(world: World, trial: Any) -> str:
    html = (await world.client("lin", browser=True).get(f"/projects/hate/trials/{trial.key}")).text
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


async def test_a_trial_says_what_became_of_it(contested: World) -> None:
    trial = await opened(contested)
    assert "not in force" in await shown(contested, trial)
    await publish_number(contested, 2)
    page = await shown(contested, trial)
    assert "It was published as v2.0.0 ." in page
    assert "not in force" not in page
    assert (await contested.read(show_trial_desk, "lin", trial.key)).fate.is_same
    assert "published what you were asked to try as v2.0.0" in await trial_notices(contested)


async def test_a_trial_says_that_its_draft_was_given_up(contested: World) -> None:
    trial = await opened(contested)
    await contested.write(discard_draft, "lea", 2)
    assert "It was discarded: the guideline stays as it is." in await shown(contested, trial)
    assert "gave up the proposal that you were asked to try" in await trial_notices(contested)


async def test_the_bar_says_at_once_what_is_in_force(world: World) -> None:
    await first_guideline(world)
    seen = await look(world, "lin", "questions")
    await publish(world, await ruled(world))
    await catch_up(world, seen)
    bar = seen.tree.xpath("//*[@id='bar-force']")[0]
    assert " ".join(bar.text_content().split()) in ("v2.0.0 new", "v2.0.0new")
    assert "/revisions/2/reading" in bar.xpath(".//a/@href")[1]
