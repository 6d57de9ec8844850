"""History through its doors: who may read why a label is what it is, what was, and in a reader."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, select

from app.actions.clauses import add_clause, end_clause, type_changes
from app.actions.members import remove_member
from app.actions.projects import change_project
from app.actions.publications import acknowledge_revision
from app.actions.withdrawals import withdraw_revision
from app.domain.documents import Clause
from app.domain.roles import Actor
from app.domain.secrets import hash_secret
from app.followers.relabels import RelabelKeeper
from app.queries.drafts import get_draft
from app.queries.exports_labels import LABELS
from app.records.events import Event
from app.records.newsfeeds import Newsfeed
from tests.actions.loop import answer_all
from tests.book.shelf import first_guideline, new_draft, publish
from tests.book.test_stories import DECISION, ruled
from tests.cast import World
from tests.imports.files import HATE, export

pytestmark = pytest.mark.pages

HIDDEN = "zebra-draft-words"
FEED = f"{HATE}/changelog/feed"


async def history(world: World) -> UUID:
    """Lin's label, flagged, led to a ruling, a version and a relabel, and was made again; Sam's
    own remark on the same task; a draft on the table. The task."""
    await world.write(change_project, "lea", readings={"substantive": "acknowledge"})
    await first_guideline(world)
    draft = await ruled(world)
    await world.write(answer_all, "sam", "hateful", comment="only-sam-says-so")
    typed = {"*": "substantive"}
    await world.write(type_changes, "lea", draft.number, edition=draft.edition, types=typed)
    revision = await publish(world, await world.read(get_draft, "lea", draft.number))
    await RelabelKeeper(world.edge).settle()
    for name in ("lin", "sam", "kim"):  # Kim has the second looks
        await world.write(acknowledge_revision, name, revision.number)
        await world.write(answer_all, name, "non-hateful")
    await new_draft(world, HIDDEN)
    [task] = {row["task_key"] for row in await export(world, "labels")}
    return UUID(task)


async def page(world: World, name: str, path: str) -> Any:
    return await world.client(name, browser=True).get(f"/projects/hate/{path}")


async def test_the_chain_from_a_label_to_who_asked_is_in_the_export_and_on_a_page(
    world: World,
) -> None:
    task = await history(world)
    rows = {(row["annotator"], row["current"]): row for row in await export(world, "labels")}
    now = rows["lin", True]
    assert (now["guideline"], now["relabel"], now["outcome"]) == ("2.0.0", 1, "flipped")
    assert (now["rulings"], now["questions"], now["asked_by"]) == ([1], [1], ["lin"])
    assert rows["lin", False]["rulings"] == [], "what was ruled later explains no earlier label"
    sheet = (await world.client("lea").get(f"{HATE}/exports/labels.csv")).text
    read = list(csv.DictReader(io.StringIO(sheet, newline="")))
    assert tuple(read[0]) == tuple(LABELS.split())
    assert {row["rulings"] for row in read if row["annotator"] == "lin"} == {"[]", "[1]"}

    shown = await page(world, "lea", f"tasks/{task}")
    assert f"/tasks/{task}/labels/{now['id']}" in shown.text, "the second click"
    why = (await page(world, "lea", f"tasks/{task}/labels/{now['id']}")).text
    for words in ("/rulings/1", "/questions/1", "/guideline/versions/2.0.0", "/relabels/1"):
        assert words in why
    assert "only-sam-says-so" not in why, "one person's line, not everybody's"
    told = (await world.client("lea").get(f"{HATE}/tasks/{task}/labels/{now['id']}/grounds")).json()
    newest, first = told["line"]["steps"]
    assert (newest["made_for"]["relabel"], newest["made_for"]["state"]) == (1, "flipped")
    assert newest["credits"][0]["ruling"] == 1
    assert first["asked"][0]["reasons"], "why the label was asked for again"


async def test_a_labeler_reads_their_own_line_and_nothing_of_others(world: World) -> None:
    task = await history(world)
    ids = {row["annotator"]: row["id"] for row in await export(world, "labels")}
    for name in ("lin", "vic", "eve"):
        for each in ids.values():
            assert (await page(world, name, f"tasks/{task}/labels/{each}")).status_code == 404
            path = f"{HATE}/tasks/{task}/labels/{each}/grounds"
            assert (await world.client(name).get(path)).status_code == 404
    own = await world.client("lin").get(f"{HATE}/tasks/{task}/label/grounds")
    told = own.json()
    assert [step["answer"] for step in told["steps"]] == ["Not hateful", "Hateful"]
    assert told["steps"][0]["credits"][0]["askers"], "what is published is everybody's"
    asked = told["steps"][0]["made_for"]
    assert (asked["version"], asked["relabel"], asked["reasons"]) == ("2.0.0", None, [])
    mine = (await page(world, "lin", f"labels/{task}")).text
    for text in (own.text, mine):
        assert "only-sam-says-so" not in text
        assert HIDDEN not in text
    assert "/guideline/versions/2.0.0" in mine
    # Kim had the second looks, and is not told that they were at somebody's flip
    [second] = (await world.client("kim").get(f"{HATE}/tasks/{task}/label/grounds")).json()["steps"]
    assert (second["source"], second["made_for"]) == ("work", None)
    [listed] = (await world.client("kim").get(f"{HATE}/labels")).json()["labels"]
    assert listed["source"] == "work"
    for name in ("vic", "eve"):
        path = f"{HATE}/tasks/{task}/label/grounds"
        assert (await world.client(name).get(path)).status_code == 404


async def test_what_was_is_everybodys_guideline_and_ones_own_labels(world: World) -> None:
    await history(world)
    lea = (await world.client("lea").get(f"{HATE}/as-of?as_of=2.0.0")).json()
    assert (lea["version"], lea["labels"], lea["tasks"]) == ("2.0.0", 2, 1)
    assert dict(lea["answers"]) == {"Hateful": 2}
    lin = (await world.client("lin").get(f"{HATE}/as-of?as_of=2.0.0")).json()
    assert (lin["version"], lin["labels"], lin["tasks"]) == ("2.0.0", 1, None)
    assert lin["watermark"] is None, "how much is recorded in all is staff's"
    [mine] = (await world.client("lin").get(f"{HATE}/as-of/labels?as_of=2.0.0")).json()["items"]
    assert (mine["value"], mine["source"]) == ("hateful", "work")
    assert (await world.client("vic").get(f"{HATE}/as-of?as_of=1")).json()["labels"] == 0
    for name, status in (("lea", 200), ("lin", 422), ("vic", 422)):
        answer = await world.client(name).get(f"{HATE}/as-of?as_of=relabel-1")
        assert answer.status_code == status, "when a relabel ended is staff's"
    for path in ("as-of?as_of=2.0.0", "as-of/labels?as_of=2.0.0"):
        assert (await world.client("eve").get(f"{HATE}/{path}")).status_code == 404
    shown = (await page(world, "lin", "as-of?at=2.0.0")).text
    assert "/guideline/versions/2.0.0" in shown
    assert "/exports/" not in shown
    assert "relabel-" not in shown
    assert "/exports/labels.jsonl?as_of=2.0.0" in (await page(world, "lea", "as-of?at=2.0.0")).text
    wrong = await page(world, "lea", "as-of?at=soon")
    assert (wrong.status_code, "Name a version" in wrong.text) == (200, True)


async def test_files_as_of_a_moment_say_which(world: World) -> None:
    await history(world)
    lea = world.client("lea")
    then = await lea.get(f"{HATE}/exports/labels.jsonl?as_of=2.0.0")
    rows = [json.loads(line) for line in then.text.splitlines()]
    assert [(row["annotator"], row["value"]) for row in rows] == [
        ("lin", "hateful"), ("sam", "hateful"),
    ]  # fmt: skip
    assert all(row["current"] for row in rows)
    assert then.headers["x-precedent-as-of"].endswith(f"Z label={rows[-1]['id']}")
    assert "labels-2" in then.headers["content-disposition"]
    end = await lea.get(f"{HATE}/exports/labels.jsonl?as_of=relabel-1")
    assert {json.loads(line)["value"] for line in end.text.splitlines()} == {"non-hateful"}
    tasks = await lea.get(f"{HATE}/exports/tasks.jsonl?as_of=2.0.0")
    assert json.loads(tasks.text)["consensus"] == "hateful"
    refused = await lea.get(f"{HATE}/exports/messages.jsonl?as_of=2.0.0")
    assert (refused.status_code, refused.json()["field"]) == (422, "as_of")
    for name in ("lin", "vic", "eve"):
        path = f"{HATE}/exports/labels.jsonl?as_of=2.0.0"
        assert (await world.client(name).get(path)).status_code == 404


async def test_the_guideline_of_a_moment_and_a_clause_in_every_version_have_an_address(
    world: World,
) -> None:
    first = await first_guideline(world)
    n = (await new_draft(world)).number
    await world.write(end_clause, "lea", n, edition=1, code="c3")
    draft = await world.read(get_draft, "lea", n)
    new = Clause("", None, 1, "rule", "a threat, however polite")
    await world.write(add_clause, "lea", n, edition=draft.edition, after="c2", clause=new)
    draft = await world.read(get_draft, "lea", n)
    typed = {"*": "substantive"}
    await world.write(type_changes, "lea", n, edition=draft.edition, types=typed)
    await publish(world, await world.read(get_draft, "lea", n))
    lin = world.client("lin")
    old = (await lin.get(f"{HATE}/guideline/clauses/c3?version=1.0.0")).json()
    assert old["clause"]["body"] == "a threat against it"
    assert (old["ended"]["version"], old["instead"]) == ("2.0.0", ["c6"])
    gone = (await lin.get(f"{HATE}/guideline/clauses/c3")).json()
    assert gone["clause"] is None
    shown = (await page(world, "lin", "guideline/clauses/c3?version=1.0.0")).text
    assert "a threat against it" in shown
    assert "/guideline/clauses/c6" in shown
    assert first.published_at is not None
    then = first.published_at.isoformat().replace("+00:00", "Z")
    assert (await lin.get(f"{HATE}/guideline?as_of={then}")).json()["revision"]["number"] == 1
    moved = await page(world, "lin", f"guideline?as_of={then}")
    assert moved.headers["location"] == "/projects/hate/guideline/versions/1.0.0"
    before = await lin.get(f"{HATE}/guideline?as_of=2020-01-01")
    assert (before.status_code, before.json()["field"]) == (422, "as_of")


async def test_drafts_are_compared_by_staff_alone(world: World) -> None:
    await first_guideline(world)
    n = (await new_draft(world, HIDDEN)).number
    await world.write(end_clause, "lea", n, edition=1, code="c3")
    query = f"guideline/compare?from=1.0.0&to=draft-{n}"
    told = (await world.client("rui").get(f"{HATE}/{query}")).json()
    assert [(diff["code"], diff["kind"]) for diff in told["diffs"]] == [("c3", "ended")]
    whole = (await world.client("rui").get(f"{HATE}/{query}&whole=true")).json()
    assert [(diff["code"], diff["kind"]) for diff in whole["diffs"]] == [
        ("c1", "same"), ("c2", "same"), ("c3", "ended"), ("c4", "same"), ("c5", "same"),
    ]  # fmt: skip
    for name in ("lin", "vic", "eve"):
        assert (await world.client(name).get(f"{HATE}/{query}")).status_code == 404
    assert "draft-" not in (await page(world, "lin", "guideline/compare")).text
    assert f"draft-{n}" in (await page(world, "rui", "guideline/compare")).text


async def test_a_reader_finds_the_changelog_and_nothing_else_at_an_address(world: World) -> None:
    await history(world)
    made = await world.client("lin").post(FEED)
    url = made.json()["url"]
    stranger = world.client(None)
    answer = await stranger.get(url)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert "private" in answer.headers["cache-control"]
    items = ET.fromstring(answer.content).findall("channel/item")  # noqa: S314  ours
    assert [item.findtext("title") for item in items][1].startswith("v1.0.0")  # type: ignore[union-attr]
    newest = items[0].findtext("description") or ""
    assert "asked by Lin" in newest
    assert str(DECISION["condition"]) in newest.lower().replace("\n", " ")
    for secret in (HIDDEN, "only-sam-says-so", url, hash_secret(url)):
        assert secret not in answer.text
    again = await stranger.get(url, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    # one address at a time, stored as a hash, and told to nobody
    second = (await world.client("lin").post(FEED)).json()["url"]
    assert (await stranger.get(url)).status_code == 404
    assert (await stranger.get(second)).status_code == 200

    def kept(db: Session, actor: Actor) -> str:
        feeds = [str(each) for each in db.exec(select(Newsfeed))]
        events = [each for each in db.exec(select(Event)) if each.kind.startswith("newsfeed.")]
        assert {each.audience for each in events} == {f"member:{world.member_id('lin')}"}
        return " ".join([*feeds, *(str(each) for each in events)])

    stored = await world.read(kept, "lea")
    assert not [each for each in (url, second) if each.rsplit("/", 1)[1][:-4] in stored]
    assert (await world.client("lin").get(FEED)).json()["url"] is None
    assert (await world.client("sam").get(FEED)).status_code == 404
    await world.client("lin").delete(FEED)
    assert (await stranger.get(second)).status_code == 404


async def test_an_address_ends_with_whom_it_was_made_for(world: World) -> None:
    await first_guideline(world)
    made = await world.client("lin", browser=True).post("/projects/hate/changelog/feed")
    url = made.text.split('id="feed-url" value="', 1)[1].split('"', 1)[0]
    assert url not in (await page(world, "lin", "changelog")).text
    assert (await world.client(None).get(url)).status_code == 200
    await world.write(remove_member, "lea", world.member_id("lin"))
    assert (await world.client(None).get(url)).status_code == 404
    assert (await world.client("eve").post(FEED)).status_code == 404
    assert (await world.client(None).get("/feeds/feed_nothing.rss")).status_code == 404


async def test_everybody_reads_why_a_version_was_withdrawn_and_by_whom(world: World) -> None:
    await history(world)
    [newest, *_] = (await world.client("lin").get(f"{HATE}/changelog")).json()["items"]
    assert (newest["reason"], newest["withdrawn_at"], newest["withdrawer"]) == ("", None, "")
    why = "It read **too far**."
    await world.write(withdraw_revision, "lea", newest["number"], reason=why)
    [newest, *_] = (await world.client("lin").get(f"{HATE}/changelog")).json()["items"]
    assert (newest["state"], newest["reason"], newest["withdrawer"]) == ("withdrawn", why, "Lea")
    html = (await page(world, "lin", "changelog")).text
    url = (await world.client("lin").post(FEED)).json()["url"]
    item = ET.fromstring((await world.client(None).get(url)).content)  # noqa: S314  ours
    for text in (html, item.findtext("channel/item/description") or ""):
        assert "It read <strong>too far</strong>." in text
        assert "by Lea" in text
