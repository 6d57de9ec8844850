"""One's address: said, confirmed, changed, taken back; and mails stopped by their own link."""

from app.actions.addresses import set_address
from app.actions.tokens import Grant, make_token
from app.main import create_app
from tests.cast import World
from tests.mail.post import LINK, Post
from tests.talk.floor import say

MINUTES = 2.1


async def test_until_it_is_confirmed_nothing_else_is_sent(post: Post) -> None:
    link = await post.ask("sam")
    await say(post.world, "lin", "lounge", "@Sam look")
    assert await post.carry_after(minutes=MINUTES) == []
    stranger = post.world.client(None)
    assert "Confirm this address" in (await stranger.get(link)).text
    told = (await post.world.client("sam").get("/api/v1/account/address")).json()
    assert told["state"] == "asked"  # reading has changed nothing
    assert "Confirmed" in (await stranger.post(link)).text
    assert "Confirmed" in (await stranger.post(link)).text
    told = (await post.world.client("sam").get("/api/v1/account/address")).json()
    assert told["state"] == "confirmed"
    await say(post.world, "lin", "lounge", "@Sam look again")
    [mail] = await post.carry_after(minutes=MINUTES)
    assert "look again" in mail.text


async def test_links_die_of_age_and_with_their_address(post: Post) -> None:
    first = await post.ask("sam")
    stranger = post.world.client(None)
    with post.later(days=7, minutes=1):
        assert (await stranger.get(first)).status_code == 409
        assert (await stranger.post(first)).status_code == 409
    await post.as_account("sam", set_address, address="elsewhere@example.org")
    assert (await stranger.get(first)).status_code == 404
    assert (await stranger.post(first)).status_code == 404


async def test_links_that_nobody_made_lead_nowhere(post: Post) -> None:
    link = await post.ask("sam")
    stranger = post.world.client(None)
    stop = link.replace("addresses", "unsubscriptions")
    changed = link[:-1] + ("0" if link[-1] != "0" else "1")
    for path in (stop, changed, "/addresses/1-confirm-", "/unsubscriptions/x"):
        for method in ("GET", "POST"):
            assert (await stranger.request(method, path)).status_code in (404, 422), path


async def test_one_click_stops_mails_of_a_kind_without_a_sign_in(post: Post) -> None:
    await post.confirm("sam", digest="daily")
    await say(post.world, "lin", "lounge", "@Sam look")
    [mail] = await post.carry_after(minutes=MINUTES)
    head = mail.message["List-Unsubscribe"]
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = LINK.search(head)
    assert found
    assert head == f"<http://127.0.0.1{found[1]}>"
    assert f"\r\nList-Unsubscribe: {head}\r\n".encode() in mail.raw  # as mailboxes look for it
    assert found[1] in mail.text
    assert found[1] in mail.part("html")
    mailbox = post.world.client(None)
    del mailbox.headers["origin"]  # a mailbox's own server asks: no browser, no cookie
    assert "Stop these mails" in (await mailbox.get(found[1])).text
    wishes = "/api/v1/account/wishes"
    sam = post.world.client("sam")
    assert (await sam.get(wishes)).json()["mentions"] is True
    told = await mailbox.post(found[1], data={"List-Unsubscribe": "One-Click"})
    assert told.status_code == 200
    assert {"mentions": False, "digest": "daily"}.items() <= (await sam.get(wishes)).json().items()
    await say(post.world, "lin", "lounge", "@Sam look again")
    assert await post.carry_after(minutes=MINUTES) == []


async def test_other_pages_are_not_opened_to_other_sites_by_that(post: Post) -> None:
    mailbox = post.world.client("sam", browser=True)
    del mailbox.headers["origin"]
    assert (await mailbox.post("/account/address/removal")).status_code == 403
    assert (await mailbox.post("/account/unsubscriptions/x")).status_code == 403


async def test_whoever_takes_the_address_back_is_written_to_no_more(post: Post) -> None:
    await post.confirm("sam")
    await say(post.world, "lin", "lounge", "@Sam look")
    await post.carry()
    sam = post.world.client("sam")
    for _ in range(2):
        assert (await sam.delete("/api/v1/account/address")).status_code == 204
    assert await post.carry_after(minutes=MINUTES) == []
    assert (await sam.get("/api/v1/account/address")).json()["state"] == "none"


async def test_nobody_fills_a_strangers_mailbox(post: Post) -> None:
    sam = post.world.client("sam")
    told = []
    for number in range(7):
        body = {"address": f"victim{number}@example.org"}
        told.append((await sam.put("/api/v1/account/address", json=body)).status_code)
        await post.carry()
    assert told == [201] * 5 + [429] * 2


async def test_what_cannot_be_an_address_comes_back_as_it_was_typed(post: Post) -> None:
    sam = post.world.client("sam", browser=True)
    told = await sam.post("/account/address", data={"address": "sam at example"})
    assert told.status_code == 422
    assert 'value="sam at example"' in told.text
    assert "written like lin@example.org" in told.text


async def test_where_no_mail_is_sent_the_page_says_so(post: Post) -> None:
    settings = post.world.settings.model_copy(update={"smtp_url": None})
    silent = World(post.world.edge, create_app(settings, post.world.edge), post.world.people)
    async with silent.client("sam", browser=True) as sam:
        assert "sends no mail" in (await sam.get("/account")).text
        told = await sam.put("/api/v1/account/address", json={"address": "sam@example.org"})
        assert told.status_code == 409
    assert await post.carry() == []


async def test_strangers_and_reading_tokens_change_nothing(post: Post) -> None:
    stranger = post.world.client(None)
    for path in ("/api/v1/account/address", "/api/v1/account/wishes"):
        assert (await stranger.get(path)).status_code == 401
        assert (await stranger.put(path, json={})).status_code == 401
        assert (await stranger.post(path.removeprefix("/api/v1"))).status_code == 401
    secret = (await post.as_account("sam", make_token, Grant("r", scopes=("read",))))[1]
    bearer = {"authorization": f"Bearer {secret}"}
    for path, body in (
        ("/api/v1/account/address", {"address": "eve@example.org"}),
        ("/api/v1/account/wishes", {"digest": "off"}),
    ):
        assert (await stranger.get(path, headers=bearer)).status_code == 200
        assert (await stranger.put(path, json=body, headers=bearer)).status_code == 403
