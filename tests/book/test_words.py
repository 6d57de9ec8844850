"""What labelers read of a change: how far a ruling holds, which cases are new, what is hidden."""

import re

from app.actions.clauses import edit_clause, type_changes
from app.actions.expectations import NewCase, add_draft_case
from app.actions.publications import acknowledge_revision
from app.actions.rulings import make_ruling
from app.domain.diffs import ClauseDiff, compare_texts
from app.domain.documents import Clause
from app.pages.diffs import view_diff
from app.queries.checks import list_asked
from app.queries.drafts import get_draft
from app.records.revisions import Revision
from tests.actions.loop import NO, YES
from tests.book.shelf import first_guideline, new_draft, publish
from tests.book.test_histories import page
from tests.book.test_stories import DECISION, ruled
from tests.cast import World
from tests.talk.floor import answer, asked


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


async def read(world: World, name: str, path: str) -> str:
    return words_of((await page(world, name, path)).text)


async def standing(world: World, path: str) -> str:
    shown = (await page(world, "lin", path)).text
    return words_of("<" + shown.split('id="ruling-standing-1"')[1].split("</p>")[0])


async def test_a_ruling_is_proposed_until_a_version_says_it(world: World) -> None:
    await first_guideline(world)
    draft = await ruled(world)
    for path in ("questions", "questions/1"):
        assert "proposed Holds once its revision is published." in await standing(world, path)
    await publish(world, draft)
    for path in ("questions", "questions/1"):
        assert "in force since v2.0.0" in await standing(world, path)


async def test_a_label_made_under_an_open_question_says_so(world: World) -> None:
    await first_guideline(world)
    number, task = await asked(world, "lin")
    await answer(world, "lin")
    mine = await read(world, "lin", f"labels/{task}")
    assert "Question 1 was open when this was answered, and is still." in mine
    await world.write(make_ruling, "lea", number, **DECISION)
    mine = await read(world, "lin", f"labels/{task}")
    assert "Question 1 was open when this was answered; ruling 1 is proposed since." in mine
    assert "No ruling speaks of it." not in mine
    await publish(world, await world.read(get_draft, "lea", 2))
    assert "ruling 1 decides it since" in await read(world, "lin", f"labels/{task}")


async def test_cases_that_are_hidden_are_named_as_such(world: World) -> None:
    await first_guideline(world)
    await publish(world, await ruled(world))
    assert "Its cases are tasks that you have not answered." in await read(
        world, "sam", "rulings/1"
    )
    assert "not answered" not in await read(world, "lea", "rulings/1")


async def test_new_cases_are_told_from_those_that_expect_another_answer(world: World) -> None:
    revision = await with_examples(world)
    shown = await read(world, "lin", "changelog")
    assert "2 new cases." in shown
    assert "expects another answer since" not in shown
    assert revision.version == "2.0.0"


async def with_examples(world: World) -> Revision:
    """A version with two invented examples of a clause, which no ruling brought."""
    await first_guideline(world)
    draft = await new_draft(world, "quotes are fine")
    for words, value in (("one that is fine", NO), ("one that is not", YES)):
        draft = await world.read(get_draft, "lea", draft.number)
        new = NewCase(code="c2", value=value, example=words)
        await world.write(add_draft_case, "lea", draft.number, edition=draft.edition, new=new)
    await edited(world, draft.number)
    return await publish(world, await world.read(get_draft, "lea", draft.number))


async def edited(world: World, number: int) -> None:
    draft = await world.read(get_draft, "lea", number)
    what = {"code": "c2", "text": "a slur, unless it is quoted"}
    await world.write(edit_clause, "lea", number, edition=draft.edition, **what)
    draft = await world.read(get_draft, "lea", number)
    types = {"*": "substantive"}
    await world.write(type_changes, "lea", number, edition=draft.edition, types=types)


async def test_invented_examples_are_asked_of_everybody(world: World) -> None:
    revision = await with_examples(world)
    for name in ("lin", "sam", "kim"):
        assert len(await world.read(list_asked, name, revision)) == 2
    assert "Quotes are fine" in await read(world, "lin", "revisions/2/reading")
    await world.write(acknowledge_revision, "lin", revision.number)
    shown = (await page(world, "lin", "revisions/2/reading")).text
    right = NO if "one that is fine" in shown else YES
    form = {"case": shown.split('name="case" value="')[1].split('"')[0], "round": "1"}
    lin = world.client("lin", browser=True)
    here = "/projects/hate/revisions/2/check"
    told = await lin.post(here, data={**form, "answer": {YES: NO, NO: YES}[right]})
    wrong = words_of((await lin.get(told.headers["location"])).text)
    assert "Not what the guideline says." in wrong
    assert "a slur, unless it is quoted" in wrong


def test_marks_of_bold_words_are_no_words_of_a_difference() -> None:
    def shown(before: str, after: str) -> str:
        clauses = (Clause("c1", None, 0, "rule", each) for each in (before, after))
        diff = ClauseDiff("c1", "changed", *clauses, compare_texts(before, after))
        return "".join(f"[{each.op[0]}:{each.text}]" for each in view_diff(diff).pieces)

    assert "**" not in shown("answer **Hateful** here", "answer **Unclear** here")
    assert "**" in shown("answer Hateful", "answer **Hateful**"), "else nothing would be seen"
    assert "f**k" in shown("say f**k", "say f**k you")
