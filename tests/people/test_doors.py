"""Who may open which door of people and projects: the cast against the routes."""

import json

import pytest

from app.pages.inbox import show_inbox
from tests.book.shelf import first_guideline
from tests.cast import EVERYBODY, World
from tests.talk.floor import make_task

pytestmark = pytest.mark.pages

STAFF_AND_REST = {"ada", "lea", "rui", "lin", "sam", "kim", "vic"}
ML_TEAM = {"ada", "lea"}
ROUTES = [
    # method, path, body, who may, what others in the project get
    ("GET", "", None, STAFF_AND_REST, 0),
    ("GET", "/members", None, STAFF_AND_REST, 0),
    ("GET", "/invitations", None, STAFF_AND_REST, 0),
    ("POST", "/invitations", {"role": "labeler"}, ML_TEAM, 403),
    ("POST", "/invitations", {"role": "owner"}, {"ada"}, 403),
    ("POST", "/members", {"external_id": "A1"}, ML_TEAM, 403),
    ("PATCH", "", {"prompt": "Is it?"}, ML_TEAM, 403),
    ("PUT", "/archive", {"archived": False}, {"ada"}, 403),
]


@pytest.mark.parametrize(("method", "path", "body", "may", "otherwise"), ROUTES)
async def test_the_api_opens_for_whom_it_should(
    world: World, method: str, path: str, body: object, may: set[str], otherwise: int
) -> None:
    url = f"/api/v1/projects/hate{path}"
    for name in EVERYBODY:
        told = (await world.client(name).request(method, url, json=body)).status_code
        if name == "eve":
            assert told == 404, name
        elif name in may:
            # the second of two identical annotators is a Conflict: it was let in all the same
            assert told in (200, 201, 409), (name, told)
        else:
            assert told == otherwise, name
    assert (await world.client(None).request(method, url, json=body)).status_code == 401


PAGES = [
    ("/projects/hate/people", STAFF_AND_REST),
    ("/projects/hate/settings", ML_TEAM),
    ("/projects/hate/people/{lin}", STAFF_AND_REST),
]


@pytest.mark.parametrize(("path", "may"), PAGES)
async def test_pages_open_for_whom_they_should(world: World, path: str, may: set[str]) -> None:
    for name in EVERYBODY:
        url = path.format(lin=world.member_id("lin"))
        told = await world.client(name, browser=True).get(url)
        assert told.status_code == (200 if name in may else 404), name


async def test_a_stranger_is_shown_the_way_in(world: World) -> None:
    told = await world.client(None).get("/projects/hate/people")
    assert (told.status_code, told.headers["location"]) == (
        303,
        "/sign-in?next=/projects/hate/people",
    )


async def test_external_ids_are_for_staff(world: World) -> None:
    url = "/api/v1/projects/hate/members"
    for name, sees in (("rui", True), ("lin", False), ("vic", False)):
        items = (await world.client(name).get(url)).json()["items"]
        assert all((each["external_id"] is not None) is sees for each in items), name
    page = (await world.client("lin", browser=True).get("/projects/hate/people")).text
    assert "External id" not in page


async def test_one_sees_people_of_ones_own_projects_only(world: World) -> None:
    lin = world.member_id("lin")
    eve = world.client("eve")
    assert (await eve.get(f"/api/v1/projects/other/members/{lin}")).status_code == 404
    assert (await eve.delete(f"/api/v1/projects/other/members/{lin}")).status_code == 404
    told = (await eve.get("/api/v1/projects/other/members")).json()
    assert [each["name"] for each in told["items"]] == ["Eve"]


async def test_only_admins_make_projects(world: World) -> None:
    body = {"slug": "new-one", "name": "New", "answers": {"kind": "text"}}
    for name in ("lea", "eve"):
        assert (await world.client(name).post("/api/v1/projects", json=body)).status_code == 403
    told = await world.client("ada").post("/api/v1/projects", json=body)
    assert (told.status_code, told.json()["role"]) == (201, "owner")
    assert (await world.client("ada").post("/api/v1/projects", json=body)).status_code == 409
    slugs = [
        each["slug"] for each in (await world.client("ada").get("/api/v1/projects")).json()["items"]
    ]
    assert slugs == ["hate", "new-one"]


async def test_a_project_made_on_the_page_keeps_what_was_typed(world: World) -> None:
    ada = world.client("ada", browser=True)
    form = {
        "name": "Spam",
        "slug": "Not A Slug",
        "prompt": "Is this mail spam?",
        "kind": "choice",
        "option_value": ["spam", "ham"],
        "option_label": ["Spam", "Wanted"],
        "option_key": ["", ""],
        "option_color": ["red", ""],
        "overlap": "3",
        "lease_minutes": "15",
    }
    told = await ada.post("/projects", data=form)
    assert told.status_code == 422
    assert "Not A Slug" in told.text
    assert "Wanted" in told.text
    told = await ada.post("/projects", data={**form, "slug": "spam"})
    assert (told.status_code, told.headers["location"]) == (303, "/projects/spam/inbox")
    page = (await ada.get("/projects/spam/inbox")).text
    assert page.count('data-done="no"') == 5
    assert 'href="/projects/spam/imports"' in page
    assert "first steps to take" in (await ada.get("/")).text
    made = (await ada.get("/api/v1/projects/spam")).json()
    assert (made["overlap"], made["lease_seconds"]) == (3, 900)
    assert [each["label"] for each in made["answers"]["options"]] == ["Spam", "Wanted"]


async def test_the_first_steps_go_when_work_can_begin(world: World) -> None:
    async def left(name: str) -> list[bool]:
        return [step.is_done for step in (await world.read(show_inbox, name)).steps]

    assert await left("lea") == [False, True, False, True, False]
    assert await left("rui") == []
    await make_task(world)
    assert await left("lea") == [False, True, True, True, False]
    await first_guideline(world)
    assert await left("lea") == []
    assert "first step" not in (await world.client("lea", browser=True).get("/")).text


ODD = ["a\x00b", "\ud800", "x" * 100_000]


@pytest.mark.parametrize("odd", ODD, ids=["nul", "surrogate", "long"])
async def test_odd_texts_are_refused_and_never_break(world: World, odd: str) -> None:
    ada = world.client("ada")
    headers = {"content-type": "application/json"}
    calls: list[tuple[str, str, object]] = [
        ("POST", "/api/v1/projects/hate/members", {"external_id": odd}),
        ("POST", "/api/v1/projects/hate/invitations", {"name": odd}),
        ("PATCH", "/api/v1/projects/hate", {"name": odd, "listed_fields": [odd]}),
        ("PATCH", "/api/v1/projects/hate", {"answers": {"kind": "choice", "options": [odd, "b"]}}),
        ("POST", "/api/v1/invitations/acceptance", {"secret": odd}),
        ("POST", "/api/v1/tokens", {"name": odd, "scopes": ["read"]}),
        ("POST", "/api/v1/sign-ins", {"email": odd, "password": odd}),
        ("PATCH", "/api/v1/account", {"name": odd}),
    ]
    for method, url, value in calls:
        told = await ada.request(method, url, content=json.dumps(value), headers=headers)
        assert 400 <= told.status_code < 500, (url, told.status_code)


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63, 2**200])
async def test_odd_numbers_are_refused_and_never_break(world: World, number: int) -> None:
    ada = world.client("ada")
    for method, url in (
        ("GET", f"/api/v1/projects/hate/members/{number}"),
        ("DELETE", f"/api/v1/projects/hate/invitations/{number}"),
        ("DELETE", f"/api/v1/tokens/{number}"),
        ("DELETE", f"/api/v1/account/sign-ins/{number}"),
        ("POST", f"/projects/hate/people/{number}/removal"),
    ):
        assert 400 <= (await ada.request(method, url)).status_code < 500, url
    told = await ada.get(f"/api/v1/projects/hate/members?after={number}")
    assert told.status_code in (200, 422)
    body = {"overlap": number, "lease_seconds": number}
    assert (await ada.patch("/api/v1/projects/hate", json=body)).status_code == 422


async def test_a_body_over_the_limit_is_not_read(world: World) -> None:
    ada = world.client("ada")
    told = await ada.post("/api/v1/projects/hate/members", content=b" " * 3_000_000)
    assert (told.status_code, told.headers["content-type"]) == (413, "application/problem+json")
