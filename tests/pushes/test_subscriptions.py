"""Browsers that are told: added by a signed-in browser, whose it is, and how it ends."""

from typing import Any

import pytest

from app.actions.accounts import set_password
from app.actions.sign_ins import end_sign_in
from app.actions.tokens import Grant, make_token
from app.clock import now
from app.records.accounts import Account
from tests.cast import EVERYBODY, World
from tests.pushes.browsers import Keys
from tests.pushes.stage import HERE, Service
from tests.talk.floor import say

DOOR = "/api/v1/account/subscriptions"


@pytest.fixture
def open_service(service: Service) -> Service:
    """One whose host the doors take, too."""
    settings = service.world.app.state.settings
    service.world.app.state.settings = settings.model_copy(update={"push_hosts": HERE})
    return service


def body(service: Service, path: str = "/send/x", keys: Keys | None = None) -> dict[str, Any]:
    """What a page sends of its browser."""
    keys = keys or Keys()
    return {
        "endpoint": service.receiver.url(path),
        "p256dh": keys.p256dh,
        "auth": keys.auth,
    }


async def test_a_browser_is_added_listed_tried_and_removed(open_service: Service) -> None:
    service, keys = open_service, Keys()
    sam = service.world.client("sam", browser=True)
    told = await sam.post(f"{DOOR}/key", json={})
    assert told.status_code == 201
    public = told.json()["key"]
    assert (await service.world.client("lin").post(f"{DOOR}/key", json={})).json()["key"] == public
    given = body(service, keys=keys)
    for _ in range(2):  # twice is as good as once
        made = await sam.post(DOOR, json=given)
        assert made.status_code == 201
    [row] = (await sam.get(DOOR)).json()["items"]
    assert row == made.json()
    page = (await sam.get("/account")).text
    assert row["key"] in page
    assert "not told anything yet" in page
    number = row["id"]
    assert (await sam.post(f"/account/subscriptions/{number}/trial")).status_code == 303
    assert (await sam.post(f"/account/subscriptions/{number}/trial")).status_code == 409
    await service.settle()
    assert (await sam.get(DOOR)).json()["items"][0]["told_at"]
    assert (await sam.post(f"/account/subscriptions/{number}/removal")).status_code == 303
    assert (await sam.get(DOOR)).json()["items"] == []
    assert (await sam.delete(f"{DOOR}/{number}")).status_code == 404


async def test_nobody_reaches_anothers_browser(service: Service) -> None:
    sam = await service.add("sam")
    for name in EVERYBODY:
        if name == "sam":
            continue
        http = service.world.client(name)
        assert (await http.get(DOOR)).json()["items"] == []
        assert (await http.delete(f"{DOOR}/{sam.id}")).status_code == 404
        assert (await http.post(f"{DOOR}/{sam.id}/trial", json={})).status_code == 404
        page = service.world.client(name, browser=True)
        for act in ("trial", "removal"):
            told = await page.post(f"/account/subscriptions/{sam.id}/{act}")
            assert told.status_code == 404
    assert len(await service.browsers()) == 1


async def test_strangers_and_tokens_add_none(open_service: Service) -> None:
    service = open_service
    stranger, given = service.world.client(None), body(open_service)
    asks = [("GET", ""), ("POST", ""), ("POST", "/key"), ("POST", "/renewal"), ("DELETE", "/1")]
    for method, path in asks:
        told = await stranger.request(method, f"{DOOR}{path}", json=given)
        assert told.status_code == 401, path
    assert (await stranger.get("/account")).status_code == 303
    # a token is no browser: it lists and removes
    assert (await service.world.client("sam").post(DOOR, json=given)).status_code == 403
    secret = (await service.act("sam", make_token, Grant("r", scopes=("read",))))[1]
    bearer = {"authorization": f"Bearer {secret}"}
    assert (await stranger.get(DOOR, headers=bearer)).status_code == 200
    for method, path in asks[1:]:
        told = await stranger.request(method, f"{DOOR}{path}", json=given, headers=bearer)
        assert told.status_code == 403, path
    # a page of another site
    foreign = service.world.client("sam", browser=True)
    foreign.headers["sec-fetch-site"] = "cross-site"
    assert (await foreign.post(DOOR, json=given)).status_code == 403
    assert await service.browsers() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("endpoint", "http://push.example.org/send/x"),
        ("endpoint", "https://127.0.0.1/send/x"),
        ("endpoint", "https://10.0.0.1/x"),
        ("endpoint", "https://localhost/x"),
        ("endpoint", "ftp://push.example.org/"),
        ("endpoint", ""),
        ("endpoint", "https://push.example.org/" + "x" * 3000),
        ("p256dh", "AAAA"),
        ("p256dh", "B" + "A" * 86),
        ("p256dh", "%%%"),
        ("auth", ""),
        ("auth", "A" * 40),
        ("auth", "ü" * 22),
    ],
)
async def test_what_no_browser_gives_is_refused(service: Service, field: str, value: str) -> None:
    """The rule is asked again at every sending: what is private then is not called."""
    given = {**body(service), "endpoint": "https://push.example.org/send/x", field: value}
    sam = service.world.client("sam", browser=True)
    assert (await sam.post(DOOR, json=given)).status_code == 422
    assert await service.browsers() == []


async def test_there_are_at_most_ten(open_service: Service) -> None:
    service = open_service
    sam = service.world.client("sam", browser=True)
    told = [(await sam.post(DOOR, json=body(service, f"/{n}"))).status_code for n in range(11)]
    assert told == [201] * 10 + [409]
    lin = service.world.client("lin", browser=True)
    assert (await lin.post(DOOR, json=body(service, "/lin"))).status_code == 201


async def test_signing_out_ends_it_and_so_does_ending_the_session_elsewhere(
    service: Service,
) -> None:
    await service.add("sam")
    await say(service.world, "lin", "lounge", "@Sam look")
    await service.world.app.state.followers.settle()
    browser = service.world.client("sam", browser=True)
    assert (await browser.post("/sign-out")).status_code == 303
    assert await service.browsers() == []
    await service.send()
    assert service.receiver.got == []
    await service.add("lin")
    await service.act("lin", end_sign_in, await service.sign_in_id("lin"))
    assert await service.browsers() == []
    await service.add("kim")
    secrets = {"password_hash": "x", "email": "kim@example.org", "sign_in_id": None}
    await service.act("kim", set_password, **secrets)
    assert await service.browsers() == []


async def test_whoever_is_signed_in_last_with_a_browser_is_who_is_told(
    open_service: Service,
) -> None:
    service, keys = open_service, Keys()
    given = body(service, "/shared", keys)
    sam, lin = (service.world.client(each, browser=True) for each in ("sam", "lin"))
    assert (await sam.post(DOOR, json=given)).status_code == 201
    assert (await lin.post(DOOR, json=given)).status_code == 201
    assert (await sam.get(DOOR)).json()["items"] == []
    await say(service.world, "lea", "lounge", "@Sam PRIVATE")
    await service.send()
    assert service.receiver.got == []


async def test_a_closed_account_is_told_nothing(service: Service) -> None:
    sam = await service.add("sam")

    def close(db: Any) -> None:
        account = db.get_one(Account, service.world.people["sam"].account_id)
        account.disabled_at = now()
        db.add(account)

    await say(service.world, "lin", "lounge", "@Sam look")
    await service.world.app.state.followers.settle()
    await service.world.edge.write(0, close)
    await service.send()
    assert service.take(sam) == []
    assert await service.browsers() == []


async def test_a_browser_is_renewed_under_its_new_address_and_never_after_its_end(
    open_service: Service,
) -> None:
    service, keys = open_service, Keys()
    sam = service.world.client("sam", browser=True)
    old, new = body(service, "/old"), body(service, "/new", keys)
    made = (await sam.post(DOOR, json=old)).json()
    told = await sam.post(f"{DOOR}/renewal", json={**new, "old": old["endpoint"]})
    assert (told.status_code, told.json()["key"]) == (201, made["key"])
    [row] = await service.browsers()
    assert row.endpoint == new["endpoint"]
    lin = service.world.client("lin", browser=True)
    theirs = await lin.post(f"{DOOR}/renewal", json={**new, "old": new["endpoint"]})
    assert theirs.status_code == 404
    await sam.delete(f"{DOOR}/{made['id']}")
    again = await sam.post(f"{DOOR}/renewal", json={**new, "old": new["endpoint"]})
    assert again.status_code == 404
    assert await service.browsers() == []


async def test_the_worker_is_served_from_the_root_and_may_ask_us_alone(world: World) -> None:
    told = await world.client(None).get("/worker.js")
    assert told.status_code == 200
    assert told.headers["content-type"].startswith("text/javascript")
    policy = told.headers["content-security-policy"]
    assert policy == "default-src 'none'; connect-src 'self'; frame-ancestors 'none'"
    assert told.headers["cache-control"] == "no-cache"
    assert (
        "worker-src 'self'"
        in (await world.client(None).get("/sign-in")).headers["content-security-policy"]
    )
