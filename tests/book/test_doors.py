"""The book's pages and API: who gets what, forms without JavaScript, and both texts after a 409."""

import re

import httpx2
import pytest

from app.domain.clauses import parse_document, render_document
from app.queries.libraries import list_library, read_library
from tests.book.shelf import PLAIN, first_guideline, in_force, new_draft
from tests.cast import World

pytestmark = pytest.mark.pages

EVERYBODY = ("ada", "lea", "rui", "lin", "vic", "eve")
# page or call -> the status for each of EVERYBODY
READING = {
    "guideline": (200, 200, 200, 200, 200, 404),
    "guideline/versions/1.0.0": (200, 200, 200, 200, 200, 404),
    "guideline/versions/9.0.0": (404, 404, 404, 404, 404, 404),
    "guideline/compare": (200, 200, 200, 200, 200, 404),
    "guideline/clauses": (200, 200, 200, 200, 200, 404),
    "guideline/clauses/c2": (200, 200, 200, 200, 200, 404),
    "guideline/clauses/c99": (404, 404, 404, 404, 404, 404),
    "guideline/markdown": (200, 200, 200, 200, 200, 404),
    "changelog": (200, 200, 200, 200, 200, 404),
    "cases": (200, 200, 200, 200, 200, 404),
    "drafts": (200, 200, 200, 404, 404, 404),
    "drafts/2": (200, 200, 200, 404, 404, 404),
}
PAGES = READING | {
    "drafts/2/document": (200, 200, 200, 404, 404, 404),
    "drafts/2/markdown": (200, 200, 200, 404, 404, 404),
    "drafts/2/clauses/c2": (200, 200, 404, 404, 404, 404),
    "drafts/2/addition?after=c2": (200, 200, 404, 404, 404, 404),
    "guideline/import": (200, 200, 200, 200, 200, 200),
}
# call -> the status for each of WRITERS; whoever may, comes last, so that the rest find it undone
WRITERS = ("eve", "vic", "lin", "rui", "lea")
WRITES = {
    ("POST", "drafts/2/review", '{"edition": 1}'): (404, 404, 404, 403, 422),
    ("POST", "drafts/2/approval", '{"edition": 1}'): (404, 404, 404, 409, 409),
    ("POST", "drafts/2/objection", '{"edition": 1, "words": "No."}'): (404, 404, 404, 409, 409),
    ("PUT", "drafts/2/clauses/c2", '{"edition": 1, "text": "x"}'): (404, 404, 404, 403, 201),
    ("PUT", "drafts/2/about", '{"edition": 2, "title": "x"}'): (404, 404, 404, 403, 201),
    ("PUT", "drafts/2/types", '{"edition": 3, "types": {"*": "editorial"}}'): (
        *(404, 404, 404, 403, 201),
    ),
    ("GET", "drafts/2/cases", ""): (404, 404, 404, 200, 200),
    ("GET", "drafts/2/comments", ""): (404, 404, 404, 200, 200),
    ("POST", "drafts/2/comments", '{"edition": 4, "clause": "c2", "words": "Hm."}'): (
        *(404, 404, 404, 201, 201),
    ),
    ("POST", "drafts/2/comments/1/application", "{}"): (404, 404, 404, 403, 422),
    ("POST", "drafts/2/comments/2/answer", '{"words": "Yes."}'): (404, 404, 404, 403, 201),
    ("POST", "drafts/2/comments/1/answer", '{"words": "Yes."}'): (404, 404, 404, 201, 409),
    (
        "POST",
        "drafts/2/cases",
        '{"edition": 4, "clause": "c2", "value": "hateful", "example": "y"}',
    ): (*(404, 404, 404, 403, 201),),
    ("PUT", "drafts/2/cases/1", '{"edition": 5, "value": "non-hateful"}'): (
        *(404, 404, 404, 403, 201),
    ),
    ("POST", "drafts/2/cases/1/restoring", '{"edition": 6}'): (404, 404, 404, 403, 201),
    ("PUT", "drafts/2/schedule", '{"edition": 7, "at": "2027-01-01T00:00:00Z"}'): (
        *(404, 404, 404, 403, 201),
    ),
    ("DELETE", "drafts/2/schedule", ""): (404, 404, 404, 403, 201),
    ("DELETE", "drafts/2", ""): (404, 404, 404, 403, 201),
    ("POST", "drafts", '{"title": "x"}'): (404, 404, 404, 403, 201),
    ("POST", "guideline", '{"markdown": "# T\\n\\n- a"}'): (404, 404, 404, 403, 201),
    ("POST", "cases", '{"clause": "c2", "value": "hateful", "example": "x"}'): (
        *(404, 404, 404, 403, 201),
    ),
}
JSON = {"content-type": "application/json"}


@pytest.fixture
async def book(world: World) -> World:
    """Version 1.0.0 in force, and Lea's draft 2."""
    await first_guideline(world)
    await new_draft(world)
    return world


async def test_who_reads_which_page(book: World) -> None:
    for path, statuses in PAGES.items():
        if path == "guideline/import":
            continue
        for name, status in zip(EVERYBODY, statuses, strict=True):
            got = await book.client(name, browser=True).get(f"/projects/hate/{path}")
            assert got.status_code == status, f"{name} {path}: {got.status_code}"


async def test_who_reads_what_over_the_api(book: World) -> None:
    for page, statuses in READING.items():
        path = page.replace("/versions/", "?version=")
        for name, status in zip(EVERYBODY, statuses, strict=True):
            got = await book.client(name).get(f"/api/v1/projects/hate/{path}")
            assert got.status_code == status, f"{name} {path}: {got.status_code}"


async def test_who_writes_what(book: World) -> None:
    for (method, path, body), statuses in WRITES.items():
        for name, status in zip(WRITERS, statuses, strict=True):
            got = await book.client(name).request(
                method,
                f"/api/v1/projects/hate/{path}",
                content=body,
                headers=JSON if body else {},
            )
            assert got.status_code == status, f"{name} {method} {path}: {got.text}"


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found[1]


async def send(client: httpx2.AsyncClient, path: str, **form: str) -> httpx2.Response:
    return await client.post(f"/projects/hate/{path}", data=form)


async def test_a_clause_is_edited_with_plain_forms(book: World) -> None:
    lea = book.client("lea", browser=True)
    page = (await lea.get("/projects/hate/drafts/2/clauses/c2")).text
    edition, seen = hidden(page, "edition"), hidden(page, "seen")
    saved = await send(
        lea, "drafts/2/clauses/c2", edition=edition, seen=seen, text="a slur,\r\nunless quoted"
    )
    assert (saved.status_code, saved.headers["location"]) == (
        303,
        "/projects/hate/drafts/2#change-c2",
    )
    shown = (await lea.get("/projects/hate/drafts/2")).text
    assert "unless" in shown
    assert (
        "\r"
        not in (await book.client("lea").get("/api/v1/projects/hate/drafts/2")).json()["markdown"]
    )


async def test_a_conflict_shows_both_texts_and_loses_none(book: World) -> None:
    lea, ada = book.client("lea", browser=True), book.client("ada", browser=True)
    page = (await lea.get("/projects/hate/drafts/2/clauses/c2")).text
    form = {"edition": hidden(page, "edition"), "seen": hidden(page, "seen")}
    await send(ada, "drafts/2/clauses/c2", **form, text="what Ada wrote")
    refused = await send(lea, "drafts/2/clauses/c2", **form, text="what Lea wrote")
    assert refused.status_code == 409
    assert "what Ada wrote" in refused.text
    assert "what Lea wrote" in refused.text
    again = {name: hidden(refused.text, name) for name in ("edition", "seen")}
    saved = await send(lea, "drafts/2/clauses/c2", **again, text="what both agree on")
    assert saved.status_code == 303


async def test_the_api_tells_both_texts_too(book: World) -> None:
    url = "/api/v1/projects/hate/drafts/2/clauses/c2"
    first = await book.client("ada").put(url, json={"edition": 1, "text": "Ada's"})
    assert first.json()["edition"] == 2
    late = await book.client("lea").put(url, json={"edition": 1, "text": "Lea's"})
    told = late.json()
    assert (late.status_code, told["yours"], told["theirs"]) == (409, "Lea's", "Ada's")


async def test_a_refusal_on_the_draft_page_is_told_above_it(book: World) -> None:
    rui = book.client("rui", browser=True)
    refused = await send(rui, "drafts/2/approval", edition="1")
    assert refused.status_code == 409
    assert "Review was not requested yet" in refused.text
    assert 'id="draft-changes"' in refused.text


async def test_typing_shows_how_it_reads_and_writes_nothing(book: World) -> None:
    lea = book.client("lea", browser=True)
    form = {"code": "c2", "kind": "rule", "text": "a slur, **never** a joke <script>"}
    shown = await lea.post("/projects/hate/drafts/2/preview", data=form)
    assert shown.status_code == 200
    assert "<strong>never</strong>" in shown.text
    assert "<script>" not in shown.text
    draft = (await book.client("lea").get("/api/v1/projects/hate/drafts/2")).json()
    assert draft["edition"] == 1


async def test_a_file_becomes_a_draft_in_the_browser(world: World) -> None:
    lea = world.client("lea", browser=True)
    assert "Begin the guideline" in (await lea.get("/projects/hate/guideline")).text
    files = {"file": ("guide.md", PLAIN.encode(), "text/markdown")}
    sent = await lea.post("/projects/hate/guideline/import", files=files)
    assert (sent.status_code, sent.headers["location"]) == (303, "/projects/hate/drafts/1")
    utf16 = {"file": ("guide.md", PLAIN.encode("utf-16"), "text/markdown")}
    refused = await lea.post("/projects/hate/guideline/import", files=utf16)
    assert (refused.status_code, "UTF-8" in refused.text) == (422, True)
    large = {
        "file": ("guide.md", b"# T\n" + b"- a long line of words\n" * 400_000, "text/markdown")
    }
    assert (await lea.post("/projects/hate/guideline/import", files=large)).status_code == 413


async def test_a_labeler_finds_no_way_to_begin(world: World) -> None:
    lin = world.client("lin", browser=True)
    page = await lin.get("/projects/hate/guideline")
    assert "No guideline yet" in page.text
    assert "<form" not in page.text.split('id="main"')[1].split("<footer")[0]


async def test_the_library_is_there_and_one_can_begin_with_it(world: World) -> None:
    names = [name for name, _ in list_library()]
    assert names == ["face-counting", "hate-speech", "search-relevance", "spam-email"]
    for name in names:
        markdown = read_library(name)
        assert render_document(parse_document(markdown)) == markdown
    lea = world.client("lea", browser=True)
    sent = await send(lea, "guideline/import", library="spam-email")
    assert sent.status_code == 303
    draft = (await world.client("lea").get("/api/v1/projects/hate/drafts/1")).json()
    assert draft["markdown"] == read_library("spam-email")
    assert (await send(lea, "guideline/import", library="../../etc")).status_code == 404


async def test_the_markdown_goes_out_as_it_is_kept(book: World) -> None:
    got = await book.client("lin").get("/api/v1/projects/hate/guideline/markdown")
    assert got.text == (await in_force(book)).markdown
    page = await book.client("lin", browser=True).get("/projects/hate/guideline/markdown")
    assert 'filename="guideline-1.0.0.md"' in page.headers["content-disposition"]


async def test_an_idempotency_key_opens_one_draft(book: World) -> None:
    lea = book.client("lea")
    headers = {"idempotency-key": "one-draft"}
    url, body = "/api/v1/projects/hate/drafts", {"title": "Once"}
    first, second = [await lea.post(url, json=body, headers=headers) for _ in range(2)]
    assert first.json()["number"] == second.json()["number"] == 3
