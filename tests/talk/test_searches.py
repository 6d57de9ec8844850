"""Search: the same on both databases as by plain looking, and nothing that may not be read."""

import asyncio
import random
from datetime import timedelta

import pytest
from alembic import command
from sqlmodel import Session, select

from app.actions.merges import merge_question
from app.actions.messages import edit_message
from app.actions.questions import (
    answer_question,
    reopen_question,
    snooze_question,
    title_question,
)
from app.actions.removals import delete_message, redact_message
from app.actions.rulings import make_ruling
from app.actions.searches import keep_search
from app.clock import new_ordered_id, now
from app.domain.tokens import tokens_of
from app.errors import Invalid
from app.followers.runner import Followers
from app.pages.searches import SearchView, show_search
from app.records.schema import configuration, migrate_async
from app.records.searches import SearchEntry
from tests.book.shelf import first_guideline
from tests.cast import World
from tests.talk.floor import answer, asked, flag, hold, make_task, say

HARD = (
    "Does a quoted slur count as hate speech?",
    "don't; DON’T, dont",
    "mail me at lin.li@example.org, or http://x.org/a-b_c?d=1",
    "引用された中傷は数えますか？",
    "Straße STRASSE strasse",
    "100% of 3.14, v2.0, A/B, C++, 'quoted' -- (parens) *star*",
    "emoji 🙂 and zero\u200bwidth, e\u0301 and é",
    "NOT this OR that AND the NEAR one",
    "x" * 200,
    "ab abc abcd",
)


async def find(world: World, name: str, words: str) -> SearchView:
    """What a person finds, once the follower is through."""
    await Followers(world.edge).settle()
    return await world.read(show_search, name, words)


async def texts(world: World, name: str, words: str, kind: str = "message") -> list[str]:
    """The words of what a person finds."""
    view = await find(world, name, words)
    found = [one for one in view.results if one.kind == kind]
    return ["".join(piece for piece, _ in one.pieces) for one in found]


async def test_both_databases_find_what_plain_looking_finds(world: World) -> None:
    for text in HARD:
        await say(world, "lea", "lounge", text)
    chance = random.Random(11)  # nosec B311  repeatable
    pool = sorted({token for text in HARD for token in tokens_of(text)})
    for _ in range(60):
        words = chance.sample(pool, chance.randint(1, 2))
        expected = [text for text in HARD if set(words) <= set(tokens_of(text))]
        found = (await find(world, "lin", " ".join(words) + " kind:message ")).results
        assert len(found) == len(expected), words
    assert await texts(world, "lin", "abc ") == ["ab abc abcd"]
    assert len(await texts(world, "lin", '"speech count"')) == 0
    assert len(await texts(world, "lin", '"count as hate"')) == 1
    assert len(await texts(world, "lin", "slu")) == 1
    assert len(await texts(world, "lin", "中傷")) == 1


@pytest.mark.parametrize(
    "hostile",
    ["'", '"', "' OR 1=1 --", "a*", "NEAR(", "a:b", ":*", "¤1", "\\", "%", "_", "((", "!"],
)
async def test_hostile_words_find_nothing_and_break_nothing(world: World, hostile: str) -> None:
    await say(world, "lea", "lounge", "plain")
    got = await world.client("lin").get("/api/v1/projects/hate/search", params={"q": hostile})
    assert got.status_code == 200


async def test_newest_first_page_by_page_and_each_once(world: World) -> None:
    for n in range(45):
        await say(world, "lea", "lounge", f"number {n} of many")
    seen: list[str] = []
    before = None
    await Followers(world.edge).settle()
    while True:
        view = await world.read(show_search, "sam", "many kind:message", before)
        seen += ["".join(piece for piece, _ in one.pieces) for one in view.results]
        before = view.following
        if before is None:
            break
    assert seen == [f"number {n} of many" for n in reversed(range(45))]


async def test_what_was_taken_back_is_found_by_nobody_at_once(world: World) -> None:
    for act, name, more in (
        (delete_message, "lin", {}),
        (redact_message, "lea", {"reason": "privacy"}),
    ):
        key = await say(world, "lin", "lounge", "unmistakable")
        assert len(await texts(world, "sam", "unmistakable")) == 1
        await world.write(act, name, key, **more)
        assert not (await world.read(show_search, "lea", "unmistakable")).results
    key = await say(world, "lin", "lounge", "beforehand")
    assert len(await texts(world, "sam", "beforehand")) == 1
    await world.write(edit_message, "lin", key, body="afterwards")
    assert not (await world.read(show_search, "sam", "beforehand kind:message")).results
    assert await texts(world, "sam", "beforehand") == []
    assert await texts(world, "sam", "afterwards") == ["afterwards"]


async def test_peers_words_and_others_tasks_are_found_by_those_who_may_read_them(
    world: World,
) -> None:
    topic = f"task:{await make_task(world, 'a pomegranate of a task')}"
    await hold(world, "lin")
    await hold(world, "sam")
    await say(world, "lin", topic, "secret persimmon")
    await say(world, "lea", topic, "the team's persimmon")
    counts = {
        name: (
            len(await texts(world, name, "persimmon")),
            len(await texts(world, name, "pomegranate", "task")),
        )
        for name in ("ada", "lea", "rui", "lin", "sam", "kim")
    }
    staff = (2, 1)
    assert counts == {
        "ada": staff, "lea": staff, "rui": staff, "lin": (2, 1), "sam": (1, 1), "kim": (0, 0)
    }  # fmt: skip
    assert (await world.client("eve").get("/api/v1/projects/hate/search?q=a")).status_code == 404
    await answer(world, "sam")
    assert len(await texts(world, "sam", "persimmon")) == 2


async def test_questions_are_found_by_staff_and_by_those_who_asked(world: World) -> None:
    await asked(world, "lin", "sam", note="Is a tangerine a slur?")
    found = {
        name: len(await texts(world, name, "tangerine", "question"))
        for name in ("lea", "lin", "sam", "kim")
    }
    assert found == {"lea": 1, "lin": 1, "sam": 0, "kim": 0}
    assert await texts(world, "sam", "tangerine") == []


async def test_operators_narrow(world: World) -> None:
    await say(world, "lin", "lounge", "apple one")
    await say(world, "sam", "lounge", "apple two @Lin")
    assert await texts(world, "lea", "apple from:Lin") == ["apple one"]
    assert await texts(world, "lin", "apple from:me") == ["apple one"]
    assert await texts(world, "lin", "apple mentions:me") == ["apple two @Lin"]
    assert len(await texts(world, "lin", "apple in:lounge")) == 2
    assert await texts(world, "lin", "apple in:task") == []
    assert await texts(world, "lin", "apple before:2020-01-01") == []
    assert len(await texts(world, "lin", "apple after:2020-01-01")) == 2
    view = await find(world, "lin", "apple is:purple")
    assert view.faults
    number, _ = await asked(world, "lin", note="Is an apple a slur?")
    for words in ("apple in:question", "apple in:question:", f"apple in:question:{number}"):
        assert await texts(world, "lin", words) == ["Is an apple a slur?"], words
    assert await texts(world, "lin", "apple in:question:77") == []


async def test_questions_and_rulings_by_whom_and_about_which_clause(world: World) -> None:
    await first_guideline(world)
    number, task = await asked(world, "lin", "sam", note="Is a loquat a slur?")
    await world.write(title_question, "lea", number, title="Is a loquat a slur?")
    assert await flag(world, "sam", task, join=number) == number
    names = ("lea", "lin", "sam", "kim")

    async def who_finds(words: str, kind: str) -> list[str]:
        return [name for name in names if await texts(world, name, words, kind)]

    assert await who_finds("loquat from:Lin", "question") == ["lea", "lin"]
    assert await who_finds("loquat from:me", "question") == ["lin", "sam"]
    assert await who_finds("loquat from:Sam", "question") == ["lea", "sam"]
    given = {"outcome": "differ", "rationale": "About loquats people differ.", "clauses": ["c2"]}
    await world.write(make_ruling, "lea", number, **given)
    assert await who_finds("loquats from:Lea", "ruling") == list(names)
    assert await who_finds("loquats from:Lin", "ruling") == []
    assert await who_finds("loquats clause:c2", "ruling") == list(names)
    assert await who_finds("loquats clause:c3", "ruling") == []


async def test_what_stands_in_several_places_is_found_once(world: World) -> None:
    number, task = await asked(world, "lin", note="Is a damson a slur?")
    await flag(world, "lin", task, "Or is a medlar one?", join=number)

    async def found(words: str) -> list[tuple[str, str]]:
        return [(one.kind, one.title) for one in (await find(world, "lea", words)).results]

    assert await found("damson") == [("question", f"Question {number}, open")]
    assert await found("medlar") == [("message", f"On question {number}")]
    body = "A quince is none."
    await world.write(answer_question, "lea", number, key=new_ordered_id(), body=body)
    assert await found("quince") == [("message", f"On question {number}")]
    await world.write(reopen_question, "lea", number)
    await first_guideline(world)
    given = {"outcome": "differ", "rationale": "A loquat neither.", "clauses": []}
    await world.write(make_ruling, "lea", number, **given)
    assert await found("loquat") == [("ruling", "Ruling 1")]


async def test_questions_by_where_they_stand(world: World) -> None:
    standing, task = await asked(world, "lin", "sam", note="Is a sloe a slur?")
    merged = await flag(world, "sam", task, "Is a sloe one, too?")
    aside, _ = await asked(world, "kim", note="And a sloe gin?")
    await world.write(merge_question, "lea", merged, into=standing)
    tomorrow = now() + timedelta(days=1)
    await world.write(snooze_question, "lea", aside, until=tomorrow)
    assert await texts(world, "lea", "sloe is:duplicate", "question") == ["Is a sloe one, too?"]
    assert await texts(world, "sam", "is:duplicate", "question") == ["Is a sloe one, too?"]
    assert await texts(world, "rui", "is:aside", "question") == ["And a sloe gin?"]
    # that the team lays it aside is the team's
    assert await texts(world, "kim", "is:aside", "question") == []
    assert await texts(world, "kim", "is:open", "question") == ["And a sloe gin?"]


async def test_a_label_is_looked_for_among_ones_own_and_by_staff_among_all(world: World) -> None:
    await make_task(world, "a quince of a task")
    await hold(world, "sam")
    await answer(world, "lin", "hateful")
    assert len(await texts(world, "lea", "quince label:hateful", "task")) == 1
    assert len(await texts(world, "lin", "quince label:hateful", "task")) == 1
    assert await texts(world, "sam", "quince label:hateful", "task") == []
    for written in ("label:Hateful", 'label:"hateful"', "label:HATEFUL"):
        assert len(await texts(world, "lin", f"quince {written}", "task")) == 1


async def test_kept_searches_are_ones_own(world: World) -> None:
    await world.write(keep_search, "lin", name="mine", words="is:open")
    await world.write(keep_search, "lin", name="mine", words="is:ruled")
    with pytest.raises(Invalid):
        await world.write(keep_search, "lin", name=" ", words="x")
    assert [(one.name, one.words) for one in (await find(world, "lin", "")).saved] == [
        ("mine", "is:ruled")
    ]
    assert (await find(world, "sam", "")).saved == ()
    page = world.client("lin", browser=True)
    assert "mine" in (await page.get("/projects/hate/search")).text
    gone = await page.post("/projects/hate/search/saved/removal", data={"name": "mine"})
    assert gone.status_code == 303
    assert (await find(world, "lin", "")).saved == ()


async def test_to_labelers_tasks_come_in_an_order_that_tells_nothing(world: World) -> None:
    keys: dict[str, list[str]] = {"lin": [], "lea": []}
    for n in range(6):
        await make_task(world, f"a medlar of a task, number {n}")
        await answer(world, "lin")
    for name in keys:
        found = (await find(world, name, "medlar kind:task")).results
        keys[name] = [one.url.rpartition("/")[2].removeprefix("task:") for one in found]
    assert keys["lin"] == sorted(keys["lea"])
    assert await texts(world, "lin", "medlar after:2020-01-01", "task") == []
    assert len(await texts(world, "lea", "medlar after:2020-01-01", "task")) == 6


async def test_words_are_never_markup(world: World) -> None:
    await say(world, "lin", "lounge", "<script>alert(1)</script> plum")
    await Followers(world.edge).settle()
    got = await world.client("lea", browser=True).get("/projects/hate/search?q=plum+script")
    assert "<script>alert" not in got.text
    assert "<mark>plum</mark>" in got.text


async def test_what_could_be_found_is_found_after_the_index_is_made_anew(world: World) -> None:
    await make_task(world, "a greengage of a task")
    await say(world, "lin", "lounge", "¤ greengages, greengages")
    stood = await marks(world)
    assert stood == {f"¤{world.project_id}m", f"¤{world.project_id}t"}
    before = configuration(world.edge.settings.database)
    await asyncio.to_thread(command.downgrade, before, "0012")
    assert await marks(world) == {f"¤{world.project_id}"}
    await migrate_async(world.edge.settings.database)
    assert await marks(world) == stood
    assert await texts(world, "lea", "greeng") == ["¤ greengages, greengages"]
    assert await texts(world, "lea", "greengage", "task") == ["a greengage of a task"]


async def marks(world: World) -> set[str]:
    """The first words of all entries."""
    await Followers(world.edge).settle()

    def read(db: Session) -> set[str]:
        return {words.partition(" ")[0] for words in db.exec(select(SearchEntry.words))}

    return await world.edge.read(read)
