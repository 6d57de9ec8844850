"""Who may open which door of webhooks, what is shown there, and what is typed wrong."""

from typing import Any

import pytest

from app.actions.members import remove_member
from app.actions.tokens import Grant, make_token
from app.records.endpoints import Endpoint
from tests.cast import EVERYBODY, World
from tests.talk.floor import say
from tests.webhooks.stage import HERE, Post

pytestmark = pytest.mark.pages

API, PAGE = "/api/v1/projects/hate", "/projects/hate/settings"
ML_TEAM = {"ada", "lea"}
URL = "https://hooks.example.org/services/T0/B0/zq-secret-of-slack"
BODY = {"name": "CI", "url": URL, "kinds": ["ruling.made"]}
KEY = "00000000-0000-4000-8000-000000000000"
ROUTES = [
    # method, path, body; what Lea gets, what others in the project get
    ("GET", "/endpoints", None, 200, 404),
    ("POST", "/endpoints", BODY, 201, 403),
    ("GET", "/endpoints/{n}", None, 200, 404),
    ("PATCH", "/endpoints/{n}", {"name": "New"}, 201, 403),
    ("POST", "/endpoints/{n}/rotation", None, 201, 403),
    ("POST", "/endpoints/{n}/test", None, 201, 403),
    ("GET", "/endpoints/{n}/deliveries", None, 200, 404),
    ("POST", "/endpoints/{n}/retries", {}, 201, 403),
    ("POST", "/endpoints/{n}/deliveries/" + KEY + "/retry", None, 404, 403),
    ("DELETE", "/endpoints/{n}", None, 204, 403),
    ("GET", "/bridges", None, 200, 404),
    ("POST", "/bridges", {"name": "CI"}, 201, 403),
    ("DELETE", "/bridges/{b}", None, 201, 403),
]
PAGES = [
    ("GET", "/webhooks", {}),
    ("POST", "/webhooks", BODY | {"format": "standard"}),
    ("GET", "/webhooks/{n}", {}),
    ("GET", "/webhooks/{n}/deliveries", {}),
    ("POST", "/webhooks/{n}", BODY | {"format": "slack", "is_on": "on"}),
    ("POST", "/webhooks/{n}/rotation", {}),
    ("POST", "/webhooks/{n}/test", {}),
    ("POST", "/webhooks/{n}/retries", {"hours": "24"}),
    ("POST", "/webhooks/{n}/removal", {}),
    ("POST", "/bridges", {"bridge_name": "CI", "topic": "lounge"}),
    ("POST", "/bridges/{b}/revocation", {}),
]


async def set_up(world: World) -> dict[str, int]:
    """An endpoint and a bridge of Ada's; their numbers."""
    ada = world.client("ada")
    endpoint = (await ada.post(f"{API}/endpoints", json=BODY)).json()
    bridge = (await ada.post(f"{API}/bridges", json={"name": "CI"})).json()
    return {"n": endpoint["id"], "b": bridge["id"]}


@pytest.mark.parametrize(("method", "path", "body", "team", "others"), ROUTES)
async def test_the_api_opens_for_the_ml_team(
    world: World, method: str, path: str, body: Any, team: int, others: int
) -> None:
    url = f"{API}{path.format_map(await set_up(world))}"
    for name in sorted(EVERYBODY, key=lambda each: each in ML_TEAM):  # they may end it
        if name == "ada":
            continue
        told = (await world.client(name).request(method, url, json=body)).status_code
        assert told == {"lea": team, "eve": 404}.get(name, others), name
    assert (await world.client(None).request(method, url, json=body)).status_code == 401


@pytest.mark.parametrize(("method", "path", "form"), PAGES)
async def test_pages_open_for_the_ml_team(
    world: World, method: str, path: str, form: dict[str, Any]
) -> None:
    url = f"{PAGE}{path.format_map(await set_up(world))}"
    for name in EVERYBODY:
        if name in ML_TEAM:
            continue
        told = await world.client(name, browser=True).request(method, url, data=form)
        assert told.status_code in ({404} if name == "eve" or method == "GET" else {403}), name
    told = await world.client("lea", browser=True).request(method, url, data=form)
    assert told.status_code in (200, 303)


async def test_another_projects_are_not_there(world: World) -> None:
    numbers = await set_up(world)
    eve = world.client("eve")
    for method, path, body, _, _ in ROUTES:
        if "{" in path:
            url = f"/api/v1/projects/other{path.format_map(numbers)}"
            assert (await eve.request(method, url, json=body)).status_code == 404, path


async def test_a_token_needs_the_scope_manage_even_to_look(world: World) -> None:
    numbers = await set_up(world)
    secret = (await world.write(make_token, "lea", Grant("t", scopes=("read", "label"))))[1]
    for path in ("/endpoints", f"/endpoints/{numbers['n']}", "/bridges"):
        bearer = {"authorization": f"Bearer {secret}"}
        assert (await world.client(None).get(f"{API}{path}", headers=bearer)).status_code == 403


async def test_secrets_are_shown_once_and_never_again(post: Post) -> None:
    world, lea = post.world, post.world.client("lea")
    made = (await lea.post(f"{API}/endpoints", json=BODY, headers={"idempotency-key": "a"})).json()
    again = await lea.post(f"{API}/endpoints", json=BODY, headers={"idempotency-key": "a"})
    rotated = (await lea.post(f"{API}/endpoints/{made['id']}/rotation")).json()
    bridge = (await lea.post(f"{API}/bridges", json={"name": "CI", "signed": True})).json()
    secrets = [made["secret"], rotated["secret"], bridge["secret"], bridge["url"].split("/")[-1]]
    assert all(len(each) > 40 for each in secrets)
    assert again.json() == made | {"secret": None}
    await say(world, "lin", "lounge", "Hello")
    browser = world.client("lea", browser=True)
    shown = [again.text]
    for path in ("/endpoints", f"/endpoints/{made['id']}", "/bridges", "/events?after=0&wait=0",
                 f"/endpoints/{made['id']}/deliveries"):  # fmt: skip
        shown.append((await lea.get(f"{API}{path}")).text)
    for path in ("/webhooks", f"/webhooks/{made['id']}"):
        shown.append((await browser.get(f"{PAGE}{path}")).text)
    for noun in ("events", "messages", "members"):
        shown.append((await lea.get(f"{API}/exports/{noun}.jsonl")).text)
    assert not [each for each in shown for secret in secrets if secret in each]
    # an address may be a secret itself: it stands in the form that changes it, and nowhere else
    assert [index for index, each in enumerate(shown) if "zq-secret-of-slack" in each] == [7]


async def test_the_page_that_answers_shows_the_secret(world: World) -> None:
    lea = world.client("lea", browser=True)
    told = await lea.post(f"{PAGE}/webhooks", data=BODY | {"format": "standard"})
    assert 'value="whsec_' in told.text
    assert "hooks.example.org/…lack" in told.text
    made = await lea.post(f"{PAGE}/bridges", data={"bridge_name": "CI", "signed": "on"})
    assert "/hooks/hook_" in made.text
    assert 'value="whsec_' in made.text
    assert 'value="whsec_' not in (await lea.get(f"{PAGE}/webhooks")).text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "http://hooks.example.org/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": f"https://{HERE}/"}, "url"),
        ({"url": "ftp"}, "url"),
        ({"url": ""}, "url"),
        ({"name": " "}, "name"),
        ({"name": "a" * 101}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"format": "xml"}, "format"),
        ({"kinds": ["label.submitted"]}, "kinds"),
        ({"kinds": ["ruling.made", "gold.set"]}, "kinds"),
    ],
)
async def test_what_cannot_be_right_is_said_in_words_and_nothing_is_lost(
    world: World, wrong: dict[str, Any], field: str
) -> None:
    numbers = await set_up(world)
    lea, browser = world.client("lea"), world.client("lea", browser=True)
    body = BODY | {"format": "standard"} | wrong
    for method, path in (("POST", "/endpoints"), ("PATCH", f"/endpoints/{numbers['n']}")):
        told = await lea.request(method, f"{API}{path}", json=body)
        assert (told.status_code, told.json()["field"]) == (422, field)
    typed = body | {"name": body["name"] if field == "name" else "What I typed"}
    for path in ("/webhooks", f"/webhooks/{numbers['n']}"):
        page = await browser.post(f"{PAGE}{path}", data=typed)
        assert page.status_code == 422
        assert "This needs another look" in page.text
        assert field == "name" or "What I typed" in page.text
    kept = (await lea.get(f"{API}/endpoints")).json()
    assert [(each["name"], each["kinds"]) for each in kept] == [("CI", ["ruling.made"])]


async def test_no_events_at_all_is_refused(world: World) -> None:
    browser = world.client("lea", browser=True)
    page = await browser.post(
        f"{PAGE}/webhooks", data={"name": "CI", "url": URL, "format": "slack"}
    )
    assert (page.status_code, "at least one event" in page.text) == (422, True)
    told = await world.client("lea").post(f"{API}/endpoints", json=BODY | {"kinds": []})
    assert told.status_code == 422


async def test_twenty_endpoints_are_enough(world: World) -> None:
    lea = world.client("lea")
    for _ in range(20):
        assert (await lea.post(f"{API}/endpoints", json=BODY)).status_code == 201
    assert (await lea.post(f"{API}/endpoints", json=BODY)).status_code == 409


async def test_an_intranet_that_the_operator_vouches_for(world: World) -> None:
    world.app.state.settings = world.settings.model_copy(update={"webhook_hosts": "ci.intranet"})
    lea = world.client("lea")
    inside = BODY | {"url": "http://ci.intranet:8080/hook"}
    made = await lea.post(f"{API}/endpoints", json=inside)
    assert (made.status_code, made.json()["place"]) == (201, "http://ci.intranet:8080/hook")


async def test_deliveries_are_listed_filtered_and_sent_again(post: Post) -> None:
    lea, browser = post.world.client("lea"), post.world.client("lea", browser=True)
    number = await post.add("message.posted")
    post.receiver.answers = [200, 500]
    for words in ("one", "two"):
        await say(post.world, "lin", "lounge", words)
        await post.send()
    url = f"{API}/endpoints/{number}"
    failing, fine = (await lea.get(f"{url}/deliveries")).json()["deliveries"]
    assert (failing["state"], failing["status"], failing["attempts"]) == ("waiting", 500, 1)
    assert (fine["state"], fine["due_at"], fine["what"]) == (
        "delivered",
        None,
        "A message is posted in the lounge",
    )
    assert failing["due_at"] > failing["tried_at"]
    waiting = (await lea.get(f"{url}/deliveries?state=waiting")).json()["deliveries"]
    assert [each["key"] for each in waiting] == [failing["key"]]
    assert (await lea.get(url)).json()["health"] == "failing"
    page = (await browser.get(f"{PAGE}/webhooks/{number}?state=waiting")).text
    assert ("retrying" in page, "every 2s" in page, failing["id"] in page) == (True, True, True)
    assert fine["id"] not in page
    again = await lea.post(f"{url}/deliveries/{failing['key']}/retry")
    assert (again.status_code, again.json()["state"]) == (201, "waiting")
    await post.send()
    assert (await lea.get(url)).json()["health"] == "on"
    told = await browser.post(f"{PAGE}/webhooks/{number}/deliveries/{fine['key']}/retry")
    assert told.status_code == 303
    await post.send()
    assert len(post.receiver.got) == 4
    page = (await browser.get(f"{PAGE}/webhooks/{number}")).text
    assert ("every 2s" in page, "every 8s" in page) == (False, True)  # what comes is seen by itself
    assert "taken at the first attempt" in page
    assert (await lea.get(f"{url}/deliveries?state=strange")).status_code == 422
    assert (await lea.get(f"{url}/deliveries?before={failing['order']}")).json()["deliveries"]


async def test_nothing_that_a_receiver_says_is_kept_or_shown(post: Post) -> None:
    number = await post.add("message.posted")
    post.receiver.usual = 500
    await say(post.world, "lin", "lounge", "one")
    await post.send()
    shown = (await post.world.client("lea").get(f"{API}/endpoints/{number}/deliveries")).text
    browser = post.world.client("lea", browser=True)
    shown += (await browser.get(f"{PAGE}/webhooks/{number}")).text
    [delivery] = await post.deliveries()
    assert "secret of the inner network" not in shown + repr(delivery.model_dump())


async def test_whoever_leaves_is_still_named_and_theirs_goes_on(post: Post) -> None:
    number = await post.add("message.posted")
    await post.world.write(remove_member, "ada", post.world.member_id("lea"))
    shown = (await post.world.client("ada").get(f"{API}/endpoints/{number}")).json()
    assert (shown["made_by"], shown["health"]) == ("Lea", "on")
    kept: Endpoint = await post.endpoint(number)
    assert kept.stopped == ""
