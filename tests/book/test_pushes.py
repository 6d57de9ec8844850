"""A guideline pushed from a file, and one that begins with its history; over the API."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, col, select

from app.domain.roles import Actor
from app.records.events import Event
from tests.book.shelf import first_guideline, in_force, new_draft
from tests.cast import World

pytestmark = pytest.mark.pages
ROOT = "/api/v1/projects/hate"
STATES = [
    {"markdown": "# Spam\n\n- an offer that nobody asked for\n- a threat\n", "date": "2023-01-06",
     "name": "one",

     "message": "First\n\nWe began."},
    {"markdown": "# Spam\n\n- an offer that nobody asked for\n- a threat\n", "date": "2023-01-07"},
    {"markdown": "# Spam\n\n- any offer that nobody asked for\n- a chain letter that goes round\n",
     "date": "2023-02-08T23:30:00-05:00", "message": "Chain letters (#12)"},
]  # fmt: skip


def tell(db: Session, actor: Actor) -> list[tuple[str, dict[str, object]]]:
    """What the log says of guidelines."""
    query = select(Event).where(Event.project_id == actor.project_id)
    rows = db.exec(query.where(col(Event.kind).like("%guideline%")).order_by(col(Event.seq)))
    return [(event.kind, event.data) for event in rows]


async def test_a_push_is_a_draft_once_and_never_published(world: World) -> None:
    first = await first_guideline(world)
    lea = world.client("lea")
    text = first.markdown.replace("a threat", "any threat") + "- a joke\n"
    body = {"markdown": text, "base": "1.0.0", "title": "Jokes", "rationale": "Asked in #3."}
    made = (await lea.post(f"{ROOT}/guideline/push", json=body)).json()
    assert (made["state"], made["base"], made["title"]) == ("draft", "1.0.0", "Jokes")
    kinds = {row["code"]: row["kind"] for row in made["changes"]}
    assert kinds == {"c3": "changed", "c6": "added"}
    again = (await lea.post(f"{ROOT}/guideline/push", json=body)).json()
    assert again["number"] == made["number"]
    assert (await in_force(world)).version == "1.0.0"


async def test_a_push_over_what_is_past_is_refused_with_both_texts(world: World) -> None:
    first = await first_guideline(world)
    body = {"markdown": first.markdown, "base": "0.9.0"}
    refused = await world.client("lea").post(f"{ROOT}/guideline/push", json=body)
    told = refused.json()
    assert (refused.status_code, told["version"]) == (409, "1.0.0")
    assert (told["yours"], told["theirs"]) == (first.markdown, first.markdown)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("", ""), "exactly what"),
        (("{#c3}", "{#c77}"), "no clause c77"),
        (("{#c3}", "{#c2}"), "two clauses"),
    ],
)
async def test_a_push_that_says_nothing_or_makes_ids_up_is_refused(
    world: World, change: tuple[str, str], words: str
) -> None:
    first = await first_guideline(world)
    body = {"markdown": first.markdown.replace(*change), "base": "1.0.0"}
    refused = await world.client("lea").post(f"{ROOT}/guideline/push", json=body)
    assert (refused.status_code, words in refused.json()["detail"]) == (422, True)


async def test_who_may_push_or_give_a_history(world: World) -> None:
    for path, body in (
        ("push", {"markdown": "# T", "base": "1.0.0"}),
        ("history", {"states": STATES}),
    ):
        for name, status in (("eve", 404), ("vic", 404), ("lin", 404), ("rui", 403)):
            refused = await world.client(name).post(f"{ROOT}/guideline/{path}", json=body)
            assert refused.status_code == status, (path, name)


async def test_a_history_becomes_versions_with_their_dates(world: World) -> None:
    before = datetime.now(UTC)
    taken = await world.client("lea").post(f"{ROOT}/guideline/history", json={"states": STATES})
    told = taken.json()
    assert (taken.status_code, told["skipped"]) == (201, 1)
    first, second = told["items"]
    assert (first["version"], first["claimed_at"][:10]) == ("1.0.0", "2023-01-06")
    assert second["claimed_at"][:19] == "2023-02-09T04:30:00"
    assert before < datetime.fromisoformat(first["published_at"])
    assert first["published_at"] < second["published_at"]
    published = await in_force(world)
    assert (published.version, published.state) == (second["version"], "published")
    assert "- any offer that nobody asked for {#c1}\n- a chain letter that goes round {#c3}" in (
        published.markdown
    )
    log = [("guideline.imported", {"revision": 2, "revisions": 2})]
    assert await world.read(tell, "lea") == log
    lin = world.client("lin")
    releases = (await lin.get(f"{ROOT}/changelog")).json()["items"]
    assert [each["title"] for each in releases] == ["Chain letters (#12)", "First"]
    assert [diff["kind"] for diff in releases[0]["diffs"]] == ["changed", "ended", "added"]
    past = (await lin.get(f"{ROOT}/guideline/clauses/c2")).json()
    assert (past["clause"], [each["kind"] for each in past["past"]]) == (None, ["ended", "added"])
    page = (await world.client("lin", browser=True).get("/projects/hate/changelog")).text
    assert "held since" in page


async def test_a_guideline_that_has_begun_gets_no_history(world: World) -> None:
    await first_guideline(world)
    await new_draft(world)
    refused = await world.client("lea").post(f"{ROOT}/guideline/history", json={"states": STATES})
    assert (refused.status_code, "has begun" in refused.json()["detail"]) == (409, True)


@pytest.mark.parametrize(
    ("last", "field"),
    [
        ({"date": "2022-01-01"}, "date"),
        ({"date": "2999-01-01"}, "date"),
        ({"date": "yesterday"}, "time"),
        ({"date": ""}, "date"),
        ({"version": "1.0.0"}, "version"),
    ],
)
async def test_a_history_is_taken_whole_or_not_at_all(
    world: World, last: dict[str, str], field: str
) -> None:
    states = [*STATES[:2], STATES[2] | last]
    refused = await world.client("lea").post(f"{ROOT}/guideline/history", json={"states": states})
    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert (await world.client("lea").get(f"{ROOT}/guideline")).json()["revision"] is None
