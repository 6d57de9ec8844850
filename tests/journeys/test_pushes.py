"""Away with no tab open: a browser is switched on, told by a push, and a click leads there."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser as Whole
from playwright.async_api import CDPSession, Page, expect

from app.actions.readings import move_reading
from tests.journeys.stage import Theatre, Window, launched
from tests.journeys.test_away import STAND_INS, turn, until_alerts
from tests.pushes.browsers import Keys
from tests.pushes.stage import HERE, Browser, Service, make_pusher
from tests.talk.floor import say, thread
from tests.webhooks.receiver import receiving

pytestmark = [pytest.mark.browser, pytest.mark.pages]
# No push service serves a Chromium of tests, so the address and keys of the browser are ours; the
# permission, the service worker and what it shows are Chromium's own.
SUBSCRIBED = """
const mine = %s;
const kept = "test:subscribed";
const subscription = {
  toJSON: () => ({ endpoint: mine.endpoint, keys: { p256dh: mine.p256dh, auth: mine.auth } }),
  unsubscribe: async () => { localStorage.removeItem(kept); return true; },
};
PushManager.prototype.subscribe = async function (options) {
  localStorage.setItem(kept, options.applicationServerKey);
  return subscription;
};
PushManager.prototype.getSubscription = async () =>
  localStorage.getItem(kept) ? subscription : null;
"""
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.getRegistration("/");
  const shown = (await worker?.getNotifications()) ?? [];
  return shown.map(({ title, body, tag, data }) => ({ title, body, tag, url: data.url }));
}"""
# a page that was left is a client of its worker for a moment longer
UNTIL_GONE = """async () => {
  while ((await self.clients.matchAll({ type: "window", includeUncontrolled: true })).length)
    await new Promise((again) => setTimeout(again, 20));
}"""
UNTIL_SHOWN = """async () => {
  while (!(await self.registration.getNotifications()).length)
    await new Promise((again) => setTimeout(again, 20));
}"""


@pytest.fixture(scope="session")
async def browser(chromium: str) -> AsyncIterator[Whole]:  # its shell knows nothing of pushes
    async with launched(chromium) as made:
        yield made


@pytest.fixture
async def service(theatre: Theatre) -> AsyncIterator[Service]:
    """A push service beside the theatre, which its doors take."""
    world = theatre.world
    await world.app.state.pusher.stop()
    settings = world.app.state.settings
    world.app.state.settings = settings.model_copy(update={"push_hosts": HERE})
    async with receiving() as receiver:
        receiver.usual = 201
        made = Service(world, receiver, make_pusher(world))
        yield made
        await made.pusher.stop()
        made.clock.close()


async def switched_on(theatre: Theatre, service: Service) -> tuple[Window, Browser]:
    """Sam's window, in which pushes were switched on by the button of the account page."""
    sam, keys = await theatre.window("sam", "/guideline"), Keys()
    context, path = sam.page.context, "/send/sam"
    await context.grant_permissions(["notifications"], origin=theatre.url)
    given = {"endpoint": service.receiver.url(path), "p256dh": keys.p256dh, "auth": keys.auth}
    await context.add_init_script(SUBSCRIBED % json.dumps(given))
    await sam.page.goto("/account")
    await sam.page.get_by_role("button", name="Tell me in this browser").click()
    await expect(sam.page.get_by_text("This browser tells you.")).to_be_visible()
    await expect(sam.page.locator("[data-push-here]")).to_be_visible()
    service.public = await sam.page.evaluate("localStorage.getItem('test:subscribed')")
    [row] = await service.browsers()
    return sam, Browser(row.id or 0, path, keys)


class Worker:
    """The service worker of a page, as the browser's own push service would speak to it."""

    def __init__(self, cdp: CDPSession, origin: str, registration: str) -> None:
        self.cdp, self.origin, self.registration = cdp, origin, registration

    @classmethod
    async def of(cls, page: Page, origin: str) -> "Worker":
        """Once it is there. It is spoken to from an empty tab, so that ours may be closed."""
        cdp = await page.context.new_cdp_session(await page.context.new_page())
        found: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def note(told: dict[str, Any]) -> None:
            for each in told["registrations"]:
                if each["scopeURL"] == f"{origin}/" and not found.done():
                    found.set_result(each["registrationId"])

        cdp.on("ServiceWorker.workerRegistrationUpdated", note)
        await cdp.send("ServiceWorker.enable")
        return cls(cdp, origin, await asyncio.wait_for(found, 20))

    async def push(self, said: dict[str, Any]) -> None:
        """Hand a push in, in the clear."""
        about = {"origin": self.origin, "registrationId": self.registration}
        await self.cdp.send("ServiceWorker.deliverPushMessage", {**about, "data": json.dumps(said)})


async def shown(page: Page, count: int = 0) -> list[dict[str, Any]]:
    """What the browser shows, once there are so many; the page is only needed to ask it."""
    for _ in range(200):
        if len(await page.evaluate(SHOWN)) >= count:
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)  # for those that should not come, too
    found: list[dict[str, Any]] = await page.evaluate(SHOWN)
    return found


async def leave(page: Page) -> None:
    """Close Precedent: no tab of ours is open, the browser is."""
    await page.goto("about:blank")


async def test_told_once_where_no_tab_is_open_and_not_where_one_is_looked_at(
    theatre: Theatre, service: Service
) -> None:
    sam, browser = await switched_on(theatre, service)
    worker = await Worker.of(sam.page, theatre.url)
    await say(theatre.world, "lin", "lounge", "@Sam are you there?")
    await service.send()
    [told] = service.take(browser)
    await worker.push(told)
    assert await shown(sam.page) == []  # the account page is looked at
    await leave(sam.page)
    for _ in "12":  # a push service may hand it over twice
        await worker.push(told)
    await sam.page.goto("/account")
    [note] = await shown(sam.page, count=1)
    assert (note["title"], note["body"]) == ("Lin named you in the lounge", "@Sam are you there?")
    assert note["url"] == told["url"]
    # what was seen meanwhile goes, once a page of the project is open
    await theatre.go(sam, "/guideline")
    order = (await thread(theatre.world, "sam", "lounge")).messages[-1].order
    await theatre.world.write(move_reading, "sam", "lounge", upto=order)
    await expect(sam.page.locator("#notice-count")).to_have_text("")
    assert await shown(sam.page) == []
    assert sam.complaints == []


async def test_a_trial_is_shown_although_the_page_is_looked_at(
    theatre: Theatre, service: Service
) -> None:
    sam, browser = await switched_on(theatre, service)
    worker = await Worker.of(sam.page, theatre.url)
    await sam.page.get_by_role("button", name="Send a trial").click()
    await expect(sam.page.get_by_text("A trial is on its way")).to_be_visible()
    await service.settle()
    [told] = service.take(browser)
    await worker.push(told)
    assert [each["title"] for each in await shown(sam.page, count=1)] == ["It works"]
    await sam.page.reload()
    await expect(sam.page.get_by_text("told", exact=False).first).to_be_visible()
    assert await sam.axe() == []
    assert sam.complaints == []


# A click is a person's: no browser lets a script make one, or open a window without one. So what
# the worker asks of the browser is written down instead, and the rest is its own.
CLICKED = """async () => {
  const asked = [];
  self.clients.openWindow = async (url) => { asked.push(["open", url]); };
  WindowClient.prototype.focus = async function () {
    asked.push(["focus", this.url]);
    return this;
  };
  const [notification] = await self.registration.getNotifications();
  const event = new NotificationEvent("notificationclick", { notification });
  let done;
  event.waitUntil = (promise) => { done = promise; };
  self.dispatchEvent(event);
  await done;
  return [asked, (await self.registration.getNotifications()).length];
}"""


async def test_a_click_opens_what_it_is_about_or_leads_an_open_tab_there(
    theatre: Theatre, service: Service
) -> None:
    sam, browser = await switched_on(theatre, service)
    worker = await Worker.of(sam.page, theatre.url)

    async def told(words: str) -> dict[str, Any]:
        await say(theatre.world, "lin", "lounge", words)
        await service.send()
        [said] = service.take(browser)
        await leave(sam.page)
        await worker.push(said)
        [running] = sam.page.context.service_workers
        await running.evaluate(UNTIL_SHOWN)
        await running.evaluate(UNTIL_GONE)
        return said

    first = await told("@Sam one")
    [running] = sam.page.context.service_workers
    [[asked], left] = await running.evaluate(CLICKED)
    assert (asked, left) == (["open", f"{theatre.url}{first['url']}"], 0)
    await told("@Sam two")
    await theatre.go(sam, "/guideline")
    [[asked], left] = await running.evaluate(CLICKED)
    assert (asked, left) == (["focus", f"{theatre.url}/projects/hate/guideline"], 0)
    await sam.page.wait_for_url("**/threads/lounge#message-*")
    # both were opened, and so are seen
    await expect(sam.page.locator("#notice-count")).to_have_text("")


async def test_tabs_leave_it_to_the_push_and_tell_again_when_it_is_gone(
    theatre: Theatre, service: Service
) -> None:
    sam, browser = await switched_on(theatre, service)
    await sam.page.context.add_init_script(STAND_INS)
    await theatre.go(sam, "/guideline")
    await turn(sam, away=True)
    await say(theatre.world, "lin", "lounge", "@Sam by push")
    await service.send()
    assert len(service.take(browser)) == 1
    assert await until_alerts(sam, count=1) == []
    # removed on another device
    assert (
        await theatre.world.client("sam").delete(f"/api/v1/account/subscriptions/{browser.id}")
    ).status_code == 204
    await say(theatre.world, "lin", "lounge", "@Sam by the tab")
    assert await until_alerts(sam, count=1) == ["@Sam by the tab"]
    await sam.page.goto("/account")
    await expect(sam.page.get_by_role("button", name="Tell me in this browser")).to_be_visible()
    await sam.page.wait_for_function("localStorage.getItem('test:subscribed') === null")
    assert sam.complaints == []


async def test_a_browser_that_somebody_else_signs_in_with_hears_nothing_more(
    theatre: Theatre, service: Service
) -> None:
    sam, _ = await switched_on(theatre, service)
    keeper = theatre.world.app.state.doorkeeper
    session = theatre.world.people["kim"].session
    cookie = {"name": keeper.cookie, "value": session, "url": theatre.url}
    await sam.page.context.add_cookies([cookie])  # type: ignore[list-item]
    await sam.page.goto("/account")
    await expect(sam.page.get_by_role("button", name="Tell me in this browser")).to_be_visible()
    await sam.page.wait_for_function("localStorage.getItem('test:subscribed') === null")
    await sam.page.wait_for_function("localStorage.getItem('precedent:push') === null")


@pytest.mark.parametrize(
    ("stand_in", "words"),
    [
        ("Object.defineProperty(window, 'isSecureContext', {value: false});", "over https only"),
        ("delete window.PushManager;", "This browser cannot do it."),
        (
            "Object.defineProperty(Notification, 'permission', {get: () => 'denied'});",
            "This browser blocks notifications",
        ),
    ],
    ids=["insecure", "unsupported", "denied"],
)
async def test_what_is_not_possible_is_said_in_clear_words(
    theatre: Theatre, stand_in: str, words: str
) -> None:
    sam = await theatre.window("sam", "/guideline")
    await sam.page.context.add_init_script(stand_in)
    await sam.page.goto("/account")
    await expect(sam.page.get_by_text(words)).to_be_visible()
    await expect(sam.page.get_by_role("button", name="Tell me in this browser")).to_be_hidden()
    assert await sam.axe() == []
    assert sam.complaints == []


async def test_whoever_allows_nothing_or_has_no_push_service_reads_what_happened(
    theatre: Theatre,
) -> None:
    sam = await theatre.window("sam", "/guideline")
    await sam.page.context.add_init_script(
        "Notification.requestPermission = async () => window.answers.shift();"
        "window.answers = ['default', 'granted'];"
    )
    await sam.page.goto("/account")
    await sam.page.get_by_role("button", name="Tell me in this browser").click()
    await expect(sam.page.get_by_text("Nothing was allowed")).to_be_visible()
    # allowed, but this Chromium has no push service
    await sam.page.get_by_role("button", name="Ask again").click()
    await expect(sam.page.get_by_text("does not answer. Nothing was changed.")).to_be_visible()
    assert sam.complaints == []
