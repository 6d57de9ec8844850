"""Signing in: cookies, what strangers learn, ends of sessions, other sites, and the demo."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlmodel import Session

from app.actions.accounts import make_account
from app.clock import now
from app.gate.passwords import HASHER
from app.main import create_app
from app.records.edge import Edge
from app.web.sign_ins import inside
from tests.cast import WIDE, World

PASSWORD = "quiet otters at noon"
HASH = HASHER.hash(PASSWORD)
LABELS = "/sign-in?next=/projects/hate/labels"


async def with_password(world: World, email: str = "mo@example.org") -> None:
    """A person who has a password."""

    def make(db: Session) -> None:
        make_account(db, name="Mo", email=email, password_hash=HASH)

    await world.edge.write(0, make)


def test_passwords_are_hashed_as_they_should_be() -> None:
    assert HASH.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_signing_in_sets_a_cookie_that_scripts_and_sites_cannot_use(world: World) -> None:
    await with_password(world)
    form = {"email": " MO@example.org", "password": PASSWORD, "next": "/account"}
    told = await world.client(None).post("/sign-in", data=form)
    assert (told.status_code, told.headers["location"]) == (303, "/account")
    cookie = told.headers["set-cookie"]
    assert re.match(r"session=[\w-]{43}; ", cookie)
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))


async def test_over_https_the_cookie_is_bound_to_host_and_https(world: World) -> None:
    await with_password(world)
    settings = world.settings.model_copy(update={"origin": "https://label.example"})
    secure = World(world.edge, create_app(settings, world.edge), world.people)
    form = {"email": "mo@example.org", "password": PASSWORD}
    async with secure.client(None) as browser:
        cookie = (await browser.post("/sign-in", data=form)).headers["set-cookie"]
        assert cookie.startswith("__Host-session=")
        assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
        assert (await browser.get("/account")).status_code == 200


async def test_wrong_name_and_wrong_password_are_told_alike(world: World) -> None:
    await with_password(world)
    said = set()
    for email, password in (
        ("mo@example.org", "wrong"),
        ("nobody@example.org", PASSWORD),
        ("nobody@example.org", "x" * 500),
        ("mo@example.org", ""),
    ):
        told = await world.client(None).post(
            "/api/v1/sign-ins", json={"email": email, "password": password}
        )
        said.add((told.status_code, told.text))
        assert "set-cookie" not in told.headers
    assert len(said) == 1
    assert said.pop()[0] == 401


async def test_the_page_keeps_the_name_and_not_the_password(world: World) -> None:
    form = {"email": "<b>mo", "password": "some wrong words"}
    told = await world.client(None).post("/sign-in", data=form)
    assert told.status_code == 401
    assert 'value="&lt;b&gt;mo"' in told.text
    assert "some wrong words" not in told.text


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("/projects/hate", "/projects/hate"),
        ("/projects/hate?a=1", "/projects/hate?a=1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\tx", "/"),
        ("", "/"),
    ],
)
def test_nobody_is_sent_elsewhere(url: str, safe: str) -> None:
    assert inside(url) == safe


async def test_signing_out_ends_the_session_at_once(world: World) -> None:
    browser = world.client("lin", browser=True)
    assert (await browser.get("/account")).status_code == 200
    assert (await browser.post("/sign-out")).status_code == 303
    browser.cookies.set("session", world.people["lin"].session)  # the secret, kept by somebody
    assert (await browser.get("/account")).headers["location"] == "/sign-in?next=/account"


@pytest.mark.parametrize(
    ("sent_from", "way"),
    [
        ("{origin}/projects/hate/labels?before=9", f"{LABELS}%3Fbefore%3D9"),
        ("https://evil.example/projects/hate", "/sign-in"),
        ("", "/sign-in"),
    ],
)
async def test_who_is_signed_out_over_a_form_finds_the_way_back_to_its_page(
    world: World, sent_from: str, way: str
) -> None:
    headers = {"referer": sent_from.format(origin=world.settings.origin)} if sent_from else {}
    stranger = world.client(None, browser=True)
    told = await stranger.post("/projects/hate/labels/seen", data={"answer": "x"}, headers=headers)
    assert told.status_code == 401
    assert re.search(rf'<a href="{re.escape(way)}" class="btn btn-primary">Sign in</a>', told.text)
    for promise in ("still in your browser", "still there when you go back"):
        assert promise not in told.text


async def test_a_page_asked_for_with_a_query_is_come_back_to(world: World) -> None:
    told = await world.client(None, browser=True).get("/projects/hate/labels?words=a&before=9")
    assert told.headers["location"] == f"{LABELS}%3Fwords%3Da%26before%3D9"


async def test_a_session_ends_when_it_idles_and_when_it_is_old(world: World) -> None:
    browser = world.client("lin", browser=True)
    keeper = world.app.state.doorkeeper
    for days in range(0, 31):
        with time_machine.travel(_later(timedelta(days=days / 2.1)), tick=False):
            keeper.forget()
            assert (await browser.get("/account")).status_code == 200, days
    with time_machine.travel(_later(timedelta(days=30 / 2.1, hours=12.1)), tick=False):
        keeper.forget()
        assert (await browser.get("/account")).status_code == 303
    other = world.client("sam", browser=True)
    with time_machine.travel(_later(timedelta(hours=12.1)), tick=False):
        assert (await other.get("/account")).status_code == 303


def _later(after: timedelta) -> datetime:
    return now() + after


async def test_only_ones_own_sessions_can_be_seen_and_ended(world: World) -> None:
    lin, sam = world.client("lin", browser=True), world.client("sam", browser=True)
    [mine] = (await lin.get("/api/v1/account/sign-ins")).json()["items"]
    assert mine["is_current"]
    assert (await sam.delete(f"/api/v1/account/sign-ins/{mine['id']}")).status_code == 404
    assert (await lin.delete(f"/api/v1/account/sign-ins/{mine['id']}")).status_code == 204
    assert (await lin.get("/api/v1/account")).status_code == 401


async def test_a_new_password_ends_the_other_sessions(world: World) -> None:
    first, second = world.client("lin", browser=True), world.client(None)
    form = {"password": PASSWORD, "email": "lin"}
    assert (await first.post("/account/password", data=form)).status_code == 303
    told = await second.post("/sign-in", data={"email": "lin", "password": PASSWORD})
    assert told.status_code == 303
    changed = "seven green umbrellas fly"
    wrong = {"password": changed, "present": "not this one"}
    assert (await second.post("/account/password", data=wrong)).status_code == 403
    right = {"password": changed, "present": PASSWORD}
    assert (await second.post("/account/password", data=right)).status_code == 303
    assert (await second.get("/account")).status_code == 200
    assert (await first.get("/account")).status_code == 303


SITES = [
    ({"sec-fetch-site": "same-origin"}, True),
    ({"sec-fetch-site": "cross-site"}, False),
    ({"sec-fetch-site": "same-site"}, False),
    ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1"}, False),
    ({"origin": "http://127.0.0.1"}, True),
    ({"origin": "http://evil.example"}, False),
    ({"origin": "null"}, False),
    ({}, False),
]


@pytest.mark.parametrize(("headers", "passes"), SITES)
async def test_a_cookie_is_of_no_use_to_other_sites(
    world: World, headers: dict[str, str], passes: bool
) -> None:
    browser = world.client("lin", browser=True)
    del browser.headers["origin"]
    for url, body in (("/account", {"data": {"name": "L"}}), ("/sign-in", {"data": {}})):
        told = await browser.post(url, headers=headers, **body)
        assert (told.status_code != 403) is passes, url
    told = await browser.patch("/api/v1/account", json={"name": "L"}, headers=headers)
    assert (told.status_code == 201) is passes


async def test_a_get_with_a_cookie_changes_nothing(world: World) -> None:
    browser = world.client("lin", browser=True)
    for url in ("/sign-out", "/account/tokens"):
        assert (await browser.get(url)).status_code in (404, 405)


async def test_a_program_must_send_json(world: World) -> None:
    headers = {"content-type": "text/plain"}
    told = await world.client("lin").patch(
        "/api/v1/account", content='{"name":"L"}', headers=headers
    )
    assert told.status_code == 422


async def test_trying_passwords_is_slowed_down(world: World, edge: Edge) -> None:
    settings = edge.settings.model_copy(
        update={**WIDE, "sign_ins_per_pair": 2, "sign_ins_per_minute": 4}
    )
    slow = World(edge, create_app(settings, edge), world.people)
    body = {"email": "mo", "password": "x"}
    async with slow.client(None) as stranger:
        told = [await stranger.post("/api/v1/sign-ins", json=body) for _ in range(3)]
        assert [each.status_code for each in told] == [401, 401, 429]
        assert 1 <= int(told[-1].headers["retry-after"]) <= 61
        others = [{**body, "email": f"mo{n}"} for n in range(2)]
        told = [await stranger.post("/api/v1/sign-ins", json=each) for each in others]
        assert [each.status_code for each in told] == [401, 429]
        page = await stranger.post("/sign-in", data=body)
        assert (page.status_code, "retry-after" in page.headers) == (429, True)


async def test_there_is_no_demo_outside_the_demo(world: World) -> None:
    account = world.people["lin"].account_id
    told = await world.client(None).post("/sign-in/demo", data={"account": account})
    assert told.status_code == 404


async def test_in_the_demo_its_people_sign_in_with_a_click_and_nobody_else(world: World) -> None:
    settings = world.settings.model_copy(update={"demo": True})
    demo = World(world.edge, create_app(settings, world.edge), world.people)

    def make(db: Session) -> int:
        return make_account(db, name="Dee", is_demo=True).id or 0

    dee = await world.edge.write(0, make)
    async with demo.client(None) as browser:
        assert "Dee" in (await browser.get("/sign-in")).text
        lin = world.people["lin"].account_id
        assert (await browser.post("/sign-in/demo", data={"account": lin})).status_code == 404
        assert (await browser.post("/sign-in/demo", data={"account": dee})).status_code == 303
        assert "Dee" in (await browser.get("/account")).text


async def test_each_way_in_is_in_the_log(world: World) -> None:
    await with_password(world)
    form = {"email": "mo@example.org", "password": PASSWORD}
    await world.client(None).post("/sign-in", data=form)

    def kinds(db: Session) -> list[str]:
        from sqlmodel import col, select

        from app.records.events import Event

        query = select(Event.kind).where(Event.project_id == 0).order_by(col(Event.seq))
        return list(db.exec(query))

    assert (await world.edge.read(kinds))[-1] == "signin.made"
