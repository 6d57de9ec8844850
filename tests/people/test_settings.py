"""A project's settings: what may change, and what labels already made hold fast."""

from typing import Any

import pytest

from app.actions.assignments import claim_task
from app.actions.labels import Given, submit_label
from app.actions.members import remove_member
from app.actions.projects import archive_project, change_project
from app.actions.tasks import add_task
from app.clock import new_id
from app.domain.answers import parse_schema
from app.domain.plans import check_plan, refuse_incompatible
from app.errors import Conflict, Forbidden, Invalid
from app.queries.projects import list_projects
from tests.cast import ANSWERS, World


def options(*values: str) -> dict[str, Any]:
    """A single choice among these."""
    return {"kind": "choice", "options": [{"value": each} for each in values]}


@pytest.mark.parametrize(
    ("before", "after", "fits"),
    [
        (options("a", "b"), options("b", "a", "c"), True),
        (options("a", "b"), options("a", "c"), False),
        (options("a", "b"), {**options("a", "b"), "kind": "choices"}, False),
        ({"kind": "rating"}, {"kind": "rating", "lowest": 0, "highest": 6}, True),
        ({"kind": "rating"}, {"kind": "rating", "highest": 4}, False),
        ({"kind": "pair", "tie": True}, {"kind": "pair"}, False),
        ({"kind": "pair"}, {"kind": "pair", "tie": True}, True),
        ({"kind": "text"}, {"kind": "text", "comment": True}, True),
    ],
)
def test_answers_only_grow_once_labels_were_made(before: Any, after: Any, fits: bool) -> None:
    if fits:
        refuse_incompatible(parse_schema(before), parse_schema(after))
    else:
        with pytest.raises(Conflict, match="Labels were already made"):
            refuse_incompatible(parse_schema(before), parse_schema(after))


@pytest.mark.parametrize(
    "terms",
    [
        {"overlap": 0},
        {"overlap": True},
        {"lease_seconds": 5},
        {"name": " "},
        {"approvals": {"substantive": 0}},
        {"approvals": {"strange": 1}},
        {"listed_fields": [""]},
        {"answers": {"kind": "choice", "options": ["a"]}},
        {"slug": "Not One"},
        {"slug": "new"},
    ],
)
def test_terms_that_cannot_be_are_refused(terms: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        check_plan(terms, is_new=False)


async def test_the_log_names_the_fields_that_changed_and_not_their_content(world: World) -> None:
    client = world.client("lea")
    body = {"objective": "A secret plan", "overlap": 2}
    told = (await client.patch("/api/v1/projects/hate", json=body)).json()
    assert told["objective"] == "A secret plan"
    polled = (await client.get("/api/v1/projects/hate/events?after=0&wait=0")).text
    assert "A secret plan" not in polled


async def test_answers_change_freely_until_there_are_labels(world: World) -> None:
    other = {"kind": "rating", "lowest": 1, "highest": 3}
    changed = await world.write(change_project, "lea", answers=other)
    assert changed.answers["kind"] == "rating"


async def test_the_page_edits_answers_without_json_and_with_it(world: World) -> None:
    lea = world.client("lea", browser=True)
    url = "/projects/hate/settings/answers"
    rows = {
        "kind": "choice",
        "option_value": ["hateful", "non-hateful", "unclear", ""],
        "option_label": ["Hate", "Fine", "Cannot tell", ""],
        "option_key": ["1", "2", "3", ""],
        "option_color": ["red", "blue", "", ""],
        "certainty": "on",
    }
    assert (await lea.post(url, data=rows)).status_code == 303
    answers = (await lea.get("/api/v1/projects/hate")).json()["answers"]
    assert [each["label"] for each in answers["options"]] == ["Hate", "Fine", "Cannot tell"]
    assert (answers["certainty"], answers["comment"]) == (True, False)
    told = await lea.post(url, data={"as_json": "on", "json": '{"kind": "text"'})
    assert (told.status_code, "comma" in told.text) == (422, True)
    assert (await lea.post(url, data={"as_json": "on", "json": '{"kind": "text"}'})).is_redirect
    assert (await lea.get("/api/v1/projects/hate")).json()["answers"]["kind"] == "text"


async def test_a_form_that_cannot_be_right_comes_back_as_it_was_typed(world: World) -> None:
    lea = world.client("lea", browser=True)
    form = {"overlap": "many", "lease_minutes": "10", "listed_fields": "source\nlanguage"}
    told = await lea.post("/projects/hate/settings", data=form)
    assert told.status_code == 422
    assert 'value="many"' in told.text
    assert "language" in told.text


async def test_only_owners_archive_and_archived_leaves_the_lists(world: World) -> None:
    with pytest.raises(Forbidden):
        await world.write(archive_project, "lea")
    await world.write(archive_project, "ada")
    account = world.people["lin"].account_id
    assert await world.edge.read(list_projects, account) == []
    assert (await world.client("lin").get("/api/v1/projects/hate")).json()["archived_at"]
    await world.write(archive_project, "ada", archived=False)
    assert await world.edge.read(list_projects, account)


def test_the_answers_of_the_cast_are_what_is_stored() -> None:
    stored = parse_schema(ANSWERS).to_dict()
    assert parse_schema(stored).to_dict() == stored


async def put_task(world: World) -> None:
    """One task in the project."""
    content = {"text": "Some words"}
    await world.write(add_task, "ada", external_id="t1", kind="text", content=content)


async def test_a_larger_overlap_opens_tasks_that_had_enough(world: World) -> None:
    await put_task(world)
    for name in ("lin", "sam"):
        assert await world.write(claim_task, name)
    assert await world.write(claim_task, "kim") is None
    await world.write(change_project, "lea", overlap=3)
    assert await world.write(claim_task, "kim")


async def test_whoever_is_removed_leaves_room_for_others(world: World) -> None:
    await put_task(world)
    for name in ("lin", "sam"):
        assert await world.write(claim_task, name)
    await world.write(remove_member, "lea", world.member_id("lin"))
    assert await world.write(claim_task, "kim")


async def test_a_label_binds_the_answers_and_the_refusal_says_why(world: World) -> None:
    await put_task(world)
    held = await world.write(claim_task, "lin")
    assert held
    await world.write(submit_label, "lin", held.key, Given("hateful", new_id()))
    lea = world.client("lea")
    told = await lea.patch("/api/v1/projects/hate", json={"answers": options("hateful", "other")})
    assert told.status_code == 409
    assert "“non-hateful” must stay" in told.json()["detail"]
    wider = options("hateful", "non-hateful", "unclear")
    assert (await lea.patch("/api/v1/projects/hate", json={"answers": wider})).status_code == 201
